"""The shell: watches what matters, tries pods one after the other, binds in the background."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from sampan.api.errors import ApiError, is_conflict, is_not_found
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import Time
from sampan.client.base import Client, Patch
from sampan.client.informer import InformerFactory, key_of
from sampan.machinery.world import World
from sampan.scheduler.columns import Cluster
from sampan.scheduler.cycle import Cycle
from sampan.scheduler.framework import Unschedulable
from sampan.scheduler.plugins import Profile, default_profile
from sampan.scheduler.podinfo import PodInfo
from sampan.scheduler.queue import Event, SchedulingQueue, Waiting
from sampan.scheduler.selection import InformerListers

DEFAULT_NAME = 'default-scheduler'
BINDINGS_AT_ONCE = 64
# After so many attempts in a row others on the same event loop get a turn.
ATTEMPTS_PER_TURN = 16
TERMINAL = ('Succeeded', 'Failed')
UNSUPPORTED = 'pod needs {what}, which this scheduler does not handle yet'

logger = logging.getLogger(__name__)


class Recorder(Protocol):
    """What `sampan.client.events.EventRecorder` offers."""

    def event(
        self, obj: object, type_: str, reason: str, message: str, *, field_path: str = '', action: str = ''
    ) -> None: ...


class Scheduler:
    """Schedules the pods whose schedulerName is `name`. Give it shared informers, and somebody who runs them."""

    def __init__(
        self,
        *,
        client: Client,
        world: World,
        informers: InformerFactory,
        recorder: Recorder,
        name: str = DEFAULT_NAME,
        profile: Profile | None = None,
    ) -> None:
        self._client = client
        self._world = world
        self._recorder = recorder
        self._name = name
        self._informers = informers
        self._pods = informers.informer(core.Pod)
        self._nodes = informers.informer(core.Node)
        self._namespaces = informers.informer(core.Namespace)
        listers = InformerListers(
            self._namespaces, informers.informer(core.Service), informers.informer(apps.ReplicaSet)
        )
        self._profile = profile or default_profile(listers)
        self.cluster = Cluster()
        self.queue = SchedulingQueue({plugin.name: plugin.events for plugin in self._profile.filters})
        self._cycle = Cycle(self.cluster, self._profile, world)
        self._assumed: dict[tuple[str, str], PodInfo] = {}

    async def run(self) -> None:
        """Schedule until cancelled."""
        await self._informers.wait_synced()
        self._nodes.add_handler(self._node_changed)
        self._namespaces.add_handler(self._namespace_changed)
        self._pods.add_handler(self._pod_changed)
        room = asyncio.Semaphore(BINDINGS_AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            attempts = 0
            while True:
                waiting = await self.queue.pop()
                await room.acquire()
                task = tasks.create_task(self._attempt(waiting), name=f'bind {"/".join(waiting.info.key)}')
                task.add_done_callback(lambda _: room.release())
                attempts += 1
                if attempts % ATTEMPTS_PER_TURN == 0:
                    await asyncio.sleep(0)

    async def _attempt(self, waiting: Waiting) -> None:
        """Decide and write it down; the decision itself is made without waiting for anything."""
        info = waiting.info
        try:
            self._require_supported(info.pod)
            node = self._cycle.place(info)
        except Unschedulable as failure:
            await self._report(waiting, failure)
            return
        self._assume(info, node)
        try:
            await self._bind(info, node)
        except ApiError as error:
            self._forget(info)
            if is_not_found(error):
                self.queue.remove(info.key)
                return
            logger.warning('binding %s/%s to %s failed: %s', *info.key, node, error)
            self.queue.failed(waiting, frozenset())
            if not is_conflict(error):
                self._recorder.event(
                    info.pod, 'Warning', 'FailedScheduling', f'binding rejected: {error}', action='Scheduling'
                )
            return
        self.queue.done(info.key)
        self._recorder.event(
            info.pod,
            'Normal',
            'Scheduled',
            f'Successfully assigned {info.namespace}/{info.pod.metadata.name} to {node}',
            action='Binding',
        )

    def _require_supported(self, pod: core.Pod) -> None:
        if pod.spec.resource_claims:
            raise Unschedulable(UNSUPPORTED.format(what='dynamic resource claims'), frozenset(('DynamicResources',)))
        if any(volume.persistent_volume_claim or volume.ephemeral for volume in pod.spec.volumes):
            raise Unschedulable(UNSUPPORTED.format(what='persistent volume claims'), frozenset(('VolumeBinding',)))

    def _assume(self, info: PodInfo, node: str) -> None:
        self._assumed[info.key] = info
        self.cluster.add_pod(info, node)

    def _forget(self, info: PodInfo) -> None:
        if self._assumed.pop(info.key, None) is not None and self.cluster.pods.get(info.key) is info:
            self.cluster.remove_pod(info.key)
            self.queue.happened(Event.POD_DELETE)

    async def _bind(self, info: PodInfo, node: str) -> None:
        binding = core.Binding(
            metadata=meta.ObjectMeta(name=info.pod.metadata.name, namespace=info.namespace, uid=info.uid),
            target=core.ObjectReference(kind='Node', name=node),
        )
        await self._client.create_subresource(core.Pod, info.pod.metadata.name, info.namespace, 'binding', binding)

    async def _report(self, waiting: Waiting, failure: Unschedulable) -> None:
        """Tell the pod's owner, and let the pod wait. The condition is written only when it says something new."""
        info = waiting.info
        self.queue.failed(waiting, failure.plugins)
        self._recorder.event(info.pod, 'Warning', 'FailedScheduling', failure.message, action='Scheduling')
        await self._set_condition(info.pod, 'Unschedulable', failure.message)

    async def _set_condition(self, pod: core.Pod, reason: str, message: str) -> None:
        previous = next((c for c in pod.status.conditions if c.type == 'PodScheduled'), None)
        if previous is not None and (previous.status, previous.reason, previous.message) == ('False', reason, message):
            return
        now = str(Time.of(self._world.now()))
        since = str(previous.last_transition_time) if previous and previous.status == 'False' else now
        condition = {
            'type': 'PodScheduled',
            'status': 'False',
            'reason': reason,
            'message': message,
            'lastProbeTime': None,
            'lastTransitionTime': since,
            'observedGeneration': pod.metadata.generation,
        }
        patch = Patch.strategic({'metadata': {'uid': pod.metadata.uid}, 'status': {'conditions': [condition]}})
        try:
            await self._client.patch(core.Pod, pod.metadata.name, pod.metadata.namespace, patch, 'status')
        except ApiError as error:
            if not is_not_found(error) and not is_conflict(error):
                logger.warning('cannot write the condition of %s: %s', key_of(pod), error)

    # --- what the informers tell

    def _node_changed(self, old: core.Node | None, new: core.Node | None) -> None:
        if new is None:
            assert old is not None
            self.cluster.remove_node(old.metadata.name)
            return
        if old is not None and not _node_matters(old, new):
            return
        self.cluster.set_node(new)
        self.queue.happened(Event.NODE_ADD if old is None else Event.NODE_UPDATE)

    def _namespace_changed(self, old: core.Namespace | None, new: core.Namespace | None) -> None:
        if old is None or new is None or old.metadata.labels != new.metadata.labels:
            self.cluster.forget_counts()

    def _pod_changed(self, old: core.Pod | None, new: core.Pod | None) -> None:
        if new is None or new.status.phase in TERMINAL:
            pod = new or old
            assert pod is not None
            self._pod_gone((pod.metadata.namespace, pod.metadata.name))
        elif new.spec.node_name:
            self._pod_placed(new)
        elif self._is_ours(new):
            self._pod_wants_node(old, new)

    def _pod_gone(self, key: tuple[str, str]) -> None:
        self.queue.remove(key)
        self._assumed.pop(key, None)
        if key in self.cluster.pods:
            self.cluster.remove_pod(key)
            self.queue.happened(Event.POD_DELETE)

    def _pod_placed(self, pod: core.Pod) -> None:
        key = (pod.metadata.namespace, pod.metadata.name)
        self._assumed.pop(key, None)
        self.queue.remove(key)
        known = self.cluster.pods.get(key)
        if known is not None and not _pod_matters(known.pod, pod):
            known.pod = pod
            return
        self.cluster.add_pod(PodInfo(pod), pod.spec.node_name)
        self.queue.happened(Event.POD_ADD if known is None else Event.POD_UPDATE)

    def _pod_wants_node(self, old: core.Pod | None, new: core.Pod) -> None:
        key = (new.metadata.namespace, new.metadata.name)
        if key in self._assumed or (old is not None and not _pod_matters(old, new)):
            return
        if new.metadata.deletion_timestamp is not None:
            self.queue.remove(key)
        elif not new.spec.scheduling_gates:  # the API server writes the condition of a gated pod
            self.queue.add(PodInfo(new))

    def _is_ours(self, pod: core.Pod) -> bool:
        return (pod.spec.scheduler_name or DEFAULT_NAME) == self._name


def _node_matters(old: core.Node, new: core.Node) -> bool:
    """Whether a change of a node can change a decision; heartbeats do not."""
    return (
        old.spec != new.spec
        or old.metadata.labels != new.metadata.labels
        or old.status.allocatable != new.status.allocatable
        or old.status.images != new.status.images
    )


def _pod_matters(old: core.Pod, new: core.Pod) -> bool:
    return (
        old.metadata.uid != new.metadata.uid
        or old.spec != new.spec
        or old.metadata.labels != new.metadata.labels
        or (old.metadata.deletion_timestamp is None) != (new.metadata.deletion_timestamp is None)
    )
