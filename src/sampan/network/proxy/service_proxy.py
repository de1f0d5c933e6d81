"""The proxy's loop: changes of Services, endpoints and pods gathered, planned, and handed to the kernel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.client.backoff import BackoffManager
from sampan.client.base import Client
from sampan.client.informer import Handler, Informer, InformerFactory, Key, key_of
from sampan.machinery.world import World
from sampan.network.indexes import BY_SERVICE, SERVICE_NAME_LABEL, by_service
from sampan.network.proxy import hostports, rules, table
from sampan.network.proxy.affinity import remembered
from sampan.network.proxy.config import ProxyConfig
from sampan.network.proxy.conntrack import Conntrack, Flow, UdpFlows
from sampan.network.proxy.guard import TableGuard
from sampan.network.proxy.model import ServicePort, endpoints, service_ports
from sampan.network.proxy.nft import Nft, NftFailed, connect
from sampan.network.proxy.planner import Command, Planner
from sampan.network.proxy.topology import Place, choose

ZONE_LABEL = 'topology.kubernetes.io/zone'

logger = logging.getLogger(__name__)


class ServiceProxy:
    """Keeps the node's table in step with the API. `synced` is set when the rules were written for the first time.

    Failures of the kernel are logged and retried with everything, replacing the table in one step.
    """

    def __init__(
        self,
        *,
        client: Client,
        world: World,
        informers: InformerFactory,
        config: ProxyConfig,
        local: InformerFactory | None = None,
        nft: Nft | None = None,
        conntrack: Conntrack | None = None,
    ) -> None:
        self._config = config
        self._nft = nft or connect()
        self._planner = Planner()
        self._flows = UdpFlows(conntrack)
        self._backoff = BackoffManager(world, base=0.2, ceiling=10.0)
        self._services = informers.informer(core.Service)
        self._slices = informers.informer(discovery.EndpointSlice)
        self._slices.add_index(BY_SERVICE, by_service)
        self._nodes = informers.informer(core.Node, field_selector=f'metadata.name={config.node_name}')
        # The pods' host ports are the node's own business: kube-proxy may not read pods.
        self._pods = (local or informers).informer(core.Pod, field_selector=f'spec.nodeName={config.node_name}')
        self._place = Place(config.node_name)
        self._dirty_services: set[Key] = set()
        self._dirty_pods: set[Key] = set()
        self._changed = asyncio.Event()
        self._doubt = False
        self.synced = asyncio.Event()

    async def run(self) -> None:
        """Follow the API until cancelled. The rules stay behind."""
        handlers: list[tuple[Informer[Any], Handler]] = [
            (self._services, self._services.add_handler(self._service_changed)),
            (self._slices, self._slices.add_handler(self._slice_changed)),
            (self._nodes, self._nodes.add_handler(self._node_changed)),
            (self._pods, self._pods.add_handler(self._pod_changed)),
        ]
        try:
            for informer, _ in handlers:
                await informer.synced.wait()
            await self._follow()
        finally:
            for informer, handler in handlers:
                informer.remove_handler(handler)

    async def _follow(self) -> None:
        whole = True  # whatever is in the kernel from before is replaced
        with TableGuard(self._config.table, self._table_in_doubt):
            while True:
                whole = not await self._sync(whole)
                if whole:
                    await asyncio.sleep(self._backoff.next(asyncio.get_running_loop().time()))
                    continue
                self.synced.set()
                await self._changed.wait()
                await asyncio.sleep(self._config.min_sync_period)
                whole = await self._table_is_lost()

    async def _sync(self, whole: bool) -> bool:
        """Bring the kernel up to date; False when it refused."""
        self._changed.clear()
        commands = self._planner.update(self._wished())
        try:
            if whole:
                text = table.replacement(self._config, [*self._planner.everything(), *await self._affinities()])
            else:
                text = table.transaction(self._config, commands)
            if text:
                await self._nft.run(text)
        except NftFailed as error:
            logger.error('cannot write the rules of Services, will try again: %s', error)
            return False
        await self._flows.forget_stale()
        return True

    async def _affinities(self) -> list[Command]:
        """What clients the present table remembers; there may be none."""
        try:
            listing = await self._nft.run(f'list table ip {self._config.table}\n')
        except NftFailed:
            return []
        return list(remembered(listing, self._planner.has_set))

    def _table_in_doubt(self) -> None:
        self._doubt = True
        self._changed.set()

    async def _table_is_lost(self) -> bool:
        """Look, when there is doubt. What cannot be looked at is written anew."""
        if not self._doubt:
            return False
        self._doubt = False
        try:
            lost = f'table ip {self._config.table}\n' not in await self._nft.run('list tables ip\n')
        except NftFailed:
            return True
        if lost:
            logger.warning('somebody removed the rules of Services (nft flush ruleset?); putting them back')
        return lost

    def _wished(self) -> Mapping[str, rules.Fragment | None]:
        """The fragments of everything that changed since the last time."""
        services, self._dirty_services = self._dirty_services, set()
        pods, self._dirty_pods = self._dirty_pods, set()
        wished = {f'service/{key}': self._service_fragment(key) for key in services}
        wished.update({f'pod/{key}': self._pod_fragment(key) for key in pods})
        return wished

    def _service_fragment(self, key: Key) -> rules.Fragment | None:
        service = self._services.by_key(key)
        ports = service_ports(service) if service is not None else []
        made, flows = rules.Fragment(), list[Flow]()
        for port in ports:
            made.merge(self._port_fragment(key, port, flows))
        self._flows.update(str(key), flows)
        return made if ports else None

    def _port_fragment(self, key: Key, port: ServicePort, flows: list[Flow]) -> rules.Fragment:
        found = endpoints(self._slices.indexed(BY_SERVICE, str(key)), port, self._config.node_name)
        choice = choose(port, found, self._place)
        if port.protocol == 'udp':
            served = port.cluster_ip not in self._config.local_ips
            ips = (*((port.cluster_ip,) if served else ()), *port.external_ips, *port.load_balancer_ips)
            allowed = frozenset(each.ip for each in (*choice.cluster, *choice.local))
            flows.extend(Flow(ip, port.port, allowed) for ip in ips)
            if port.node_port:
                flows.append(Flow(self._config.node_ip, port.node_port, allowed))
        return rules.fragment(port, choice, self._config)

    def _pod_fragment(self, key: Key) -> rules.Fragment | None:
        pod = self._pods.by_key(key)
        return hostports.fragment(pod) if pod is not None else None

    def _service_changed(self, old: core.Service | None, new: core.Service | None) -> None:
        changed = new or old
        assert changed is not None
        self._mark_service(key_of(changed))

    def _slice_changed(self, old: discovery.EndpointSlice | None, new: discovery.EndpointSlice | None) -> None:
        for each in (old, new):
            name = each.metadata.labels.get(SERVICE_NAME_LABEL) if each is not None else None
            if each is not None and name:
                self._mark_service(Key(each.metadata.namespace, name))

    def _mark_service(self, key: Key) -> None:
        self._dirty_services.add(key)
        self._changed.set()

    def _pod_changed(self, old: core.Pod | None, new: core.Pod | None) -> None:
        changed = new or old
        assert changed is not None
        self._dirty_pods.add(key_of(changed))
        self._changed.set()

    def _node_changed(self, old: core.Node | None, new: core.Node | None) -> None:
        place = Place(self._config.node_name, new.metadata.labels.get(ZONE_LABEL, '') if new is not None else '')
        if place != self._place:
            self._place = place
            for key in self._services.all_keys():
                self._mark_service(key)
