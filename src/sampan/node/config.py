"""What a kubelet is told (upstream: KubeletConfiguration and the kubelet's flags)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sampan.api.generated import core_v1 as core

VERSION = 'v1.36.0'


@dataclass(frozen=True, slots=True)
class KubeletConfig:
    """Durations in seconds. `node_ips` are what status.hostIPs and the Node's InternalIP show."""

    node_name: str
    node_ips: tuple[str, ...] = ()
    hostname: str = ''
    root: Path = Path('/var/lib/sampan/kubelet')
    pod_logs: Path = Path('/var/log/pods')
    cluster_dns: tuple[str, ...] = ('10.96.0.10',)
    cluster_domain: str = 'cluster.local'
    port: int = 10250
    max_pods: int = 110
    register_labels: Mapping[str, str] = field(default_factory=dict)
    register_taints: tuple[core.Taint, ...] = ()
    reserved_cpu_milli: int = 0
    reserved_memory: int = 0
    status_frequency: float = 10.0
    status_report_frequency: float = 300.0
    lease_duration: int = 40
    relist_frequency: float = 300.0
    pulls_at_once: int = 3
    fail_on_bugs: bool = False  # an error nobody expected in one pod's worker ends the kubelet (for tests)

    @property
    def host_name(self) -> str:
        return self.hostname or self.node_name

    def pod_dir(self, uid: str) -> Path:
        return self.root / 'pods' / uid

    def log_dir(self, namespace: str, name: str, uid: str) -> Path:
        """Where the containers' logs of one pod are (upstream: BuildPodLogsDirectory)."""
        return self.pod_logs / f'{namespace}_{name}_{uid}'
