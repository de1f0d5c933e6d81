"""What cluster DNS is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DnsConfig:
    domain: str  # cluster.local
    service_ip: str  # the address pods have in resolv.conf
    listen: tuple[str, ...]  # addresses of this node
    port: int = 53
    ttl: int = 30  # seconds, for everything in the cluster
    resolv_conf: Path = Path('/etc/resolv.conf')
    upstream_port: int = 53
    upstream_timeout: float = 1.5  # seconds for one server
    upstream_tries: int = 3
    max_concurrent: int = 1000  # forwarded queries under way; more are refused
    max_connections: int = 500  # TCP clients
    idle_timeout: float = 10.0  # seconds a TCP client may say nothing
    cache_size: int = 10_000  # finished answers
