"""Ending containers: hooks, signals and order (upstream: kuberuntime_container.go killContainer)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sampan.api.generated import core_v1 as core
from sampan.client.events import NORMAL, WARNING, EventRecorder
from sampan.node.pods.fields import PodFacts
from sampan.node.pods.hooks import HookFailure, Hooks
from sampan.node.pods.observed import Observed
from sampan.node.pods.spec import MINIMUM_GRACE, field_path, find_container, sidecars
from sampan.node.pods.start import target
from sampan.node.runtime.base import ContainerStatus, Runtime, State


@dataclass(frozen=True, slots=True)
class Killer:
    """One per node; keeps nothing about pods."""

    runtime: Runtime
    hooks: Hooks
    recorder: EventRecorder

    async def container(
        self, pod: core.Pod, id_: str, name: str, *, message: str, grace: float, facts: PodFacts
    ) -> None:
        """preStop within the grace period, then SIGTERM with what is left of it. Raises RuntimeFailure."""
        spec = find_container(pod, name)
        text = message or f'Stopping container {name}'
        self.recorder.event(pod, NORMAL, 'Killing', text, field_path=field_path(pod, name))
        if spec is not None and grace > 0:
            grace -= await self._pre_stop(pod, spec, id_, grace, facts)
        await self.runtime.stop_container(id_, max(grace, MINIMUM_GRACE))

    async def pod(self, pod: core.Pod, observed: Observed, *, grace: float, facts: PodFacts) -> None:
        """All containers, sidecars last and in reverse order, then every sandbox. Raises RuntimeFailure."""
        late = [c.name for c in reversed(sidecars(pod))]
        alive = [c for c in observed.containers if c.state is not State.EXITED]
        loop = asyncio.get_running_loop()
        began = loop.time()
        await self._together(pod, [c for c in alive if c.name not in late], grace, facts)
        for name in late:
            left = max(grace - (loop.time() - began), MINIMUM_GRACE)
            await self._together(pod, [c for c in alive if c.name == name], left, facts)
        for sandbox in observed.sandboxes:
            if sandbox.ready:
                await self.runtime.stop_sandbox(sandbox.id)

    async def _together(self, pod: core.Pod, containers: list[ContainerStatus], grace: float, facts: PodFacts) -> None:
        async with asyncio.TaskGroup() as group:
            for container in containers:
                if container.state is State.CREATED:
                    group.create_task(self.runtime.stop_container(container.id, MINIMUM_GRACE))
                    continue
                kill = self.container(pod, container.id, container.name, message='', grace=grace, facts=facts)
                group.create_task(kill)

    async def _pre_stop(self, pod: core.Pod, spec: core.Container, id_: str, grace: float, facts: PodFacts) -> float:
        """Returns the seconds the hook took."""
        if spec.lifecycle is None or spec.lifecycle.pre_stop is None:
            return 0.0
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(grace):
                await self.hooks.run(spec.lifecycle.pre_stop, target(spec, id_, facts))
        except HookFailure:
            path = field_path(pod, spec.name)
            self.recorder.event(pod, WARNING, 'FailedPreStopHook', 'PreStopHook failed', field_path=path)
        except TimeoutError:
            return grace
        return loop.time() - began
