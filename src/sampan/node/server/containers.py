"""Which pods and containers there are, as far as the server needs to know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sampan.api.generated import core_v1 as core
from sampan.apiserver.request import Response
from sampan.node.runtime.base import Runtime


class PodSource(Protocol):
    """What the kubelet tells its server."""

    def pod(self, namespace: str, name: str) -> core.Pod | None:
        """The pod bound to this node, its `status` as fresh as the kubelet has it (container ids included)."""
        ...

    def pods(self) -> Sequence[core.Pod]:
        """All pods bound to this node."""
        ...


class Refused(Exception):
    """A request that cannot be served: answered as plain text with this code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code

    def response(self) -> Response:
        return Response(self.code, f'{self}'.encode(), content_type='text/plain; charset=utf-8')


def has_container(pod: core.Pod, name: str) -> bool:
    """Whether the pod's specification has a container of that name, of whichever kind."""
    spec = pod.spec
    names = {container.name for container in (*spec.containers, *spec.init_containers)}
    return name in names or any(container.name == name for container in spec.ephemeral_containers)


def container_status(pod: core.Pod, name: str) -> core.ContainerStatus | None:
    """The status of a container of any kind."""
    status = pod.status
    every = (*status.container_statuses, *status.init_container_statuses, *status.ephemeral_container_statuses)
    return next((found for found in every if found.name == name), None)


def runtime_id(container_id: str) -> str:
    """`containerd://abc` → `abc`."""
    return container_id.partition('://')[2]


def running_container(pod: core.Pod, name: str) -> str:
    """The runtime's id of a container to go into. Raises `Refused`."""
    status = container_status(pod, name)
    if status is None or not status.container_id or status.state is None or status.state.running is None:
        raise Refused(500, f'container not found ("{name}")')
    return runtime_id(status.container_id)


async def ready_sandbox(pod: core.Pod, runtime: Runtime) -> str:
    """The id of the sandbox the pod runs in. Raises `Refused`."""
    found = [sandbox for sandbox in await runtime.sandboxes() if sandbox.uid == pod.metadata.uid and sandbox.ready]
    if not found:
        full_name = f'{pod.metadata.name}_{pod.metadata.namespace}'
        raise Refused(500, f'failed to find sandboxID for pod {full_name}({pod.metadata.uid})')
    return max(found, key=lambda sandbox: sandbox.attempt).id


def logged_container(pod: core.Pod, name: str, *, previous: bool) -> str:
    """The id of the container whose log is meant: running, else ended, else the one before. Raises `Refused`.

    Upstream: validateContainerLogStatus.
    """
    status = container_status(pod, name)
    where = f'container "{name}" in pod "{pod.metadata.name}"'
    if status is None:
        raise Refused(400, f'{where} is not available')
    last = status.last_state.terminated.container_id if status.last_state.terminated else ''
    if previous:
        if not last:
            raise Refused(400, f'previous terminated {where} not found')
        return runtime_id(last)
    state = status.state
    if state.running:
        return runtime_id(status.container_id)
    if state.terminated or status.last_state.terminated:
        ended = (state.terminated.container_id if state.terminated else '') or last
        if not ended:
            raise Refused(400, f'{where} is terminated')
        return runtime_id(ended)
    if state.waiting:
        raise Refused(400, f'{where} is waiting to start: {_why_waiting(state.waiting.reason)}')
    raise Refused(400, f'{where} is waiting to start - no logs yet')


def _why_waiting(reason: str) -> str:
    pulling = {'ErrImagePull': "image can't be pulled", 'ImagePullBackOff': 'trying and failing to pull image'}
    return pulling.get(reason, reason)
