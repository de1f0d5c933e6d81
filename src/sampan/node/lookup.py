"""What the kubelet's server asks the kubelet: pods, and which container a request means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.api.generated import core_v1 as core

if TYPE_CHECKING:
    from sampan.node.pods.worker import PodWorker


class LookupFailure(Exception):
    """There is no such pod or container; the text is the answer's body, as upstream words it."""


class PodLookup:
    """Mixed into the Kubelet, which has the workers."""

    _workers: dict[str, PodWorker]

    def pods(self) -> list[core.Pod]:
        """All pods of this node with their newest statuses."""
        return [_with_status(w) for w in self._workers.values()]

    def pod(self, namespace: str, name: str, uid: str = '') -> core.Pod | None:
        """One pod with its newest status."""
        worker = self._find(namespace, name, uid)
        return None if worker is None else _with_status(worker)

    def sandbox_id(self, namespace: str, name: str, uid: str = '') -> str:
        """The pod's running sandbox. Raises LookupFailure."""
        worker = self._find(namespace, name, uid)
        sandbox = worker.observed.sandbox if worker is not None else None
        if sandbox is None or not sandbox.ready:
            raise LookupFailure(f'pod not found ("{name}_{namespace}")')
        return sandbox.id

    def running_container(self, namespace: str, name: str, container: str, uid: str = '') -> str:
        """The id of a running container, for exec and attach. Raises LookupFailure."""
        worker = self._find(namespace, name, uid)
        found = None if worker is None else next((c for c in worker.observed.running() if c.name == container), None)
        if found is None:
            raise LookupFailure(f'container not found ("{container}")')
        return found.id

    def log_container(self, namespace: str, name: str, container: str, *, previous: bool = False) -> str:
        """The id of the container whose log is meant (upstream: validateContainerLogStatus). Raises LookupFailure."""
        worker = self._find(namespace, name, '')
        if worker is None:
            raise LookupFailure(f'pod "{name}" cannot be found - no logs available')
        return _log_container(worker.status, name, container, previous)

    def _find(self, namespace: str, name: str, uid: str) -> PodWorker | None:
        """The newest pod of that name, unless the uid says which."""
        found = [
            w
            for w in self._workers.values()
            if (w.pod.metadata.namespace, w.pod.metadata.name) == (namespace, name) and uid in ('', w.pod.metadata.uid)
        ]
        return found[-1] if found else None


def _with_status(worker: PodWorker) -> core.Pod:
    pod = worker.pod
    return core.Pod(metadata=pod.metadata, spec=pod.spec, status=worker.status)


def _log_container(status: core.PodStatus, pod: str, name: str, previous: bool) -> str:
    every = [*status.container_statuses, *status.init_container_statuses, *status.ephemeral_container_statuses]
    found = next((c for c in every if c.name == name), None)
    if found is None:
        raise LookupFailure(f'container "{name}" in pod "{pod}" is not available')
    last = found.last_state.terminated
    if previous:
        if last is None or not last.container_id:
            raise LookupFailure(f'previous terminated container "{name}" in pod "{pod}" not found')
        return _id(last.container_id)
    if found.state.running is not None:
        return _id(found.container_id)
    for ended in (found.state.terminated, last):
        if ended is not None and ended.container_id:
            return _id(ended.container_id)
    if found.state.terminated is not None or last is not None:
        raise LookupFailure(f'container "{name}" in pod "{pod}" is terminated')
    raise LookupFailure(f'container "{name}" in pod "{pod}" is waiting to start{_why(found.state.waiting)}')


def _why(waiting: core.ContainerStateWaiting | None) -> str:
    if waiting is None:
        return ' - no logs yet'
    reasons = {
        'ErrImagePull': "image can't be pulled",
        'ImagePullBackOff': 'trying and failing to pull image',
    }
    return f': {reasons.get(waiting.reason, waiting.reason)}'


def _id(uri: str) -> str:
    return uri.partition('://')[2]
