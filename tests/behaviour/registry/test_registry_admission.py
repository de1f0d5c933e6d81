"""What the server adds to and demands of pods, nodes and services."""

from __future__ import annotations

import asyncio

import pytest

from sampan.api.errors import ApiError
from sampan.api.generated import core_v1, meta_v1, networking_v1
from sampan.api.priorities import system_class
from sampan.api.scalars import Quantity
from sampan.store.base import Delete
from sampan.store.memory import MemoryStore
from sampan.testing.loop import run_virtual
from support.registry import Bench, pod, registry, run, service

PODS = '/api/v1/namespaces/default/pods'


def test_every_pod_has_an_account_and_its_token() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(pod(init_containers=[core_v1.Container(name='i', image='x')]))
        assert made.spec.service_account_name == made.spec.service_account == 'default'
        (volume,) = made.spec.volumes
        assert volume.name.startswith('kube-api-access-') and len(volume.name) == 21
        assert volume.projected is not None
        token, ca, namespace = volume.projected.sources
        assert token.service_account_token is not None and token.service_account_token.expiration_seconds == 3607
        assert ca.config_map is not None and ca.config_map.name == 'kube-root-ca.crt'
        assert namespace.downward_api is not None
        for container in [*made.spec.init_containers, *made.spec.containers]:
            (mount,) = container.volume_mounts
            assert mount.mount_path == '/var/run/secrets/kubernetes.io/serviceaccount'
            assert (mount.name, mount.read_only) == (volume.name, True)

    run(body)


def test_a_pod_may_do_without_a_token() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(pod(automount_service_account_token=False))
        assert made.spec.volumes == [] and made.spec.containers[0].volume_mounts == []

    run(body)


def test_an_account_may_decide_for_its_pods() -> None:
    async def body(bench: Bench) -> None:
        account = core_v1.ServiceAccount(
            metadata=meta_v1.ObjectMeta(name='quiet', namespace='default'),
            automount_service_account_token=False,
            image_pull_secrets=[core_v1.LocalObjectReference(name='registry')],
        )
        await bench.client.create(account)
        made = await bench.client.create(pod(service_account_name='quiet'))
        assert made.spec.volumes == []
        assert [secret.name for secret in made.spec.image_pull_secrets] == ['registry']
        loud = await bench.client.create(
            pod('loud', service_account_name='quiet', automount_service_account_token=True)
        )
        assert len(loud.spec.volumes) == 1

    run(body)


def test_an_account_that_is_not_there_forbids_the_pod() -> None:
    async def body(bench: Bench) -> None:
        spec = {'serviceAccountName': 'ghost', 'containers': [{'name': 'a', 'image': 'b'}]}
        reply = await bench.send('POST', PODS, {'metadata': {'name': 'p'}, 'spec': spec})
        assert reply.status == 403
        assert reply.json()['message'] == (
            'pods "p" is forbidden: error looking up service account default/ghost: serviceaccount "ghost" not found'
        )

    run(body)


def test_a_pod_waits_a_moment_for_the_default_account() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(core_v1.Namespace(metadata=meta_v1.ObjectMeta(name='new')))
        asked = pod()
        asked.metadata.namespace = 'new'
        creating = asyncio.create_task(bench.client.create(asked))
        await asyncio.sleep(0.5)
        assert not creating.done()
        await bench.client.create(core_v1.ServiceAccount(metadata=meta_v1.ObjectMeta(name='default', namespace='new')))
        assert (await creating).spec.service_account_name == 'default'

    run(body)


def test_pods_stay_five_minutes_on_a_lost_node() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(pod())
        tolerations = {t.key: (t.effect, t.toleration_seconds) for t in made.spec.tolerations}
        assert tolerations == {
            'node.kubernetes.io/not-ready': ('NoExecute', 300),
            'node.kubernetes.io/unreachable': ('NoExecute', 300),
        }
        own = core_v1.Toleration(key='node.kubernetes.io/not-ready', operator='Exists', effect='NoExecute')
        patient = await bench.client.create(pod('patient', tolerations=[own]))
        assert [t.toleration_seconds for t in patient.spec.tolerations] == [None, 300]

    run(body)


def test_priorities_come_from_classes() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(pod())
        assert (made.spec.priority, made.spec.preemption_policy) == (0, 'PreemptLowerPriority')
        await bench.client.create(system_class('system-node-critical'))
        critical = await bench.client.create(pod('critical', priority_class_name='system-node-critical'))
        assert critical.spec.priority == 2000001000
        for spec, text in (
            ({'priority_class_name': 'gold'}, 'no PriorityClass with name gold was found'),
            ({'priority': 7}, 'the integer value of priority (7) must not be provided in pod spec'),
        ):
            with pytest.raises(ApiError) as caught:
                await bench.client.create(pod('other', **spec))
            assert caught.value.code == 403 and text in caught.value.status.message

    run(body)


def test_a_runtime_class_must_exist() -> None:
    async def body(bench: Bench) -> None:
        for spec, text in (
            ({'runtime_class_name': 'kata'}, 'pods "other" is forbidden: pod rejected: RuntimeClass "kata" not found'),
            (
                {'overhead': {'cpu': Quantity('1')}},
                'pods "other" is forbidden: '
                'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
            ),
        ):
            with pytest.raises(ApiError) as caught:
                await bench.client.create(pod('other', **spec))
            assert (caught.value.code, caught.value.status.message) == (403, text)

    run(body)


def test_a_new_node_takes_no_pods_and_keeps_its_status() -> None:
    async def body(bench: Bench) -> None:
        node = core_v1.Node(metadata=meta_v1.ObjectMeta(name='n1'), spec=core_v1.NodeSpec(pod_cidr='10.244.0.0/24'))
        node.status.node_info.kubelet_version = 'v1.36.0'
        made = await bench.client.create(node)
        assert [(taint.key, taint.effect) for taint in made.spec.taints] == [
            ('node.kubernetes.io/not-ready', 'NoSchedule')
        ]
        assert made.status.node_info.kubelet_version == 'v1.36.0'
        assert made.spec.pod_cidrs == ['10.244.0.0/24']

    run(body)


def test_a_pod_is_bound_once() -> None:
    async def body(bench: Bench) -> None:
        zone = {'topology.kubernetes.io/zone': 'z1'}
        await bench.client.create(core_v1.Node(metadata=meta_v1.ObjectMeta(name='n1', labels=zone)))
        await bench.client.create(pod())
        binding = {'metadata': {'name': 'web'}, 'target': {'kind': 'Node', 'name': 'n1'}}
        reply = await bench.send('POST', PODS + '/web/binding', binding)
        assert (reply.status, reply.json()['status']) == (201, 'Success')
        bound = await bench.client.get(core_v1.Pod, 'web', 'default')
        assert bound.spec.node_name == 'n1'
        assert bound.metadata.labels == zone
        assert [(c.type, c.status) for c in bound.status.conditions] == [('PodScheduled', 'True')]
        again = await bench.send('POST', '/api/v1/namespaces/default/bindings', binding)
        assert again.status == 409
        assert again.json()['message'] == (
            'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "n1"'
        )

    run(body)


def test_quality_of_service_follows_from_resources() -> None:
    def container(requests: dict[str, str], limits: dict[str, str]) -> core_v1.Container:
        return core_v1.Container(
            name='main',
            image='x',
            resources=core_v1.ResourceRequirements(
                requests={name: Quantity(value) for name, value in requests.items()},
                limits={name: Quantity(value) for name, value in limits.items()},
            ),
        )

    async def body(bench: Bench) -> None:
        full = {'cpu': '500m', 'memory': '1Gi'}
        for name, requests, limits, expected in (
            ('a', {}, full, 'Guaranteed'),
            ('b', full, full, 'Guaranteed'),
            ('c', {'cpu': '100m'}, full, 'Burstable'),
            ('d', {'cpu': '100m'}, {}, 'Burstable'),
            ('e', {}, {}, 'BestEffort'),
            ('f', {'cpu': '0.5', 'memory': '1024Mi'}, full, 'Guaranteed'),
        ):
            made = await bench.client.create(pod(name, containers=[container(requests, limits)]))
            assert made.status.qos_class == expected, name

    run(body)


def test_services_get_addresses_of_their_own() -> None:
    async def body(bench: Bench) -> None:
        first = await bench.client.create(service('a'))
        second = await bench.client.create(service('b'))
        assert first.spec.cluster_ip != second.spec.cluster_ip
        assert first.spec.cluster_ips == [first.spec.cluster_ip]
        assert (first.spec.ip_families, first.spec.ip_family_policy) == (['IPv4'], 'SingleStack')
        headless = await bench.client.create(service('c', cluster_ip='None', selector={'a': 'b'}))
        assert headless.spec.cluster_ips == ['None']
        with pytest.raises(ApiError) as caught:
            await bench.client.create(service('d', cluster_ip=first.spec.cluster_ip))
        assert caught.value.code == 422
        assert 'provided IP is already allocated' in caught.value.status.message
        await bench.client.delete(core_v1.Service, 'a', 'default')
        again = await bench.client.create(service('d', cluster_ip=first.spec.cluster_ip))
        assert again.spec.cluster_ip == first.spec.cluster_ip
        with pytest.raises(ApiError) as caught:
            await bench.client.create(service('e', cluster_ip='192.0.2.1'))
        assert 'The range of valid IPs is 10.96.0.0/12' in caught.value.status.message

    run(body)


def test_every_address_of_a_service_is_an_ip_address_object_that_comes_and_goes_with_it() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(service('a'))
        address = await bench.client.get(networking_v1.IPAddress, made.spec.cluster_ip)
        assert address.spec.parent_ref == networking_v1.ParentReference(
            resource='services', namespace='default', name='a'
        )
        assert address.metadata.labels == {
            'ipaddress.kubernetes.io/ip-family': 'IPv4',
            'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
        }
        await bench.client.delete(core_v1.Service, 'a', 'default')
        with pytest.raises(ApiError) as caught:
            await bench.client.get(networking_v1.IPAddress, made.spec.cluster_ip)
        assert caught.value.code == 404

    run(body)


def test_an_address_that_somebody_reserved_by_hand_is_not_given_out() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(
            networking_v1.IPAddress(
                metadata=meta_v1.ObjectMeta(name='10.96.7.7'),
                spec=networking_v1.IPAddressSpec(
                    parent_ref=networking_v1.ParentReference(resource='services', namespace='default', name='x')
                ),
            )
        )
        with pytest.raises(ApiError) as caught:
            await bench.client.create(service('a', cluster_ip='10.96.7.7'))
        assert 'provided IP is already allocated' in caught.value.status.message

    run(body)


def test_services_of_older_state_get_their_ip_addresses_at_the_start() -> None:
    async def main() -> None:
        store = MemoryStore()
        async with registry(store=store) as bench:
            made = await bench.client.create(service('a'))
            await store.commit(Delete(f'/registry/ipaddresses/{made.spec.cluster_ip}'))
        async with registry(store=store, namespaces=()) as bench:
            address = await bench.client.get(networking_v1.IPAddress, made.spec.cluster_ip)
            assert address.spec.parent_ref is not None and address.spec.parent_ref.name == 'a'

    run_virtual(main())


def test_addresses_and_ports_survive_a_restart() -> None:
    async def main() -> None:
        store = MemoryStore()
        async with registry(store=store) as bench:
            made = await bench.client.create(service('a', 'NodePort'))
        async with registry(store=store, namespaces=()) as bench:
            for wish in (
                service('b', cluster_ip=made.spec.cluster_ip),
                service('b', 'NodePort', ports=[core_v1.ServicePort(port=80, node_port=made.spec.ports[0].node_port)]),
            ):
                with pytest.raises(ApiError) as caught:
                    await bench.client.create(wish)
                assert 'already allocated' in caught.value.status.message

    run_virtual(main())


def test_a_refused_service_keeps_nothing() -> None:
    async def body(bench: Bench) -> None:
        taken = await bench.client.create(service('a', 'NodePort'))
        port = taken.spec.ports[0].node_port
        with pytest.raises(ApiError):
            await bench.client.create(
                service('b', 'NodePort', cluster_ip='10.96.0.77', ports=[core_v1.ServicePort(port=80, node_port=port)])
            )
        made = await bench.client.create(service('c', cluster_ip='10.96.0.77'))
        assert made.spec.cluster_ip == '10.96.0.77'
        dry = await bench.client.create(service('d', cluster_ip='10.96.0.78'), dry_run=True)
        assert dry.spec.cluster_ip == '10.96.0.78'
        assert (await bench.client.create(service('e', cluster_ip='10.96.0.78'))).spec.cluster_ip == '10.96.0.78'

    run(body)


def test_node_ports_come_and_go_with_the_type() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(service('a'))
        made.spec.type = 'NodePort'
        made = await bench.client.update(made)
        port = made.spec.ports[0].node_port
        assert 30000 <= port <= 32767
        plain = service('a', 'NodePort')
        kept = await bench.client.update(plain)
        assert (kept.spec.ports[0].node_port, kept.spec.cluster_ip) == (port, made.spec.cluster_ip)
        kept.spec.type = 'ClusterIP'
        back = await bench.client.update(kept)
        assert back.spec.ports[0].node_port == 0
        other = await bench.client.create(
            service('b', 'NodePort', ports=[core_v1.ServicePort(port=80, node_port=port)])
        )
        assert other.spec.ports[0].node_port == port

    run(body)


def test_one_port_serves_two_protocols() -> None:
    async def body(bench: Bench) -> None:
        ports = [core_v1.ServicePort(name=p.lower(), port=53, protocol=p) for p in ('TCP', 'UDP')]
        made = await bench.client.create(service('dns', 'NodePort', ports=ports))
        assert made.spec.ports[0].node_port == made.spec.ports[1].node_port

    run(body)


def test_what_is_wrong_with_a_pod_is_said_all_at_once() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('POST', PODS, {'metadata': {'name': 'p'}, 'spec': {'restartPolicy': 'Sometimes'}})
        assert (reply.status, reply.json()['reason']) == (422, 'Invalid')
        fields = {cause['field'] for cause in reply.json()['details']['causes']}
        assert fields == {'spec.containers', 'spec.restartPolicy'}

    run(body)


def test_pods_of_one_shape_are_still_checked_by_name() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(pod('good'))
        with pytest.raises(ApiError) as caught:
            await bench.client.create(pod('Bad_Name'))
        assert caught.value.code == 422
        assert 'metadata.name: Invalid value: "Bad_Name"' in caught.value.status.message

    run(body)
