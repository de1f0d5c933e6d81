"""What happens to containers, as a stream: containerd's own events, told apart by pod.

CRI has an event stream too (GetContainerEvents), but containerd 1.6 does not serve it, later ones drop events when they
come fast, and no version says when one is subscribed. containerd's own events are the same in all versions. They carry
container ids, which are mapped to pods here. Two traps:

- A subscription is not acknowledged: what happens right after it may be missed. So we publish an event of our own until
  we hear it, and then say about every pod "look again", whatever happened before.
- Events reach us before CRI has taken notice of them: a look at CRI on hearing "exited" could still see a running
  container, and nobody would look again. An exit is therefore passed on only when CRI's answer shows it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

from google.protobuf.any_pb2 import Any

from sampan.node.runtime.base import ContainerEvent, ContainerEventType, RuntimeFailure
from sampan.node.runtime.containerd.channel import CallFailed, Channel
from sampan.node.runtime.containerd.config import NAMESPACE
from sampan.node.runtime.generated import containerd_pb2 as containerd
from sampan.node.runtime.generated import cri_pb2 as cri

log = logging.getLogger(__name__)

RUNTIME = '/runtime.v1.RuntimeService'
SUBSCRIBE = '/containerd.services.events.v1.Events/Subscribe'
PUBLISH = '/containerd.services.events.v1.Events/Publish'
MARKER = '/sampan/subscribed'
IN_NAMESPACE = (('containerd-namespace', NAMESPACE),)
FILTERS = tuple(
    f'namespace=={NAMESPACE},topic=="{topic}"'
    for topic in ('/tasks/start', '/tasks/exit', '/tasks/oom', '/containers/create', '/containers/delete', MARKER)
)
TIMEOUT = 10.0
INBOX = 1000  # events waiting for the listener; beyond, containerd is not read from
SETTLE_FIRST, SETTLE_LAST = 0.001, 0.25  # seconds between looks at CRI until it shows an exit
SETTLE_LOOKS = 20
# What happened last to a container in a state of CRI's; anything else has ended.
LAST = {
    cri.CONTAINER_CREATED: ContainerEventType.CREATED,
    cri.CONTAINER_RUNNING: ContainerEventType.STARTED,
}
SECOND_LOOKS = (0.1, 1.0, 5.0)  # seconds between the looks at CRI after subscribing


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
            async for event in self._from_containerd():
                yield event
        except CallFailed as error:
            raise RuntimeFailure('EventStreamBroken', str(error)) from error

    async def _from_containerd(self) -> AsyncIterator[ContainerEvent]:
        inbox: asyncio.Queue[ContainerEvent | CallFailed] = asyncio.Queue(INBOX)
        tasks = {asyncio.create_task(self._receive(inbox))}
        try:
            while True:
                item = await inbox.get()
                if isinstance(item, CallFailed):
                    raise item
                yield item
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _receive(self, inbox: asyncio.Queue[ContainerEvent | CallFailed]) -> None:
        """Fill the inbox. Each event is translated in a task of its own, so that none waits for another."""
        request = containerd.SubscribeRequest(filters=FILTERS)
        try:
            async with asyncio.TaskGroup() as group:
                knocking = group.create_task(self._knock())
                async for envelope in self._channel.subscribe(SUBSCRIBE, request, containerd.Envelope):
                    if envelope.topic != MARKER:
                        group.create_task(self._pass_on(envelope, inbox))
                    elif not knocking.done():
                        knocking.cancel()
                        group.create_task(self._everything(inbox))
        except* CallFailed as errors:
            await inbox.put(_first(errors))
        else:
            await inbox.put(CallFailed('Unavailable', 'containerd closed its event stream'))

    async def _knock(self) -> None:
        """Publish our own event until cancelled, because it was heard."""
        pause = SETTLE_FIRST
        request = containerd.PublishRequest(topic=MARKER, event=Any(type_url=MARKER))
        while True:
            await self._channel.call(PUBLISH, request, containerd.Empty, timeout=TIMEOUT, metadata=IN_NAMESPACE)
            await asyncio.sleep(pause)
            pause = min(pause * 2, SETTLE_LAST)

    async def _everything(self, inbox: asyncio.Queue[ContainerEvent | CallFailed]) -> None:
        """An event about every sandbox and container there is; then about what changes in CRI's view meanwhile.

        The latter because something may have ended just before we were subscribed, with CRI still to notice.
        """
        seen: dict[str, ContainerEventType] = {}
        for pause in (0.0, *SECOND_LOOKS):
            await asyncio.sleep(pause)
            now = await self._learn()
            for identifier in now.keys() | seen.keys():
                if now.get(identifier) != seen.get(identifier) and identifier in self._pods:
                    kind = now.get(identifier, ContainerEventType.STOPPED)
                    await inbox.put(ContainerEvent(kind, self._pods[identifier], identifier))
            seen = now

    async def _pass_on(self, envelope: containerd.Envelope, inbox: asyncio.Queue[ContainerEvent | CallFailed]) -> None:
        event = await self._translate(envelope)
        if event:
            await inbox.put(event)

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
            return await self._out_of_memory(containerd.TaskOOM.FromString(value).container_id)
        if envelope.topic == '/containers/create':
            return await self._event(ContainerEventType.CREATED, containerd.ContainerCreate.FromString(value).id)
        gone = containerd.ContainerDelete.FromString(value).id
        event = await self._event(ContainerEventType.DELETED, gone)
        self.forget(gone)
        return event

    async def _out_of_memory(self, container: str) -> ContainerEvent | None:
        """A process of the container was killed. If that ended the container, its reason changes now: look again."""
        pause = SETTLE_FIRST
        for _ in range(SETTLE_LOOKS):
            status = await self._status(container)
            if status.reason == 'OOMKilled' and status.state != cri.CONTAINER_EXITED:
                return None  # still running: its end will be an event of its own
            if status.reason == 'OOMKilled':
                return await self._event(ContainerEventType.STOPPED, container)
            await asyncio.sleep(pause)
            pause = min(pause * 2, SETTLE_LAST)
        return None

    async def _status(self, container: str) -> cri.ContainerStatus:
        request = cri.ContainerStatusRequest(container_id=container)
        method = f'{RUNTIME}/ContainerStatus'
        try:
            answer = await self._channel.call(method, request, cri.ContainerStatusResponse, timeout=TIMEOUT)
        except CallFailed as error:
            if error.code != 'NotFound':
                raise
            return cri.ContainerStatus()  # removed meanwhile
        return answer.status

    async def _event(self, kind: ContainerEventType, identifier: str) -> ContainerEvent | None:
        uid = await self._pod(identifier)
        return ContainerEvent(kind, uid, identifier) if uid else None

    async def _pod(self, identifier: str) -> str:
        """The pod of a container or sandbox; '' when CRI knows neither (not a pod's, or gone already)."""
        if identifier not in self._pods:
            await self._learn()
        return self._pods.get(identifier, '')

    async def _learn(self) -> dict[str, ContainerEventType]:
        """Ask CRI what there is, and remember whose it is. Answers what happened last to each sandbox and container."""
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
        ready = {
            item.id: ContainerEventType.STARTED if item.state == cri.SANDBOX_READY else ContainerEventType.STOPPED
            for item in sandboxes.items
        }
        return ready | {item.id: LAST.get(item.state, ContainerEventType.STOPPED) for item in containers.containers}

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


def _first(errors: BaseExceptionGroup[CallFailed]) -> CallFailed:
    """One error of a group that holds nothing else."""
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if not isinstance(error, CallFailed):
        raise error
    return error
