"""Requests and limits as cgroup values (upstream: cm/helpers_linux.go, pkg/kubelet/qos/policy.go)."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar
from sampan.api.qos import pod_qos
from sampan.node.resources.amounts import milli, whole
from sampan.node.runtime.base import Resources

MIN_SHARES, MAX_SHARES = 2, 262_144
PERIOD = 100_000  # microseconds
MIN_QUOTA = 1_000
CRITICAL = 2_000_000_000  # system-critical priorities begin here
GUARANTEED_OOM, BEST_EFFORT_OOM = -997, 1000


def cpu_shares(milli_cpu: int) -> int:
    """1024 shares to a CPU."""
    return min(max(milli_cpu * 1024 // 1000, MIN_SHARES), MAX_SHARES)


def cpu_quota(milli_cpu: int, period: int = PERIOD) -> int:
    """Microseconds per period; 0 for no limit."""
    return max(milli_cpu * period // 1000, MIN_QUOTA) if milli_cpu else 0


def container_resources(pod: core.Pod, container: core.Container, memory_capacity: int) -> Resources:
    limits, requests = container.resources.limits, container.resources.requests
    limit = milli(limits, 'cpu')
    request = milli(requests, 'cpu') if 'cpu' in requests else limit
    return Resources(
        cpu_shares=cpu_shares(request),
        cpu_quota=cpu_quota(limit),
        cpu_period=PERIOD,
        memory_limit=whole(limits, 'memory'),
        oom_score_adj=oom_score_adj(pod, container, memory_capacity),
    )


def oom_score_adj(pod: core.Pod, container: core.Container, memory_capacity: int) -> int:
    """Who dies first when memory runs out: the less of it a container asked for, the sooner."""
    if pod.spec.priority is not None and pod.spec.priority >= CRITICAL:
        return GUARANTEED_OOM
    quality = pod_qos(pod)
    if quality == 'Guaranteed':
        return GUARANTEED_OOM
    if quality == 'BestEffort':
        return BEST_EFFORT_OOM
    score = _burstable(container, memory_capacity)
    if is_sidecar(container):
        # A sidecar must not die before what it serves.
        score = min([score, *(_burstable(c, memory_capacity) for c in pod.spec.containers)])
    return score


def _burstable(container: core.Container, memory_capacity: int) -> int:
    score = 1000 - (1000 * whole(container.resources.requests, 'memory')) // max(memory_capacity, 1)
    score = max(score, 1000 + GUARANTEED_OOM)
    return score - 1 if score == BEST_EFFORT_OOM else score
