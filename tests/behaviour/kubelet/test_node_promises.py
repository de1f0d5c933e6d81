"""What Kubernetes promises of a node: the real registry, the real kubelet, hollow containers."""

from __future__ import annotations

import asyncio

from sampan.api.generated import coordination_v1 as coordination
from sampan.api.generated import core_v1 as core
from sampan.client.base import Patch
from sampan.node.runtime.base import RuntimeHealth
from sampan.node.runtime.hollow import Script
from sampan.testing.loop import run_virtual
from support.registry import registry

from .nodes import Node, container, node, pod, ready


def test_a_node_registers_with_what_it_has_and_stays_alive_by_its_lease() -> None:
    async def main() -> None:
        async with node() as n:
            found = await n.client.get(core.Node, 'node-a')
            assert found.metadata.labels['kubernetes.io/hostname'] == 'node-a'
            assert found.status.capacity['pods'] == '110'
            assert found.status.allocatable['memory'] < found.status.capacity['memory']
            assert {a.type: a.address for a in found.status.addresses} == {
                'InternalIP': '192.0.2.1',
                'Hostname': 'node-a',
            }
            assert found.status.node_info.kubelet_version == 'v1.36.0'
            assert {c.type: c.status for c in found.status.conditions} == {
                'MemoryPressure': 'False',
                'DiskPressure': 'False',
                'PIDPressure': 'False',
                'Ready': 'True',
            }
            lease = await n.client.get(coordination.Lease, 'node-a', 'kube-node-lease')
            assert lease.spec.lease_duration_seconds == 40
            first = lease.spec.renew_time
            await asyncio.sleep(60)
            lease = await n.client.get(coordination.Lease, 'node-a', 'kube-node-lease')
            assert 50 <= (lease.spec.renew_time - first).total_seconds() <= 60
            assert lease.metadata.owner_references[0].uid == found.metadata.uid
            quiet = await n.client.get(core.Node, 'node-a')
            await asyncio.sleep(120)
            assert (await n.client.get(core.Node, 'node-a')).metadata == quiet.metadata

    run_virtual(main())


def test_a_pod_goes_from_binding_to_ready_to_gone() -> None:
    async def main() -> None:
        async with node({'example.test/web': Script(stop_seconds=3)}) as n:
            await n.bind(pod())
            running = await n.until('web', ready)
            assert running.status.phase == 'Running'
            await n.client.delete(core.Pod, 'web', 'default')
            await n.until('web', lambda p: p.metadata.deletion_timestamp is not None)
            await n.until_gone('web', 5)
            assert [e[1] for e in await n.events('web')] == ['Pulled', 'Created', 'Started', 'Killing']

    run_virtual(main())


def test_a_pod_past_its_deadline_fails() -> None:
    async def main() -> None:
        async with node() as n:
            await n.bind(pod(active_deadline_seconds=30))
            found = await n.until('web', lambda p: p.status.phase == 'Failed')
            assert found.status.reason == 'DeadlineExceeded'
            assert found.status.message == 'Pod was active on the node longer than the specified deadline'

    run_virtual(main())


def test_a_pod_the_node_has_no_room_for_is_rejected() -> None:
    async def main() -> None:
        async with node() as n:
            big = core.ResourceRequirements(requests={'cpu': '100'})
            await n.bind(pod('web', container(resources=big)))
            found = await n.until('web', lambda p: p.status.phase == 'Failed')
            assert found.status.reason == 'OutOfcpu'
            assert found.status.message == (
                "Pod was rejected: Node didn't have enough resource: cpu, requested: 100000, used: 0, capacity: 4000"
            )
            assert (await n.events('web'))[0][:2] == ('Warning', 'OutOfcpu')

    run_virtual(main())


def test_a_pod_is_refused_only_for_what_the_node_is_now() -> None:
    """The kubelet reads its Node every ten seconds; the scheduler knew the new label, and the taint gone, at once."""

    async def main() -> None:
        async with node() as n:
            picky = pod('picky')
            picky.spec.node_selector = {'disk': 'ssd'}
            await n.client.patch(core.Node, 'node-a', '', Patch.merge({'metadata': {'labels': {'disk': 'ssd'}}}))
            await n.bind(picky)
            await n.until('picky', ready, 5)

            taint = {'key': 'gone', 'effect': 'NoExecute'}
            await n.client.patch(core.Node, 'node-a', '', Patch.merge({'spec': {'taints': [taint]}}))
            await asyncio.sleep(n.kubelet.config.status_frequency)  # the kubelet has read the taint now
            await n.bind(pod('refused'))
            found = await n.until('refused', lambda p: p.status.phase == 'Failed', 5)
            assert found.status.reason == 'TaintToleration'
            assert found.status.message == (
                "Pod was rejected: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate"
            )
            await n.client.patch(core.Node, 'node-a', '', Patch.merge({'spec': {'taints': None}}))
            await n.bind(pod('web'))
            await n.until('web', ready, 5)

    run_virtual(main())


def test_a_pod_deleted_before_it_is_admitted_just_goes() -> None:
    async def main() -> None:
        async with node() as n:
            picky = pod('picky')
            picky.spec.node_selector = {'disk': 'ssd'}
            await n.bind(picky)
            await n.client.delete(core.Pod, 'picky', 'default', grace_period_seconds=0)
            await n.until_gone('picky', 5)
            await n.bind(pod('web'))
            await n.until('web', ready, 5)
            assert [p.metadata.name for p in n.kubelet.pods()] == ['web']

    run_virtual(main())


def test_a_pod_deleted_while_its_image_is_pulled_goes_at_once() -> None:
    async def main() -> None:
        async with node({'example.test/slow': Script(pull_seconds=500, present=False)}) as n:
            await n.bind(pod('web', container(image='example.test/slow:1')))
            await asyncio.sleep(10)
            await n.client.delete(core.Pod, 'web', 'default')
            await n.until_gone('web', 5)

    run_virtual(main())


def test_a_shorter_grace_period_overtakes_a_longer_one() -> None:
    async def main() -> None:
        async with node({'example.test/web': Script(stop_seconds=1000)}) as n:
            await n.bind(pod(termination_grace_period_seconds=300))
            await n.until('web', ready)
            await n.client.delete(core.Pod, 'web', 'default')
            await asyncio.sleep(10)
            await n.client.delete(core.Pod, 'web', 'default', grace_period_seconds=5)
            await n.until_gone('web', 8)

    run_virtual(main())


def test_a_forced_deletion_still_stops_the_containers() -> None:
    async def main() -> None:
        async with node() as n:
            await n.bind(pod())
            await n.until('web', ready)
            await n.client.delete(core.Pod, 'web', 'default', grace_period_seconds=0)
            await n.until_gone('web', 1)
            await asyncio.sleep(5)
            assert await n.runtime.containers() == []
            assert await n.runtime.sandboxes() == []

    run_virtual(main())


def test_two_pods_of_one_name_are_two_pods() -> None:
    async def main() -> None:
        async with node({'example.test/web': Script(stop_seconds=20)}) as n:
            first = await n.bind(pod())
            await n.until('web', ready)
            await n.client.delete(core.Pod, 'web', 'default', grace_period_seconds=0)
            second = await n.bind(pod())
            found = await n.until('web', ready)
            assert found.metadata.uid == second.metadata.uid != first.metadata.uid
            await asyncio.sleep(60)
            assert {c.labels['io.kubernetes.pod.uid'] for c in await n.runtime.containers()} == {second.metadata.uid}
            assert ready(await n.get('web'))

    run_virtual(main())


def test_a_readiness_gate_holds_the_pod_back() -> None:
    async def main() -> None:
        async with node() as n:
            gate = core.PodReadinessGate(condition_type='example.test/ok')
            await n.bind(pod(readiness_gates=[gate]))
            found = await n.until('web', lambda p: p.status.phase == 'Running')
            condition = next(c for c in found.status.conditions if c.type == 'Ready')
            assert condition.reason == 'ReadinessGatesNotReady'
            patch = Patch.strategic({'status': {'conditions': [{'type': 'example.test/ok', 'status': 'True'}]}})
            await n.client.patch(core.Pod, 'web', 'default', patch, 'status')
            await n.until('web', ready, 5)

    run_virtual(main())


def test_a_node_is_ready_as_soon_as_its_network_is() -> None:
    async def main() -> None:
        async with registry(namespaces=('default', 'kube-node-lease')) as bench:
            n = Node(bench, {})
            n.runtime.healthy = RuntimeHealth(True, False, 'cni plugin not initialized')
            task = asyncio.ensure_future(n.kubelet.run())
            await asyncio.sleep(3)
            found = await n.client.get(core.Node, 'node-a')
            condition = next(c for c in found.status.conditions if c.type == 'Ready')
            assert (condition.status, condition.message) == ('False', 'cni plugin not initialized')
            n.runtime.healthy = RuntimeHealth(True, True)
            async with asyncio.timeout(0.5):
                await n.kubelet.registration.ready.wait()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    run_virtual(main())
