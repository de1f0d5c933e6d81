"""Objects for tests, made short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import Time

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def ago(seconds: float) -> Time:
    return Time.of(NOW - timedelta(seconds=seconds))


def pod(
    name: str,
    *,
    node: str = 'n1',
    phase: str = 'Running',
    ready: bool = True,
    ready_for: float = 100,
    age: float = 100,
    restarts: int = 0,
    ip: str = '10.0.0.1',
    deleting: bool = False,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
    **spec: Any,
) -> core.Pod:
    condition = core.PodCondition(
        type='Ready', status='True' if ready else 'False', last_transition_time=ago(ready_for)
    )
    return core.Pod(
        metadata=meta.ObjectMeta(
            name=name,
            namespace='default',
            uid=f'uid-{name}',
            creation_timestamp=ago(age),
            deletion_timestamp=ago(0) if deleting else None,
            labels=labels or {},
            annotations=annotations or {},
        ),
        spec=core.PodSpec(node_name=node, **spec),
        status=core.PodStatus(
            phase=phase,
            conditions=[condition],
            pod_ip=ip,
            pod_ips=[core.PodIP(ip=ip)] if ip else [],
            container_statuses=[core.ContainerStatus(name='c', restart_count=restarts)],
        ),
    )
