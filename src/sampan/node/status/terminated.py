"""The last status of a pod that has ended (upstream: status_manager.go TerminatePod)."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.node.pods.spec import is_terminal


def seal(pod: core.Pod, status: core.PodStatus) -> None:
    """No container may be left running or waiting once it ran, and the phase must be terminal."""
    if _initialized(status):
        for container in status.container_statuses:
            _end(container)
    for index, container in enumerate(status.init_container_statuses):
        later = status.init_container_statuses[index + 1 :]
        if container.state.running is not None or any(_has_run(c) for c in later):
            _end(container)
    if not is_terminal(status.phase):
        status.phase = 'Failed'


def _initialized(status: core.PodStatus) -> bool:
    if any(_has_run(c) for c in status.container_statuses):
        return True
    return bool(status.init_container_statuses) and all(c.ready for c in status.init_container_statuses)


def _has_run(container: core.ContainerStatus) -> bool:
    return bool(container.state.running or container.state.terminated or container.last_state.terminated)


def _end(container: core.ContainerStatus) -> None:
    if container.state.terminated is not None:
        return
    container.state = core.ContainerState(
        terminated=core.ContainerStateTerminated(
            reason='ContainerStatusUnknown',
            message='The container could not be located when the pod was terminated',
            exit_code=137,
        )
    )
