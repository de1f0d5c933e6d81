"""What every client promises, over a real API server: the same answers by both roads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import aclosing
from typing import Any, cast

import msgspec
import pytest

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import autoscaling_v1, core_v1, meta_v1
from sampan.client.base import Client, EventType, Patch, WatchEvent

from .clients import ROADS, run

pytestmark = pytest.mark.parametrize('road', ROADS)


def config_map(name: str, labels: dict[str, str] | None = None, **data: str) -> core_v1.ConfigMap:
    return core_v1.ConfigMap(
        metadata=meta_v1.ObjectMeta(name=name, namespace='default', labels=labels or {}), data=data
    )


def deployment(name: str) -> apps.Deployment:
    labels = {'app': name}
    return apps.Deployment(
        metadata=meta_v1.ObjectMeta(name=name, namespace='default'),
        spec=apps.DeploymentSpec(
            replicas=2,
            selector=meta_v1.LabelSelector(match_labels=labels),
            template=core_v1.PodTemplateSpec(
                metadata=meta_v1.ObjectMeta(labels=labels),
                spec=core_v1.PodSpec(containers=[core_v1.Container(name='c', image='busybox')]),
            ),
        ),
    )


def watching(client: Client, **options: Any) -> Any:
    """A watch of config maps that can be closed."""
    return aclosing(cast(Any, client.watch(core_v1.ConfigMap, 'default', **options)))


async def take(events: AsyncIterator[WatchEvent[core_v1.ConfigMap]], count: int) -> list[tuple[str, str]]:
    found = []
    while len(found) < count:
        event = await anext(events)
        if event.type is not EventType.BOOKMARK:
            found.append((event.type.value, event.object.metadata.name))
    return found


async def fails(call: Awaitable[object]) -> ApiError:
    with pytest.raises(ApiError) as caught:
        await call
    return caught.value


def test_create_get_update_delete(road: str) -> None:
    async def body(client: Client) -> None:
        sent = config_map('a', x='1')
        created = await client.create(sent)
        assert sent.metadata.uid == '' and created.metadata.uid, 'what was handed in stays as it was'
        assert (created.kind, created.api_version) == ('ConfigMap', 'v1')
        assert await client.get(core_v1.ConfigMap, 'a', 'default') == created
        created.data['x'] = '2'
        updated = await client.update(created)
        assert updated.data == {'x': '2'}
        assert int(updated.metadata.resource_version) > int(created.metadata.resource_version)
        await client.delete(core_v1.ConfigMap, 'a', 'default')
        gone = await fails(client.get(core_v1.ConfigMap, 'a', 'default'))
        assert (gone.code, str(gone)) == (404, 'configmaps "a" not found')

    run(road, body)


def test_errors_are_the_servers(road: str) -> None:
    async def body(client: Client) -> None:
        created = await client.create(config_map('a'))
        assert errors.is_already_exists(await fails(client.create(config_map('a'))))
        created.data['x'] = '1'
        await client.update(created)
        assert errors.is_conflict(await fails(client.update(created)))
        invalid = await fails(client.create(config_map('A_')))
        assert (invalid.code, invalid.reason) == (422, 'Invalid')
        assert invalid.cause('FieldValueInvalid') is not None
        wrong = client.delete(core_v1.ConfigMap, 'a', 'default', uid='another')
        assert errors.is_conflict(await fails(wrong))
        assert errors.is_not_found(await fails(client.raw('GET', '/apis/no.such/v1')))

    run(road, body)


def test_generated_names_and_dry_runs(road: str) -> None:
    async def body(client: Client) -> None:
        created = await client.create(
            core_v1.ConfigMap(metadata=meta_v1.ObjectMeta(generate_name='gen-', namespace='default'))
        )
        assert created.metadata.name.startswith('gen-') and len(created.metadata.name) == 9
        tried = await client.create(config_map('dry'), dry_run=True)
        assert tried.metadata.uid
        assert errors.is_not_found(await fails(client.get(core_v1.ConfigMap, 'dry', 'default')))

    run(road, body)


def test_lists_select_and_page(road: str) -> None:
    async def body(client: Client) -> None:
        for n in range(5):
            await client.create(config_map(f'm{n}', {'even': str(n % 2 == 0).lower()}))
        chosen = await client.list(core_v1.ConfigMap, 'default', label_selector='even=true')
        assert [m.metadata.name for m in chosen.items] == ['m0', 'm2', 'm4']
        named = await client.list(core_v1.ConfigMap, 'default', field_selector='metadata.name=m3')
        assert [m.metadata.name for m in named.items] == ['m3']
        first = await client.list(core_v1.ConfigMap, 'default', label_selector='even', limit=3)
        assert len(first.items) == 3 and first.continue_
        rest = await client.list(
            core_v1.ConfigMap, 'default', label_selector='even', limit=3, continue_=first.continue_
        )
        assert [m.metadata.name for m in (*first.items, *rest.items)] == [f'm{n}' for n in range(5)]
        assert (rest.continue_, rest.resource_version) == ('', first.resource_version)
        assert any(m.metadata.name == 'm1' for m in (await client.list(core_v1.ConfigMap)).items)

    run(road, body)


@pytest.mark.parametrize(
    'patch',
    [
        Patch.merge({'data': {'x': '2', 'y': None}}),
        Patch.strategic({'data': {'x': '2', 'y': None}}),
        Patch.json([{'op': 'replace', 'path': '/data/x', 'value': '2'}, {'op': 'remove', 'path': '/data/y'}]),
    ],
    ids=['merge', 'strategic', 'json'],
)
def test_patches(road: str, patch: Patch) -> None:
    async def body(client: Client) -> None:
        await client.create(config_map('a', x='1', y='1', z='1'))
        assert (await client.patch(core_v1.ConfigMap, 'a', 'default', patch)).data == {'x': '2', 'z': '1'}

    run(road, body)


def test_subresources(road: str) -> None:
    async def body(client: Client) -> None:
        created = await client.create(deployment('web'))
        created.status.replicas = 2
        created.spec.replicas = 7
        updated = await client.update(created, 'status')
        assert (updated.status.replicas, updated.spec.replicas) == (2, 2)
        scale: Any = await client.get(apps.Deployment, 'web', 'default', 'scale')
        assert isinstance(scale, autoscaling_v1.Scale)
        assert scale.spec.replicas == 2
        patched: Any = await client.patch(
            apps.Deployment, 'web', 'default', Patch.merge({'spec': {'replicas': 4}}), 'scale'
        )
        assert isinstance(patched, autoscaling_v1.Scale)
        assert (await client.get(apps.Deployment, 'web', 'default')).spec.replicas == 4

    run(road, body)


def test_a_watch_follows_a_list(road: str) -> None:
    async def body(client: Client) -> None:
        await client.create(config_map('before'))
        listed = await client.list(core_v1.ConfigMap, 'default')
        async with watching(client, resource_version=listed.resource_version) as events:
            created = await client.create(config_map('a', {'l': '1'}))
            created.data['x'] = '1'
            await client.update(created)
            await client.delete(core_v1.ConfigMap, 'a', 'default')
            assert await take(events, 3) == [('ADDED', 'a'), ('MODIFIED', 'a'), ('DELETED', 'a')]

    run(road, body)


def test_a_watch_with_a_selector_sees_objects_come_and_go(road: str) -> None:
    async def body(client: Client) -> None:
        listed = await client.list(core_v1.ConfigMap, 'default')
        async with watching(client, resource_version=listed.resource_version, label_selector='in=yes') as events:
            await client.create(config_map('a', {'in': 'no'}))
            for label in ('yes', 'no'):
                patch = Patch.merge({'metadata': {'labels': {'in': label}}})
                await client.patch(core_v1.ConfigMap, 'a', 'default', patch)
            assert await take(events, 2) == [('ADDED', 'a'), ('DELETED', 'a')]

    run(road, body)


def test_a_watch_ends_in_its_time(road: str) -> None:
    async def body(client: Client) -> None:
        listed = await client.list(core_v1.ConfigMap, 'default')
        async with watching(client, resource_version=listed.resource_version, timeout_seconds=1) as events:
            assert [event async for event in events if event.type is not EventType.BOOKMARK] == []

    run(road, body)


def test_the_future_cannot_be_listed(road: str) -> None:
    async def body(client: Client) -> None:
        early = await fails(client.list(core_v1.ConfigMap, 'default', resource_version='999999'))
        assert errors.is_timeout(early)
        assert early.cause('ResourceVersionTooLarge') is not None

    run(road, body)


def test_many_writers_conflict_and_lose_nothing(road: str) -> None:
    async def body(client: Client) -> None:
        await client.create(config_map('counter', n='0'))

        async def increment() -> None:
            for _ in range(5):
                while True:
                    current = await client.get(core_v1.ConfigMap, 'counter', 'default')
                    current.data['n'] = str(int(current.data['n']) + 1)
                    try:
                        await client.update(current)
                        break
                    except ApiError as error:
                        assert errors.is_conflict(error)

        await asyncio.gather(*(increment() for _ in range(8)))
        assert (await client.get(core_v1.ConfigMap, 'counter', 'default')).data == {'n': '40'}

    run(road, body)


def test_delete_collection(road: str) -> None:
    async def body(client: Client) -> None:
        for name, label in (('a', '1'), ('b', '2'), ('c', '1')):
            await client.create(config_map(name, {'l': label}))
        await client.delete_collection(core_v1.ConfigMap, 'default', 'l=1')
        left = await client.list(core_v1.ConfigMap, 'default', label_selector='l')
        assert [m.metadata.name for m in left.items] == ['b']

    run(road, body)


def test_raw_paths(road: str) -> None:
    async def body(client: Client) -> None:
        await client.create(config_map('a'))
        listed = msgspec.json.decode(await client.raw('GET', '/api/v1/namespaces/default/configmaps?limit=1'))
        assert (listed['kind'], len(listed['items'])) == ('ConfigMapList', 1)

    run(road, body)
