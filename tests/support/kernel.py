"""What a cluster may leave in the kernel: looked at before and after, so that `down` can be held to its promise."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

CGROUPS = Path('/sys/fs/cgroup')
SYSCTLS = ('net/ipv4/ip_forward', 'net/bridge/bridge-nf-call-iptables')
FOLDERS = ('/run/netns', '/run/containerd/s', '/var/lib/cni/networks')


def snapshot() -> dict[str, set[str]]:
    """Mounts, links, packet rules, settings, named namespaces, sockets of shims."""
    return {
        'mounts': {line.split(' ', 4)[4].rsplit(' - ', 1)[0] for line in _lines('/proc/self/mountinfo')},
        'links': {link['ifname'] for link in json.loads(_output('ip', '-j', 'link'))},
        'routes': set(_output('ip', 'route').splitlines()),
        'rules': set(_output('nft', 'list', 'tables').splitlines()),
        'sysctls': {f'{name}={_text(Path("/proc/sys") / name)}' for name in SYSCTLS},
        'files': {str(path) for folder in FOLDERS if Path(folder).exists() for path in Path(folder).iterdir()},
    }


def added(before: dict[str, set[str]], after: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is there now and was not before."""
    return {what: new for what in after if (new := after[what] - before[what])}


def cgroups(name: str) -> list[Path]:
    """The cgroup of this name, in each hierarchy that has it."""
    return [folder for folder in (CGROUPS / name, *CGROUPS.glob(f'*/{name}')) if folder.exists()]


def processes(*marks: str) -> list[int]:
    """Processes whose command line or cgroup names one of `marks`, this one and its ancestors aside."""
    return [pid for pid in _pids() if any(mark in _traces(pid) for mark in marks) and pid not in _own()]


def kill(pids: list[int], number: signal.Signals = signal.SIGKILL) -> list[int]:
    """Signal each that is still there, and wait until SIGKILL has had its effect; returns what was asked for."""
    for pid in pids:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            signal.pidfd_send_signal(descriptor, number)
            if number is signal.SIGKILL:
                _ended(descriptor)
        except ProcessLookupError:
            continue
        finally:
            os.close(descriptor)
    return pids


def _ended(descriptor: int) -> None:
    assert select.select([descriptor], [], [], 20)[0], 'a process does not end on SIGKILL'


def _pids() -> Iterator[int]:
    return (int(folder.name) for folder in Path('/proc').iterdir() if folder.name.isdigit())


def _traces(pid: int) -> str:
    return _text(Path(f'/proc/{pid}/cmdline')) + _text(Path(f'/proc/{pid}/cgroup'))


def _own() -> set[int]:
    found, pid = set(), os.getpid()
    while pid > 1:
        found.add(pid)
        pid = int(_text(Path(f'/proc/{pid}/stat')).rsplit(')', 1)[1].split()[1])
    return found


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors='replace')
    except (FileNotFoundError, ProcessLookupError):
        return ''


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f'{" ".join(command)}: {done.stderr}'
    return done.stdout
