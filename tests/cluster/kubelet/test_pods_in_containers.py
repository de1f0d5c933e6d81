"""Pods in real containers: what a program in them finds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sampan.api.defaults import set_defaults
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.machinery.world import SystemWorld
from sampan.node.config import KubeletConfig
from sampan.node.kubelet import Kubelet
from sampan.node.machine import real_host
from sampan.node.resources.real_cgroups import RealCgroups
from support.containerd import DEADLINE, IMAGE, containerd_node
from support.containerd import Node as ContainerdNode
from support.fake_client import FakeClient

pytestmark = pytest.mark.root


@dataclass(slots=True)
class Node:
    client: FakeClient
    kubelet: Kubelet
    containerd: ContainerdNode
    config: KubeletConfig

    async def run(self, pod: core.Pod) -> core.Pod:
        """Create the pod and wait until it is Ready or over."""
        await self.client.create(pod)
        name = pod.metadata.name
        await self.client.until(lambda: _settled(self.client.pod(name)), DEADLINE)
        return self.client.pod(name)

    async def output(self, pod: core.Pod, container: str = 'main') -> str:
        status = next(c for c in pod.status.container_statuses if c.name == container)
        seen = await self.containerd.runtime.container_status(status.container_id.partition('://')[2])
        lines = Path(seen.log_path).read_text().splitlines()
        return '\n'.join(line.split(' ', 3)[3] for line in lines)


def _settled(pod: core.Pod) -> bool:
    ready = any(c.type == 'Ready' and c.status == 'True' for c in pod.status.conditions)
    over = pod.status.phase in ('Succeeded', 'Failed')
    return over or (ready and pod.spec.restart_policy != 'Never')


@asynccontextmanager
async def real_node() -> AsyncIterator[Node]:
    async with asyncio.timeout(DEADLINE), containerd_node() as containerd:
        world = SystemWorld()
        client = FakeClient(world)
        folder = containerd.folder
        root = containerd.config.cgroup_root.strip('/')
        config = KubeletConfig(
            node_name='node-a',
            node_ips=('192.0.2.1',),
            root=folder / 'kubelet',
            pod_logs=folder / 'pod-logs',
            fail_on_bugs=True,
        )
        host = real_host(config.root, world=world, cgroup_root=root)
        kubelet = Kubelet(client=client, runtime=containerd.runtime, world=world, config=config, host=host)
        task = asyncio.ensure_future(kubelet.run())
        try:
            yield Node(client, kubelet, containerd, config)
        finally:
            task.cancel()
            done = await asyncio.gather(task, return_exceptions=True)
            host.volumes.remove(config.root / 'pods')
            if isinstance(done[0], Exception):
                raise done[0]


def shell_pod(name: str, script: str, *, spec: dict[str, Any] | None = None, **container: Any) -> core.Pod:
    main = core.Container(name='main', image=IMAGE, command=['sh', '-c', script], **container)
    pod = core.Pod(
        metadata=meta.ObjectMeta(name=name, namespace='default', labels={'app': name}),
        spec=core.PodSpec(containers=[main], node_name='node-a', **(spec or {})),
    )
    set_defaults(pod)
    return pod


def test_a_pod_runs_is_restarted_and_is_deleted_with_everything_it_had() -> None:
    async def main() -> None:
        async with real_node() as node:
            script = 'trap "exit 0" TERM; echo started; while :; do sleep 0.1; done'
            pod = await node.run(shell_pod('web', script))
            assert pod.status.phase == 'Running'
            assert pod.status.pod_ip
            assert pod.status.container_statuses[0].image_id
            uid = pod.metadata.uid
            assert RealCgroups(node.containerd.config.cgroup_root).pods() == [uid]
            container = pod.status.container_statuses[0].container_id.partition('://')[2]
            await node.containerd.runtime.exec_sync(container, ['sh', '-c', 'kill -9 -1; kill -TERM 1'], 5)
            await node.client.until(lambda: node.client.pod('web').status.container_statuses[0].restart_count == 1)
            await node.client.until(lambda: _settled(node.client.pod('web')))
            await node.client.delete(core.Pod, 'web', 'default')
            await node.client.until(lambda: ('default', 'web') not in node.client.objects[core.Pod], DEADLINE)
            while node.kubelet.pods():
                await asyncio.sleep(0.05)
            assert await node.containerd.runtime.containers() == []
            assert await node.containerd.runtime.sandboxes() == []
            assert list((node.config.root / 'pods').iterdir()) == []
            assert RealCgroups(node.containerd.config.cgroup_root).pods() == []
            assert list(node.config.pod_logs.iterdir()) == []

    asyncio.run(main())


def test_a_container_finds_its_configuration() -> None:
    script = (
        'echo "$GREETING $POD $LIMIT $KUBERNETES_SERVICE_HOST"; cat /config/key; echo; cat /etc/hostname; '
        'grep web /etc/hosts | wc -l; cat /secret/password; echo; stat -c %a /secret/..data/password; '
        'cat /podinfo/labels; echo; cat /var/run/token/token; echo; grep ndots /etc/resolv.conf; '
        'grep -c "/scratch tmpfs" /proc/mounts; cat /one; echo; echo bye > /dev/termination-log; echo end'
    )

    async def main() -> None:
        async with real_node() as node:
            await node.client.create(
                core.Service(
                    metadata=meta.ObjectMeta(name='kubernetes', namespace='default'),
                    spec=core.ServiceSpec(cluster_ip='10.96.0.1', ports=[core.ServicePort(name='https', port=443)]),
                )
            )
            named = meta.ObjectMeta(name='settings', namespace='default')
            await node.client.create(core.ConfigMap(metadata=named, data={'key': 'value', 'greeting': 'hello'}))
            await node.client.create(core.Secret(metadata=named, data={'password': b'geheim'}))
            pod = await node.run(_configured(script))
            assert (await node.output(pod)).splitlines() == [
                'hello web 250 10.96.0.1',
                'value',
                'web',
                '1',
                'geheim',
                '400',
                'app="web"',
                await _token(node),
                'options ndots:5',
                '1',
                'value',
                'end',
            ]
            ended = pod.status.container_statuses[0].state.terminated
            assert (ended.exit_code, ended.reason, ended.message) == (0, 'Completed', 'bye\n')

    asyncio.run(main())


async def _token(node: Node) -> str:
    index = next(i for i, (verb, _, _) in enumerate(node.client.calls) if verb == 'create token')
    return f'token-{index + 1}'


def _configured(script: str) -> core.Pod:
    field = core.EnvVarSource(field_ref=core.ObjectFieldSelector(field_path='metadata.name'))
    limit = core.EnvVarSource(resource_field_ref=core.ResourceFieldSelector(resource='limits.cpu', divisor='1m'))
    key = core.EnvVarSource(config_map_key_ref=core.ConfigMapKeySelector(name='settings', key='greeting'))
    labels = core.DownwardAPIVolumeFile(path='labels', field_ref=core.ObjectFieldSelector(field_path='metadata.labels'))
    token = core.VolumeProjection(service_account_token=core.ServiceAccountTokenProjection(path='token'))
    return shell_pod(
        'web',
        script,
        env=[
            core.EnvVar(name='GREETING', value_from=key),
            core.EnvVar(name='POD', value_from=field),
            core.EnvVar(name='LIMIT', value_from=limit),
        ],
        resources=core.ResourceRequirements(limits={'cpu': '250m', 'memory': '64Mi'}),
        volume_mounts=[
            core.VolumeMount(name='config', mount_path='/config'),
            core.VolumeMount(name='config', mount_path='/one', sub_path='key'),
            core.VolumeMount(name='secret', mount_path='/secret'),
            core.VolumeMount(name='podinfo', mount_path='/podinfo'),
            core.VolumeMount(name='token', mount_path='/var/run/token'),
            core.VolumeMount(name='scratch', mount_path='/scratch'),
        ],
        spec={
            'restart_policy': 'Never',
            'service_account_name': 'default',
            'volumes': [
                core.Volume(name='config', config_map=core.ConfigMapVolumeSource(name='settings')),
                core.Volume(name='secret', secret=core.SecretVolumeSource(secret_name='settings', default_mode=0o400)),
                core.Volume(name='podinfo', downward_api=core.DownwardAPIVolumeSource(items=[labels])),
                core.Volume(name='token', projected=core.ProjectedVolumeSource(sources=[token])),
                core.Volume(name='scratch', empty_dir=core.EmptyDirVolumeSource(medium='Memory')),
            ],
        },
    )


def test_security_contexts_and_volumes_are_what_the_spec_says() -> None:
    script = (
        'id -u; id -g; id -G; touch /nope 2>/dev/null && echo writable; touch /scratch/x && stat -c "%g %a" /scratch; '
        'stat -c "%u %g %a" /token/..data/token; cat /host/file; grep NoNewPrivs /proc/self/status | cut -f2'
    )

    async def main() -> None:
        async with real_node() as node:
            (node.containerd.folder / 'host').mkdir()
            (node.containerd.folder / 'host/file').write_text('from the host\n')
            token = core.VolumeProjection(service_account_token=core.ServiceAccountTokenProjection(path='token'))
            host = core.HostPathVolumeSource(path=str(node.containerd.folder / 'host'), type='Directory')
            pod = shell_pod(
                'secure',
                script,
                security_context=core.SecurityContext(read_only_root_filesystem=True, allow_privilege_escalation=False),
                volume_mounts=[
                    core.VolumeMount(name='scratch', mount_path='/scratch'),
                    core.VolumeMount(name='token', mount_path='/token'),
                    core.VolumeMount(name='host', mount_path='/host', read_only=True),
                ],
                spec={
                    'restart_policy': 'Never',
                    'service_account_name': 'default',
                    'security_context': core.PodSecurityContext(
                        run_as_user=1234, run_as_group=5678, fs_group=4242, run_as_non_root=True
                    ),
                    'volumes': [
                        core.Volume(name='scratch', empty_dir=core.EmptyDirVolumeSource()),
                        core.Volume(name='token', projected=core.ProjectedVolumeSource(sources=[token])),
                        core.Volume(name='host', host_path=host),
                    ],
                },
            )
            await with_service(node)
            ended = await node.run(pod)
            assert (await node.output(ended)).splitlines() == [
                '1234',
                '5678',
                '5678 4242',
                '4242 2777',
                '1234 4242 640',
                'from the host',
                '1',
            ]

    asyncio.run(main())


def test_a_container_that_takes_too_much_memory_is_killed_for_it() -> None:
    async def main() -> None:
        async with real_node() as node:
            await with_service(node)
            limits = core.ResourceRequirements(limits={'memory': '16Mi', 'cpu': '500m'})
            greedy = shell_pod('greedy', 'tail /dev/zero', resources=limits, spec={'restart_policy': 'Never'})
            ended = await node.run(greedy)
            assert ended.status.phase == 'Failed'
            terminated = ended.status.container_statuses[0].state.terminated
            assert (terminated.exit_code, terminated.reason) == (137, 'OOMKilled')
            assert ended.status.qos_class == 'Guaranteed'

    asyncio.run(main())


def test_probes_reach_real_containers() -> None:
    async def main() -> None:
        async with real_node() as node:
            await with_service(node)
            probes = {
                'startup_probe': core.Probe(exec=core.ExecAction(command=['test', '-e', '/up']), period_seconds=1),
                'liveness_probe': core.Probe(tcp_socket=core.TCPSocketAction(port=8080), period_seconds=1),
                'readiness_probe': core.Probe(http_get=core.HTTPGetAction(path='/ok', port=8080), period_seconds=1),
            }
            pod = await node.run(
                shell_pod('probed', 'mkdir /w; touch /w/ok /up; exec httpd -f -p 8080 -h /w', **probes)
            )
            container = pod.status.container_statuses[0].container_id.partition('://')[2]
            assert pod.status.container_statuses[0].started
            await node.containerd.runtime.exec_sync(container, ['rm', '/w/ok'], 5)
            await node.client.until(lambda: not _settled(node.client.pod('probed')), DEADLINE)
            await node.kubelet.recorder.drain()
            unhealthy = [e.message for e in node.client.events('probed') if e.reason == 'Unhealthy']
            assert 'Readiness probe failed: HTTP probe failed with statuscode: 404' in unhealthy

    asyncio.run(main())


async def with_service(node: Node) -> None:
    """Every cluster has this one, and containers wait until services are known."""
    await node.client.create(
        core.Service(
            metadata=meta.ObjectMeta(name='kubernetes', namespace='default'),
            spec=core.ServiceSpec(cluster_ip='10.96.0.1', ports=[core.ServicePort(name='https', port=443)]),
        )
    )
