"""A cluster on one event loop: API server, controllers, scheduler and hollow nodes, each a task that can be ended.

All of it is the code a real cluster runs; what is simulated is containers, and on a virtual loop time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.connect.local import LocalNodes
from sampan.apiserver.request import UserInfo
from sampan.apiserver.server import ApiServer
from sampan.client.base import Client
from sampan.client.events import EventRecorder
from sampan.client.informer import InformerFactory
from sampan.controllers.config import ControllersConfig
from sampan.controllers.identities import MANAGER, user_of
from sampan.controllers.manager import ControllerManager
from sampan.machinery.world import World
from sampan.node.config import KubeletConfig
from sampan.node.host import hollow_host
from sampan.node.kubelet import Kubelet
from sampan.node.runtime.hollow import HollowRuntime, Network, Script
from sampan.node.server.routes import KubeletHandler
from sampan.scheduler.scheduler import Scheduler
from sampan.store.base import Store
from sampan.store.memory import MemoryStore
from sampan.testing.faults import FaultyClient
from sampan.testing.history import History
from sampan.testing.world import SimulatedWorld

ADMINISTRATOR = UserInfo('kubernetes-admin', groups=('system:masters', 'system:authenticated'))
CONTROLLERS, SCHEDULER = 'controllers', 'scheduler'


@dataclass
class SimulatedNode:
    """One hollow node: what it runs survives its kubelet, not its own end."""

    name: str
    number: int
    runtime: HollowRuntime
    client: FaultyClient
    kubelet: Kubelet | None = None


@dataclass
class Settings:
    """How a simulation starts. `scripts` say what containers of an image do."""

    nodes: int = 1
    scripts: Mapping[str, Script] = field(default_factory=dict)
    server: ApiServerConfig = field(default_factory=lambda: ApiServerConfig(advertise_address='192.0.2.1'))
    listen: bool = False
    root_ca: str = '# without HTTPS there is no certificate authority\n'  # what kube-root-ca.crt holds


class Simulation:
    """Make it with `running`. `client` acts as the cluster's administrator."""

    def __init__(self, world: World, store: Store, settings: Settings) -> None:
        self.world = world
        self.store = store
        self.history = History(store)
        self.nodes: dict[str, SimulatedNode] = {}
        self._settings = settings
        self._handlers: dict[str, KubeletHandler] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.server = ApiServer(
            store=store, world=self._fork('apiserver'), config=settings.server, nodes=LocalNodes(self._handlers)
        )
        self.client: Client = self.server.client(ADMINISTRATOR)

    # --- life

    async def start(self) -> None:
        """Returns when the API answers and every node has been told to start."""
        self.history.start()
        await self.server.start(listen=self._settings.listen)
        self.start_controllers()
        self.start_scheduler()
        for number in range(self._settings.nodes):
            self.add_node(f'node-{number}')

    async def stop(self) -> None:
        await self.crash(*list(self._tasks))
        await self.history.stop()
        await self.server.stop()
        await self.store.close()
        self._failed.cancel()

    async def settle(self, until: Callable[[], bool], timeout: float) -> None:
        """Wait until the condition holds; it is looked at after every change in the store. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not until():
                await self.changed()

    async def changed(self) -> None:
        """Wait for the next change in the store; raises what a component failed with."""
        change = asyncio.ensure_future(self.history.next())
        try:
            await asyncio.wait((change, self._failed), return_when=asyncio.FIRST_COMPLETED)
            if self._failed.done():
                self._failed.result()
        finally:
            change.cancel()

    # --- components

    def start_controllers(self) -> None:
        client = self._client(CONTROLLERS, UserInfo(MANAGER, groups=('system:authenticated',)))
        manager = ControllerManager(
            client=client,
            world=self._fork(CONTROLLERS),
            config=ControllersConfig(root_ca=self._settings.root_ca),
            clients=lambda account: self._client(account, _service_account(account)),
        )
        self._start(CONTROLLERS, manager.run())

    def start_scheduler(self) -> None:
        client = self._client(SCHEDULER, UserInfo('system:kube-scheduler', groups=('system:authenticated',)))
        self._start(SCHEDULER, self._run_scheduler(client, self._fork(SCHEDULER)))

    async def _run_scheduler(self, client: Client, world: World) -> None:
        informers = InformerFactory(client, world)
        recorder = EventRecorder(client=client, world=world, component='default-scheduler')
        scheduler = Scheduler(client=client, world=world, informers=informers, recorder=recorder)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(informers.run())
            tasks.create_task(recorder.run())
            tasks.create_task(scheduler.run())

    def add_node(self, name: str) -> SimulatedNode:
        """A new machine, with a kubelet that registers it."""
        number = len(self.nodes)
        runtime = HollowRuntime(
            self._fork(name),
            scripts=self._settings.scripts,
            network=Network(f'10.244.{number % 256}.0/24'),
        )
        user = UserInfo(f'system:node:{name}', groups=('system:nodes', 'system:authenticated'))
        node = self.nodes[name] = SimulatedNode(name, number, runtime, self._client(name, user))
        self.start_kubelet(node)
        return node

    def start_kubelet(self, node: SimulatedNode) -> None:
        world = self._fork(node.name)
        node.kubelet = Kubelet(
            client=node.client,
            runtime=node.runtime,
            world=world,
            host=hollow_host(node.runtime),
            config=KubeletConfig(
                node_name=node.name,
                node_ips=(f'10.0.{node.number // 250}.{node.number % 250 + 1}',),
                fail_on_bugs=True,
            ),
        )
        self._handlers[node.name] = KubeletHandler(
            node_name=node.name, pods=node.kubelet, runtime=node.runtime, world=world, client=node.client
        )
        self._start(node.name, node.kubelet.run())

    async def crash(self, *names: str) -> None:
        """End components at whatever they were doing: `controllers`, `scheduler`, or a node's kubelet."""
        tasks = [self._tasks.pop(name) for name in names if name in self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def kill_node(self, name: str) -> None:
        """The machine is gone, with its kubelet and all its containers."""
        await self.crash(name)
        node = self.nodes.pop(name)
        del self._handlers[name]
        await node.runtime.close()

    async def restart(self, name: str) -> None:
        """Crash a component and start it anew; a node's containers go on."""
        await self.crash(name)
        match name:
            case 'controllers':
                self.start_controllers()
            case 'scheduler':
                self.start_scheduler()
            case _:
                self.start_kubelet(self.nodes[name])

    def _start(self, name: str, run: Awaitable[None]) -> None:
        task = asyncio.ensure_future(run)
        self._tasks[name] = task
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None and not self._failed.done():
            self._failed.set_exception(error)

    def _client(self, component: str, user: UserInfo) -> FaultyClient:
        return FaultyClient(self.server.client(user), self._fork(f'{component} client'))

    def _fork(self, name: str) -> World:
        return self.world.fork(name) if isinstance(self.world, SimulatedWorld) else self.world


def _service_account(name: str) -> UserInfo:
    user, groups = user_of(name)
    return UserInfo(user, groups=groups)


@asynccontextmanager
async def running(
    *,
    nodes: int = 1,
    seed: int = 0,
    world: World | None = None,
    store: Store | None = None,
    settings: Settings | None = None,
) -> AsyncIterator[Simulation]:
    """A started simulation on the running loop; use it inside `run_virtual` for virtual time."""
    chosen = settings or Settings(nodes=nodes)
    simulation = Simulation(world or SimulatedWorld(seed), store or MemoryStore(), chosen)
    async with AsyncExitStack() as stack:
        await simulation.start()
        stack.push_async_callback(simulation.stop)
        yield simulation
