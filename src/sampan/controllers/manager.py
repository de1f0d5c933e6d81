"""Runs a set of controllers over shared informers (upstream: kube-controller-manager's app)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial

from sampan.client.base import Client
from sampan.client.events import EventRecorder
from sampan.client.informer import InformerFactory
from sampan.controllers.base import Context, Recorder
from sampan.controllers.config import ControllersConfig
from sampan.controllers.identities import account_of
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
        clients: Callable[[str], Client] | None = None,
    ) -> None:
        """`controllers` are names of `registry.CONTROLLERS`. With `informers` the caller shares, and runs, his.

        `clients` gives the client of a service account: each controller acts as its own (`identities`); by default all
        act as `client`. `recorder` gives the pen of a component; by default events go to the API.
        """
        self._own_informers = informers is None
        self._informers = informers or InformerFactory(client, world)
        self._client = client
        self._clients = clients
        self._world = world
        self._recorders: dict[tuple[str, str], EventRecorder] = {}
        self.controllers = [
            make(name, self._context(account_of(name), recorder), config or ControllersConfig()) for name in controllers
        ]

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            if self._own_informers:
                tasks.create_task(self._informers.run(), name='informers')
            for (_, component), recorder in self._recorders.items():
                tasks.create_task(recorder.run(), name=f'events of {component}')
            for controller in self.controllers:
                tasks.create_task(controller.run(), name=f'controller {controller.name}')
            logger.info('started controllers: %s', ', '.join(controller.name for controller in self.controllers))

    def _context(self, account: str, recorder: Callable[[str], Recorder] | None) -> Context:
        """The world of one controller: its account's client, and a pen for events that writes as that account."""
        client = self._clients(account) if self._clients is not None and account else self._client
        pen = recorder or partial(self._recorder, account, client)
        return Context(client, self._world, self._informers, pen)

    def _recorder(self, account: str, client: Client, component: str) -> Recorder:
        key = ('' if self._clients is None else account, component)
        if key not in self._recorders:
            self._recorders[key] = EventRecorder(client=client, world=self._world, component=component)
        return self._recorders[key]
