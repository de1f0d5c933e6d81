"""What the Service proxy is told."""

from __future__ import annotations

from dataclasses import dataclass

TABLE = 'sampan-proxy'


@dataclass(frozen=True, slots=True)
class ProxyConfig:
    node_name: str
    node_ip: str  # where node ports are served (upstream: --nodeport-addresses=primary)
    cluster_cidr: str  # sources inside it are pods
    service_cidr: str
    bridge: str = 'sampan0'
    local_ips: tuple[str, ...] = ()  # Service addresses this node itself listens on; they need no rules
    # Without br_netfilter an answer between two pods of one bridge would not pass connection tracking; then
    # traffic to Services is made to come from the node, as upstream's --masquerade-all does.
    masquerade_all: bool = False
    table: str = TABLE
    min_sync_period: float = 0.02  # seconds in which changes are gathered into one transaction
