"""The shell around one pod's machine: look, ask, act, wait.

One task per pod. What is under way (a pull, a start, a kill with a long grace period) is dropped when
the pod is to end, or to end sooner. While actions run, events still refresh the published status.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.client.base import Client
from sampan.client.events import WARNING, EventRecorder
from sampan.machinery.world import World
from sampan.node.config import KubeletConfig
from sampan.node.host import Host
from sampan.node.pods import actions as do
from sampan.node.pods.cache import RuntimeCache
from sampan.node.pods.fields import PodFacts
from sampan.node.pods.kill import Killer
from sampan.node.pods.machine import PodMachine, Stage
from sampan.node.pods.messages import TerminationMessages
from sampan.node.pods.observed import Observed
from sampan.node.pods.spec import field_path, find_container
from sampan.node.pods.start import Starter, StartFailure
from sampan.node.probes.runner import PodProbes
from sampan.node.runtime.base import Runtime, RuntimeFailure
from sampan.node.status.pod import Failure
from sampan.node.status.writer import StatusWriter, still_there
from sampan.node.volumes.host import HostError
from sampan.node.volumes.manager import VolumeManager
from sampan.node.volumes.sources import VolumeFailure

logger = logging.getLogger(__name__)

FIRST_MOUNT_RETRY = timedelta(seconds=0.5)
MAX_MOUNT_RETRY = timedelta(seconds=122)
LAST_WORDS = 30.0  # seconds a final status gets to be accepted before its pod is deleted all the same
BUG_RETRY = 10.0  # seconds until a pod whose worker failed is tried again
RUNTIME_RETRY = 5.0  # seconds between looks at a runtime that does not answer


@dataclass(frozen=True, slots=True)
class NodeParts:
    """What all workers of a node share."""

    client: Client
    runtime: Runtime
    world: World
    config: KubeletConfig
    host: Host
    recorder: EventRecorder
    cache: RuntimeCache
    starter: Starter
    killer: Killer
    volumes: VolumeManager
    facts: Callable[[], PodFacts]  # the node's side: host addresses, allocatable
    failed: Callable[[core.Pod, Exception], None]  # a worker met what it cannot have met: a bug
    forget: Callable[[core.Pod], None]  # a pod is gone: drop what is kept about it


class PodWorker:
    """Construct, `start`, feed; `stopped` is set when the pod has left no trace."""

    def __init__(self, pod: core.Pod, parts: NodeParts) -> None:
        self._parts = parts
        self.machine = PodMachine(pod, parts.facts().host_ips)
        self.stopped = asyncio.Event()
        self._wake = asyncio.Event()
        self._writer = StatusWriter(client=parts.client, pod=pod, failed=self._bug)
        self._messages = TerminationMessages(host=parts.host.volumes, config=parts.config)
        self._probes = PodProbes(
            pod=pod,
            runtime=parts.runtime,
            prober=parts.host.prober,
            recorder=parts.recorder,
            world=parts.world,
            changed=self.wake,
            failed=self._bug,
        )
        self._mount_retry = FIRST_MOUNT_RETRY
        self._cgroup = ''
        self._acting: asyncio.Task[None] | None = None
        self._finished = False
        self._task: asyncio.Task[None] | None = None

    @property
    def pod(self) -> core.Pod:
        return self.machine.pod

    @property
    def observed(self) -> Observed:
        """What the runtime showed last."""
        return self._parts.cache.known(self.pod.metadata.uid)

    @property
    def status(self) -> core.PodStatus:
        """The newest status, published or about to be."""
        return self.machine.status

    # --- what the kubelet tells it ------------------------------------------------------------

    def start(self) -> asyncio.Task[None]:
        self._task = asyncio.ensure_future(self._run())
        return self._task

    def update(self, pod: core.Pod) -> None:
        before = self.machine.pod.metadata
        if (before.labels, before.annotations) != (pod.metadata.labels, pod.metadata.annotations):
            self._parts.volumes.mark_dirty(pod.metadata.uid)
        self._writer.update(pod)
        self._interrupt_if(self.machine.update(pod))

    def remove(self) -> None:
        self._writer.gone = True
        self._interrupt_if(self.machine.remove())

    def reject(self, failure: Failure) -> None:
        self.machine.reject(failure)
        self.wake()

    def reference_changed(self) -> None:
        """A ConfigMap or Secret of the pod changed: what waits for it may go on now."""
        self._mount_retry = FIRST_MOUNT_RETRY
        self.machine.retry_now()
        self.wake()

    def wake(self) -> None:
        """Something happened: look again."""
        self._wake.set()

    def _interrupt_if(self, drop: bool) -> None:
        if drop and self._acting is not None:
            self._acting.cancel()
        self.wake()

    # --- the loop -----------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            while not self._finished:
                try:
                    await self._turn()
                except Exception as e:
                    self._bug(e)
                    await asyncio.sleep(BUG_RETRY)
            self.stopped.set()
        finally:
            await self._probes.stop()
            await self._writer.stop()

    def _bug(self, error: Exception) -> None:
        self._parts.failed(self.pod, error)

    async def _turn(self) -> None:
        self._wake.clear()
        try:
            observed = await self._look()
        except RuntimeFailure as e:
            logger.warning('cannot see pod %s in the runtime: %s', self.pod.metadata.name, e)
            await asyncio.sleep(RUNTIME_RETRY)
            return
        now = self._parts.world.now()
        plan = self.machine.step(observed, self._probes.results, now)
        self._sync_probes(observed)
        self._writer.publish(plan.status)
        if plan.actions:
            await self._act(plan.actions, observed)
            return
        wake = await self._refresh_volumes(observed, plan.wake, now)
        await self._wait(wake)

    async def _look(self) -> Observed:
        return self._messages.fill(await self._parts.cache.look(self.pod.metadata.uid))

    def _sync_probes(self, observed: Observed) -> None:
        self._probes.sync(self.pod, self.machine.visible(observed), terminating=self.machine.stage is not Stage.SYNC)

    async def _wait(self, until: datetime | None) -> None:
        """Until something happens, or it is time."""
        timeout = None
        if until is not None:
            timeout = max(0.0, (until - self._parts.world.now()).total_seconds())
        try:
            async with asyncio.timeout(timeout):
                await self._wake.wait()
        except TimeoutError:
            self._wake.set()

    async def _act(self, actions: list[do.Action], observed: Observed) -> None:
        """Carry the actions out in order; keep the published status fresh meanwhile."""
        self._acting = asyncio.ensure_future(self._all(actions, observed))
        reporter = asyncio.ensure_future(self._report_while_acting())
        try:
            await asyncio.wait([self._acting])
        finally:
            acting, self._acting = self._acting, None
            reporter.cancel()
            if not acting.done():
                acting.cancel()
            await asyncio.gather(acting, reporter, return_exceptions=True)
        if not acting.cancelled() and acting.exception() is not None:
            raise acting.exception() or AssertionError
        self._wake.set()

    async def _report_while_acting(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                observed = await self._look()
            except RuntimeFailure:
                return  # the actions find out themselves
            self._writer.publish(self.machine.report(observed, self._probes.results, self._parts.world.now()))
            self._sync_probes(observed)

    async def _all(self, actions: list[do.Action], observed: Observed) -> None:
        for action in actions:
            if not await self._one(action, observed):
                return

    # --- actions ------------------------------------------------------------------------------

    async def _one(self, action: do.Action, observed: Observed) -> bool:
        """Returns whether to go on with the next one."""
        match action:
            case do.Emit():
                path = field_path(self.pod, action.container) if action.container else ''
                self._parts.recorder.event(self.pod, action.type, action.reason, action.message, field_path=path)
                return True
            case do.PrepareVolumes():
                return await self._prepare(observed)
            case do.CreateSandbox():
                return await self._create_sandbox(action)
            case do.StartContainer():
                return await self._start_container(action, observed)
            case do.KillContainer():
                kill = self._parts.killer.container(
                    self.pod,
                    action.id,
                    action.name,
                    message=action.message,
                    grace=action.grace,
                    facts=self._facts(observed),
                )
                return await self._attempt('kill', kill)
            case do.KillPod():
                kill = self._parts.killer.pod(self.pod, observed, grace=action.grace, facts=self._facts(observed))
                return await self._attempt('kill', kill)
            case do.RemoveContainers():
                return await self._attempt('remove', self._remove_containers(action.ids, observed))
            case do.RemoveSandboxes():
                return await self._attempt('remove', self._remove_sandboxes(action.ids))
            case do.Teardown():
                return await self._attempt('teardown', self._tear_down())
            case do.DeletePod():
                return await self._attempt('delete', self._delete())
            case do.Forget():
                return await self._attempt('forget', self._forget(observed))

    async def _attempt(self, what: str, work: Coroutine[Any, Any, None]) -> bool:
        """Do it; on failure say so and have the machine try again later."""
        problem = ''
        try:
            await work
        except* (RuntimeFailure, VolumeFailure, HostError, errors.ApiError, OSError) as group:
            problem = '; '.join(str(e) for e in group.exceptions)
        if not problem:
            return True
        meta = self.pod.metadata
        logger.warning('%s of pod %s/%s failed: %s', what, meta.namespace, meta.name, problem)
        if what == 'kill':
            self._parts.recorder.event(self.pod, WARNING, 'FailedKillPod', f'error killing pod: {problem}')
        self.machine.failed(what, self._parts.world.now())
        return False

    def _facts(self, observed: Observed) -> PodFacts:
        node = self._parts.facts()
        ips = node.host_ips if self.pod.spec.host_network else observed.ips
        return PodFacts(ips, node.host_ips, node.allocatable)

    async def _prepare(self, observed: Observed) -> bool:
        try:
            self._parts.host.volumes.make_dir(self._parts.config.pod_dir(self.pod.metadata.uid), 0o750)
            await self._parts.volumes.prepare(self.pod, self._facts(observed))
            self._cgroup = self._parts.host.cgroups.create(self.pod)
        except VolumeFailure as e:
            self._not_mounted(str(e))
            return False
        except (HostError, OSError) as e:
            self._parts.recorder.event(
                self.pod, WARNING, 'FailedCreatePodContainer', f'unable to ensure pod container exists: {e}'
            )
            self.machine.volumes_failed(self._parts.world.now(), timedelta(seconds=10))
            return False
        self._mount_retry = FIRST_MOUNT_RETRY
        self.machine.volumes_prepared()
        return True

    def _not_mounted(self, message: str) -> None:
        self._parts.recorder.event(self.pod, WARNING, 'FailedMount', message)
        self.machine.volumes_failed(self._parts.world.now(), self._mount_retry)
        self._mount_retry = min(self._mount_retry * 2, MAX_MOUNT_RETRY)

    async def _create_sandbox(self, action: do.CreateSandbox) -> bool:
        try:
            await self._parts.starter.create_sandbox(self.pod, action.attempt, self._cgroup)
        except RuntimeFailure as e:
            logger.warning('sandbox of pod %s/%s: %s', self.pod.metadata.namespace, self.pod.metadata.name, e)
            self.machine.sandbox_failed(self._parts.world.now())
            return False
        return True

    async def _start_container(self, action: do.StartContainer, observed: Observed) -> bool:
        container = find_container(self.pod, action.name)
        if container is None:
            return True
        if container.lifecycle is not None and container.lifecycle.post_start is not None:
            self.machine.hook_begins(action.name)
        try:
            await self._parts.starter.start(self.pod, container, action, self._facts(observed), self._cgroup)
        except StartFailure as e:
            logger.info('container %s of pod %s: %s: %s', action.name, self.pod.metadata.name, e.reason, e.message)
            self.machine.start_failed(action.name, e.reason, e.message, e.retry_at)
            return action.kind is not do.Kind.INIT
        finally:
            self.machine.hook_ends(action.name)
        self.machine.started(action.name)
        return True

    async def _remove_containers(self, ids: tuple[str, ...], observed: Observed) -> None:
        for container in observed.containers:
            if container.id in ids:
                await self._parts.runtime.remove_container(container.id)
                if container.log_path:
                    self._parts.host.volumes.remove_log(Path(container.log_path))

    async def _remove_sandboxes(self, ids: tuple[str, ...]) -> None:
        for sandbox in ids:
            await self._parts.runtime.remove_sandbox(sandbox)

    async def _tear_down(self) -> None:
        self._parts.volumes.teardown(self.pod.metadata.uid)
        self._parts.host.cgroups.remove(self.pod.metadata.uid)
        self.machine.torn_down()

    async def _delete(self) -> None:
        """The final status first, so that watchers see how the containers ended; then the pod itself."""
        try:
            async with asyncio.timeout(LAST_WORDS):
                await self._writer.flush()
        except TimeoutError:
            logger.warning('the last status of pod %s could not be written', self.pod.metadata.name)
        meta = self.pod.metadata
        try:
            await self._parts.client.delete(core.Pod, meta.name, meta.namespace, grace_period_seconds=0, uid=meta.uid)
        except errors.ApiError as e:
            if not errors.is_not_found(e) and (
                not errors.is_conflict(e) or await still_there(self._parts.client, self.pod)
            ):
                raise
        self.machine.deleted()

    async def _forget(self, observed: Observed) -> None:
        await self._tear_down()
        await self._remove_containers(tuple(c.id for c in observed.containers), observed)
        await self._remove_sandboxes(tuple(s.id for s in observed.sandboxes))
        meta = self.pod.metadata
        self._parts.host.volumes.remove(self._parts.config.log_dir(meta.namespace, meta.name, meta.uid))
        self._parts.host.volumes.remove(self._parts.config.pod_dir(meta.uid))
        self._parts.forget(self.pod)
        self._finished = True

    async def _refresh_volumes(self, observed: Observed, wake: datetime | None, now: datetime) -> datetime | None:
        """Write changed volumes; returns when to look again at the latest."""
        if self.machine.stage is not Stage.SYNC:
            return wake
        uid = self.pod.metadata.uid
        due = self._parts.volumes.refresh_at(uid, now)
        if due is not None and due <= now:
            try:
                await self._parts.volumes.refresh(self.pod, self._facts(observed))
            except VolumeFailure as e:
                self._parts.recorder.event(self.pod, WARNING, 'FailedMount', str(e))
                self._parts.volumes.retry_refresh(uid, now + timedelta(seconds=60))
            due = self._parts.volumes.refresh_at(uid, now)
        if due is None:
            return wake
        return due if wake is None else min(due, wake)
