"""The API server, assembled: store below, pipeline above, front outside.

Upstream: cmd/kube-apiserver and pkg/controlplane.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from sampan.apiserver.aggregation.authentication import config_map
from sampan.apiserver.assembly import Assembly
from sampan.apiserver.bootstrap import Address, Bootstrap
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.local import LocalClient
from sampan.apiserver.masters import Masters
from sampan.apiserver.request import Handler, UserInfo
from sampan.apiserver.service_cidr import DefaultServiceCidr

if TYPE_CHECKING:
    from sampan.apiserver.component_status import Probes
    from sampan.apiserver.connect.nodes import NodeConnector
    from sampan.client.base import Client
    from sampan.machinery.world import World
    from sampan.store.base import Store

log = logging.getLogger(__name__)

ITSELF = UserInfo('system:apiserver', groups=('system:masters', 'system:authenticated'))


class ApiServer:
    """One API server over one store.

    `handler` is the whole pipeline, for in-process clients. `start` fills the watch cache, writes what
    every cluster has and, with `listen`, accepts connections; it returns when requests are served.
    `run` is start, then wait: it ends when cancelled, or raises when something essential fails.
    """

    def __init__(
        self,
        *,
        store: Store,
        world: World,
        config: ApiServerConfig | None = None,
        nodes: NodeConnector | None = None,
    ) -> None:
        self.config = config or ApiServerConfig()
        self._assembly = Assembly(store=store, world=world, config=self.config, nodes=nodes)
        self.handler: Handler = self._assembly.handler
        self.port = self.config.port  # the real one after `start`
        self._store = store
        self._world = world
        self._stack = AsyncExitStack()
        self._keeper: asyncio.Task[None] | None = None

    def client(self, user: UserInfo = ITSELF) -> Client:
        """An in-process client that passes the whole pipeline as `user`."""
        return LocalClient(self.handler, user)

    @property
    def component_probes(self) -> Probes:
        """Who runs the other components in this process says here how to ask them (`componentstatuses`)."""
        return self._assembly.component_probes

    async def start(self, *, listen: bool = True) -> None:
        """Returns when serving. Raises OSError when the address is taken, StoreError when the store is not usable."""
        await self._stack.__aenter__()
        try:
            if self._assembly.at_rest is not None:
                await self._assembly.at_rest.start()
                self._stack.push_async_callback(self._assembly.at_rest.stop)
            await self._assembly.registry.start()
            self._stack.push_async_callback(self._assembly.registry.stop)
            self._stack.push_async_callback(self._assembly.close)
            self._stack.push_async_callback(self._assembly.access.close)
            if self.config.authorization_config is not None:
                self._follow(self._assembly.keep_access(), 'authorization-reload')
            if self.config.authentication_config is not None:
                self._follow(self._assembly.keep_authentication(), 'authentication-reload')
            await self._assembly.definitions.start()
            self._stack.push_async_callback(self._assembly.definitions.stop)
            self._stack.push_async_callback(self._assembly.authentication.close)
            if self._assembly.auditor is not None:
                self._assembly.auditor.start()
                self._stack.push_async_callback(self._assembly.auditor.stop)
            if listen:
                await self._listen()
            await self._bootstrap()
        except BaseException:
            await self._stack.aclose()
            raise
        self._assembly.ready = True

    def _follow(self, keeping: Coroutine[Any, Any, None], name: str) -> None:
        """Run a part until the server stops."""
        follower = asyncio.create_task(keeping, name=name)
        follower.add_done_callback(report)
        self._stack.push_async_callback(cancelled, follower)

    async def _listen(self) -> None:
        from sampan.apiserver.http.server import Front
        from sampan.apiserver.http.tls import server_context

        config = self.config
        tls = None if config.tls is None else server_context(config.tls)
        front = Front(
            self.handler, host=config.host, port=config.port, tls=tls, limits=config.limits, now=self._world.now
        )
        self.port = self._assembly.port = await front.start()
        self._stack.push_async_callback(front.stop)
        if config.tls is not None:
            from sampan.apiserver.http.reload import TlsReload

            self._follow(TlsReload(config.tls, front.use).run(), 'tls-reload')
        log.info('serving on %s:%d', config.host, self.port)

    async def _bootstrap(self) -> None:
        config = self.config
        bootstrap = Bootstrap(
            client=LocalClient(self._assembly.inner, ITSELF),
            address=Address(config.address, self.port, config.service_ip),
            cidr=DefaultServiceCidr(
                client=LocalClient(self._assembly.inner, ITSELF), world=self._world, cidrs=(config.service_cidr,)
            ),
            masters=self._masters(),
            trust=config_map(config),
        )
        await bootstrap.ensure()
        await self._assembly.bootstrap_roles()
        await self._assembly.remotes.start()
        self._stack.push_async_callback(self._assembly.remotes.stop)
        if self._assembly.fairness is not None:
            await self._assembly.fairness.start()
            self._stack.push_async_callback(self._assembly.fairness.stop)
        self._keeper = asyncio.create_task(bootstrap.run(), name='apiserver-bootstrap')
        self._keeper.add_done_callback(report)
        self._stack.push_async_callback(cancelled, self._keeper)

    def _masters(self) -> Masters | None:
        """Where other API servers may write to the same store, they have to know of each other."""
        if not self._store.shared or ipaddress.ip_address(self.config.address).is_loopback:
            return None
        return Masters(self._store, self.config.address)

    async def stop(self) -> None:
        """Refuse new connections, end watches, let requests finish, then stop the watch cache. The store stays open."""
        self._assembly.ready = False
        await self._stack.aclose()

    async def run(self) -> None:
        """Serve until cancelled. Raises what made it impossible to go on."""
        await self.start()
        try:
            await self.wait()
        finally:
            await self.stop()

    async def wait(self) -> None:
        """After `start`: wait for the parts that never end by themselves; raises what ended the first that does."""
        if self._keeper is None:
            raise RuntimeError('the API server has not been started')
        parts = {asyncio.shield(self._keeper), asyncio.ensure_future(self._assembly.registry.wait())}
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for part in parts:
                part.cancel()
        for part in done:
            part.result()


def report(task: asyncio.Task[Any]) -> None:
    """A part that ended although it never should is said at once, not only when somebody waits for it."""
    if not task.cancelled() and task.exception() is not None:
        log.error('%s ended', task.get_name(), exc_info=task.exception())


async def cancelled(task: asyncio.Task[Any]) -> None:
    """Cancel a task and wait until it has ended, whatever it ended with."""
    task.cancel()
    await asyncio.wait([task])
