"""Runs a set of controllers over shared informers (upstream: kube-controller-manager's app)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from sampan.client.base import Client
from sampan.client.events import EventRecorder
from sampan.client.informer import InformerFactory
from sampan.controllers.base import Context, Recorder
from sampan.controllers.config import ControllersConfig
from sampan.controllers.registry import CONTROLLERS, make
from sampan.machinery.world import World

logger = logging.getLogger(__name__)


class ControllerManager:
    """All controllers of one process. `run` ends only by cancellation or by a controller's fatal error."""

    def __init__(
        self,
        *,
        client: Client,
        world: World,
        controllers: Sequence[str] = tuple(CONTROLLERS),
        config: ControllersConfig | None = None,
        recorder: Callable[[str], Recorder] | None = None,
        informers: InformerFactory | None = None,
    ) -> None:
        """`controllers` are names of `registry.CONTROLLERS`. With `informers` the caller shares, and runs, his.

        `recorder` gives the pen of a component; by default events go to the API.
        """
        self._own_informers = informers is None
        self._informers = informers or InformerFactory(client, world)
        self._client = client
        self._world = world
        self._recorders: dict[str, EventRecorder] = {}
        context = Context(client, world, self._informers, recorder or self._recorder)
        self.controllers = [make(name, context, config or ControllersConfig()) for name in controllers]

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            if self._own_informers:
                tasks.create_task(self._informers.run(), name='informers')
            for component, recorder in self._recorders.items():
                tasks.create_task(recorder.run(), name=f'events of {component}')
            for controller in self.controllers:
                tasks.create_task(controller.run(), name=f'controller {controller.name}')
            logger.info('started controllers: %s', ', '.join(controller.name for controller in self.controllers))

    def _recorder(self, component: str) -> Recorder:
        if component not in self._recorders:
            self._recorders[component] = EventRecorder(client=self._client, world=self._world, component=component)
        return self._recorders[component]
