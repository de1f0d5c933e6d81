"""What Kubernetes promises about nodes that fall silent, and about their pods."""

from __future__ import annotations

import asyncio
import itertools

from sampan.api.generated import coordination_v1 as coordination
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import MicroTime
from sampan.client.base import Patch
from sampan.controllers.config import ControllersConfig
from support.controllers import Cluster, run
from support.registry import deployment, pod

NODES = ('n1', 'n2', 'n3')
ONLY = ('node-lifecycle', 'taint-eviction', 'pod-garbage-collector', 'node-ipam', 'serviceaccount')


class Heartbeats:
    """Renews the Leases of all nodes but the silent ones."""

    def __init__(self, c: Cluster) -> None:
        self.silent: set[str] = set()
        self._c = c
        self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        leases: dict[str, coordination.Lease] = {}
        while True:
            for name in NODES:
                if name in self.silent:
                    continue
                now = MicroTime.of(self._c.world.now())
                if name not in leases:
                    spec = coordination.LeaseSpec(holder_identity=name, lease_duration_seconds=40, renew_time=now)
                    metadata = meta.ObjectMeta(name=name, namespace='kube-node-lease')
                    leases[name] = await self._c.client.create(coordination.Lease(metadata=metadata, spec=spec))
                else:
                    leases[name].spec.renew_time = now
                    leases[name] = await self._c.client.update(leases[name])
            await asyncio.sleep(10)

    def stop(self) -> None:
        self._task.cancel()


async def taint_keys(c: Cluster, name: str) -> set[tuple[str, str]]:
    node = await c.client.get(core.Node, name)
    return {(taint.key.removeprefix('node.kubernetes.io/'), taint.effect) for taint in node.spec.taints}


async def elapsed(c: Cluster, what: object) -> float:
    before = c.world.now()
    await c.until(what, 1000)  # type: ignore[arg-type]
    return (c.world.now() - before).total_seconds()


def test_a_silent_node_becomes_unknown_is_tainted_and_emptied_after_five_minutes() -> None:
    async def body(c: Cluster) -> None:
        hearts = Heartbeats(c)
        await c.client.create(deployment(replicas=6))
        await c.rolled_out()
        c.pods.nodes = ['n2', 'n3']
        hearts.silent.add('n1')

        async def unknown() -> bool:
            node = await c.client.get(core.Node, 'n1')
            ready = next(each for each in node.status.conditions if each.type == 'Ready')
            return ready.status == 'Unknown' and ready.reason == 'NodeStatusUnknown'

        assert 40 <= await elapsed(c, unknown) <= 60
        await asyncio.sleep(1)
        assert ('unreachable', 'NoSchedule') in await taint_keys(c, 'n1')
        on_node = [each for each in await c.all(core.Pod) if each.spec.node_name == 'n1']
        assert on_node
        assert all(each.status.conditions[0].status == 'False' for each in on_node), 'its pods are not ready'
        assert 'Node n1 status is now: NodeNotReady' in await c.events('NodeNotReady')

        async def emptied() -> bool:
            pods = await c.all(core.Pod)
            return not any(each.spec.node_name == 'n1' for each in pods)

        async def executing() -> bool:
            return ('unreachable', 'NoExecute') in await taint_keys(c, 'n1')

        assert await elapsed(c, executing) <= 6
        assert 295 <= await elapsed(c, emptied) <= 305
        await c.rolled_out()
        hearts.silent.clear()
        await c.client.patch(
            core.Node,
            'n1',
            '',
            Patch.strategic(
                {'status': {'conditions': [{'type': 'Ready', 'status': 'True', 'reason': 'KubeletReady'}]}}
            ),
            'status',
        )

        async def clean() -> bool:
            return not await taint_keys(c, 'n1')

        assert await elapsed(c, clean) <= 6
        hearts.stop()

    run(body, controllers=(*ONLY, 'deployment', 'replicaset'), nodes=NODES)


def test_a_node_that_comes_back_in_time_keeps_its_pods() -> None:
    async def body(c: Cluster) -> None:
        hearts = Heartbeats(c)
        await c.client.create(pod(node_name='n1'))
        await asyncio.sleep(15)
        hearts.silent.add('n1')
        await asyncio.sleep(200)
        assert ('unreachable', 'NoExecute') in await taint_keys(c, 'n1')
        hearts.silent.clear()
        await c.client.patch(
            core.Node,
            'n1',
            '',
            Patch.strategic({'status': {'conditions': [{'type': 'Ready', 'status': 'True'}]}}),
            'status',
        )
        await asyncio.sleep(600)
        assert await c.names(core.Pod) == ['web']
        assert 'Cancelling deletion of Pod default/web' in await c.events('TaintManagerEviction')
        hearts.stop()

    run(body, controllers=ONLY, nodes=NODES)


def test_when_all_nodes_fall_silent_nothing_is_evicted() -> None:
    async def body(c: Cluster) -> None:
        hearts = Heartbeats(c)
        await c.client.create(pod(node_name='n1'))
        await asyncio.sleep(15)
        hearts.silent.update(NODES)
        await asyncio.sleep(1000)
        for name in NODES:
            assert await taint_keys(c, name) == {('unreachable', 'NoSchedule')}
        assert await c.names(core.Pod) == ['web']
        hearts.stop()

    run(body, controllers=ONLY, nodes=NODES)


def test_a_taint_evicts_what_does_not_tolerate_it() -> None:
    async def body(c: Cluster) -> None:
        for name, seconds in (('at-once', None), ('later', 60), ('never', -1)):
            tolerations = []
            if seconds is not None:
                tolerations = [
                    core.Toleration(
                        key='k',
                        operator='Exists',
                        toleration_seconds=seconds if seconds > 0 else None,
                        effect='NoExecute',
                    )
                ]
            await c.client.create(pod(name, node_name='n1', tolerations=tolerations))
        await asyncio.sleep(3)
        c.pods.stop = 10
        await c.client.patch(
            core.Node, 'n1', '', Patch.merge({'spec': {'taints': [{'key': 'k', 'effect': 'NoExecute'}]}})
        )
        await asyncio.sleep(1)
        evicted = await c.client.get(core.Pod, 'at-once', 'default')
        assert evicted.metadata.deletion_timestamp is not None
        told = next(each for each in evicted.status.conditions if each.type == 'DisruptionTarget')
        assert (told.reason, told.message) == (
            'DeletionByTaintManager',
            'Taint manager: deleting due to NoExecute taint',
        )
        assert 'Marking for deletion Pod default/at-once' in await c.events('TaintManagerEviction')
        await asyncio.sleep(20)
        assert await c.names(core.Pod) == ['later', 'never']
        await asyncio.sleep(60)
        assert await c.names(core.Pod) == ['never']

    run(body, controllers=('taint-eviction', 'serviceaccount'), nodes=NODES)


def test_pods_of_a_node_that_is_gone_are_removed() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(pod(node_name='n1'))
        await asyncio.sleep(5)
        await c.client.delete(core.Node, 'n1')
        await asyncio.sleep(35)
        assert await c.names(core.Pod) == ['web']
        await c.gone(core.Pod, 'web', seconds=40)

    run(body, controllers=('pod-garbage-collector', 'serviceaccount'), nodes=NODES)


def test_every_node_gets_its_own_range_once() -> None:
    async def body(c: Cluster) -> None:
        async def ranges() -> dict[str, list[str]]:
            return {each.metadata.name: each.spec.pod_cidrs for each in await c.all(core.Node, '')}

        before = await ranges()
        assert sorted(itertools.chain.from_iterable(before.values())) == [
            '10.244.0.0/24',
            '10.244.1.0/24',
            '10.244.2.0/24',
        ]
        await c.client.delete(core.Node, 'n2')
        await c.client.create(core.Node(metadata=meta.ObjectMeta(name='n4')))
        await asyncio.sleep(2)
        after = await ranges()
        assert after['n1'] == before['n1'] and after['n4'] not in (before['n1'], before['n3'])
        assert (await c.client.get(core.Node, 'n4')).spec.pod_cidr == after['n4'][0]

    run(body, controllers=('node-ipam', 'serviceaccount'), nodes=NODES, config=ControllersConfig())


def test_conditions_and_cordoning_are_taints_at_once() -> None:
    async def body(c: Cluster) -> None:
        await c.client.patch(core.Node, 'n1', '', Patch.merge({'spec': {'unschedulable': True}}))
        pressure = {'status': {'conditions': [{'type': 'MemoryPressure', 'status': 'True'}]}}
        await c.client.patch(core.Node, 'n1', '', Patch.strategic(pressure), 'status')
        await asyncio.sleep(1)
        assert await taint_keys(c, 'n1') == {('unschedulable', 'NoSchedule'), ('memory-pressure', 'NoSchedule')}

    run(body, controllers=('node-lifecycle', 'serviceaccount'), nodes=NODES)
