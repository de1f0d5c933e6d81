"""Watches over the nodes' heartbeats; writes conditions of silent ones and taints of unwell ones.

Upstream: pkg/controller/nodelifecycle. Every five seconds every node is judged: a silent one becomes Unknown, its
pods not ready, and in the next round, at the pace its zone allows, it gets the NoExecute taint that empties it.
NoSchedule taints and the old labels follow each change of a node at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from sampan.api.codec import encode
from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import coordination_v1 as coordination
from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Time
from sampan.client.base import Patch
from sampan.client.informer import NODE, Key
from sampan.controllers.base import Context, Controller, For, Result
from sampan.controllers.config import ControllersConfig
from sampan.controllers.nodelifecycle import health as healths
from sampan.controllers.nodelifecycle import taints, zones
from sampan.controllers.nodelifecycle.health import Health
from sampan.controllers.pods import is_ready

logger = logging.getLogger(__name__)

LEASE_NAMESPACE = 'kube-node-lease'
EXCLUDED_LABEL = 'node.kubernetes.io/exclude-disruption'
_OLD_LABELS = {
    'kubernetes.io/os': 'beta.kubernetes.io/os',
    'kubernetes.io/arch': 'beta.kubernetes.io/arch',
}


class NodeLifecycleController(Controller):
    """Upstream: kube-controller-manager's node-lifecycle-controller."""

    name = 'node-lifecycle'
    component = 'node-controller'
    watches = (For(core.Node),)

    def __init__(self, context: Context, config: ControllersConfig) -> None:
        super().__init__(context)
        self._config = config
        self._nodes = self.informer(core.Node)
        self._pods = self.informer(core.Pod)
        self._pods.add_index(NODE)
        self._leases = context.informers.informer(coordination.Lease, LEASE_NAMESPACE)
        self._health: dict[str, Health] = {}
        self._known: dict[str, str] = {}  # the uids of the nodes
        self._paces: dict[str, zones.Pace] = {}
        self._unfinished: set[str] = set()  # nodes whose pods could not all be marked not ready

    def background(self) -> Iterable[Callable[[], Any]]:
        return (self._monitor,)

    async def reconcile(self, key: Key) -> Result | None:
        """NoSchedule taints by conditions, and the old labels."""
        node: core.Node | None = self._nodes.by_key(key)
        if node is None:
            return None
        wanted = taints.no_schedule(node, self.world.now())
        if wanted != node.spec.taints:
            await self._write_taints(node, wanted)
            return None
        labels = {
            old: value
            for new, old in _OLD_LABELS.items()
            if (value := node.metadata.labels.get(new)) is not None and node.metadata.labels.get(old) != value
        }
        if labels:
            await self.client.patch(core.Node, key.name, '', Patch.strategic({'metadata': {'labels': labels}}))
        return None

    async def _monitor(self) -> None:
        await self._pods.synced.wait()
        await self._leases.synced.wait()
        while True:
            await self.round()
            await asyncio.sleep(self._config.node_monitor_period)

    async def round(self) -> None:
        """Judge every node once, and taint as many as may be."""
        nodes = list(self._nodes)
        self._note_arrivals(nodes)
        judged: list[core.Node] = []
        unwell: list[core.Node] = []
        for node in nodes:
            observed = healths.ready_status(node.status.conditions)
            try:
                current = await self._judge(node)
                await self._mark_pods(current, observed)
            except ApiError as error:
                logger.warning('node lifecycle: cannot update node %s, will try again: %s', node.metadata.name, error)
                current = node
            if EXCLUDED_LABEL not in node.metadata.labels:
                judged.append(current)
            # What decides about emptying a node is what was known before this round: a node that has just fallen
            # silent gets one more round, as upstream.
            if observed != 'True' or taints.has_no_execute(node):
                unwell.append(current if observed == 'True' else node)
        await self._empty(judged, unwell)

    def _note_arrivals(self, nodes: list[core.Node]) -> None:
        names = {node.metadata.name for node in nodes}
        for node in nodes:
            name = node.metadata.name
            if name not in self._known:
                self._known[name] = node.metadata.uid
                self._tell(name, 'RegisteredNode', f'event: Registered Node {name} in Controller')
        for name in [name for name in self._known if name not in names]:
            self._tell(name, 'RemovingNode', f'event: Removing Node {name} from Controller')
            del self._known[name]
            self._health.pop(name, None)
            self._unfinished.discard(name)

    async def _judge(self, node: core.Node) -> core.Node:
        """Note the signs of life; the node as it is after that, with a silent one's conditions written."""
        now = asyncio.get_running_loop().time()
        name = node.metadata.name
        lease: coordination.Lease | None = self._leases.get(name, LEASE_NAMESPACE)
        renewed = lease.spec.renew_time if lease is not None else None
        health = self._health[name] = healths.update(self._health.get(name), node, renewed, now, self._age(node))
        never_ready = healths.condition(node, healths.READY) is None
        grace = self._config.node_startup_grace_period if never_ready else self._config.node_monitor_grace_period
        if not healths.is_silent(health, now, grace):
            return node
        conditions = healths.silenced(node, self.world.now())
        if conditions == node.status.conditions:
            return node
        status = msgspec.structs.replace(node.status, conditions=conditions)
        written = await self.client.update(msgspec.structs.replace(node, status=status), 'status')
        # Our own write is not a sign of life.
        self._health[name] = Health(health.probed, healths.condition(written, healths.READY), renewed)
        return written

    def _age(self, node: core.Node) -> float:
        born = node.metadata.creation_timestamp
        return (self.world.now() - born).total_seconds() if born is not None else 0.0

    async def _mark_pods(self, node: core.Node, observed: str) -> None:
        """A node that stops being ready takes its pods along."""
        name = node.metadata.name
        if healths.ready_status(node.status.conditions) == 'True':
            self._unfinished.discard(name)
            return
        if observed == 'True':
            self._tell(name, 'NodeNotReady', 'status is now: NodeNotReady')
            self._unfinished.add(name)
        elif healths.condition(node, healths.READY) is not None and self._any_ready_pod(name):
            self._unfinished.add(name)
        if name not in self._unfinished:
            return
        for pod in self._pods.indexed(NODE, name):
            await self._mark_pod(pod)
        self._unfinished.discard(name)

    def _any_ready_pod(self, name: str) -> bool:
        return any(is_ready(pod) for pod in self._pods.indexed(NODE, name))

    async def _mark_pod(self, pod: core.Pod) -> None:
        if not is_ready(pod):
            return
        ready = next(each for each in pod.status.conditions if each.type == 'Ready')
        changed = msgspec.structs.replace(ready, status='False', last_transition_time=Time.of(self.world.now()))
        body = {
            'metadata': {'uid': pod.metadata.uid},
            'status': {'conditions': [msgspec.json.decode(encode(changed))]},
        }
        try:
            await self.client.patch(
                core.Pod, pod.metadata.name, pod.metadata.namespace, Patch.strategic(body), 'status'
            )
        except ApiError as error:
            if is_not_found(error):
                return
            raise
        self.recorder.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready')

    async def _empty(self, nodes: list[core.Node], unwell: list[core.Node]) -> None:
        """Put NoExecute taints on unwell nodes at the pace their zones allow, and take them off others."""
        states = zones.states(nodes, self._config.unhealthy_zone_threshold)
        halted = zones.all_failed(states)
        sizes: dict[str, int] = {}
        for node in nodes:
            sizes[zones.zone_of(node)] = sizes.get(zones.zone_of(node), 0) + 1
        for node in unwell:
            key = None if halted else taints.no_execute_key(node)
            if key is not None and not taints.has_no_execute(node):
                zone = zones.zone_of(node)
                allowed = zones.rate(states.get(zone, zones.ZoneState.NORMAL), sizes.get(zone, 0), self._config)
                pace = self._paces.setdefault(zone, zones.Pace())
                if not pace.allows(allowed, asyncio.get_running_loop().time()):
                    continue
            await self._taint(node, key)

    async def _taint(self, node: core.Node, key: str | None) -> None:
        wanted = taints.no_execute(node, key, self.world.now())
        if wanted == node.spec.taints:
            return
        try:
            await self._write_taints(node, wanted)
        except ApiError as error:
            logger.warning('node lifecycle: cannot taint node %s, will try again: %s', node.metadata.name, error)

    async def _write_taints(self, node: core.Node, wanted: list[core.Taint]) -> None:
        """Replace the taints of the node as we know it; somebody else's change meanwhile is a conflict."""
        body = {
            'metadata': {'resourceVersion': node.metadata.resource_version},
            'spec': {'taints': [msgspec.json.decode(encode(taint)) for taint in wanted]},
        }
        await self.client.patch(core.Node, node.metadata.name, '', Patch.merge(body))

    def _tell(self, name: str, reason: str, text: str) -> None:
        reference = core.ObjectReference(kind='Node', name=name, uid=self._known[name], api_version='v1')
        self.recorder.event(reference, 'Normal', reason, f'Node {name} {text}')
