"""The kernel's settings pods need, and what they were before.

- `net.ipv4.ip_forward`: packets of pods are routed.
- `net.bridge.bridge-nf-call-iptables`: packets between two pods of a bridge pass connection tracking, so that the
  answer to a Service's address comes from that address. Needs the module br_netfilter; without it the proxy
  masquerades instead.
- `route_localnet` of the pods' bridge: host ports can be reached at 127.0.0.1. It goes with the bridge.

A setting that is right already is not written: in containers they are often read-only.
"""

from __future__ import annotations

import json
import logging
import subprocess
from pathlib import Path

FORWARD = 'net/ipv4/ip_forward'
BRIDGE_FILTER = 'net/bridge/bridge-nf-call-iptables'
ROOT = Path('/proc/sys')

logger = logging.getLogger(__name__)


class SysctlFailed(Exception):
    """A setting without which pods have no network could not be made."""


def prepare(state_dir: Path, bridge: str) -> bool:
    """Make the settings. Returns whether bridged packets pass connection tracking. Blocks.

    Raises `SysctlFailed` when packets cannot be forwarded.
    """
    try:
        _set(state_dir, FORWARD)
    except OSError as error:
        raise SysctlFailed(f'cannot set net.ipv4.ip_forward: {error}') from error
    try:
        (ROOT / f'net/ipv4/conf/{bridge}/route_localnet').write_text('1')
    except OSError as error:
        logger.warning('host ports will not answer at 127.0.0.1: %s', error)
    return _filter_bridges(state_dir)


def restore(state_dir: Path) -> list[str]:
    """Put back what `prepare` changed; returns the names. Blocks."""
    path = state_dir / 'sysctls.json'
    if not path.exists():
        return []
    former: dict[str, str] = json.loads(path.read_text())
    for name, value in former.items():
        (ROOT / name).write_text(value)
    path.unlink()
    return [f'sysctl {name.replace("/", ".")}' for name in former]


def _filter_bridges(state_dir: Path) -> bool:
    if not (ROOT / BRIDGE_FILTER).exists():
        _load_module('br_netfilter')
    try:
        _set(state_dir, BRIDGE_FILTER)
    except OSError as error:
        logger.warning('pods will see the node as the source of Service traffic, without br_netfilter: %s', error)
        return False
    return True


def _load_module(name: str) -> None:
    try:
        subprocess.run(['modprobe', name], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        logger.info('cannot load %s: %s', name, error)


def _set(state_dir: Path, name: str) -> None:
    """Set to 1; the value before the first time is kept in a file."""
    path = ROOT / name
    before = path.read_text().strip()
    if before == '1':
        return
    path.write_text('1')
    record = state_dir / 'sysctls.json'
    former: dict[str, str] = json.loads(record.read_text()) if record.exists() else {}
    former.setdefault(name, before)
    state_dir.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(former))
