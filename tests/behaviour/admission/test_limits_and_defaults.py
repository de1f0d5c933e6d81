"""LimitRange, and the plugins that fill in what a claim or an Ingress does not say."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.api.errors import ApiError, is_forbidden
from sampan.api.generated import core_v1, meta_v1, networking_v1, storage_v1
from sampan.api.scalars import Quantity
from support.registry import Bench, pod, run

DEFAULT_CLASS = {'storageclass.kubernetes.io/is-default-class': 'true'}


def amounts(**values: str) -> dict[str, Quantity]:
    return {name: Quantity(value) for name, value in values.items()}


def claim(name: str = 'data', size: str = '1Gi', **spec: Any) -> core_v1.PersistentVolumeClaim:
    needs = core_v1.VolumeResourceRequirements(requests=amounts(storage=size))
    return core_v1.PersistentVolumeClaim(
        metadata=meta_v1.ObjectMeta(name=name, namespace='default'),
        spec=core_v1.PersistentVolumeClaimSpec(access_modes=['ReadWriteOnce'], resources=needs, **spec),
    )


def storage_class(name: str, default: bool = False, **more: Any) -> storage_v1.StorageClass:
    annotations = DEFAULT_CLASS if default else {}
    return storage_v1.StorageClass(
        metadata=meta_v1.ObjectMeta(name=name, annotations=annotations), provisioner='example.test/disk', **more
    )


async def refused(attempt: Any) -> str:
    with pytest.raises(ApiError) as found:
        await attempt
    assert is_forbidden(found.value), found.value
    return str(found.value)


def test_should_create_a_limit_range_with_defaults_and_ensure_pod_has_those_defaults_applied() -> None:
    async def body(bench: Bench) -> None:
        item = core_v1.LimitRangeItem(
            type='Container',
            min=amounts(cpu='50m', memory='100Mi'),
            max=amounts(cpu='500m', memory='500Mi'),
            default=amounts(cpu='500m', memory='500Mi'),
            default_request=amounts(cpu='100m', memory='200Mi'),
        )
        limits = core_v1.LimitRange(
            metadata=meta_v1.ObjectMeta(name='limits', namespace='default'),
            spec=core_v1.LimitRangeSpec(limits=[item]),
        )
        await bench.client.create(limits)
        await bench.registry.feed.fresh()
        made = await bench.client.create(pod('no-resources'))
        resources = made.spec.containers[0].resources
        assert resources.requests == amounts(cpu='100m', memory='200Mi')
        assert resources.limits == amounts(cpu='500m', memory='500Mi')
        needs = core_v1.ResourceRequirements(requests=amounts(cpu='10m', memory='50Mi'))
        small = pod('small', containers=[core_v1.Container(name='c', image='x', resources=needs)])
        assert await refused(bench.client.create(small)) == (
            'pods "small" is forbidden: [minimum cpu usage per Container is 50m, but request is 10m, '
            'minimum memory usage per Container is 100Mi, but request is 50Mi]'
        )

    run(body)


def test_a_claim_without_a_class_gets_the_newest_default_one() -> None:
    async def body(bench: Bench) -> None:
        assert (await bench.client.create(claim('early'))).spec.storage_class_name is None
        for name in ('b-default', 'a-default'):
            await bench.client.create(storage_class(name, default=True))
        await bench.client.create(storage_class('plain'))
        await bench.registry.feed.fresh()
        assert (await bench.client.create(claim())).spec.storage_class_name == 'a-default'
        assert (await bench.client.create(claim('none', storage_class_name=''))).spec.storage_class_name == ''

    run(body)


def test_claims_are_protected_while_they_are_used() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(claim())
        assert made.metadata.finalizers == ['kubernetes.io/pvc-protection']

    run(body)


def test_a_claim_grows_only_if_its_class_lets_it() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(storage_class('fixed'))
        await bench.client.create(storage_class('elastic', allow_volume_expansion=True))
        await bench.registry.feed.fresh()
        for name, refusal in (('fixed', 'must support resize'), ('elastic', '')):
            made = await bench.client.create(claim(name, storage_class_name=name, volume_name=f'pv-{name}'))
            made.status.phase = 'Bound'
            bound = await bench.client.update(made, 'status')
            bound.spec.resources.requests = amounts(storage='2Gi')
            if refusal:
                assert refusal in await refused(bench.client.update(bound))
            else:
                await bench.client.update(bound)

    run(body)


def test_an_ingress_without_a_class_gets_the_default_one() -> None:
    async def body(bench: Bench) -> None:
        annotations = {'ingressclass.kubernetes.io/is-default-class': 'true'}
        found = networking_v1.IngressClass(
            metadata=meta_v1.ObjectMeta(name='main', annotations=annotations),
            spec=networking_v1.IngressClassSpec(controller='example.test/ingress'),
        )
        await bench.client.create(found)
        await bench.registry.feed.fresh()
        backend = networking_v1.IngressServiceBackend(name='web', port=networking_v1.ServiceBackendPort(number=80))
        ingress = networking_v1.Ingress(
            metadata=meta_v1.ObjectMeta(name='web', namespace='default'),
            spec=networking_v1.IngressSpec(default_backend=networking_v1.IngressBackend(service=backend)),
        )
        assert (await bench.client.create(ingress)).spec.ingress_class_name == 'main'

    run(body)
