"""A pod's life on a node, from its binding to its last trace."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from sampan.api.generated import core_v1 as core
from sampan.node.runtime.hollow import Script
from sampan.testing.loop import run_virtual

from .support import container, pod, running


def conditions(found: core.Pod) -> dict[str, str]:
    return {c.type: c.status for c in found.status.conditions}


def test_a_bound_pod_runs_and_its_status_says_so() -> None:
    async def main() -> None:
        async with running() as node:
            await node.client.create(pod())
            await node.client.until(lambda: conditions(node.client.pod('web')).get('Ready') == 'True')
            status = node.client.pod('web').status
            assert status.phase == 'Running'
            assert status.pod_ip == '10.244.0.2'
            assert status.host_ip == '192.0.2.1'
            assert status.qos_class == 'BestEffort'
            assert status.observed_generation == 1
            assert conditions(node.client.pod('web')) == {
                'PodReadyToStartContainers': 'True',
                'Initialized': 'True',
                'Ready': 'True',
                'ContainersReady': 'True',
                'PodScheduled': 'True',
            }
            main = status.container_statuses[0]
            assert main.ready and main.started and main.restart_count == 0
            assert main.container_id.startswith('containerd://')
            assert main.state.running is not None
            await node.kubelet.recorder.drain()
            assert [(e.reason, e.message) for e in node.client.events('web')] == [
                ('Pulled', 'Container image "web:1" already present on machine and can be accessed by the pod'),
                ('Created', 'Container created'),
                ('Started', 'Container started'),
            ]
            assert node.client.events('web')[0].involved_object.field_path == 'spec.containers{main}'

    run_virtual(main())


def test_a_deleted_pod_ends_within_its_grace_period_and_leaves_nothing() -> None:
    async def main() -> None:
        async with running({'web': Script(stop_seconds=5, stop_exit_code=0)}) as node:
            await node.client.create(pod())
            await node.client.until(lambda: node.client.pod('web').status.phase == 'Running')
            began = asyncio.get_running_loop().time()
            await node.client.delete(core.Pod, 'web', 'default')
            await node.client.until(lambda: (('default', 'web')) not in node.client.objects[core.Pod])
            took = asyncio.get_running_loop().time() - began
            assert 5 <= took < 6
            last = [o for e, o in node.client.history if isinstance(o, core.Pod)][-1]
            assert last.status.phase == 'Succeeded'
            assert last.status.container_statuses[0].state.terminated.exit_code == 0
            await asyncio.sleep(1)
            assert await node.runtime.containers() == []
            assert await node.runtime.sandboxes() == []
            assert node.host.volumes.pods(node.config.root / 'pods') == []
            assert node.kubelet.pods() == []
            reasons = [e.reason for e in node.client.events('web')]
            assert reasons.count('Killing') == 1

    run_virtual(main())


def test_a_container_that_does_not_stop_is_killed_after_the_grace_period() -> None:
    async def main() -> None:
        async with running({'web': Script(stop_seconds=500)}) as node:
            await node.client.create(pod(termination_grace_period_seconds=7))
            await node.client.until(lambda: node.client.pod('web').status.phase == 'Running')
            began = asyncio.get_running_loop().time()
            await node.client.delete(core.Pod, 'web', 'default')
            await node.client.until(lambda: ('default', 'web') not in node.client.objects[core.Pod])
            assert 7 <= asyncio.get_running_loop().time() - began < 8
            last = [o for e, o in node.client.history if isinstance(o, core.Pod)][-1]
            assert last.status.phase == 'Failed'
            assert last.status.container_statuses[0].state.terminated.exit_code == 137

    run_virtual(main())


def test_a_failing_container_is_restarted_with_growing_back_off() -> None:
    async def main() -> None:
        async with running({'crash': Script(run_seconds=1, exit_code=3)}) as node:
            await node.client.create(pod('web', container(image='crash:1')))

            def waiting() -> core.ContainerStateWaiting | None:
                return node.client.pod('web').status.container_statuses[0].state.waiting

            first = await node.client.until(
                lambda: waiting() is not None and waiting().reason == 'CrashLoopBackOff' and waiting()
            )
            uid = node.client.pod('web').metadata.uid
            assert first.message == f'back-off 10s restarting failed container=main pod=web_default({uid})'
            await node.client.until(lambda: node.client.pod('web').status.container_statuses[0].restart_count == 4)
            starts = [
                o.status.container_statuses[0].state.running.started_at
                for _, o in node.client.history
                if isinstance(o, core.Pod)
                and o.status.container_statuses
                and o.status.container_statuses[0].state.running
            ]
            gaps = [int((b - a).total_seconds()) for a, b in pairwise(starts) if a != b]
            assert gaps == [1, 11, 21, 41]
            status = node.client.pod('web').status.container_statuses[0]
            assert status.last_state.terminated.exit_code == 3
            assert status.last_state.terminated.reason == 'Error'
            await node.kubelet.recorder.drain()
            back_off = [e for e in node.client.events('web') if e.reason == 'BackOff']
            assert back_off[0].message == f'Back-off restarting failed container main in pod web_default({uid})'
            assert back_off[0].count > 1

    run_virtual(main())


def test_a_pod_that_never_restarts_ends_with_its_containers() -> None:
    async def main() -> None:
        scripts = {'ok': Script(run_seconds=1), 'bad': Script(run_seconds=2, exit_code=1)}
        async with running(scripts) as node:
            await node.client.create(pod('good', container(image='ok:1'), restart_policy='Never'))
            await node.client.create(
                pod('mixed', container('a', 'ok:1'), container('b', 'bad:1'), restart_policy='Never')
            )
            await node.client.until(lambda: node.client.pod('good').status.phase == 'Succeeded')
            await node.client.until(lambda: node.client.pod('mixed').status.phase == 'Failed')
            ready = next(c for c in node.client.pod('good').status.conditions if c.type == 'Ready')
            assert (ready.status, ready.reason) == ('False', 'PodCompleted')
            assert not any(s.ready for s in await node.runtime.sandboxes())
            assert len(await node.runtime.containers()) == 3  # their logs can still be read

    run_virtual(main())


def test_a_restarted_kubelet_finds_its_containers_and_leaves_them_running() -> None:
    async def main() -> None:
        async with running() as node:
            await node.client.create(pod())
            await node.client.until(lambda: conditions(node.client.pod('web')).get('Ready') == 'True')
            before = node.client.pod('web').status.container_statuses[0].container_id
            seen = len(node.client.history)
            await node.restart()
            await asyncio.sleep(60)
            after = node.client.pod('web').status
            assert after.container_statuses[0].container_id == before
            assert after.container_statuses[0].restart_count == 0
            changes = [o for _, o in node.client.history[seen:] if isinstance(o, core.Pod)]
            assert all(conditions(c).get('Ready') == 'True' for c in changes)

    run_virtual(main())


def test_a_restarted_kubelet_removes_pods_that_were_deleted_meanwhile() -> None:
    async def main() -> None:
        async with running() as node:
            await node.client.create(pod())
            await node.client.until(lambda: node.client.pod('web').status.phase == 'Running')
            await node.stop()
            await node.client.delete(core.Pod, 'web', 'default', grace_period_seconds=0)
            node.kubelet = node._new()
            node.start()
            await asyncio.sleep(40)
            assert await node.runtime.sandboxes() == []
            assert node.host.volumes.pods(node.config.root / 'pods') == []

    run_virtual(main())
