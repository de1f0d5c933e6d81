"""What happens to containers, as a stream: CRI's where containerd has it, else containerd's own.

containerd 1.6 has no CRI event stream, but its own events carry container ids, which are mapped to pods here. One trap:
those events reach us before CRI has taken notice of them, so a look at CRI on hearing "exited" could still see a
running container, and nobody would look again. An exit is therefore passed on only when CRI's answer shows it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

from sampan.node.runtime.base import ContainerEvent, ContainerEventType, RuntimeFailure
from sampan.node.runtime.containerd.channel import CallFailed, Channel
from sampan.node.runtime.containerd.config import NAMESPACE
from sampan.node.runtime.generated import containerd_pb2 as containerd
from sampan.node.runtime.generated import cri_pb2 as cri

log = logging.getLogger(__name__)

RUNTIME = '/runtime.v1.RuntimeService'
SUBSCRIBE = '/containerd.services.events.v1.Events/Subscribe'
FILTERS = tuple(
    f'namespace=={NAMESPACE},topic=="{topic}"'
    for topic in ('/tasks/start', '/tasks/exit', '/tasks/oom', '/containers/create', '/containers/delete')
)
TIMEOUT = 10.0
SETTLE_FIRST, SETTLE_LAST = 0.001, 0.25  # seconds between looks at CRI until it shows an exit
SETTLE_LOOKS = 20

CRI_TYPES = {
    cri.CONTAINER_CREATED_EVENT: ContainerEventType.CREATED,
    cri.CONTAINER_STARTED_EVENT: ContainerEventType.STARTED,
    cri.CONTAINER_STOPPED_EVENT: ContainerEventType.STOPPED,
    cri.CONTAINER_DELETED_EVENT: ContainerEventType.DELETED,
}


class Events:
    """Streams of container events on one channel, and what they need to know: which pod an id belongs to."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._pods: dict[str, str] = {}  # container or sandbox id -> pod uid

    def know(self, identifier: str, pod_uid: str) -> None:
        """Remember whose container or sandbox this is (the caller has just made it)."""
        self._pods[identifier] = pod_uid

    def forget(self, identifier: str) -> None:
        self._pods.pop(identifier, None)

    async def stream(self) -> AsyncIterator[ContainerEvent]:
        """Events from now on. Raises `RuntimeFailure` when containerd goes away: list again, then stream again."""
        try:
            try:
                async for event in self._from_cri():
                    yield event
            except CallFailed as error:
                if error.code != 'Unimplemented':
                    raise
            async for event in self._from_containerd():
                yield event
        except CallFailed as error:
            raise RuntimeFailure('EventStreamBroken', str(error)) from error
        raise RuntimeFailure('EventStreamBroken', 'containerd closed its event stream')

    async def _from_cri(self) -> AsyncIterator[ContainerEvent]:
        request = cri.GetEventsRequest()
        async for message in self._channel.subscribe(
            f'{RUNTIME}/GetContainerEvents', request, cri.ContainerEventResponse
        ):
            kind = CRI_TYPES[message.container_event_type]
            uid = message.pod_sandbox_status.metadata.uid or await self._pod(message.container_id)
            if uid:
                yield ContainerEvent(kind, uid, message.container_id)

    async def _from_containerd(self) -> AsyncIterator[ContainerEvent]:
        request = containerd.SubscribeRequest(filters=FILTERS)
        async for envelope in self._channel.subscribe(SUBSCRIBE, request, containerd.Envelope):
            event = await self._translate(envelope)
            if event:
                yield event

    async def _translate(self, envelope: containerd.Envelope) -> ContainerEvent | None:
        """An event of containerd as one of ours; None for what is not about a pod's containers."""
        value = envelope.event.value
        if envelope.topic == '/tasks/exit':
            ended = containerd.TaskExit.FromString(value)
            if ended.id != ended.container_id:  # an exec in the container
                return None
            await self._settle(ended.container_id)
            return await self._event(ContainerEventType.STOPPED, ended.container_id)
        if envelope.topic == '/tasks/start':
            return await self._event(ContainerEventType.STARTED, containerd.TaskStart.FromString(value).container_id)
        if envelope.topic == '/tasks/oom':
            return await self._event(ContainerEventType.STOPPED, containerd.TaskOOM.FromString(value).container_id)
        if envelope.topic == '/containers/create':
            return await self._event(ContainerEventType.CREATED, containerd.ContainerCreate.FromString(value).id)
        gone = containerd.ContainerDelete.FromString(value).id
        event = await self._event(ContainerEventType.DELETED, gone)
        self.forget(gone)
        return event

    async def _event(self, kind: ContainerEventType, identifier: str) -> ContainerEvent | None:
        uid = await self._pod(identifier)
        return ContainerEvent(kind, uid, identifier) if uid else None

    async def _pod(self, identifier: str) -> str:
        """The pod of a container or sandbox; '' when CRI knows neither (not a pod's, or gone already)."""
        if identifier not in self._pods:
            await self._learn()
        return self._pods.get(identifier, '')

    async def _learn(self) -> None:
        sandboxes = await self._channel.call(
            f'{RUNTIME}/ListPodSandbox', cri.ListPodSandboxRequest(), cri.ListPodSandboxResponse, timeout=TIMEOUT
        )
        containers = await self._channel.call(
            f'{RUNTIME}/ListContainers', cri.ListContainersRequest(), cri.ListContainersResponse, timeout=TIMEOUT
        )
        owners = {item.id: item.metadata.uid for item in sandboxes.items}
        self._pods.update(owners)
        for item in containers.containers:
            if item.pod_sandbox_id in owners:
                self._pods[item.id] = owners[item.pod_sandbox_id]

    async def _settle(self, identifier: str) -> None:
        """Return when CRI shows that the container or sandbox is not running any more."""
        pause = SETTLE_FIRST
        for _ in range(SETTLE_LOOKS):
            if not await self._running(identifier):
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, SETTLE_LAST)
        log.warning('containerd says that %s has ended, but CRI still shows it running', identifier)

    async def _running(self, identifier: str) -> bool:
        containers = await self._channel.call(
            f'{RUNTIME}/ListContainers',
            cri.ListContainersRequest(filter=cri.ContainerFilter(id=identifier)),
            cri.ListContainersResponse,
            timeout=TIMEOUT,
        )
        if containers.containers:
            return bool(containers.containers[0].state == cri.CONTAINER_RUNNING)
        sandboxes = await self._channel.call(
            f'{RUNTIME}/ListPodSandbox',
            cri.ListPodSandboxRequest(filter=cri.PodSandboxFilter(id=identifier)),
            cri.ListPodSandboxResponse,
            timeout=TIMEOUT,
        )
        return any(item.state == cri.SANDBOX_READY for item in sandboxes.items)
