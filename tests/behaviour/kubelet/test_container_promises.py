"""What Kubernetes promises of a pod's containers: probes, order, hooks, images, configuration."""

from __future__ import annotations

import asyncio

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import Patch
from sampan.node.runtime.base import ExecResult
from sampan.node.runtime.hollow import Script
from sampan.testing.loop import run_virtual

from .nodes import container, node, pod, ready, restarts


def test_readiness_follows_the_probe() -> None:
    async def main() -> None:
        probe = core.Probe(http_get=core.HTTPGetAction(path='/', port=80), period_seconds=1, failure_threshold=2)
        async with node({'example.test/web': Script(ready_seconds=5, healthy_seconds=20)}) as n:
            await n.bind(pod('web', container(readiness_probe=probe)))
            begun = asyncio.get_running_loop().time()
            await n.until('web', ready)
            assert 5 <= asyncio.get_running_loop().time() - begun <= 6.5
            await n.until('web', lambda p: not ready(p))
            assert 20 <= asyncio.get_running_loop().time() - begun <= 23
            assert (await n.get('web')).status.container_statuses[0].restart_count == 0
            unhealthy = [e for e in await n.events('web') if e[1] == 'Unhealthy']
            assert unhealthy[0] == ('Warning', 'Unhealthy', 'Readiness probe failed: hollow container is not ready')

    run_virtual(main())


def test_a_container_that_fails_its_liveness_probe_is_restarted() -> None:
    async def main() -> None:
        probe = core.Probe(tcp_socket=core.TCPSocketAction(port=80), period_seconds=2, failure_threshold=3)
        async with node({'example.test/web': Script(healthy_seconds=10)}) as n:
            await n.bind(pod('web', container(liveness_probe=probe)))
            await n.until(
                'web', lambda p: p.status.container_statuses and p.status.container_statuses[0].restart_count == 1
            )
            killing = [e for e in await n.events('web') if e[1] == 'Killing']
            assert killing == [('Normal', 'Killing', 'Container main failed liveness probe, will be restarted')]

    run_virtual(main())


def test_a_slow_starter_is_left_alone_until_its_startup_probe_gives_up() -> None:
    async def main() -> None:
        startup = core.Probe(tcp_socket=core.TCPSocketAction(port=80), period_seconds=5, failure_threshold=10)
        liveness = core.Probe(tcp_socket=core.TCPSocketAction(port=80), period_seconds=1, failure_threshold=1)
        async with node({'example.test/web': Script(ready_seconds=30)}) as n:
            await n.bind(pod('web', container(startup_probe=startup, liveness_probe=liveness)))
            found = await n.until('web', ready)
            assert found.status.container_statuses[0].restart_count == 0
            assert found.status.container_statuses[0].started

    run_virtual(main())


def test_init_containers_run_one_after_the_other_before_the_rest() -> None:
    async def main() -> None:
        scripts = {'example.test/step': Script(run_seconds=2)}
        async with node(scripts) as n:
            steps = [container('one', 'example.test/step:1'), container('two', 'example.test/step:1')]
            await n.bind(pod(init_containers=steps))
            early = await n.until('web', lambda p: p.status.init_container_statuses)
            assert early.status.phase == 'Pending'
            initialized = next(c for c in early.status.conditions if c.type == 'Initialized')
            assert initialized.message == 'containers with incomplete status: [one two]'
            found = await n.until('web', ready)
            one, two = found.status.init_container_statuses
            main_started = found.status.container_statuses[0].state.running.started_at
            assert one.state.terminated.finished_at <= two.state.terminated.started_at
            assert two.state.terminated.finished_at <= main_started
            assert one.ready and two.ready

    run_virtual(main())


def test_a_failed_init_container_fails_a_pod_that_never_restarts() -> None:
    async def main() -> None:
        async with node({'example.test/step': Script(run_seconds=1, exit_code=7)}) as n:
            await n.bind(pod(init_containers=[container('one', 'example.test/step:1')], restart_policy='Never'))
            found = await n.until('web', lambda p: p.status.phase == 'Failed')
            assert found.status.init_container_statuses[0].state.terminated.exit_code == 7
            assert found.status.container_statuses[0].state.waiting.reason == 'PodInitializing'

    run_virtual(main())


def test_sidecars_start_first_and_stop_last() -> None:
    async def main() -> None:
        scripts = {'example.test/job': Script(run_seconds=5), 'example.test/proxy': Script(stop_seconds=1)}
        async with node(scripts) as n:
            proxy = container('proxy', 'example.test/proxy:1', restart_policy='Always')
            await n.bind(
                pod('web', container(image='example.test/job:1'), init_containers=[proxy], restart_policy='Never')
            )
            found = await n.until('web', lambda p: p.status.phase == 'Succeeded')
            side = found.status.init_container_statuses[0].state.terminated
            main = found.status.container_statuses[0].state.terminated
            assert side.started_at <= main.started_at
            assert side.finished_at > main.finished_at

    run_virtual(main())


def test_an_image_that_cannot_be_pulled_is_waited_for_with_back_off() -> None:
    async def main() -> None:
        broken = Script(pull_error='not found', present=False)
        async with node({'example.test/none': broken}) as n:
            await n.bind(pod('web', container(image='example.test/none:1')))
            failed = await n.until('web', lambda p: _waiting(p) == 'ErrImagePull')
            assert failed.status.container_statuses[0].state.waiting.message == 'not found'
            off = await n.until('web', lambda p: _waiting(p) == 'ImagePullBackOff', 5)
            assert off.status.container_statuses[0].state.waiting.message == (
                'Back-off pulling image "example.test/none:1": ErrImagePull: not found'
            )
            n.runtime.scripts['example.test/none'] = Script(present=False)
            await n.until('web', ready, 60)
            assert [e[1:] for e in await n.events('web')][:5] == [
                ('Pulling', 'Pulling image "example.test/none:1"'),
                ('Failed', 'Failed to pull image "example.test/none:1": not found'),
                ('Failed', 'Error: ErrImagePull'),
                ('BackOff', 'Back-off pulling image "example.test/none:1"'),
                ('Failed', 'Error: ImagePullBackOff'),
            ]

    run_virtual(main())


def _waiting(pod: core.Pod) -> str:
    statuses = pod.status.container_statuses
    return statuses[0].state.waiting.reason if statuses and statuses[0].state.waiting else ''


def test_a_container_that_cannot_start_is_tried_again_with_the_back_off_of_crashes() -> None:
    async def main() -> None:
        async with node({'example.test/web': Script(start_error='exec: "nothing": not found')}) as n:
            await n.bind(pod())
            await n.until('web', lambda p: p.status.container_statuses and restarts(p) == 1, 5)
            found = await n.until(
                'web', lambda p: p.status.container_statuses[0].state.waiting.reason != 'RunContainerError', 5
            )
            assert found.status.container_statuses[0].state.waiting.reason == 'CrashLoopBackOff'
            ended = found.status.container_statuses[0].last_state.terminated
            assert (ended.reason, ended.started_at.isoformat()) == ('StartError', '1970-01-01T00:00:00+00:00')

    run_virtual(main())


def test_an_image_with_no_name_is_looked_at_now_and_then() -> None:
    async def main() -> None:
        async with node() as n:
            await n.bind(pod('web', container(image='UPPER::1')))
            await asyncio.sleep(35)
            found = await n.client.get(core.Pod, 'web', 'default')
            assert found.status.container_statuses[0].state.waiting.reason == 'InvalidImageName'
            events = {e[1]: e for e in await n.events('web')}
            assert set(events) == {'InspectFailed', 'Failed'}
            counts = {e.reason: e.count for e in (await n.client.list(core.Event, 'default')).items}
            assert counts['InspectFailed'] == 4, 'every ten seconds'

    run_virtual(main())


def test_a_missing_config_map_is_waited_for_and_taken_when_it_comes() -> None:
    async def main() -> None:
        async with node() as n:
            volume = core.Volume(name='config', config_map=core.ConfigMapVolumeSource(name='settings'))
            mount = core.VolumeMount(name='config', mount_path='/config')
            await n.bind(pod('web', container(volume_mounts=[mount]), volumes=[volume]))
            await asyncio.sleep(30)
            waiting = await n.get('web')
            assert (waiting.status.phase, _waiting(waiting)) == ('Pending', 'ContainerCreating')
            assert (await n.events('web'))[0] == (
                'Warning',
                'FailedMount',
                'MountVolume.SetUp failed for volume "config" : configmap "settings" not found',
            )
            named = meta.ObjectMeta(name='settings', namespace='default')
            await n.client.create(core.ConfigMap(metadata=named, data={'k': 'v1'}))
            await n.until('web', ready, 5)

    run_virtual(main())


def test_a_volume_follows_its_config_map() -> None:
    async def main() -> None:
        async with node() as n:
            named = meta.ObjectMeta(name='settings', namespace='default')
            await n.client.create(core.ConfigMap(metadata=named, data={'k': 'v1'}))
            volume = core.Volume(name='config', config_map=core.ConfigMapVolumeSource(name='settings'))
            mount = core.VolumeMount(name='config', mount_path='/config')
            await n.bind(pod('web', container(volume_mounts=[mount]), volumes=[volume]))
            await n.until('web', ready)
            patch = Patch.merge({'data': {'k': 'v2'}})
            await n.client.patch(core.ConfigMap, 'settings', 'default', patch)
            await asyncio.sleep(1)
            (payload,) = n.kubelet._host.volumes.payloads.values()  # type: ignore[attr-defined]
            assert payload['k'].data == b'v2'

    run_virtual(main())


def test_a_missing_secret_in_the_environment_is_a_configuration_error() -> None:
    async def main() -> None:
        async with node() as n:
            source = core.EnvFromSource(secret_ref=core.SecretEnvSource(name='login'))
            await n.bind(pod('web', container(env_from=[source])))
            found = await n.until('web', lambda p: _waiting(p) == 'CreateContainerConfigError')
            assert found.status.container_statuses[0].state.waiting.message == 'secret "login" not found'
            assert ('Warning', 'Failed', 'Error: secret "login" not found') in await n.events('web')
            named = meta.ObjectMeta(name='login', namespace='default')
            await n.client.create(core.Secret(metadata=named, data={'user': b'me'}))
            await n.until('web', ready, 5)

    run_virtual(main())


def test_hooks_run_around_a_containers_life() -> None:
    async def main() -> None:
        async with node({'example.test/web': Script(stop_seconds=1)}) as n:
            hook = core.Lifecycle(
                post_start=core.LifecycleHandler(http_get=core.HTTPGetAction(path='/up', port=80)),
                pre_stop=core.LifecycleHandler(sleep=core.SleepAction(seconds=4)),
            )
            await n.bind(pod('web', container(lifecycle=hook)))
            await n.until('web', ready)
            assert [path for _, path in n.kubelet._host.prober.requests] == ['/up']  # type: ignore[attr-defined]
            begun = asyncio.get_running_loop().time()
            await n.client.delete(core.Pod, 'web', 'default')
            await n.until_gone('web', 30)
            assert 5 <= asyncio.get_running_loop().time() - begun < 6

    run_virtual(main())


def test_a_container_does_not_run_before_its_post_start_hook_is_done() -> None:
    async def main() -> None:
        async with node() as n:
            hook = core.Lifecycle(post_start=core.LifecycleHandler(sleep=core.SleepAction(seconds=20)))
            await n.bind(pod('web', container(lifecycle=hook)))
            await asyncio.sleep(15)
            early = await n.get('web')
            assert (early.status.phase, _waiting(early)) == ('Pending', 'ContainerCreating')
            await n.until('web', ready, 6)

    run_virtual(main())


def test_a_failed_post_start_hook_restarts_the_container() -> None:
    async def main() -> None:
        failing = {('false',): ExecResult(b'out', b'', 1)}
        async with node({'example.test/web': Script(exec_results=failing)}) as n:
            hook = core.Lifecycle(post_start=core.LifecycleHandler(exec=core.ExecAction(command=['false'])))
            await n.bind(pod('web', container(lifecycle=hook)))
            found = await n.until('web', lambda p: _waiting(p) == 'PostStartHookError')
            assert found.status.container_statuses[0].state.waiting.message == (
                'Exec lifecycle hook ([false]) for Container "main" failed - error: command \'false\' exited with 1: , '
                'message: "out"'
            )
            await n.until('web', lambda p: restarts(p) >= 2)
            reasons = [e[1] for e in await n.events('web')]
            assert {'FailedPostStartHook', 'Killing', 'BackOff'} <= set(reasons)

    run_virtual(main())


def test_a_pre_stop_hook_is_bounded_by_the_grace_period() -> None:
    async def main() -> None:
        async with node() as n:
            hook = core.Lifecycle(pre_stop=core.LifecycleHandler(sleep=core.SleepAction(seconds=100)))
            await n.bind(pod('web', container(lifecycle=hook), termination_grace_period_seconds=200))
            await n.until('web', ready)
            begun = asyncio.get_running_loop().time()
            await n.client.delete(core.Pod, 'web', 'default', grace_period_seconds=10)
            await n.until_gone('web', 30)
            assert 10 <= asyncio.get_running_loop().time() - begun < 13

    run_virtual(main())


def test_what_the_runtime_cannot_do_is_said() -> None:
    async def body() -> None:
        async with node() as n:
            await n.bind(pod('walled', host_users=False))
            mount = core.VolumeMount(
                name='data', mount_path='/data', read_only=True, recursive_read_only='Enabled', mount_propagation='None'
            )
            volume = core.Volume(name='data', empty_dir=core.EmptyDirVolumeSource())
            await n.bind(pod('sealed', container(volume_mounts=[mount]), volumes=[volume]))
            sealed = await n.until('sealed', lambda p: _waiting(p) == 'CreateContainerConfigError')
            waiting = sealed.status.container_statuses[0].state.waiting
            assert waiting is not None and waiting.message == (
                'failed to resolve recursive read-only mode: '
                'volume "data" requested recursive read-only mode, but it is not supported by the runtime'
            )
            await asyncio.sleep(5)
            assert (
                'Warning',
                'FailedCreatePodSandBox',
                "Failed to create pod sandbox: can't set `spec.hostUsers: false`, "
                'runtime does not support user namespaces',
            ) in await n.events('walled')
            assert (await n.get('walled')).status.phase == 'Pending'

    run_virtual(body())
