"""Several API servers on one etcd: reads are consistent, claims exclusive, and everybody knows who is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from sampan.api.errors import ApiError
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1
from sampan.apiserver import masters
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.server import ApiServer
from sampan.machinery.world import SystemWorld
from sampan.store.etcd import EtcdStore
from support.etcd import Etcd, etcd


@asynccontextmanager
async def server(running: Etcd, ip: str = '127.0.0.1') -> AsyncIterator[ApiServer]:
    store = await EtcdStore.open(running.config)
    one = ApiServer(store=store, world=SystemWorld(), config=ApiServerConfig(advertise_address=ip))
    await one.start(listen=False)
    try:
        yield one
    finally:
        await one.stop()
        await store.close()


def config_map(name: str, **data: str) -> core.ConfigMap:
    return core.ConfigMap(metadata=meta_v1.ObjectMeta(name=name, namespace='default'), data=data)


def test_what_was_written_through_one_server_is_read_through_the_other_at_once() -> None:
    async def main() -> None:
        async with etcd(1, '--unsafe-no-fsync') as running, server(running) as one, server(running) as other:
            writer, reader = one.client(), other.client()
            for n in range(30):
                await writer.create(config_map(f'c{n}'))
                assert (await reader.get(core.ConfigMap, f'c{n}', 'default')).metadata.name == f'c{n}'
                found = await reader.list(core.ConfigMap, 'default')
                assert f'c{n}' in {item.metadata.name for item in found.items}

    asyncio.run(main())


def test_of_two_updates_of_one_version_through_two_servers_one_is_a_conflict() -> None:
    async def main() -> None:
        async with etcd(1, '--unsafe-no-fsync') as running, server(running) as one, server(running) as other:
            made = await one.client().create(config_map('c'))
            version = made.metadata.resource_version
            results = []
            for n, where in enumerate((one, other)):
                wish = config_map('c', value=str(n))
                wish.metadata.resource_version = version
                results.append(where.client().update(wish))
            done = await asyncio.gather(*results, return_exceptions=True)
            errors = [result for result in done if isinstance(result, ApiError)]
            assert [error.status.reason for error in errors] == ['Conflict']

    asyncio.run(main())


def test_services_made_through_two_servers_have_addresses_and_ports_of_their_own() -> None:
    async def main() -> None:
        async with etcd(1, '--unsafe-no-fsync') as running, server(running) as one, server(running) as other:

            async def make(where: ApiServer, n: int) -> core.Service:
                return await where.client().create(
                    core.Service(
                        metadata=meta_v1.ObjectMeta(name=f's{n}', namespace='default'),
                        spec=core.ServiceSpec(type='NodePort', ports=[core.ServicePort(port=80)]),
                    )
                )

            made = await asyncio.gather(*(make((one, other)[n % 2], n) for n in range(60)))
            assert len({service.spec.cluster_ip for service in made}) == 60
            assert len({service.spec.ports[0].node_port for service in made}) == 60

            async def take(where: ApiServer, name: str) -> core.Service:
                return await where.client().create(
                    core.Service(
                        metadata=meta_v1.ObjectMeta(name=name, namespace='default'),
                        spec=core.ServiceSpec(cluster_ip='10.96.9.9', ports=[core.ServicePort(port=80)]),
                    )
                )

            taken = await asyncio.gather(take(one, 'x'), take(other, 'y'), return_exceptions=True)
            refused = [result for result in taken if isinstance(result, ApiError)]
            assert len(refused) == 1
            assert 'provided IP is already allocated' in refused[0].status.message

    asyncio.run(main())


def test_the_kubernetes_service_leads_to_every_server_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masters, 'RENEW_SECONDS', 0.05)

    async def addresses(where: ApiServer) -> tuple[list[str], list[str]]:
        client = where.client()
        endpoints = await client.get(core.Endpoints, 'kubernetes', 'default')
        slice_ = await client.get(discovery.EndpointSlice, 'kubernetes', 'default')
        return (
            [address.ip for subset in endpoints.subsets for address in subset.addresses],
            [address for endpoint in slice_.endpoints for address in endpoint.addresses],
        )

    async def until(where: ApiServer, wanted: list[str]) -> None:
        async with asyncio.timeout(10):
            while await addresses(where) != (wanted, wanted):
                await asyncio.sleep(0.02)

    async def main() -> None:
        async with etcd(1, '--unsafe-no-fsync') as running, server(running, '10.0.0.1') as one:
            await until(one, ['10.0.0.1'])
            async with server(running, '10.0.0.2'):
                await until(one, ['10.0.0.1', '10.0.0.2'])
            await until(one, ['10.0.0.1'])

    asyncio.run(main())


def test_a_server_that_vanished_is_forgotten_when_its_lease_does_not_change() -> None:
    async def main() -> None:
        async with etcd(1, '--unsafe-no-fsync') as running:
            store = await EtcdStore.open(running.config)
            here, gone = (masters.Masters(store, ip) for ip in ('10.0.0.1', '10.0.0.2'))
            await gone.round()
            await here.round()
            assert here.addresses == ('10.0.0.1', '10.0.0.2')
            loop = asyncio.get_running_loop()
            started, real = loop.time(), loop.time
            loop.time = lambda: real() + masters.LEASE_SECONDS + 1  # type: ignore[method-assign]
            await here.round()
            loop.time = real  # type: ignore[method-assign]
            assert started < loop.time()
            assert here.addresses == ('10.0.0.1',)
            assert await store.get(masters.PREFIX + '10.0.0.2') is None
            await store.close()

    asyncio.run(main())
