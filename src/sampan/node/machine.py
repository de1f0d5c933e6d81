"""The real machine: what it has, what it is, and the kubelet's doors to it (upstream: cadvisor's machine info)."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

from sampan.machinery.world import SystemWorld, World
from sampan.node.host import Host, Machine
from sampan.node.probes.real import RealProber
from sampan.node.resources.real_cgroups import RealCgroups
from sampan.node.volumes.real import RealVolumeHost

ARCHITECTURES = {'x86_64': 'amd64', 'aarch64': 'arm64', 'armv7l': 'arm', 's390x': 's390x', 'ppc64le': 'ppc64le'}
# systemd-resolved's stub answers on loopback only, which pods cannot reach: its upstream servers are here.
RESOLVED = Path('/run/systemd/resolve/resolv.conf')


def real_host(
    root: Path,
    *,
    world: World | None = None,
    cgroup_root: str = 'sampan',
    resolv_conf: Path = Path('/etc/resolv.conf'),
) -> Host:
    """Everything real. `root` is the kubelet's folder, whose file system is the node's ephemeral storage."""
    root.mkdir(parents=True, exist_ok=True)
    return Host(
        prober=RealProber(),
        volumes=RealVolumeHost(world or SystemWorld()),
        cgroups=RealCgroups(cgroup_root),
        machine=read_machine(root),
        resolv_conf=_resolv_conf(resolv_conf),
        hosts=_text(Path('/etc/hosts')),
    )


def read_machine(root: Path) -> Machine:
    info = _meminfo(_text(Path('/proc/meminfo')))
    release = _os_release(_text(Path('/etc/os-release')))
    boot = _text(Path('/proc/sys/kernel/random/boot_id')).strip()
    machine_id = _text(Path('/etc/machine-id')).strip() or boot.replace('-', '')
    return Machine(
        cpus=len(os.sched_getaffinity(0)),
        memory=_memory_limit(info.get('MemTotal', 0)),
        storage=shutil.disk_usage(root).total,
        machine_id=machine_id,
        system_uuid=_text(Path('/sys/class/dmi/id/product_uuid')).strip() or machine_id,
        boot_id=boot,
        kernel_version=platform.release(),
        os_image=release.get('PRETTY_NAME', 'Unknown'),
        architecture=ARCHITECTURES.get(platform.machine(), platform.machine()),
        swap=info.get('SwapTotal', 0),
    )


def _memory_limit(total: int) -> int:
    """A machine that is itself a container has what its cgroup allows."""
    for path in (Path('/sys/fs/cgroup/memory.max'), Path('/sys/fs/cgroup/memory/memory.limit_in_bytes')):
        text = _text(path).strip()
        if text.isdigit():
            return min(total, int(text))
    return total


def _meminfo(text: str) -> dict[str, int]:
    values = {}
    for line in text.splitlines():
        name, _, rest = line.partition(':')
        number = rest.split()
        if number:
            values[name] = int(number[0]) * 1024
    return values


def _os_release(text: str) -> dict[str, str]:
    pairs = (line.partition('=') for line in text.splitlines() if '=' in line)
    return {name: value.strip('"') for name, _, value in pairs}


def _resolv_conf(path: Path) -> str:
    text = _text(path)
    if 'nameserver 127.0.0.53' in text and RESOLVED.exists():
        return _text(RESOLVED)
    return text


def _text(path: Path) -> str:
    """Empty when the file is not there or not for us."""
    try:
        return path.read_text(errors='replace')
    except OSError:
        return ''
