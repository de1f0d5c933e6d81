"""`--runtime-config` over the wire: paths, discovery and OpenAPI agree on what is there."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.behaviour.apiserver_front.servers import Served, config, run, served

from sampan.apiserver.runtimeconfig import RuntimeConfigError
from sampan.apiserver.server import ApiServer
from sampan.machinery.world import SystemWorld
from sampan.store.memory import MemoryStore

GROUP = '/apis/networking.k8s.io'


async def found(s: Served, path: str) -> Any:
    status, _, body = await s.get(path)
    assert status == 200, body
    return json.loads(body)


def test_stable_versions_are_there_and_others_are_not() -> None:
    async def main() -> None:
        async with served('admin') as s:
            group = await found(s, GROUP)
            assert [each['version'] for each in group['versions']] == ['v1']
            assert (await s.get(f'{GROUP}/v1beta1'))[0] == 404
            assert (await s.get(f'{GROUP}/v1beta1/servicecidrs'))[0] == 404
            assert 'apis/networking.k8s.io/v1beta1' not in (await found(s, '/openapi/v3'))['paths']
            groups = {each['name'] for each in (await found(s, '/apis'))['groups']}
            assert not groups & {'internal.apiserver.k8s.io', 'storagemigration.k8s.io'}

    run(main())


def test_what_is_switched_on_is_everywhere() -> None:
    async def main() -> None:
        async with served('admin', runtime_config={'api/beta': 'true', 'api/alpha': 'true'}) as s:
            group = await found(s, GROUP)
            assert [each['version'] for each in group['versions']] == ['v1', 'v1beta1']
            assert group['preferredVersion']['version'] == 'v1'
            resources = await found(s, f'{GROUP}/v1beta1')
            assert [each['name'] for each in resources['resources']] == [
                'ipaddresses',
                'servicecidrs',
                'servicecidrs/status',
            ]
            (cidr,) = (await found(s, f'{GROUP}/v1beta1/servicecidrs'))['items']
            assert cidr['metadata']['name'] == 'kubernetes'
            assert 'apis/networking.k8s.io/v1beta1' in (await found(s, '/openapi/v3'))['paths']
            paths = (await found(s, '/openapi/v2'))['paths']
            assert '/apis/resource.k8s.io/v1alpha3/devicetaintrules' in paths
            names = [each['name'] for each in (await found(s, '/apis'))['groups']]
            assert (
                names.index('storage.k8s.io') < names.index('resource.k8s.io') < names.index('storagemigration.k8s.io')
            )

    run(main())


def test_one_resource_can_be_switched_off() -> None:
    async def main() -> None:
        async with served('admin', runtime_config={'networking.k8s.io/v1/ingresses': 'false'}) as s:
            names = {each['name'] for each in (await found(s, f'{GROUP}/v1'))['resources']}
            assert 'ingressclasses' in names and not names & {'ingresses', 'ingresses/status'}
            assert (await s.get(f'{GROUP}/v1/ingresses'))[0] == 404
            paths = (await found(s, '/openapi/v2'))['paths']
            assert f'{GROUP}/v1/ingresses' not in paths

    run(main())


def test_what_the_server_needs_is_there_even_if_it_is_hidden() -> None:
    async def main() -> None:
        async with served('admin', runtime_config={'scheduling.k8s.io/v1': 'false'}) as s:
            assert (await s.get('/apis/scheduling.k8s.io/v1/priorityclasses'))[0] == 404
            service = {'metadata': {'name': 'a'}, 'spec': {'ports': [{'port': 80}]}}
            status, _ = await s.post('/api/v1/namespaces/default/services', service)
            assert status == 201

    run(main())


def test_a_server_does_not_start_with_what_it_does_not_understand() -> None:
    settings = replace(config(), runtime_config={'networking.k8s.io/v9': 'true'})
    with pytest.raises(
        RuntimeConfigError, match=r'^group version networking\.k8s\.io/v9 that has not been registered$'
    ):
        ApiServer(store=MemoryStore(), world=SystemWorld(), config=settings)


def test_every_cluster_has_the_systems_priority_classes() -> None:
    async def main() -> None:
        async with served('admin') as s:
            items = (await found(s, '/apis/scheduling.k8s.io/v1/priorityclasses'))['items']
            assert {item['metadata']['name']: item['value'] for item in items} == {
                'system-cluster-critical': 2_000_000_000,
                'system-node-critical': 2_000_001_000,
            }

    run(main())
