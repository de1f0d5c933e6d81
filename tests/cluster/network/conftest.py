import asyncio
import contextlib
from dataclasses import replace

import pytest

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import EventType
from sampan.client.informer import InformerFactory
from sampan.machinery.world import SystemWorld
from sampan.network.proxy.config import ProxyConfig
from sampan.network.proxy.nft import connect
from sampan.network.proxy.service_proxy import ServiceProxy
from support.netlab import NODE_IP, Lab

KINDS = (core.Service, discovery.EndpointSlice, core.Node, core.Pod, core.Namespace)


@pytest.fixture
def lab(tmp_path):
    with Lab(tmp_path).built() as built:
        yield built


class Cluster:
    """The API's objects, put straight into the informers; no server."""

    def __init__(self):
        self.world = SystemWorld()
        self.informers = InformerFactory(None, self.world)
        self._revision = 1
        self._by_kind = {kind: self.informers.informer(kind) for kind in KINDS}
        self._by_kind[core.Node] = self.informers.informer(core.Node, field_selector='metadata.name=n1')
        self._by_kind[core.Pod] = self.informers.informer(core.Pod, field_selector='spec.nodeName=n1')
        for informer in self._by_kind.values():
            informer.replace([], '1')
        for name in ('default', 'kube-system'):
            self.put(core.Namespace(metadata=meta.ObjectMeta(name=name)))

    def put(self, obj, event=EventType.MODIFIED):
        self._revision += 1
        obj = codec.clone(obj)
        obj.metadata.uid = obj.metadata.uid or obj.metadata.name
        obj.metadata.resource_version = str(self._revision)
        self._by_kind[type(obj)].apply(event, obj)

    def delete(self, obj):
        self.put(obj, EventType.DELETED)

    def service(self, name='web', cluster_ip='10.96.0.5', ports=(('http', 'TCP', 80, 0),), **spec):
        fields = [
            core.ServicePort(name=port, protocol=protocol, port=number, node_port=node_port)
            for port, protocol, number, node_port in ports
        ]
        made = core.Service(
            metadata=meta.ObjectMeta(name=name, namespace='default'),
            spec=core.ServiceSpec(cluster_ip=cluster_ip, ports=fields, **{'type': 'ClusterIP', **spec}),
        )
        self.put(made)
        return made

    def endpoints(self, *ips, name='web', port=('http', 'TCP', 8080), node='n1', hostnames=(), **conditions):
        port_name, protocol, number = port
        made = discovery.EndpointSlice(
            metadata=meta.ObjectMeta(
                name=f'{name}-1', namespace='default', labels={'kubernetes.io/service-name': name}
            ),
            address_type='IPv4',
            ports=[discovery.EndpointPort(name=port_name, protocol=protocol, port=number)],
            endpoints=[
                discovery.Endpoint(
                    addresses=[ip],
                    node_name=node,
                    conditions=discovery.EndpointConditions(**conditions),
                    hostname=hostnames[n] if hostnames else None,
                )
                for n, ip in enumerate(ips)
            ],
        )
        self.put(made)
        return made


class CountingNft:
    """The real kernel, and an event for every transaction."""

    def __init__(self, nft):
        self._nft = nft or connect()
        self.done = asyncio.Event()
        self.texts = []

    async def run(self, text):
        said = await self._nft.run(text)
        if not text.startswith('list'):
            self.texts.append(text)
            self.done.set()
        return said


class RunningProxy:
    def __init__(self, lab, cluster, nft, **config):
        self.config = ProxyConfig(
            node_name='n1',
            node_ip=NODE_IP,
            cluster_cidr=lab.config.cluster_cidr,
            service_cidr=lab.config.service_cidr,
            bridge=lab.config.bridge,
            local_ips=(lab.config.dns_ip,),
        )
        self.config = replace(self.config, **config)
        self.nft = CountingNft(nft)
        self.proxy = ServiceProxy(
            client=None, world=cluster.world, informers=cluster.informers, config=self.config, nft=self.nft
        )

    async def settled(self):
        """Wait for the next transaction to be in the kernel. Call it right after a change."""
        self.nft.done.clear()
        async with asyncio.timeout(5):
            await self.nft.done.wait()
        await asyncio.sleep(0.05)  # flows of UDP are forgotten after the rules are in

    @contextlib.asynccontextmanager
    async def running(self):
        task = asyncio.create_task(self.proxy.run())
        try:
            async with asyncio.timeout(5):
                await self.proxy.synced.wait()
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def play(lab):
    """Run `story(lab, cluster, proxy)` with a proxy; `set_up(cluster)` is called before it starts."""

    def run(story, set_up=lambda cluster: None, nft=None, **config):
        async def main():
            cluster = Cluster()
            set_up(cluster)
            async with RunningProxy(lab, cluster, nft, **config).running() as proxy:
                await story(lab, cluster, proxy)

        asyncio.run(main())

    return run
