"""What the registry is told when it is assembled."""

from __future__ import annotations

from dataclasses import dataclass, field

from sampan.apiserver.cache.cache import HistoryLimits


@dataclass(frozen=True, slots=True)
class RegistryConfig:
    """Defaults are the cluster's."""

    service_cidr: str = '10.96.0.0/12'
    node_ports: tuple[int, int] = (30000, 32767)  # both included
    event_ttl: float = 3600.0  # seconds an event is kept
    history: HistoryLimits = field(default_factory=HistoryLimits)
