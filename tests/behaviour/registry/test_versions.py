"""One object under several versions, the versions that are on, and what users of old ones are told."""

from __future__ import annotations

import sampan
from sampan.api.generated import core_v1, meta_v1, networking_v1, networking_v1beta1, resource_v1
from sampan.api.generated import scheduling_v1alpha2 as alpha
from support.registry import Bench, run

EVERYTHING = {'api/all': 'true'}
CIDRS = '/apis/networking.k8s.io/{}/servicecidrs'
CLAIMS = '/apis/resource.k8s.io/{}/namespaces/default/resourceclaims'


def test_an_object_has_every_version_it_is_asked_for() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.send(
            'POST', CIDRS.format('v1beta1'), {'metadata': {'name': 'more'}, 'spec': {'cidrs': ['10.200.0.0/24']}}
        )
        assert (made.status, made.json()['apiVersion']) == (201, 'networking.k8s.io/v1beta1')
        newer = await bench.send('GET', CIDRS.format('v1') + '/more')
        assert newer.json() == made.json() | {'apiVersion': 'networking.k8s.io/v1'}
        record = await bench.store.get('/registry/servicecidrs/more')
        assert record is not None and b'"apiVersion":"networking.k8s.io/v1"' in record.value
        typed = await bench.client.get(networking_v1beta1.ServiceCIDR, 'more')
        assert typed.spec.cidrs == ['10.200.0.0/24']
        (listed,) = (await bench.send('GET', CIDRS.format('v1beta1'))).json()['items']
        assert listed == {key: value for key, value in made.json().items() if key not in ('kind', 'apiVersion')}

    run(body, runtime_config=EVERYTHING)


def test_a_change_in_one_version_is_seen_in_the_other() -> None:
    async def body(bench: Bench) -> None:
        watch = CIDRS.format('v1beta1') + '?watch=true&resourceVersion=0'
        async with bench.watching(watch) as events:
            cidr = networking_v1.ServiceCIDR(spec=networking_v1.ServiceCIDRSpec(cidrs=['10.200.0.0/24']))
            cidr.metadata.name = 'more'
            await bench.client.create(cidr)
            (event,) = await events.take(1)
        assert (event['type'], event['object']['apiVersion']) == ('ADDED', 'networking.k8s.io/v1beta1')

    run(body, runtime_config=EVERYTHING)


def test_a_claim_is_flat_or_exact_as_its_reader_knows_it() -> None:
    async def body(bench: Bench) -> None:
        flat = {'metadata': {'name': 'c'}, 'spec': {'devices': {'requests': [{'name': 'r', 'deviceClassName': 'gpu'}]}}}
        made = await bench.send('POST', CLAIMS.format('v1beta1'), flat)
        assert made.status == 201
        (request,) = made.json()['spec']['devices']['requests']
        assert request == {'name': 'r', 'deviceClassName': 'gpu', 'allocationMode': 'ExactCount', 'count': 1}
        (exact,) = (await bench.client.get(resource_v1.ResourceClaim, 'c', 'default')).spec.devices.requests
        assert exact.exactly is not None and exact.exactly.device_class_name == 'gpu'
        patched = await bench.send(
            'PATCH',
            CLAIMS.format('v1beta1') + '/c',
            {'metadata': {'labels': {'a': 'b'}}},
            content_type='application/merge-patch+json',
        )
        assert patched.status == 200 and patched.json()['metadata']['labels'] == {'a': 'b'}
        removed = await bench.send('DELETE', CLAIMS.format('v1beta2') + '/c')
        assert (removed.json()['kind'], removed.json()['apiVersion']) == ('ResourceClaim', 'resource.k8s.io/v1beta2')

    run(body, runtime_config=EVERYTHING)


def test_users_of_a_version_that_goes_away_are_told() -> None:
    async def body(bench: Bench) -> None:
        old = await bench.send('GET', CIDRS.format('v1beta1'))
        assert old.warnings == ['networking.k8s.io/v1beta1 ServiceCIDR is deprecated in v1.34+, unavailable in v1.37+']
        assert (await bench.send('GET', CIDRS.format('v1'))).warnings == []
        endpoints = await bench.send('GET', '/api/v1/namespaces/default/endpoints')
        assert endpoints.warnings == ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice']
        classes = await bench.send('GET', '/apis/storage.k8s.io/v1beta1/volumeattributesclasses')
        assert classes.warnings == [
            'storage.k8s.io/v1beta1 VolumeAttributesClass is deprecated in v1.34+, unavailable in v1.37+; '
            'use storage.k8s.io/v1 VolumeAttributesClass'
        ]

    run(body, runtime_config=EVERYTHING)


def test_admin_access_is_for_marked_namespaces() -> None:
    async def body(bench: Bench) -> None:
        exactly = {'deviceClassName': 'gpu', 'adminAccess': True}
        claim = {'metadata': {'name': 'c'}, 'spec': {'devices': {'requests': [{'name': 'r', 'exactly': exactly}]}}}
        refused = await bench.send('POST', CLAIMS.format('v1'), claim)
        assert refused.status == 422
        assert refused.json()['details']['causes'] == [
            {
                'reason': 'FieldValueForbidden',
                'message': 'Forbidden: admin access to devices requires the '
                '`resource.kubernetes.io/admin-access: true` label on the containing namespace',
                'field': 'spec.devices.requests[0].exactly.adminAccess',
            }
        ]
        label = {'metadata': {'labels': {'resource.kubernetes.io/admin-access': 'true'}}}
        merge = 'application/merge-patch+json'
        assert (await bench.send('PATCH', '/api/v1/namespaces/default', label, content_type=merge)).status == 200
        assert (await bench.send('POST', CLAIMS.format('v1'), claim)).status == 201

    run(body)


def test_taints_of_devices_are_dated() -> None:
    async def body(bench: Bench) -> None:
        device = {'name': 'd', 'taints': [{'key': 'a', 'effect': 'NoSchedule'}]}
        spec = {
            'driver': 'example.com',
            'nodeName': 'n',
            'pool': {'name': 'p', 'generation': 1, 'resourceSliceCount': 1},
            'devices': [device],
        }
        path = '/apis/resource.k8s.io/v1/resourceslices'
        made = await bench.send('POST', path, {'metadata': {'name': 's'}, 'spec': spec})
        assert made.status == 201 and made.json()['metadata']['generation'] == 1
        assert made.json()['spec']['devices'][0]['taints'][0]['timeAdded']
        by_node = await bench.send('GET', path + '?fieldSelector=spec.nodeName%3Dn')
        assert len(by_node.json()['items']) == 1
        assert (await bench.send('GET', path + '?fieldSelector=spec.driver%3Dother')).json()['items'] == []

    run(body)


def test_a_namespace_ends_with_its_alpha_objects() -> None:
    on = {'scheduling.k8s.io/v1alpha2': 'true'}
    with sampan.Cluster(nodes=0, runtime_config=on) as cluster:
        client = cluster.client
        client.create(core_v1.Namespace(metadata=meta_v1.ObjectMeta(name='short')))
        policy = alpha.PodGroupSchedulingPolicy(basic=alpha.BasicSchedulingPolicy())
        group = alpha.PodGroup(metadata=meta_v1.ObjectMeta(name='g', namespace='short'))
        group.spec.scheduling_policy = policy
        client.create(group)
        client.delete(core_v1.Namespace, 'short')
        cluster.wait(lambda: all(each.metadata.name != 'short' for each in client.list(core_v1.Namespace)))
        assert list(client.list(alpha.PodGroup, 'short')) == []


def test_a_cluster_serves_what_it_is_told_to() -> None:
    with sampan.Cluster(nodes=0, runtime_config={'networking.k8s.io/v1beta1': 'true'}) as cluster:
        cidr = cluster.client.get(networking_v1beta1.ServiceCIDR, 'kubernetes')
        assert cidr.spec.cidrs == ['10.96.0.0/12']
        (ready,) = cidr.status.conditions
        assert (ready.type, ready.status, ready.message) == (
            'Ready',
            'True',
            'Kubernetes default Service CIDR is ready',
        )
