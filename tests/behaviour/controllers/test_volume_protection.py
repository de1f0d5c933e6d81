"""Storage that is used stays; storage that is not used goes when it is deleted."""

from __future__ import annotations

import asyncio
from typing import Any

from sampan.api.errors import is_not_found
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.generated import storage_v1 as storage
from sampan.api.scalars import Quantity
from support.controllers import Cluster, run
from support.registry import pod

CONTROLLERS = ('persistentvolumeclaim-protection', 'persistentvolume-protection', 'volumeattributesclass-protection')


def claim(name: str = 'data', **spec: Any) -> core.PersistentVolumeClaim:
    needs = core.VolumeResourceRequirements(requests={'storage': Quantity('1Gi')})
    return core.PersistentVolumeClaim(
        metadata=meta.ObjectMeta(name=name, namespace='default'),
        spec=core.PersistentVolumeClaimSpec(access_modes=['ReadWriteOnce'], resources=needs, **spec),
    )


def volume(name: str = 'disk') -> core.PersistentVolume:
    return core.PersistentVolume(
        metadata=meta.ObjectMeta(name=name),
        spec=core.PersistentVolumeSpec(
            access_modes=['ReadWriteOnce'],
            capacity={'storage': Quantity('1Gi')},
            host_path=core.HostPathVolumeSource(path='/data'),
        ),
    )


def user(name: str, node: str = 'n1') -> core.Pod:
    source = core.PersistentVolumeClaimVolumeSource(claim_name='data')
    return pod(name, node_name=node, volumes=[core.Volume(name='d', persistent_volume_claim=source)])


async def leaving(cluster: Cluster, kind: type[Any], name: str, namespace: str = '') -> bool:
    """Still there although it was deleted, also after a while."""
    await cluster.client.delete(kind, name, namespace)
    await asyncio.sleep(5)
    try:
        found = await cluster.client.get(kind, name, namespace)
    except Exception as error:
        assert is_not_found(error)
        return False
    return found.metadata.deletion_timestamp is not None


def test_a_claim_that_nobody_uses_goes_at_once() -> None:
    async def body(cluster: Cluster) -> None:
        await cluster.client.create(claim())
        await cluster.client.create(user('not-scheduled', node=''))
        await cluster.client.delete(core.PersistentVolumeClaim, 'data', 'default')
        await cluster.gone(core.PersistentVolumeClaim, 'data')

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_a_claim_stays_until_its_last_pod_is_gone() -> None:
    async def body(cluster: Cluster) -> None:
        await cluster.client.create(claim())
        await cluster.client.create(user('web'))
        assert await leaving(cluster, core.PersistentVolumeClaim, 'data', 'default')
        await cluster.client.delete(core.Pod, 'web', 'default', grace_period_seconds=0)
        await cluster.gone(core.PersistentVolumeClaim, 'data')

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_a_volume_stays_while_it_is_bound() -> None:
    async def body(cluster: Cluster) -> None:
        made = await cluster.client.create(volume())
        made.status.phase = 'Bound'
        await cluster.client.update(made, 'status')
        assert await leaving(cluster, core.PersistentVolume, 'disk')
        made = await cluster.client.get(core.PersistentVolume, 'disk')
        made.status.phase = 'Released'
        await cluster.client.update(made, 'status')
        await cluster.gone(core.PersistentVolume, 'disk', '')

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_a_class_of_attributes_stays_while_a_claim_names_it() -> None:
    async def body(cluster: Cluster) -> None:
        made = storage.VolumeAttributesClass(
            metadata=meta.ObjectMeta(name='fast'), driver_name='example.test', parameters={'iops': '1'}
        )
        await cluster.client.create(made)
        await cluster.client.create(claim(volume_attributes_class_name='fast'))
        assert await leaving(cluster, storage.VolumeAttributesClass, 'fast')
        await cluster.client.delete(core.PersistentVolumeClaim, 'data', 'default')
        await cluster.gone(storage.VolumeAttributesClass, 'fast', '')

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_what_was_made_without_protection_gets_it() -> None:
    async def body(cluster: Cluster) -> None:
        made = await cluster.client.create(claim())
        made.metadata.finalizers = []
        await cluster.client.update(made)

        async def protected() -> bool:
            found = await cluster.client.get(core.PersistentVolumeClaim, 'data', 'default')
            return found.metadata.finalizers == ['kubernetes.io/pvc-protection']

        await cluster.until(protected)

    run(body, controllers=CONTROLLERS, kubelets=False)
