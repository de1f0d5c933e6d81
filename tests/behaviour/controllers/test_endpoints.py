"""What Kubernetes promises about the endpoints of Services."""

from __future__ import annotations

import asyncio

from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import Patch
from support.controllers import Cluster, run
from support.registry import deployment, service

ONLY = ('endpointslice', 'endpoints', 'deployment', 'replicaset', 'serviceaccount', 'garbage-collector')
NODES = ('n1', 'n2', 'n3')


async def ready_in_slices(c: Cluster) -> list[str]:
    return sorted(
        endpoint.addresses[0]
        for each in await c.all(discovery.EndpointSlice)
        for endpoint in each.endpoints
        if endpoint.conditions.ready
    )


async def in_endpoints(c: Cluster) -> list[str]:
    return sorted(
        address.ip for each in await c.all(core.Endpoints) for subset in each.subsets for address in subset.addresses
    )


async def pod_ips(c: Cluster) -> list[str]:
    return sorted(pod.status.pod_ip for pod in await c.all(core.Pod) if pod.metadata.deletion_timestamp is None)


def test_a_service_leads_to_its_ready_pods_whatever_comes_first() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(service(selector={'app': 'web'}))
        await asyncio.sleep(2)
        (empty,) = await c.all(discovery.EndpointSlice)
        assert empty.endpoints == []
        await c.client.create(deployment(replicas=3))
        await c.rolled_out()
        await asyncio.sleep(1)
        ips = await pod_ips(c)
        assert len(ips) == 3 and await ready_in_slices(c) == ips and await in_endpoints(c) == ips
        (only,) = await c.all(discovery.EndpointSlice)
        assert only.metadata.name.startswith('web-') and only.address_type == 'IPv4'
        assert (only.ports[0].port, only.ports[0].protocol) == (80, 'TCP')
        assert 'endpoints.kubernetes.io/last-change-trigger-time' in only.metadata.annotations
        (old,) = await c.all(core.Endpoints)
        assert old.metadata.name == 'web' and old.subsets[0].ports[0].port == 80
        assert old.metadata.labels['endpoints.kubernetes.io/managed-by'] == 'endpoint-controller'

    run(body, controllers=ONLY, nodes=NODES)


def test_a_pod_leaves_when_it_is_not_ready_and_as_soon_as_it_ends() -> None:
    async def body(c: Cluster) -> None:
        c.pods.stop = 30
        await c.client.create(service(selector={'app': 'web'}))
        await c.client.create(deployment(replicas=3))
        await c.rolled_out()
        pods = await c.all(core.Pod)
        await c.pods.set_ready(pods[0], False)
        await c.client.delete(core.Pod, pods[1].metadata.name, 'default')
        await asyncio.sleep(0.5)
        gone = {pods[0].status.pod_ip, pods[1].status.pod_ip}
        assert gone.isdisjoint(await ready_in_slices(c)) and gone.isdisjoint(await in_endpoints(c))
        endpoints = {e.addresses[0]: e for each in await c.all(discovery.EndpointSlice) for e in each.endpoints}
        ending = endpoints[pods[1].status.pod_ip].conditions
        assert (ending.ready, ending.serving, ending.terminating) == (False, True, True)

    run(body, controllers=ONLY, nodes=NODES)


def test_hundreds_of_endpoints_are_spread_over_slices_of_a_hundred() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(service(selector={'app': 'web'}))
        await c.client.create(deployment(replicas=230))
        await c.rolled_out(seconds=300)
        await asyncio.sleep(2)
        slices = await c.all(discovery.EndpointSlice)
        assert sum(len(each.endpoints) for each in slices) == 230
        assert all(len(each.endpoints) <= 100 for each in slices)
        assert len({e.target_ref.name for each in slices for e in each.endpoints}) == 230
        await c.client.patch(apps.Deployment, 'web', 'default', Patch.merge({'spec': {'replicas': 0}}))
        await c.rolled_out(seconds=300)
        await asyncio.sleep(5)
        (left,) = await c.all(discovery.EndpointSlice)
        assert left.endpoints == []

    run(body, controllers=ONLY, nodes=NODES)


def test_they_go_with_the_service() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(service(selector={'app': 'web'}))
        await c.client.create(deployment(replicas=1))
        await c.rolled_out()
        await c.client.delete(core.Service, 'web', 'default')

        async def none() -> bool:
            return not await c.all(discovery.EndpointSlice) and not await c.all(core.Endpoints)

        await c.until(none)

    run(body, controllers=ONLY, nodes=NODES)


def test_endpoints_made_by_hand_stay_until_their_service_goes() -> None:
    async def body(c: Cluster) -> None:
        made = core.Endpoints(metadata=meta.ObjectMeta(name='web', namespace='default'))
        made.subsets = [core.EndpointSubset(addresses=[core.EndpointAddress(ip='192.0.2.1')])]
        await c.client.create(made)
        await asyncio.sleep(5)
        await c.client.create(service())
        await asyncio.sleep(5)
        assert await in_endpoints(c) == ['192.0.2.1']
        await c.client.delete(core.Service, 'web', 'default')
        await c.gone(core.Endpoints, 'web')

    run(body, controllers=ONLY, nodes=NODES)


def test_services_without_a_selector_are_left_to_others() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(service())
        await asyncio.sleep(10)
        assert await c.all(discovery.EndpointSlice) == [] and await c.all(core.Endpoints) == []

    run(body, controllers=ONLY, nodes=NODES)
