"""The pod conditions the kubelet owns (upstream: pkg/kubelet/status/generate.go)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar

OWNED = ('PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled')

Statuses = Mapping[str, core.ContainerStatus]


def condition(type_: str, status: bool, reason: str = '', message: str = '', generation: int = 0) -> core.PodCondition:
    return core.PodCondition(
        type=type_,
        observed_generation=generation,
        status='True' if status else 'False',
        reason=reason,
        message=message,
    )


def containers_ready(pod: core.Pod, statuses: Statuses, phase: str) -> core.PodCondition:
    return _ready('ContainersReady', pod, statuses, phase)


def pod_ready(pod: core.Pod, others: Sequence[core.PodCondition], statuses: Statuses, phase: str) -> core.PodCondition:
    """Ready: all containers are, and every readiness gate's condition is True."""
    ready = _ready('Ready', pod, statuses, phase)
    if ready.status != 'True':
        return ready
    by_type = {c.type: c for c in others}
    messages = []
    for gate in pod.spec.readiness_gates:
        found = by_type.get(gate.condition_type)
        if found is None:
            messages.append(f'corresponding condition of pod readiness gate "{gate.condition_type}" does not exist.')
        elif found.status != 'True':
            messages.append(
                f'the status of pod readiness gate "{gate.condition_type}" is not "True", but {found.status}'
            )
    if messages:
        return condition('Ready', False, 'ReadinessGatesNotReady', ', '.join(messages), pod.metadata.generation)
    return ready


def initialized(pod: core.Pod, statuses: Statuses, phase: str) -> core.PodCondition:
    generation = pod.metadata.generation
    names = [c.name for c in pod.spec.init_containers]
    if names and not statuses:
        return condition('Initialized', False, 'UnknownContainerStatuses', generation=generation)
    unknown = [n for n in names if n not in statuses]
    incomplete = [c.name for c in pod.spec.init_containers if c.name in statuses and not _done(c, statuses[c.name])]
    if phase == 'Succeeded' and not unknown:
        return condition('Initialized', True, 'PodCompleted', generation=generation)
    if _any_regular_started(pod, statuses):
        return condition('Initialized', True, generation=generation)
    message = _listing(unknown, 'unknown', incomplete, 'incomplete')
    if message:
        return condition('Initialized', False, 'ContainersNotInitialized', message, generation)
    return condition('Initialized', True, generation=generation)


def _ready(type_: str, pod: core.Pod, statuses: Statuses, phase: str) -> core.PodCondition:
    generation = pod.metadata.generation
    if not statuses:
        return condition(type_, False, 'UnknownContainerStatuses', generation=generation)
    names = [c.name for c in pod.spec.init_containers if is_sidecar(c)] + [c.name for c in pod.spec.containers]
    unknown = [n for n in names if n not in statuses]
    unready = [n for n in names if n in statuses and not statuses[n].ready]
    if phase == 'Succeeded' and not unknown:
        return condition(type_, False, 'PodCompleted', generation=generation)
    if phase == 'Failed':
        return condition(type_, False, 'PodFailed', generation=generation)
    message = _listing(unknown, 'unknown', unready, 'unready')
    if message:
        return condition(type_, False, 'ContainersNotReady', message, generation)
    return condition(type_, True, generation=generation)


def _listing(first: Sequence[str], first_word: str, second: Sequence[str], second_word: str) -> str:
    parts = []
    if first:
        parts.append(f'containers with {first_word} status: [{" ".join(first)}]')
    if second:
        parts.append(f'containers with {second_word} status: [{" ".join(second)}]')
    return ', '.join(parts)


def _done(container: core.Container, status: core.ContainerStatus) -> bool:
    return bool(status.started) if is_sidecar(container) else status.ready


def _any_regular_started(pod: core.Pod, statuses: Statuses) -> bool:
    for container in pod.spec.containers:
        status = statuses.get(container.name)
        if status is None:
            continue
        if status.last_state.terminated or status.state.running or status.state.terminated:
            return True
    return False
