"""The kubelet: makes the pods bound to its node real (upstream: pkg/kubelet/kubelet.go).

One worker per pod uid does the work; here pods come in, are admitted, and find their worker; events of
the runtime wake the right one; what the runtime has and nobody wants is removed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import ChainMap
from collections.abc import Container, Sequence

from sampan.api.generated import core_v1 as core
from sampan.client.base import Client, EventType
from sampan.client.events import EventRecorder
from sampan.client.reflector import Reflector
from sampan.machinery.world import World
from sampan.node.admission import OF_THE_NODE, admit
from sampan.node.config import KubeletConfig
from sampan.node.host import Host
from sampan.node.lease import NodeLease
from sampan.node.orphans import remove_orphans
from sampan.node.pods.cache import RuntimeCache
from sampan.node.pods.dns import parse_resolv_conf
from sampan.node.pods.environment import Environment, environment_refs
from sampan.node.pods.fields import PodFacts
from sampan.node.pods.hooks import Hooks
from sampan.node.pods.images import ImageManager
from sampan.node.pods.kill import Killer
from sampan.node.pods.pull_secrets import PullSecrets, pull_secret_refs
from sampan.node.pods.services import Services
from sampan.node.pods.spec import full_name, is_terminal
from sampan.node.pods.start import Starter
from sampan.node.pods.worker import NodeParts, PodWorker
from sampan.node.references import References
from sampan.node.register import NodeRegistration
from sampan.node.runtime.base import ContainerEventType, Runtime, RuntimeFailure
from sampan.node.status.node import allocatable
from sampan.node.status.pod import Failure
from sampan.node.volumes.manager import VolumeManager
from sampan.node.volumes.sources import Sources, volume_refs
from sampan.node.volumes.tokens import TokenManager

logger = logging.getLogger(__name__)

RUNTIME_RETRY = 1.0


class Kubelet:
    """Construct, then `run()` until cancelled. `host` is real_host(root) or hollow_host(runtime)."""

    def __init__(self, *, client: Client, runtime: Runtime, world: World, config: KubeletConfig, host: Host) -> None:
        self.config = config
        self._client = client
        self._runtime = runtime
        self._world = world
        self._host = host
        self._workers: dict[str, PodWorker] = {}
        self._undecided: dict[str, core.Pod] = {}  # by uid: admitted or not once the node's newest labels are known
        self._tasks: dict[asyncio.Task[None], None] = {}  # in order, so that a crash repeats itself in a simulation
        self._synced = asyncio.Event()
        self._failed: asyncio.Future[None] | None = None
        self.recorder = EventRecorder(client=client, world=world, component='kubelet', host=config.node_name)
        self.registration = NodeRegistration(
            client=client, runtime=runtime, world=world, config=config, host=host, recorder=self.recorder
        )
        self._services = Services(client=client, world=world)
        self._references = References(client=client, world=world, changed=self._reference_changed, failed=self._bug)
        self._tokens = TokenManager(client=client, world=world)
        self._allocatable = allocatable(config, host.machine)
        self._parts = self._assemble()

    def _assemble(self) -> NodeParts:
        hooks = Hooks(runtime=self._runtime, prober=self._host.prober)
        images = ImageManager(
            runtime=self._runtime, recorder=self.recorder, world=self._world, at_once=self.config.pulls_at_once
        )
        self._images = images
        sources = Sources(references=self._references, tokens=self._tokens)
        volumes = VolumeManager(host=self._host.volumes, sources=sources, config=self.config)
        resolver = parse_resolv_conf(self._host.resolv_conf)
        starter = Starter(
            runtime=self._runtime,
            images=images,
            pull_secrets=PullSecrets(references=self._references, recorder=self.recorder),
            environment=Environment(references=self._references, services=self._services, recorder=self.recorder),
            volumes=volumes,
            hooks=hooks,
            recorder=self.recorder,
            host=self._host,
            config=self.config,
            world=self._world,
            resolver=lambda: resolver,
        )
        return NodeParts(
            client=self._client,
            runtime=self._runtime,
            world=self._world,
            config=self.config,
            host=self._host,
            recorder=self.recorder,
            cache=RuntimeCache(self._runtime),
            starter=starter,
            killer=Killer(self._runtime, hooks, self.recorder),
            volumes=volumes,
            facts=self._facts,
            failed=self._worker_failed,
            forget=self._forget,
        )

    # --- what the server asks (node/server: PodSource) -----------------------------------------

    def pods(self) -> list[core.Pod]:
        """All pods of this node with their newest statuses."""
        return [_with_status(w) for w in self._workers.values()]

    def pod(self, namespace: str, name: str) -> core.Pod | None:
        """The newest pod of that name, with its newest status."""
        found = [
            w for w in self._workers.values() if (w.pod.metadata.namespace, w.pod.metadata.name) == (namespace, name)
        ]
        return _with_status(found[-1]) if found else None

    # --- running ------------------------------------------------------------------------------

    async def run(self) -> None:
        """Register the node and look after its pods until cancelled. Containers go on without it."""
        self._host.cgroups.set_up()
        self._failed = asyncio.get_running_loop().create_future()
        pods = Reflector(
            client=self._client,
            world=self._world,
            kind=core.Pod,
            sink=self,
            field_selector=f'spec.nodeName={self.config.node_name}',
        )
        lease = NodeLease(
            client=self._client, world=self._world, node=self.config.node_name, duration=self.config.lease_duration
        )
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.recorder.run())
                group.create_task(self._services.run())
                await self.registration.register()
                group.create_task(self.registration.run())
                group.create_task(lease.run())
                group.create_task(self._run_pods(pods))
                group.create_task(self._follow_runtime())
                group.create_task(self._clean())
                group.create_task(self._watch_workers())
        finally:
            await self._stop()

    async def _run_pods(self, pods: Reflector[core.Pod]) -> None:
        """Not before the services are known: every container's environment needs them."""
        await self._services.synced.wait()
        await pods.run()

    async def _stop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._parts.cache.close()
        await self._references.close()

    async def _watch_workers(self) -> None:
        """Ends the kubelet with the error of a worker (see `fail_on_bugs`)."""
        assert self._failed is not None
        await self._failed

    async def _follow_runtime(self) -> None:
        """Wake the worker of every pod the runtime says something about; all of them when it lost track."""
        while True:
            try:
                events = self._runtime.events()
                self._wake_all()
                async for event in events:
                    worker = self._workers.get(event.pod_uid)
                    # A created container is about to be started: nothing to do or to tell yet (as upstream's PLEG).
                    if worker is not None and event.type is not ContainerEventType.CREATED:
                        worker.wake()
            except RuntimeFailure as e:
                logger.warning('the runtime stopped reporting events: %s', e.message)
            self.registration.poke()
            await asyncio.sleep(RUNTIME_RETRY)

    def _wake_all(self) -> None:
        for worker in list(self._workers.values()):
            worker.wake()

    async def _clean(self) -> None:
        """Remove what the runtime has and the API does not, at the start and now and then; look at all pods again."""
        await self._synced.wait()
        known: Container[str] = ChainMap[str, object](self._workers, self._undecided)  # type: ignore[arg-type]
        while True:
            try:
                await remove_orphans(self._parts, known)
            except RuntimeFailure as e:
                logger.warning('cannot remove orphans: %s', e.message)
            await asyncio.sleep(self.config.relist_frequency)
            self._wake_all()

    # --- pods from the API --------------------------------------------------------------------

    def replace(self, items: Sequence[core.Pod], resource_version: str) -> None:
        """Everything the API has for this node (oldest first, so that they keep their places)."""
        present = {p.metadata.uid for p in items}
        for uid in [u for u in self._workers if u not in present]:
            self._workers[uid].remove()
        for uid in [u for u in self._undecided if u not in present]:
            self._give_up(uid)
        for pod in sorted(items, key=lambda p: (str(p.metadata.creation_timestamp or ''), p.metadata.name)):
            self._accept(pod)
        self._synced.set()

    def apply(self, event: EventType, obj: core.Pod) -> None:
        if event is EventType.DELETED:
            worker = self._workers.get(obj.metadata.uid)
            if worker is not None:
                worker.update(obj)
                worker.remove()
            elif obj.metadata.uid in self._undecided:
                self._give_up(obj.metadata.uid)
            return
        self._accept(obj)

    def _accept(self, pod: core.Pod) -> None:
        self._references.hold(pod.metadata.uid, [*volume_refs(pod), *environment_refs(pod), *pull_secret_refs(pod)])
        worker = self._workers.get(pod.metadata.uid)
        if worker is not None:
            worker.update(pod)
            return
        if pod.metadata.uid in self._undecided:
            self._undecided[pod.metadata.uid] = pod
            return
        failure = self._admit(pod, self.registration.node)
        if failure is not None and failure.reason in OF_THE_NODE:
            self._undecided[pod.metadata.uid] = pod
            self._track(asyncio.create_task(self._decide(pod.metadata.uid), name=f'admit {full_name(pod)}'))
            return
        self._start_worker(pod, failure)

    def _admit(self, pod: core.Pod, node: core.Node | None) -> Failure | None:
        if pod.metadata.deletion_timestamp is not None or is_terminal(pod.status.phase):
            return None
        return admit(pod, self._placed(), node, self._allocatable)

    async def _decide(self, uid: str) -> None:
        """The scheduler knew a newer node than this kubelet: a pod is refused only for what the node is now."""
        node = await self.registration.newest()
        pod = self._undecided.pop(uid, None)
        if pod is not None:
            self._start_worker(pod, self._admit(pod, node))

    def _give_up(self, uid: str) -> None:
        """The pod went before it was admitted."""
        self._forget(self._undecided.pop(uid))

    def _start_worker(self, pod: core.Pod, failure: Failure | None) -> None:
        worker = PodWorker(pod, self._parts)
        if failure is not None:
            worker.reject(failure)
        self._workers[pod.metadata.uid] = worker
        self._supervise(worker)

    def _placed(self) -> list[core.Pod]:
        """Pods that hold resources here."""
        return [w.pod for w in self._workers.values() if not is_terminal(w.status.phase)]

    def _supervise(self, worker: PodWorker) -> None:
        task = worker.start()
        self._tasks[task] = None
        task.add_done_callback(lambda t: self._ended(worker, t))

    def _track(self, task: asyncio.Task[None]) -> None:
        self._tasks[task] = None
        task.add_done_callback(lambda t: self._tasks.pop(t, None))

    def _worker_failed(self, pod: core.Pod, error: Exception) -> None:
        """One pod must not take the others along, unless a test wants to hear of it."""
        self._bug(error, f'worker of pod {full_name(pod)}')

    def _bug(self, error: Exception, where: str = 'background task') -> None:
        if not self.config.fail_on_bugs:
            logger.error('%s failed', where, exc_info=error)
        elif self._failed is not None and not self._failed.done():
            self._failed.set_exception(error)

    def _ended(self, worker: PodWorker, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        if self._workers.get(worker.pod.metadata.uid) is worker:
            del self._workers[worker.pod.metadata.uid]
        if not task.cancelled() and task.exception() is not None:
            logger.error('worker of pod %s ended', full_name(worker.pod), exc_info=task.exception())

    # --- what workers ask for -----------------------------------------------------------------

    def _facts(self) -> PodFacts:
        return PodFacts(host_ips=self.config.node_ips, allocatable=self._allocatable)

    def _forget(self, pod: core.Pod) -> None:
        self._references.release(pod.metadata.uid)
        self._tokens.forget(pod.metadata.uid)
        self._images.forget(pod)

    def _reference_changed(self, uid: str) -> None:
        self._parts.volumes.mark_dirty(uid)
        worker = self._workers.get(uid)
        if worker is not None:
            worker.reference_changed()


def _with_status(worker: PodWorker) -> core.Pod:
    pod = worker.pod
    return core.Pod(metadata=pod.metadata, spec=pod.spec, status=worker.status)
