"""The node's own Node object: registered, kept current (upstream: kubelet_node_status.go)."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any

from sampan.api import codec, errors
from sampan.api.generated import core_v1 as core
from sampan.client.base import Client, Patch
from sampan.client.events import NORMAL, EventRecorder
from sampan.machinery.world import World
from sampan.node.config import KubeletConfig
from sampan.node.host import Host
from sampan.node.runtime.base import Image, Runtime, RuntimeFailure, RuntimeHealth, RuntimeVersion
from sampan.node.status.node import default_labels, differs, initial_node, node_status, transitions

logger = logging.getLogger(__name__)

FIRST_RETRY, MAX_RETRY = 0.1, 7.0
HEALTH_POLL = 0.1  # seconds between looks at a runtime that is not well


class NodeRegistration:
    """`register` once, then `run`. Status goes out when it changed, and every few minutes anyway."""

    def __init__(
        self,
        *,
        client: Client,
        runtime: Runtime,
        world: World,
        config: KubeletConfig,
        host: Host,
        recorder: EventRecorder,
    ) -> None:
        self._client = client
        self._runtime = runtime
        self._world = world
        self._config = config
        self._host = host
        self._recorder = recorder
        self.node: core.Node | None = None
        self._reported = float('-inf')
        self._version = RuntimeVersion('unknown', 'Unknown', 'v1')
        self.ready = asyncio.Event()  # set when the node has been reported Ready once
        self._health = RuntimeHealth(False, False)
        self._noted: core.NodeStatus | None = None
        self._again = asyncio.Event()

    def poke(self) -> None:
        """The runtime's health or the images may have changed: report soon."""
        self._again.set()

    async def newest(self) -> core.Node:
        """The Node as the API has it now; tries until it answers."""
        delay = FIRST_RETRY
        while True:
            try:
                self.node = await self._client.get(core.Node, self._config.node_name)
            except (errors.ApiError, OSError) as e:
                logger.warning('cannot read node %s: %s', self._config.node_name, e)
            else:
                return self.node
            await asyncio.sleep(delay + self._world.jitter(delay))
            delay = min(delay * 2, MAX_RETRY)

    async def register(self) -> None:
        """Create the Node, or take over the one that is there; tries until it works."""
        if self.node is None:
            self._recorder.event(self._reference(), NORMAL, 'Starting', 'Starting kubelet.')
        delay = FIRST_RETRY
        while True:
            try:
                self.node = await self._ensure()
                return
            except (errors.ApiError, RuntimeFailure, OSError) as e:
                logger.warning('cannot register node %s: %s', self._config.node_name, e)
            await asyncio.sleep(delay + self._world.jitter(delay))
            delay = min(delay * 2, MAX_RETRY)

    async def run(self) -> None:
        while True:
            try:
                await self._report()
            except (errors.ApiError, RuntimeFailure, OSError) as e:
                logger.warning('cannot update status of node %s: %s', self._config.node_name, e)
                if isinstance(e, errors.ApiError) and errors.is_not_found(e):
                    await self.register()
                    continue
            await self._pause()

    async def _pause(self) -> None:
        """Until the next report: soon after the runtime's health changes while it is not well, else as configured."""
        self._again.clear()
        well = self._health.runtime_ready and self._health.network_ready
        wait = self._again.wait if self.ready.is_set() and well else self._health_changed
        try:
            async with asyncio.timeout(self._config.status_frequency):
                await wait()
        except TimeoutError:
            return

    async def _health_changed(self) -> None:
        """The runtime has no event for its network being set up (upstream asks ten times a second, too)."""
        before = self._health
        while before == await self._runtime_health():  # noqa: ASYNC110
            await asyncio.sleep(HEALTH_POLL)

    async def _runtime_health(self) -> RuntimeHealth:
        try:
            return await self._runtime.health()
        except RuntimeFailure as e:
            return RuntimeHealth(False, False, f'container runtime is down: {e.message}')

    async def _ensure(self) -> core.Node:
        wanted = initial_node(self._config, self._host.machine)
        wanted.status = await self._status(wanted.status)
        self._note(core.NodeStatus(), wanted.status)
        try:
            return await self._client.create(wanted)
        except errors.ApiError as e:
            if not errors.is_already_exists(e):
                raise
        return await self._adopt()

    async def _adopt(self) -> core.Node:
        """The Node is there from before: bring its labels up to date."""
        node = await self._client.get(core.Node, self._config.node_name)
        labels = default_labels(self._config, self._host.machine)
        changed = {k: v for k, v in labels.items() if node.metadata.labels.get(k) != v}
        if changed:
            patch = Patch.strategic({'metadata': {'labels': changed}})
            node = await self._client.patch(core.Node, self._config.node_name, '', patch)
        return node

    def _reference(self) -> core.ObjectReference:
        """Events about nodes name the node as their uid, as upstream's do."""
        name = self._config.node_name
        return core.ObjectReference(kind='Node', name=name, uid=name)

    async def _status(self, previous: core.NodeStatus) -> core.NodeStatus:
        self._health = await self._runtime_health()
        images: Sequence[Image] = ()
        if self._health.runtime_ready:
            self._version = await self._runtime.version()
            images = await self._runtime.images()
        return node_status(
            previous,
            config=self._config,
            machine=self._host.machine,
            version=self._version,
            health=self._health,
            images=images,
            now=self._world.now(),
        )

    async def _report(self) -> None:
        node = await self._client.get(core.Node, self._config.node_name)
        before, status = node.status, await self._status(node.status)
        loop = asyncio.get_running_loop()
        due = loop.time() - self._reported >= self._config.status_report_frequency
        if due or differs(node.status, status):
            node = await self._write(node, status)
            self._reported = loop.time()
        self.node = node
        self._note(before, status)

    async def _write(self, node: core.Node, status: core.NodeStatus) -> core.Node:
        old, new = json.loads(codec.encode(node.status)), json.loads(codec.encode(status))
        patch = {'status': _changed(old, new)}
        return await self._client.patch(core.Node, self._config.node_name, '', Patch.strategic(patch), 'status')

    def _note(self, old: core.NodeStatus, new: core.NodeStatus) -> None:
        """Events about conditions that changed since the last report."""
        name = self._config.node_name
        for change in transitions(self._noted or old, new):
            self._recorder.event(self._reference(), NORMAL, change, f'Node {name} status is now: {change}')
        self._noted = new
        if any(c.type == 'Ready' and c.status == 'True' for c in new.conditions):
            self.ready.set()


def _changed(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Members that differ; addresses are a list merged by type, which must be replaced as a whole."""
    patch: dict[str, Any] = {k: new.get(k) for k in dict.fromkeys([*old, *new]) if old.get(k) != new.get(k)}
    if patch.get('addresses'):
        patch['addresses'] = [{'$patch': 'replace'}, *patch['addresses']]
    return patch
