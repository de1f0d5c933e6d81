"""Runs the probes of one pod's containers, one task per container and probe.

Results wake the pod's worker through `changed`. Startup gates the others; liveness and startup stop
at a failure (the container is going to be killed) and with the pod's deletion.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar
from sampan.client.events import WARNING, EventRecorder
from sampan.machinery.world import World
from sampan.node.pods.observed import Observed
from sampan.node.pods.spec import field_path
from sampan.node.probes.prober import MAX_OUTPUT, Outcome, ProbeError, Prober, Target, attempt
from sampan.node.probes.results import FAILURE, SUCCESS, TYPES, ContainerProbes, Result
from sampan.node.probes.schedule import Threshold, delay, period
from sampan.node.runtime.base import ContainerStatus, Runtime, State
from sampan.node.tasks import spawn

logger = logging.getLogger(__name__)

ATTEMPTS = 3  # when an attempt cannot be made at all


class PodProbes:
    """Call `sync` whenever the pod or its containers change, `stop` at the end."""

    def __init__(
        self,
        *,
        pod: core.Pod,
        runtime: Runtime,
        prober: Prober,
        recorder: EventRecorder,
        world: World,
        changed: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._pod = pod
        self._runtime = runtime
        self._prober = prober
        self._recorder = recorder
        self._world = world
        self._changed = changed
        self._failed = failed
        self._results: dict[str, ContainerProbes] = _recalled(pod)
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._started: dict[str, asyncio.Event] = {}

    @property
    def results(self) -> Mapping[str, ContainerProbes]:
        """By container id."""
        return self._results

    def sync(self, pod: core.Pod, observed: Observed, *, terminating: bool) -> None:
        """Probe what runs, forget what does not."""
        self._pod = pod
        running = {c.id: c for c in observed.containers if c.state is State.RUNNING}
        self._forget({c.id for c in observed.containers})
        for key in list(self._tasks):
            if key[0] not in running or (terminating and key[1] != 'readiness'):
                self._tasks.pop(key).cancel()
        for container in [*pod.spec.containers, *(c for c in pod.spec.init_containers if is_sidecar(c))]:
            status = observed.active(container.name)
            if status is not None and status.id in running:
                self._ensure(container, status, observed.ips, terminating)

    async def stop(self) -> None:
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, present: set[str]) -> None:
        for id_ in [i for i in self._results if i not in present]:
            del self._results[id_]
            self._started.pop(id_, None)

    def _ensure(
        self, container: core.Container, status: ContainerStatus, ips: tuple[str, ...], terminating: bool
    ) -> None:
        target = Target(status.id, container, ips[0] if ips else self._pod.status.host_ip)
        for kind in TYPES:
            probe: core.Probe | None = getattr(container, f'{kind}_probe')
            if probe is None or (status.id, kind) in self._tasks or (terminating and kind != 'readiness'):
                continue
            self._results.setdefault(status.id, ContainerProbes())
            self._tasks[status.id, kind] = spawn(self._run(kind, probe, target, status), self._failed)

    async def _run(self, kind: str, probe: core.Probe, target: Target, status: ContainerStatus) -> None:
        gate = self._gate(target)
        if kind != 'startup':
            await gate.wait()
        elif gate.is_set():
            return
        age = 0.0
        if status.started_at is not None:
            age = (self._world.now() - status.started_at).total_seconds()
        await asyncio.sleep(delay(probe, age))
        threshold = Threshold(probe)
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            if await self._once(kind, probe, target, threshold):
                return
            await asyncio.sleep(max(0.0, began + period(probe) - loop.time()))

    def _gate(self, target: Target) -> asyncio.Event:
        """Set once the container counts as started."""
        gate = self._started.get(target.container)
        if gate is None:
            gate = self._started[target.container] = asyncio.Event()
            known = self._results.get(target.container, ContainerProbes())
            if target.spec.startup_probe is None or known.startup is SUCCESS:
                gate.set()
        return gate

    async def _once(self, kind: str, probe: core.Probe, target: Target, threshold: Threshold) -> bool:
        """One attempt. Returns whether this probe has nothing more to say."""
        outcome = await self._attempt(kind, probe, target)
        if outcome is None:
            return False
        self._note(kind, target, outcome)
        result = threshold.add(outcome.result)
        if result is None:
            return False
        self._set(kind, target.container, result)
        if kind == 'startup' and result is SUCCESS:
            self._gate(target).set()
            return True
        return kind != 'readiness' and result is FAILURE

    async def _attempt(self, kind: str, probe: core.Probe, target: Target) -> Outcome | None:
        error: ProbeError | None = None
        for _ in range(ATTEMPTS):
            try:
                return await attempt(probe, target, self._runtime, self._prober)
            except ProbeError as e:
                error = e
        logger.info('%s probe of %s errored: %s', kind, target.spec.name, error)
        self._emit(target, 'Unhealthy', f'{kind.capitalize()} probe errored and resulted in unknown state: {error}')
        return None

    def _note(self, kind: str, target: Target, outcome: Outcome) -> None:
        output = outcome.output[:MAX_OUTPUT]
        if outcome.result is FAILURE:
            self._emit(target, 'Unhealthy', f'{kind.capitalize()} probe failed: {output}')
        elif outcome.warning:
            self._emit(target, 'ProbeWarning', f'{kind.capitalize()} probe warning: {output}')

    def _emit(self, target: Target, reason: str, message: str) -> None:
        path = field_path(self._pod, target.spec.name)
        self._recorder.event(self._pod, WARNING, reason, message, field_path=path)

    def _set(self, kind: str, container: str, result: Result) -> None:
        before = self._results.get(container, ContainerProbes())
        after = before.with_result(kind, result)
        self._results[container] = after
        if after != before:
            self._changed()


def _recalled(pod: core.Pod) -> dict[str, ContainerProbes]:
    """What an earlier kubelet found, as the pod's status tells: a restart must not make pods unready."""
    recalled: dict[str, ContainerProbes] = {}
    for status in [*pod.status.container_statuses, *pod.status.init_container_statuses]:
        container = status.container_id.partition('://')[2]
        if container and status.state.running is not None and status.started:
            readiness = SUCCESS if status.ready else FAILURE
            recalled[container] = ContainerProbes(startup=SUCCESS, readiness=readiness)
    return recalled
