"""Pods: what READY, STATUS and RESTARTS say (upstream: printPod)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sampan.api.columns.base import NONE, Cell, Columns, age, column, name_column, since
from sampan.api.generated import core_v1, meta_v1

_GATED = 'SchedulingGated'
_NODE_LOST = 'NodeLost'


@dataclass(slots=True)
class _Summary:
    """What the walk over a pod's containers finds out."""

    reason: str
    total: int
    ready: int = 0
    restarts: int = 0
    last_restart: datetime | None = None

    def restarted(self, status: core_v1.ContainerStatus) -> None:
        self.restarts += status.restart_count
        terminated = status.last_state.terminated
        if terminated and terminated.finished_at and (
            self.last_restart is None or self.last_restart < terminated.finished_at
        ):  # fmt: skip
            self.last_restart = terminated.finished_at


def _row(pod: core_v1.Pod, now: datetime) -> list[Cell]:
    found = _summarize(pod)
    restarts = str(found.restarts)
    if found.restarts and found.last_restart:
        restarts = f'{found.restarts} ({since(found.last_restart, now)} ago)'
    return [
        pod.metadata.name,
        f'{found.ready}/{found.total}',
        found.reason,
        restarts,
        age(pod, now),
        (pod.status.pod_ips[0].ip if pod.status.pod_ips else '') or NONE,
        pod.spec.node_name or NONE,
        pod.status.nominated_node_name or NONE,
        _readiness_gates(pod),
    ]


def _summarize(pod: core_v1.Pod) -> _Summary:
    found = _Summary(pod.status.reason or pod.status.phase, len(pod.spec.containers))
    if any(item.type == 'PodScheduled' and item.reason == _GATED for item in pod.status.conditions):
        found.reason = _GATED
    sidecars = {item.name for item in pod.spec.init_containers if item.restart_policy == 'Always'}
    found.total += len(sidecars)
    restarts_of_sidecars = _Summary('', 0)
    initializing = _init_containers(pod, found, sidecars, restarts_of_sidecars)
    if not initializing or _is_true(pod, 'Initialized'):
        found.restarts, found.last_restart = restarts_of_sidecars.restarts, restarts_of_sidecars.last_restart
        _main_containers(pod, found)
    if pod.metadata.deletion_timestamp and pod.status.reason == _NODE_LOST:
        found.reason = 'Unknown'
    elif pod.metadata.deletion_timestamp and pod.status.phase not in ('Succeeded', 'Failed'):
        found.reason = 'Terminating'
    return found


def _init_containers(pod: core_v1.Pod, found: _Summary, sidecars: set[str], of_sidecars: _Summary) -> bool:
    """Walk until the first init container that is not done; True when there is one."""
    for index, status in enumerate(pod.status.init_container_statuses):
        found.restarted(status)
        sidecar = status.name in sidecars
        if sidecar:
            of_sidecars.restarted(status)
        terminated = status.state.terminated
        if terminated and terminated.exit_code == 0:
            continue
        if sidecar and status.started:
            found.ready += 1 if status.ready else 0
            continue
        found.reason = 'Init:' + _init_reason(status, f'{index}/{len(pod.spec.init_containers)}')
        return True
    return False


def _init_reason(status: core_v1.ContainerStatus, progress: str) -> str:
    waiting = status.state.waiting
    if status.state.terminated:
        return _end(status.state.terminated)
    if waiting and waiting.reason and waiting.reason != 'PodInitializing':
        return waiting.reason
    return progress


def _end(terminated: core_v1.ContainerStateTerminated) -> str:
    if terminated.reason:
        return terminated.reason
    return f'Signal:{terminated.signal}' if terminated.signal else f'ExitCode:{terminated.exit_code}'


def _main_containers(pod: core_v1.Pod, found: _Summary) -> None:
    running = False
    failure = ''
    for status in reversed(pod.status.container_statuses):
        found.restarted(status)
        state = status.state
        if state.waiting and state.waiting.reason:
            found.reason = state.waiting.reason
        elif state.terminated:
            found.reason = _end(state.terminated)
            failure = found.reason if state.terminated.exit_code else failure
        elif status.ready and state.running:
            running = True
            found.ready += 1
    if found.reason != 'Completed':
        return
    if running and _is_true(pod, 'Ready'):
        found.reason = 'Running'
    elif failure or running:
        found.reason = failure or 'NotReady'


def _is_true(pod: core_v1.Pod, type: str) -> bool:
    return any(item.type == type and item.status == 'True' for item in pod.status.conditions)


def _readiness_gates(pod: core_v1.Pod) -> str:
    gates = pod.spec.readiness_gates
    if not gates:
        return NONE
    first = {item.type: item.status for item in reversed(pod.status.conditions)}
    return f'{sum(first.get(gate.condition_type) == "True" for gate in gates)}/{len(gates)}'


_COMPLETED = {
    'Succeeded': 'The pod has completed successfully.',
    'Failed': 'The pod failed.',
}


def _conditions(pod: core_v1.Pod) -> list[meta_v1.TableRowCondition]:
    message = _COMPLETED.get(pod.status.phase)
    if message is None:
        return []
    return [meta_v1.TableRowCondition(type='Completed', status='True', reason=pod.status.phase, message=message)]


PODS = Columns(
    [
        name_column(),
        column('Ready'),
        column('Status'),
        column('Restarts'),
        column('Age'),
        column('IP', wide=True),
        column('Node', wide=True),
        column('Nominated Node', wide=True),
        column('Readiness Gates', wide=True),
    ],
    _row,
    _conditions,
)
