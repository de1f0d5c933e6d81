"""Container statuses from what the runtime shows (upstream: kubelet_pods.go convertToAPIContainerStatuses)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar
from sampan.node.pods.observed import Observed
from sampan.node.pods.plan import any_regular_started, should_be_restarted
from sampan.node.runtime.base import ContainerStatus, State
from sampan.node.status.times import api_time

NEVER = datetime.fromtimestamp(0, UTC)  # what upstream reports as the start of a container that could not start


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a container could not be started the last time."""

    reason: str
    message: str = ''


def container_statuses(
    pod: core.Pod,
    observed: Observed,
    containers: Sequence[core.Container],
    previous: Sequence[core.ContainerStatus],
    reasons: Mapping[str, Waiting],
    *,
    init: bool = False,
) -> list[core.ContainerStatus]:
    """One status per container of the spec, in its order (init) or by name."""
    old = {s.name: s for s in previous}
    default = 'PodInitializing' if pod.spec.init_containers else 'ContainerCreating'
    statuses = {c.name: _one(pod, observed, c, old.get(c.name), default) for c in containers}
    for container in containers:
        _apply_reason(pod, observed, container, statuses[container.name], reasons, init)
    ordered = containers if init else sorted(containers, key=lambda c: c.name)
    return [statuses[c.name] for c in ordered]


def _one(
    pod: core.Pod, observed: Observed, container: core.Container, old: core.ContainerStatus | None, default: str
) -> core.ContainerStatus:
    history = observed.all(container.name)
    if not history:
        return _unseen(pod, container, old, default)
    status = _convert(container, history[0], old)
    if len(history) > 1:
        status.last_state = _convert(container, history[1], None).state
    elif old is not None and old.container_id != status.container_id and old.state.terminated is not None:
        status.last_state = codec.clone(old.state)
    elif old is not None:
        status.last_state = codec.clone(old.last_state)
    return status


def _unseen(
    pod: core.Pod, container: core.Container, old: core.ContainerStatus | None, default: str
) -> core.ContainerStatus:
    """The runtime shows nothing: not started yet, or lost."""
    if old is not None and old.state.terminated is not None:
        return codec.clone(old)
    status = core.ContainerStatus(
        name=container.name,
        image=container.image,
        state=core.ContainerState(waiting=core.ContainerStateWaiting(reason=default)),
        volume_mounts=_volume_mounts(container),
    )
    if old is None:
        return status
    status.restart_count = old.restart_count
    status.last_state = codec.clone(old.last_state)
    if old.state.running is not None and status.last_state.terminated is None:
        status.last_state.terminated = core.ContainerStateTerminated(
            reason='ContainerStatusUnknown',
            message='The container could not be located when the pod was deleted.  The container used to be Running',
            exit_code=137,
        )
        if pod.metadata.deletion_timestamp is None:
            status.restart_count += 1
    return status


def container_uri(container: str, runtime: str = 'containerd') -> str:
    """A container id as the API shows it."""
    return f'{runtime}://{container}' if container else ''


def _convert(
    container: core.Container, seen: ContainerStatus, old: core.ContainerStatus | None
) -> core.ContainerStatus:
    status = core.ContainerStatus(
        name=container.name,
        restart_count=seen.attempt,
        image=seen.image,
        image_id=seen.image_id,
        container_id=container_uri(seen.id),
        state=_state(seen, old),
        volume_mounts=_volume_mounts(container),
        resources=codec.clone(container.resources),
    )
    if container.resources.requests:
        status.allocated_resources = dict(container.resources.requests)
    return status


def _state(seen: ContainerStatus, old: core.ContainerStatus | None) -> core.ContainerState:
    if seen.state is State.RUNNING:
        return core.ContainerState(running=core.ContainerStateRunning(started_at=api_time(seen.started_at)))
    if seen.state is State.EXITED:
        return core.ContainerState(terminated=_terminated(seen))
    if seen.state is State.UNKNOWN and old is not None and old.state.running is not None:
        return core.ContainerState(
            terminated=core.ContainerStateTerminated(
                reason='ContainerStatusUnknown',
                message='The container could not be located when the pod was terminated',
                exit_code=137,
            )
        )
    return core.ContainerState(waiting=core.ContainerStateWaiting())


def _terminated(seen: ContainerStatus) -> core.ContainerStateTerminated:
    return core.ContainerStateTerminated(
        exit_code=seen.exit_code,
        reason=seen.reason,
        message=seen.message,
        started_at=api_time(seen.started_at or NEVER),
        finished_at=api_time(seen.finished_at),
        container_id=container_uri(seen.id),
    )


def _volume_mounts(container: core.Container) -> list[core.VolumeMountStatus]:
    mounts = []
    for mount in container.volume_mounts:
        status = core.VolumeMountStatus(name=mount.name, mount_path=mount.mount_path, read_only=mount.read_only)
        if mount.read_only:
            status.recursive_read_only = 'Disabled'
        mounts.append(status)
    return mounts


def _apply_reason(
    pod: core.Pod,
    observed: Observed,
    container: core.Container,
    status: core.ContainerStatus,
    reasons: Mapping[str, Waiting],
    init: bool,
) -> None:
    """A container that is due to be started but could not be is Waiting, with the reason."""
    if init and _init_is_over(pod, observed, container, status):
        return
    if not should_be_restarted(container, pod, observed):
        return
    reason = reasons.get(container.name)
    if reason is None:
        return
    if status.state.terminated is not None:
        status.last_state = status.state
    status.state = core.ContainerState(waiting=core.ContainerStateWaiting(reason=reason.reason, message=reason.message))


def _init_is_over(pod: core.Pod, observed: Observed, container: core.Container, status: core.ContainerStatus) -> bool:
    seen = observed.latest(container.name)
    if seen is not None:
        return seen.state is State.EXITED and seen.exit_code == 0
    if is_sidecar(container) or status.state.waiting is None or not any_regular_started(pod, observed):
        return False
    status.state = core.ContainerState(
        terminated=core.ContainerStateTerminated(
            reason='Completed',
            message='Unable to get init container status from container runtime and pod has been initialized, '
            'treat it as exited normally',
            exit_code=0,
        )
    )
    return True
