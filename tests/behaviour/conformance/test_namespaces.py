"""[sig-api-machinery] Namespaces and OrderedNamespaceDeletion."""

from __future__ import annotations

import asyncio
from typing import Any

from sampan.api.generated import core_v1, meta_v1
from sampan.client.base import Patch
from support.controllers import Cluster
from support.controllers import run as run_controllers
from support.customresources import Server, run

MERGE = {'content_type': 'application/merge-patch+json'}
NAMESPACES = '/api/v1/namespaces'
ONLY = ('namespace', 'serviceaccount')


async def made(server: Server, name: str = 'nslifetest') -> dict[str, Any]:
    body = {'kind': 'Namespace', 'apiVersion': 'v1', 'metadata': {'name': name}}
    found: dict[str, Any] = await server.good('POST', NAMESPACES, body)
    return found


def test_should_patch_a_namespace() -> None:
    async def story(server: Server) -> None:
        await made(server)
        patch = {'metadata': {'labels': {'testLabel': 'testValue'}}}
        await server.good('PATCH', f'{NAMESPACES}/nslifetest', patch, **MERGE)
        found = await server.good('GET', f'{NAMESPACES}/nslifetest')
        assert found['metadata']['labels'] == {
            'kubernetes.io/metadata.name': 'nslifetest',
            'testLabel': 'testValue',
        }

    run(story)


def test_should_apply_an_update_to_a_namespace() -> None:
    async def story(server: Server) -> None:
        found = await made(server)
        found['metadata']['labels']['updated'] = 'true'
        changed = await server.good('PUT', f'{NAMESPACES}/nslifetest', found)
        assert changed['metadata']['labels']['updated'] == 'true'

    run(story)


def test_should_apply_changes_to_a_namespace_status() -> None:
    async def story(server: Server) -> None:
        await made(server)
        path = f'{NAMESPACES}/nslifetest/status'
        assert (await server.good('GET', path))['status']['phase'] == 'Active'
        condition = {'type': 'StatusPatch', 'status': 'True', 'reason': 'E2E', 'message': 'Patched by an e2e test'}
        patch = {'metadata': {'annotations': {'e2e': 'patched'}}, 'status': {'conditions': [condition]}}
        patched = await server.good('PATCH', path, patch, **MERGE)
        assert patched['status']['conditions'][0]['reason'] == 'E2E'
        updated = {'type': 'StatusUpdate', 'status': 'True', 'reason': 'E2E', 'message': 'Updated by an e2e test'}
        patched['status']['conditions'].append(updated)
        found = await server.good('PUT', path, patched)
        assert [each['type'] for each in found['status']['conditions']] == ['StatusPatch', 'StatusUpdate']
        assert found['status']['phase'] == 'Active'

    run(story)


def test_should_apply_a_finalizer_to_a_namespace() -> None:
    async def story(server: Server) -> None:
        found = await made(server)
        path = f'{NAMESPACES}/nslifetest/finalize'
        found['spec']['finalizers'].append('e2e.example.com/fakeFinalizer')
        found = await server.good('PUT', path, found)
        assert found['spec']['finalizers'] == ['kubernetes', 'e2e.example.com/fakeFinalizer']
        found['spec']['finalizers'].pop()
        found = await server.good('PUT', path, found)
        assert found['spec']['finalizers'] == ['kubernetes']

    run(story)


async def ended(c: Cluster, *objects: Any) -> None:
    """A namespace with these objects in it, deleted and gone with all of them, and made again without them."""
    await c.client.create(core_v1.Namespace(metadata=meta_v1.ObjectMeta(name='nsdelete')))

    async def furnished() -> bool:
        return bool(await c.all(core_v1.ServiceAccount, 'nsdelete'))

    await c.until(furnished)
    for obj in objects:
        await c.client.create(obj)
    await asyncio.sleep(5)  # pods run
    await c.client.delete(core_v1.Namespace, 'nsdelete')
    await c.gone(core_v1.Namespace, 'nsdelete', '')
    await c.client.create(core_v1.Namespace(metadata=meta_v1.ObjectMeta(name='nsdelete')))
    for obj in objects:
        assert await c.all(type(obj), 'nsdelete') == []


def pod(name: str, *, finalizers: tuple[str, ...] = ()) -> core_v1.Pod:
    return core_v1.Pod(
        metadata=meta_v1.ObjectMeta(name=name, namespace='nsdelete', finalizers=list(finalizers)),
        spec=core_v1.PodSpec(containers=[core_v1.Container(name='c', image='example.test/x:1')]),
    )


def test_should_ensure_that_all_pods_are_removed_when_a_namespace_is_deleted() -> None:
    run_controllers(lambda c: ended(c, pod('a'), pod('b')), controllers=ONLY)


def test_should_ensure_that_all_services_are_removed_when_a_namespace_is_deleted() -> None:
    spec = core_v1.ServiceSpec(selector={'a': 'b'}, ports=[core_v1.ServicePort(port=80)])
    service = core_v1.Service(metadata=meta_v1.ObjectMeta(name='s', namespace='nsdelete'), spec=spec)
    run_controllers(lambda c: ended(c, service), controllers=ONLY)


def test_namespace_deletion_should_delete_pod_first() -> None:
    """OrderedNamespaceDeletion."""

    async def body(c: Cluster) -> None:
        await c.client.create(core_v1.Namespace(metadata=meta_v1.ObjectMeta(name='nsdelete')))
        await asyncio.sleep(2)
        held = await c.client.create(pod('held', finalizers=('e2e.example.com/hold',)))
        settings = core_v1.ConfigMap(metadata=meta_v1.ObjectMeta(name='settings', namespace='nsdelete'))
        await c.client.create(settings)
        await asyncio.sleep(5)  # the pod runs
        await c.client.delete(core_v1.Namespace, 'nsdelete')
        await asyncio.sleep(120)
        ending = await c.client.get(core_v1.Namespace, 'nsdelete')
        condition = next(each for each in ending.status.conditions if each.type == 'NamespaceDeletionContentFailure')
        assert condition.status == 'False'
        assert await c.names(core_v1.ConfigMap, 'nsdelete') == ['settings'], 'it waits for the pod'
        patch = Patch.merge({'metadata': {'finalizers': None}})
        await c.client.patch(core_v1.Pod, held.metadata.name, 'nsdelete', patch)
        await c.gone(core_v1.Namespace, 'nsdelete', '', seconds=300)

    run_controllers(body, controllers=ONLY)
