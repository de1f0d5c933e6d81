"""The pod's phase from its containers' states (upstream: kubelet_pods.go getPhase)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar
from sampan.node.pods.spec import restarts_after


@dataclass(slots=True)
class _Counts:
    pending_init: int = 0
    pending_sidecars: int = 0
    failed_init: int = 0  # for good
    unknown: int = 0
    running: int = 0
    waiting: int = 0
    stopped: int = 0
    stopped_for_good: int = 0
    succeeded: int = 0


def pod_phase(pod: core.Pod, statuses: Mapping[str, core.ContainerStatus], *, terminal: bool, initialized: bool) -> str:
    """`terminal`: the containers have ended and will not be started again, whatever the policy says."""
    counts = _Counts()
    for container in pod.spec.init_containers:
        count = _count_sidecar if is_sidecar(container) else _count_init
        count(container, pod, statuses.get(container.name), counts)
    for container in pod.spec.containers:
        _count_regular(container, pod, statuses.get(container.name), counts)
    return _phase(counts, terminal, initialized)


def _phase(counts: _Counts, terminal: bool, initialized: bool) -> str:
    if counts.failed_init:
        return 'Failed'
    if counts.pending_init or (counts.pending_sidecars and not initialized) or counts.waiting:
        return 'Pending'
    if counts.running and not counts.unknown:
        return 'Running'
    if counts.stopped and not counts.unknown:
        if not terminal and counts.stopped != counts.stopped_for_good:
            return 'Running'
        return 'Succeeded' if counts.stopped == counts.succeeded else 'Failed'
    return 'Pending'


def _count_init(container: core.Container, pod: core.Pod, status: core.ContainerStatus | None, counts: _Counts) -> None:
    ended = _ended(status)
    if ended is None:
        counts.pending_init += 1
    elif ended.exit_code != 0 and not restarts_after(container, pod, ended.exit_code):
        counts.failed_init += 1


def _count_sidecar(
    container: core.Container, pod: core.Pod, status: core.ContainerStatus | None, counts: _Counts
) -> None:
    if status is None:
        counts.unknown += 1
    elif status.state.running is not None:
        counts.running += 1
        if not status.started:
            counts.pending_sidecars += 1
    elif status.state.waiting is not None and status.last_state.terminated is None:
        counts.pending_sidecars += 1
        counts.waiting += 1


def _count_regular(
    container: core.Container, pod: core.Pod, status: core.ContainerStatus | None, counts: _Counts
) -> None:
    if status is None:
        counts.unknown += 1
        return
    if status.state.running is not None:
        counts.running += 1
        return
    ended = _ended(status)
    if ended is None:
        counts.waiting += 1
        return
    counts.stopped += 1
    if not restarts_after(container, pod, ended.exit_code):
        counts.stopped_for_good += 1
    if status.state.terminated is not None and ended.exit_code == 0:
        counts.succeeded += 1


def _ended(status: core.ContainerStatus | None) -> core.ContainerStateTerminated | None:
    """How the container ended, if it is not running and has ended at least once."""
    if status is None or status.state.running is not None:
        return None
    return status.state.terminated or status.last_state.terminated
