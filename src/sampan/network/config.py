"""What the network of one node is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sampan.network.proxy.config import TABLE


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    node_name: str
    node_ip: str
    cluster_cidr: str  # every node's pods are in it
    service_cidr: str
    dns_ip: str
    cluster_domain: str
    bridge: str
    cni_conf_dir: Path  # read by the container runtime
    state_dir: Path  # address leases, former sysctls; on the run folder, so that a reboot frees them
    dns_link: str = 'sampan-dns'  # carries dns_ip and the route to Services
    table: str = TABLE
    resolv_conf: Path = Path('/etc/resolv.conf')  # where names outside the cluster are asked for
