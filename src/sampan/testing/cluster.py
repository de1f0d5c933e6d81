"""`with sampan.Cluster() as c:` — a cluster for a test, driven by plain function calls.

By default time is virtual and stands still between calls: a call runs the cluster until its answer is
there, `wait` until a condition holds, `run_for` for so many seconds of cluster time. With
`real_time=True` the cluster runs in a thread of its own, on the wall clock, and serves HTTPS for the official clients.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import msgspec

from sampan.api import codec, resources
from sampan.apiserver.admission.config import AdmissionConfig, OwnPlugin
from sampan.machinery import yaml
from sampan.machinery.world import SystemWorld
from sampan.node.runtime.hollow import Script
from sampan.store.rewind import PRESENT, rewind
from sampan.testing.history import History
from sampan.testing.loop import VirtualLoop
from sampan.testing.serving import authority, served_settings, write_identity
from sampan.testing.simulated import Settings, Simulation, running
from sampan.testing.sync import SyncClient

R = TypeVar('R')
WAIT = 600.0  # seconds of cluster time; on the wall clock, pass less


class Driver(Protocol):
    """Runs coroutines of the cluster from outside its loop."""

    def run(self, work: Coroutine[Any, Any, R]) -> R: ...

    def close(self) -> None: ...


class VirtualDriver:
    """The loop runs only while somebody waits for an answer."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner(loop_factory=VirtualLoop)

    def run(self, work: Coroutine[Any, Any, R]) -> R:
        return self._runner.run(work)

    def close(self) -> None:
        self._runner.close()


class ThreadDriver:
    """The loop runs all the time, in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name='sampan cluster', daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, R]) -> R:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Cluster:
    """A cluster with real controllers, a real scheduler and hollow nodes. Use it in a `with` statement.

    `nodes` are named node-0, node-1, ...; `seed` decides every draw of chance; `scripts` say, by image, what
    containers do (`sampan.node.runtime.hollow.Script`); `runtime_config` switches APIs on or off, as the API server's
    flag does (`{'api/beta': 'true'}`); `admission` are plugins of your own, or an `AdmissionConfig`.
    """

    def __init__(
        self,
        *,
        nodes: int = 1,
        seed: int = 0,
        scripts: Mapping[str, Script] | None = None,
        real_time: bool = False,
        runtime_config: Mapping[str, str] | None = None,
        admission: AdmissionConfig | Sequence[OwnPlugin] = (),
    ) -> None:
        self._settings = Settings(nodes=nodes, scripts=dict(scripts or {}))
        self._runtime_config = dict(runtime_config or {})
        self._admission = (
            admission if isinstance(admission, AdmissionConfig) else AdmissionConfig(plugins=tuple(admission))
        )
        self._seed = seed
        self._real_time = real_time
        self._folder: Path | None = None
        self._driver: Driver | None = None
        self._context: AbstractAsyncContextManager[Simulation] | None = None
        self._simulation: Simulation | None = None

    def __enter__(self) -> Self:
        self._driver = ThreadDriver() if self._real_time else VirtualDriver()
        try:
            self._simulation = self._run(self._start())
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._context is not None:
                self._run(self._context.__aexit__(None, None, None))
        finally:
            self._close()

    # --- using the API

    @property
    def client(self) -> SyncClient:
        """The administrator's client: get, list, create, update, patch, delete, typed."""
        return SyncClient(self.simulation.client, self._run)

    @property
    def kubeconfig(self) -> Path:
        """A kubeconfig of the administrator, for kubectl and official clients; only with `real_time`."""
        if self._folder is None:
            raise RuntimeError('only a cluster with real_time=True serves HTTPS')
        return self._folder / 'admin.kubeconfig'

    def apply(self, manifest: str, namespace: str = 'default') -> Sequence[msgspec.Struct]:
        """Create the objects of a YAML text, or replace what is there; returns them as stored."""
        return [self._apply(document, namespace) for document in yaml.load_all(manifest) if document]

    def _apply(self, document: dict[str, Any], namespace: str) -> msgspec.Struct:
        obj = codec.decode_any(msgspec.json.encode(document))
        resource = resources.by_kind(type(obj))
        if resource.namespaced and not obj.metadata.namespace:
            obj.metadata.namespace = namespace
        stored: msgspec.Struct = self.client.create_or_replace(obj)
        return stored

    # --- time

    def now(self) -> datetime:
        """The cluster's clock."""
        return self._run(self._now())

    def run_for(self, seconds: float) -> None:
        """Let so much cluster time pass. Raises what a component failed with."""
        self._run(self._pass(seconds))

    def wait(self, until: Callable[[], bool], timeout: float = WAIT) -> None:
        """Run until the condition holds; it is looked at after every change. Raises TimeoutError."""
        deadline = self._run(self._time()) + timeout
        while not until():
            try:
                self._run(self._change_before(deadline))
            except TimeoutError:
                if until():
                    return
                raise TimeoutError(f'the condition did not hold within {timeout:.0f} s of cluster time') from None

    # --- going back

    @property
    def revision(self) -> int:
        """The newest revision: a mark to go back to."""
        return self.simulation.store.revision()

    def rewind(self, revision: int) -> None:
        """Make every object what it was at `revision`, as one new change; the clock goes on, nodes and leases stay.

        Controllers and nodes see it as they see any change, and make it true: what was deleted runs again. Raises
        `Compacted` when history does not reach so far back.
        """
        self._run(rewind(self.simulation.store, revision, keep=PRESENT))

    # --- what can go wrong

    def add_node(self, name: str) -> None:
        """A new machine joins."""
        self._run(_called(self.simulation.add_node, name))

    def kill_node(self, name: str) -> None:
        """A machine is gone, without a word, with all its containers."""
        self._run(self.simulation.kill_node(name))

    def restart(self, component: str) -> None:
        """Crash and restart `controllers`, `scheduler`, or a node's kubelet by the node's name."""
        self._run(self.simulation.restart(component))

    @property
    def history(self) -> History:
        """Everything that was written, and its digest."""
        return self.simulation.history

    @property
    def simulation(self) -> Simulation:
        """The parts, for tests that go deeper."""
        if self._simulation is None:
            raise RuntimeError('use the cluster inside its `with` statement')
        return self._simulation

    # --- inside

    async def _start(self) -> Simulation:
        world = None
        if self._real_time:
            world = SystemWorld()
            self._folder = Path(tempfile.mkdtemp(prefix='sampan-cluster-'))
            self._settings.server = served_settings(self._folder, world)
            self._settings.listen = True
            self._settings.root_ca = authority(self._folder)
        self._settings.server = replace(
            self._settings.server, runtime_config=self._runtime_config, admission=self._admission
        )
        self._context = running(seed=self._seed, world=world, settings=self._settings)
        simulation = await self._context.__aenter__()
        if self._folder is not None:
            write_identity(self._folder, simulation.server.port)
        return simulation

    def _run(self, work: Coroutine[Any, Any, R]) -> R:
        if self._driver is None:
            work.close()
            raise RuntimeError('use the cluster inside its `with` statement')
        return self._driver.run(work)

    def _close(self) -> None:
        driver, self._driver, self._simulation, self._context = self._driver, None, None, None
        if driver is not None:
            driver.close()
        if self._folder is not None:
            shutil.rmtree(self._folder)
            self._folder = None

    async def _now(self) -> datetime:
        return self.simulation.world.now()

    async def _time(self) -> float:
        return asyncio.get_running_loop().time()

    async def _pass(self, seconds: float) -> None:
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            while True:
                await self._change_before(deadline)
        except TimeoutError:
            return

    async def _change_before(self, deadline: float) -> None:
        async with asyncio.timeout_at(deadline):
            await self.simulation.changed()


async def _called(function: Callable[..., R], *arguments: Any) -> R:
    """Call a plain function on the cluster's loop."""
    return function(*arguments)
