"""What only real containers have: processes, files, memory, logs."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sampan.machinery.world import SystemWorld
from sampan.node.logs.rotation import LogRotation, RotationConfig
from sampan.node.runtime.base import (
    ContainerConfig,
    ContainerEventType,
    Mount,
    Resources,
    RuntimeFailure,
    Security,
    State,
)
from sampan.node.runtime.containerd.cleanup import daemons
from support.containerd import IMAGE, Node, on_node, shell, started
from support.runtime_events import listening, until

pytestmark = pytest.mark.root

FOREVER = 'while true; do sleep 1; done'


class Minutes(SystemWorld):
    """A clock that is a minute further each time: names of rotated files have whole seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead = timedelta()

    def now(self) -> datetime:
        self._ahead += timedelta(minutes=1)
        return super().now() + self._ahead


def test_output_is_logged_in_cris_format() -> None:
    async def body(node: Node) -> None:
        runtime, config = node.runtime, node.sandbox_config()
        async with listening(runtime) as events:
            _, container = await started(runtime, config, shell('echo out; echo err >&2; printf cut'))
            await until(events, ContainerEventType.STOPPED, container)
        lines = (await runtime.container_status(container)).log_path
        written = sorted(line.split(' ', 1)[1] for line in Path(lines).read_text().splitlines())
        assert written == ['stderr F err', 'stdout F out', 'stdout P cut']

    on_node(body)


def test_commands_run_inside_with_their_output_apart() -> None:
    async def body(node: Node) -> None:
        runtime = node.runtime
        _, container = await started(runtime, node.sandbox_config(), shell(FOREVER))
        result = await runtime.exec_sync(container, ['sh', '-c', 'echo out; echo err >&2; exit 4'], 5)
        assert (result.stdout, result.stderr, result.exit_code) == (b'out\n', b'err\n', 4)
        with pytest.raises(RuntimeFailure) as raised:
            await runtime.exec_sync(container, ['sleep', '30'], 1)
        assert raised.value.reason == 'DeadlineExceeded'
        with pytest.raises(RuntimeFailure, match='no such file or directory'):
            await runtime.exec_sync(container, ['/missing'], 5)
        await runtime.exec_sync(container, ['true'], 5)

    on_node(body)


def test_the_configuration_reaches_the_process(tmp_path: Path) -> None:
    async def body(node: Node) -> None:
        tmp_path.chmod(0o755)
        (tmp_path / 'file').write_text('mounted')
        config = ContainerConfig(
            name='main',
            attempt=2,
            image=IMAGE,
            command=('sh', '-c'),
            args=('sleep 100',),
            working_dir='/tmp',
            env=(('A', '1'), ('B', 'two words\nand a line')),
            mounts=(Mount('/data', str(tmp_path), read_only=True),),
            labels={'io.kubernetes.container.name': 'main'},
            annotations={'restarts': '2'},
            resources=Resources(cpu_shares=204, memory_limit=64 << 20),
            security=Security(
                run_as_user=1000,
                run_as_group=1000,
                supplemental_groups=(2000,),
                read_only_rootfs=True,
                no_new_privs=True,
            ),
        )
        runtime = node.runtime
        sandbox_config = node.sandbox_config(
            dns_servers=('10.96.0.10',), dns_searches=('default.svc.cluster.local',), dns_options=('ndots:5',)
        )
        _, container = await started(runtime, sandbox_config, config)

        async def inside(command: str) -> str:
            result = await runtime.exec_sync(container, ['sh', '-c', command], 5)
            return (result.stdout + result.stderr).decode().strip()

        assert await inside('pwd; hostname; echo $A; echo "$B"') == '/tmp\npod\n1\ntwo words\nand a line'
        assert await inside('id -u; id -g; id -G') == '1000\n1000\n1000 2000'
        assert await inside('cat /data/file; touch /data/x') == 'mountedtouch: /data/x: Read-only file system'
        assert 'Read-only' in await inside('touch /x')
        assert (
            await inside('cat /etc/resolv.conf')
            == 'search default.svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5'
        )
        assert await inside('grep NoNewPrivs /proc/self/status') == 'NoNewPrivs:\t1'
        assert await inside('wc -c < /proc/keys') == '0'
        status = await runtime.container_status(container)
        assert (status.attempt, status.labels, status.annotations) == (2, config.labels, config.annotations)
        assert (status.image, status.image_id[:7]) == (IMAGE, 'sha256:')
        (listed,) = await runtime.containers()
        assert (listed.id, listed.state, listed.labels) == (container, State.RUNNING, config.labels)

    on_node(body)


def test_a_container_beyond_its_memory_is_killed_for_it() -> None:
    async def body(node: Node) -> None:
        runtime = node.runtime
        hungry = shell('exec tail /dev/zero', resources=Resources(memory_limit=32 << 20))
        async with listening(runtime) as events:
            _, container = await started(runtime, node.sandbox_config(), hungry)
            await until(events, ContainerEventType.STOPPED, container)
            status = await runtime.container_status(container)
            while status.reason != 'OOMKilled':  # the reason may come behind the end
                await until(events, ContainerEventType.STOPPED, container)
                status = await runtime.container_status(container)
            assert (status.state, status.exit_code) == (State.EXITED, 137)

    on_node(body)


def test_limits_can_be_changed_while_running() -> None:
    async def body(node: Node) -> None:
        _, container = await started(node.runtime, node.sandbox_config(), shell(FOREVER))
        await node.runtime.update_resources(container, Resources(cpu_shares=512, memory_limit=128 << 20))
        limits = [
            path.read_text().strip()
            for path in Path('/sys/fs/cgroup').glob(f'**/{container}/memory.*')
            if path.name in ('memory.limit_in_bytes', 'memory.max')
        ]
        assert limits == [str(128 << 20)]

    on_node(body)


def test_a_large_log_is_rotated_and_old_ones_go() -> None:
    async def body(node: Node) -> None:
        config = node.sandbox_config()
        script = 'while read line; do echo $line; done'
        _, container = await started(node.runtime, config, shell(script, stdin=True))
        path = Path((await node.runtime.container_status(container)).log_path)
        rotation = LogRotation(runtime=node.runtime, world=Minutes(), config=RotationConfig(max_size=1, max_files=3))
        with path.open('ab') as log:
            log.write(b'2026-01-02T03:04:05Z stdout F before\n')
        for _ in range(4):
            await rotation.sweep()
            assert path.exists()
            with path.open('ab') as log:
                log.write(b'2026-01-02T03:04:05Z stdout F more\n')
        names = sorted(file.name for file in path.parent.iterdir())
        assert len(names) == 3, names
        assert names[0] == '0.log'
        assert names[1].endswith('.gz')
        assert not names[2].endswith('.gz')

    on_node(body)


def test_a_log_can_be_reopened_under_its_old_name() -> None:
    async def body(node: Node) -> None:
        runtime = node.runtime
        _, container = await started(
            runtime, node.sandbox_config(), shell('while read x; do echo $x; done', stdin=True)
        )
        path = Path((await runtime.container_status(container)).log_path)
        path.rename(path.with_suffix('.old'))
        await runtime.reopen_log(container)
        assert path.exists()

    on_node(body)


def test_images_are_known_by_name_and_id() -> None:
    async def body(node: Node) -> None:
        runtime = node.runtime
        image = await runtime.image_status(IMAGE)
        assert image is not None
        assert await runtime.image_status(image.id) == image
        assert await runtime.image_status('localhost/no:such') is None
        await runtime.remove_image(IMAGE)
        assert await runtime.image_status(IMAGE) is None

    on_node(body)


def test_listeners_are_told_when_containerd_goes_away() -> None:
    async def body(node: Node) -> None:
        async def listen() -> None:
            async for _ in node.runtime.events():
                heard.set()

        heard = asyncio.Event()
        await node.runtime.run_sandbox(node.sandbox_config())
        listening = asyncio.create_task(listen())
        await heard.wait()  # of the sandbox that was there before
        os.kill(daemons(node.config)[0], signal.SIGKILL)
        with pytest.raises(RuntimeFailure) as raised:
            await listening
        assert raised.value.reason == 'EventStreamBroken'
        with pytest.raises(RuntimeFailure, match='Unavailable'):
            await node.runtime.version()
        await node.containerd.wait()

    on_node(body)
