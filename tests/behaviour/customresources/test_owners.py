"""The garbage collector and the end of namespaces know custom resources.

'Garbage collector should support cascading deletion of custom resources' and 'should support orphan deletion of custom
resources', in the words of the conformance suite.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from sampan.api import custom
from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.apiserver.customresources.conversion import Document, WebhookFailed
from sampan.apiserver.customresources.definitions import Definitions
from support.controllers import Cluster, run
from support.customresources import DEFINITIONS, GROUP, definition

CronTab: Any = custom.kind(GROUP, 'v1', 'crontabs', 'CronTab')
ONLY = ('garbage-collector', 'namespace')


def named(name: str, owner: Any = None, namespace: str = 'default', **metadata: Any) -> meta.ObjectMeta:
    references = []
    if owner is not None:
        api_version, uid = owner.api_version, owner.metadata.uid
        references = [meta.OwnerReference(api_version=api_version, kind=owner.kind, name=owner.metadata.name, uid=uid)]
    return meta.ObjectMeta(name=name, namespace=namespace, owner_references=references, **metadata)


async def until(test: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(120):
        while not await test():
            await asyncio.sleep(0.05)


async def gone(c: Cluster, kind: Any, name: str, namespace: str = 'default') -> bool:
    try:
        await c.client.get(kind, name, namespace)
    except ApiError as error:
        if is_not_found(error):
            return True
        raise
    return False


async def define(c: Cluster) -> None:
    await c.client.raw('POST', DEFINITIONS, json.dumps(definition()).encode())

    async def served() -> bool:
        try:
            await c.client.list(CronTab)
        except ApiError:
            return False
        return True

    await until(served)


def with_definitions(body: Callable[[Cluster], Awaitable[None]]) -> Callable[[Cluster], Awaitable[None]]:
    """The registry of these tests has no server around it that would follow definitions."""

    async def no_webhook(config: Any, document: Document) -> Document:
        raise WebhookFailed('nobody converts here')

    async def whole(c: Cluster) -> None:
        definitions = Definitions(c.bench.registry, c.bench.client, no_webhook)
        await definitions.start()
        try:
            await body(c)
        finally:
            await definitions.stop()

    return whole


def test_cascading_deletion_of_custom_resources() -> None:
    """'... should support cascading deletion of custom resources'"""

    async def body(c: Cluster) -> None:
        await define(c)
        owner = await c.client.create(CronTab(metadata=named('owner')))
        child = await c.client.create(CronTab(metadata=named('child', owner)))
        await c.client.create(core.ConfigMap(metadata=named('grandchild', child)))
        await c.client.delete(CronTab, 'owner', 'default', propagation_policy='Background')
        await until(lambda: gone(c, CronTab, 'child'))
        await until(lambda: gone(c, core.ConfigMap, 'grandchild'))

    run(with_definitions(body), controllers=ONLY)


def test_orphan_deletion_of_custom_resources() -> None:
    """'... should support orphan deletion of custom resources'"""

    async def body(c: Cluster) -> None:
        await define(c)
        owner = await c.client.create(CronTab(metadata=named('owner')))
        await c.client.create(CronTab(metadata=named('child', owner)))
        await c.client.delete(CronTab, 'owner', 'default', propagation_policy='Orphan')
        await until(lambda: gone(c, CronTab, 'owner'))
        assert (await c.client.get(CronTab, 'child', 'default')).metadata.owner_references == []

    run(with_definitions(body), controllers=ONLY)


def test_a_namespace_ends_when_its_custom_resources_have() -> None:
    async def body(c: Cluster) -> None:
        await define(c)
        await c.client.create(core.Namespace(metadata=meta.ObjectMeta(name='harbour')))
        await c.client.create(CronTab(metadata=named('one', namespace='harbour')))
        await c.client.delete(core.Namespace, 'harbour')
        await until(lambda: gone(c, core.Namespace, 'harbour', ''))
        assert (await c.client.list(CronTab)).items == []

    run(with_definitions(body), controllers=ONLY)
