"""What is counted about auditing, under upstream's names (upstream: apiserver pkg/audit/metrics.go)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sampan.apiserver.measures import Counts


class AuditMetrics:
    """Counts of one server."""

    def __init__(self) -> None:
        self.events = Counts('apiserver_audit_event_total', 'Events handed to the backends.')
        self.levels = Counts('apiserver_audit_level_total', 'Requests by the level of the policy.', ['level'])
        self.rejected = Counts('apiserver_audit_requests_rejected_total', 'Requests refused, not being recorded.')

    def collect(self) -> Iterator[Any]:
        for each in (self.events, self.levels, self.rejected):
            yield from each.collect()
