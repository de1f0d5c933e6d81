"""When the change happened that a new version of endpoints tells of.

Upstream: k8s.io/endpointslice/util/trigger_time_tracker.go. Pods date theirs by their Ready condition, Services by
their creation. The earliest change that has not been told of yet goes into an annotation, for measuring how long it
took.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Time
from sampan.client.informer import Key
from sampan.controllers.pods import condition


@dataclass(frozen=True, slots=True)
class _State:
    pods: dict[str, datetime]
    service: datetime | None


class TriggerTimes:
    """Remembers, per Service, which changes were told of."""

    def __init__(self) -> None:
        self._states: dict[Key, _State] = {}

    def compute(self, key: Key, service: core.Service, pods: Iterable[core.Pod]) -> str:
        """The time of the earliest change since the last call for this Service, as text; '' without one."""
        before = self._states.get(key)
        now = _State(_pod_times(pods), service.metadata.creation_timestamp)
        self._states[key] = now
        seen = before.pods if before is not None else {}
        changes = [time for name, time in now.pods.items() if name not in seen or time > seen[name]]
        if now.service is not None and (before is None or before.service is None or now.service > before.service):
            changes.append(now.service)
        return str(Time.of(min(changes))) if changes else ''

    def forget(self, key: Key) -> None:
        self._states.pop(key, None)


def _pod_times(pods: Iterable[core.Pod]) -> dict[str, datetime]:
    times: dict[str, datetime] = {}
    for pod in pods:
        ready = condition(pod, 'Ready')
        if ready is not None and ready.last_transition_time is not None:
            times[pod.metadata.name] = ready.last_transition_time
    return times
