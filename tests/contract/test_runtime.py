"""What every Runtime promises the kubelet, on real containers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sampan.node.runtime.base import (
    ContainerConfig,
    ContainerEvent,
    ContainerEventType,
    Mount,
    NotFound,
    Resources,
    Runtime,
    RuntimeFailure,
    Security,
    State,
)
from support.containerd import IMAGE, Node, on_node, shell, started

pytestmark = pytest.mark.root

FOREVER = 'trap "exit 0" TERM; while true; do sleep 1 & wait $!; done'


@asynccontextmanager
async def listening(runtime: Runtime) -> AsyncIterator[asyncio.Queue[ContainerEvent]]:
    """The runtime's events in a queue."""
    queue: asyncio.Queue[ContainerEvent] = asyncio.Queue()

    async def listen() -> None:
        async for event in runtime.events():
            queue.put_nowait(event)

    task = asyncio.create_task(listen())
    try:
        yield queue
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(queue: asyncio.Queue[ContainerEvent], kind: ContainerEventType, container: str) -> ContainerEvent:
    while True:
        event = await queue.get()
        if (event.type, event.container) == (kind, container):
            return event


def test_the_life_of_a_container_can_be_watched() -> None:
    async def body(node: Node) -> None:
        runtime, config = node.runtime, node.sandbox_config()
        async with listening(runtime) as events:
            sandbox = await runtime.run_sandbox(config)
            container = await runtime.create_container(sandbox, shell('echo out; echo err >&2; exit 3'), config)
            assert (await runtime.container_status(container)).state is State.CREATED
            await runtime.start_container(container)
            await until(events, ContainerEventType.STARTED, container)
            event = await until(events, ContainerEventType.STOPPED, container)
            assert event.pod_uid == config.uid
            # Who looks on hearing of it sees it.
            status = await runtime.container_status(container)
            assert (status.state, status.exit_code, status.reason) == (State.EXITED, 3, 'Error')
            assert status.sandbox == sandbox
            assert (
                status.started_at
                and status.finished_at
                and status.created_at <= status.started_at <= status.finished_at
            )
            assert status.log_path == f'{config.log_directory}/main/0.log'
            written = sorted(line.split(' ', 1)[1] for line in Path(status.log_path).read_text().splitlines())
            assert written == ['stderr F err', 'stdout F out']
            await runtime.remove_container(container)
            await until(events, ContainerEventType.DELETED, container)
            assert await runtime.containers() == []

    on_node(body)


def test_a_sandbox_has_an_address_and_ends_for_good() -> None:
    async def body(node: Node) -> None:
        runtime, config = node.runtime, node.sandbox_config()
        sandbox = await runtime.run_sandbox(config)
        status = await runtime.sandbox_status(sandbox)
        assert (status.ready, status.name, status.namespace, status.uid) == (True, 'pod', 'default', config.uid)
        assert len(status.ips) == 1
        assert [item.id for item in await runtime.sandboxes()] == [sandbox]
        async with listening(runtime) as events:
            await runtime.stop_sandbox(sandbox)
            await until(events, ContainerEventType.STOPPED, sandbox)
        assert not (await runtime.sandbox_status(sandbox)).ready
        await runtime.stop_sandbox(sandbox)
        await runtime.remove_sandbox(sandbox)
        await runtime.remove_sandbox(sandbox)
        assert await runtime.sandboxes() == []

    on_node(body)


def test_what_is_not_there_is_not_found_and_removing_it_succeeds() -> None:
    async def body(node: Node) -> None:
        runtime = node.runtime
        for call in (
            runtime.sandbox_status('no'),
            runtime.container_status('no'),
            runtime.exec_sync('no', ['true'], 1),
            runtime.start_container('no'),
        ):
            with pytest.raises(NotFound):
                await call
        await runtime.stop_container('no', 1)
        await runtime.remove_container('no')
        await runtime.stop_sandbox('no')
        await runtime.remove_sandbox('no')

    on_node(body)


def test_stopping_asks_first_and_kills_after_the_grace_period() -> None:
    async def body(node: Node) -> None:
        runtime, loop = node.runtime, asyncio.get_running_loop()
        _, polite = await started(runtime, node.sandbox_config('polite'), shell(FOREVER))
        await runtime.exec_sync(polite, ['true'], 5)
        before = loop.time()
        await runtime.stop_container(polite, 30)
        assert loop.time() - before < 10
        assert (await runtime.container_status(polite)).exit_code == 0
        _, deaf = await started(
            runtime, node.sandbox_config('deaf'), shell('trap "" TERM; while true; do sleep 1; done')
        )
        before = loop.time()
        await runtime.stop_container(deaf, 1)
        assert loop.time() - before >= 1
        status = await runtime.container_status(deaf)
        assert (status.state, status.exit_code, status.reason) == (State.EXITED, 137, 'Error')

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


def test_usage_and_limits_of_a_running_container() -> None:
    async def body(node: Node) -> None:
        runtime = node.runtime
        _, container = await started(runtime, node.sandbox_config(), shell(FOREVER))
        await runtime.exec_sync(container, ['true'], 5)
        (stats,) = [item for item in await runtime.container_stats() if item.container == container]
        assert stats.cpu_nanoseconds > 0
        assert 0 < stats.memory_working_set < 64 << 20
        await runtime.update_resources(container, Resources(cpu_shares=512, memory_limit=128 << 20))

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
        assert (image.tags, image.user) == ((IMAGE,), '')
        assert image.size > 500_000
        assert await runtime.image_status(image.id) == image
        assert image in await runtime.images()
        assert await runtime.image_status('localhost/no:such') is None
        await runtime.remove_image(IMAGE)
        assert await runtime.image_status(IMAGE) is None

    on_node(body)


def test_failures_carry_upstreams_reasons_and_the_runtimes_words() -> None:
    async def body(node: Node) -> None:
        runtime, config = node.runtime, node.sandbox_config()
        with pytest.raises(RuntimeFailure) as pulling:
            await runtime.pull_image('localhost:1/no:such')
        assert pulling.value.reason == 'ErrImagePull'
        assert pulling.value.message.startswith('rpc error: code = Unknown desc = failed to pull and unpack image')
        sandbox = await runtime.run_sandbox(config)
        missing = ContainerConfig(name='a', attempt=0, image=IMAGE, command=('/missing',))
        container = await runtime.create_container(sandbox, missing, config)
        with pytest.raises(RuntimeFailure) as starting:
            await runtime.start_container(container)
        assert starting.value.reason == 'RunContainerError'
        assert 'no such file or directory' in starting.value.message
        assert not starting.value.message.startswith('rpc error')
        status = await runtime.container_status(container)
        assert (status.state, status.reason, status.exit_code) == (State.EXITED, 'StartError', 128)

    on_node(body)


def test_health_and_version() -> None:
    async def body(node: Node) -> None:
        version, health = await node.runtime.version(), await node.runtime.health()
        assert (version.name, version.api_version) == ('containerd', 'v1')
        assert (health.runtime_ready, health.network_ready) == (True, True)

    on_node(body)
