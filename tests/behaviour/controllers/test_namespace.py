"""What Kubernetes promises about namespaces: what they are born with, and how they end."""

from __future__ import annotations

import asyncio

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import Patch
from sampan.controllers.config import ControllersConfig
from support.controllers import Cluster, run

ONLY = ('namespace', 'serviceaccount', 'root-ca-certificate-publisher')
CONFIG = ControllersConfig(root_ca='-----BEGIN CERTIFICATE-----')


async def make(c: Cluster, name: str = 'team') -> None:
    await c.client.create(core.Namespace(metadata=meta.ObjectMeta(name=name)))

    async def furnished() -> bool:
        return bool(await c.all(core.ServiceAccount, name)) and bool(await c.all(core.ConfigMap, name))

    await c.until(furnished)


def pod(name: str, **metadata: object) -> core.Pod:
    return core.Pod(
        metadata=meta.ObjectMeta(name=name, namespace='team', **metadata),  # type: ignore[arg-type]
        spec=core.PodSpec(containers=[core.Container(name='c', image='example.test/web:1')]),
    )


def test_a_namespace_gets_its_service_account_and_the_clusters_ca() -> None:
    async def body(c: Cluster) -> None:
        await make(c)
        published = await c.client.get(core.ConfigMap, 'kube-root-ca.crt', 'team')
        assert published.data == {'ca.crt': '-----BEGIN CERTIFICATE-----'}
        assert 'kubernetes.io/description' in published.metadata.annotations
        await c.client.delete(core.ServiceAccount, 'default', 'team')
        await c.client.patch(core.ConfigMap, 'kube-root-ca.crt', 'team', Patch.merge({'data': {'ca.crt': 'forged'}}))
        await asyncio.sleep(5)
        assert await c.names(core.ServiceAccount, 'team') == ['default']
        assert (await c.client.get(core.ConfigMap, 'kube-root-ca.crt', 'team')).data == published.data

    run(body, controllers=ONLY, config=CONFIG)


def test_deleting_a_namespace_deletes_all_that_is_in_it_pods_first() -> None:
    async def body(c: Cluster) -> None:
        c.pods.stop = 20
        await make(c)
        await make(c, 'other')
        await c.client.create(pod('web'))
        await asyncio.sleep(3)
        await c.client.delete(core.Namespace, 'team')
        await asyncio.sleep(2)
        ending = await c.client.get(core.Namespace, 'team')
        assert ending.status.phase == 'Terminating'
        remaining = next(each for each in ending.status.conditions if each.type == 'NamespaceContentRemaining')
        assert (remaining.status, remaining.reason) == ('True', 'SomeResourcesRemain')
        assert remaining.message == 'Some resources are remaining: pods. has 1 resource instances'
        assert await c.names(core.ConfigMap, 'team') == ['kube-root-ca.crt'], 'still there for the pod that ends'
        before = c.world.now()
        await c.gone(core.Namespace, 'team', '')
        assert (c.world.now() - before).total_seconds() < 20, 'the last pod going is noticed at once'
        assert await c.all(core.ConfigMap, 'team') == []
        assert await c.names(core.ServiceAccount, 'other') == ['default']

    run(body, controllers=ONLY, config=CONFIG)


def test_finalizers_in_the_namespace_are_told_and_waited_for() -> None:
    async def body(c: Cluster) -> None:
        await make(c)
        held = core.ConfigMap(metadata=meta.ObjectMeta(name='held', namespace='team', finalizers=['example.test/hold']))
        await c.client.create(held)
        await c.client.delete(core.Namespace, 'team')
        await asyncio.sleep(60)
        ending = await c.client.get(core.Namespace, 'team')
        told = {each.type: each for each in ending.status.conditions}
        assert told['NamespaceFinalizersRemaining'].message == (
            'Some content in the namespace has finalizers remaining: example.test/hold in 1 resource instances'
        )
        assert told['NamespaceDeletionContentFailure'].status == 'False'
        await c.client.patch(core.ConfigMap, 'held', 'team', Patch.merge({'metadata': {'finalizers': None}}))
        await c.gone(core.Namespace, 'team', '')

    run(body, controllers=ONLY, config=CONFIG)
