"""What a kubelet knows of the machine, bundled: real or hollow."""

from __future__ import annotations

from dataclasses import dataclass, field

from sampan.node.probes.prober import HollowProber, Prober
from sampan.node.resources.cgroups import Cgroups, HollowCgroups
from sampan.node.runtime.hollow import HollowRuntime
from sampan.node.volumes.host import HollowVolumeHost, VolumeHost


@dataclass(frozen=True, slots=True)
class Machine:
    """Capacity and identity (upstream: cadvisor MachineInfo, VersionInfo). Memory and storage in bytes."""

    cpus: int = 4
    memory: int = 8 << 30
    storage: int = 100 << 30
    machine_id: str = ''
    system_uuid: str = ''
    boot_id: str = ''
    kernel_version: str = ''
    os_image: str = ''
    architecture: str = 'amd64'
    operating_system: str = 'linux'
    swap: int = 0


@dataclass(frozen=True, slots=True)
class Host:
    """The kubelet's doors to the machine beside the runtime."""

    prober: Prober
    volumes: VolumeHost
    cgroups: Cgroups
    machine: Machine = field(default_factory=Machine)
    resolv_conf: str = ''
    hosts: str = '127.0.0.1\tlocalhost\n'


def hollow_host(runtime: HollowRuntime, machine: Machine | None = None) -> Host:
    """No file, socket or cgroup is touched."""
    return Host(HollowProber(runtime), HollowVolumeHost(), HollowCgroups(), machine or Machine())
