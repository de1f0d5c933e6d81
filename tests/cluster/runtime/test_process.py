"""Sampan's own containerd through crashes, and what is left of it when it is cleaned up."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvloop

from sampan.node.images import pause
from sampan.node.images.load import load
from sampan.node.runtime.base import ContainerEventType, RuntimeFailure, State
from sampan.node.runtime.containerd import Containerd, ContainerdConfig, ContainerdFailed, ContainerdRuntime
from sampan.node.runtime.containerd.cleanup import daemons, force, leftovers
from sampan.node.runtime.containerd.config import snapshotter
from support.containerd import IMAGE, Node, containerd_node, on_node, shell, started
from support.images import busybox

pytestmark = pytest.mark.root

FOREVER = 'while true; do sleep 1; done'


def processes(node: Node) -> list[str]:
    """Command lines of daemons and shims of this node, zombies left out."""
    found = []
    for folder in Path('/proc').glob('[0-9]*'):
        try:
            line = (folder / 'cmdline').read_bytes().replace(b'\0', b' ').decode()
        except OSError:
            continue
        if str(node.folder) in line:
            found.append(line)
    return found


def traces(node: Node) -> list[str]:
    """Everything of the node that is still in the kernel."""
    mounts = [line for line in Path('/proc/self/mountinfo').read_text().splitlines() if str(node.folder) in line]
    cgroups = [str(path) for path in Path('/sys/fs/cgroup').glob(f'**/{node.config.cgroup_root.strip("/")}')]
    return processes(node) + mounts + cgroups


async def run_containers(node: Node, count: int = 2) -> list[str]:
    made = [await started(node.runtime, node.sandbox_config(f'pod-{i}'), shell(FOREVER)) for i in range(count)]
    return [container for _, container in made]


def test_containers_survive_a_killed_containerd_and_are_found_again() -> None:
    async def body(node: Node) -> None:
        (container,) = await run_containers(node, 1)
        keeper = asyncio.create_task(node.containerd.run())
        (pid,) = daemons(node.config)
        os.kill(pid, signal.SIGKILL)
        while daemons(node.config) in ([], [pid]):
            await asyncio.sleep(0.02)
        while True:  # calls fail as Unavailable until the new daemon answers
            try:
                status = await node.runtime.container_status(container)
                break
            except Exception as error:
                assert 'Unavailable' in str(error) or 'not initialized' in str(error), error
                await asyncio.sleep(0.05)
        assert (status.state, status.attempt) == (State.RUNNING, 0)
        assert (await node.runtime.exec_sync(container, ['echo', 'alive'], 5)).stdout == b'alive\n'
        events = node.runtime.events()
        stopping = asyncio.create_task(node.runtime.stop_container(container, 0))
        async for event in events:
            if (event.type, event.container) == (ContainerEventType.STOPPED, container):
                break
        await stopping
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        assert len(daemons(node.config)) == 1
        await node.containerd.stop()
        assert daemons(node.config) == []

    on_node(body)


ORPHAN = """
import asyncio, sys
from pathlib import Path
from sampan.node.runtime.containerd import Containerd, ContainerdConfig
folder = Path(sys.argv[1])
config = ContainerdConfig(root=folder / 'root', state=folder / 'state', socket=folder / 'c.sock',
                          cni_conf_dir=folder / 'cni', log_path=folder / 'containerd.log', cgroup_root=sys.argv[2])
async def main():
    await Containerd(config).start()
    print('ready', flush=True)
    await asyncio.sleep(3600)
asyncio.run(main())
"""


def test_a_killed_node_process_takes_its_daemon_along_but_not_the_containers() -> None:
    async def body(node: Node) -> None:
        (container,) = await run_containers(node, 1)
        await node.containerd.stop()
        command = (sys.executable, '-c', ORPHAN, str(node.folder), node.config.cgroup_root)
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert await process.stdout.readline() == b'ready\n'
        process.kill()
        await process.wait()
        await node.containerd.start()  # ends a daemon that still shuts down
        assert len(daemons(node.config)) == 1
        while True:
            try:
                assert (await node.runtime.container_status(container)).state is State.RUNNING
                break
            except Exception as error:
                assert 'Unavailable' in str(error), error
                await asyncio.sleep(0.05)

    on_node(body)


def cleaned(node: Node, before: Coroutine[Any, Any, None]) -> Coroutine[Any, Any, None]:
    async def body() -> None:
        await run_containers(node)
        assert len([line for line in traces(node) if 'containerd-shim' in line]) == 2
        await before
        await node.containerd.clean()
        assert traces(node) == []
        assert not leftovers(node.config)
        assert not node.config.state.exists()
        assert node.config.root.exists()
        await node.containerd.clean()  # again, with nothing to do

    return body()


def test_cleaning_leaves_nothing_behind() -> None:
    async def nothing() -> None:
        return None

    on_node(lambda node: cleaned(node, nothing()))


def test_cleaning_after_the_daemon_was_killed_leaves_nothing_behind() -> None:
    async def body(node: Node) -> None:
        async def kill_daemon() -> None:
            os.kill(daemons(node.config)[0], signal.SIGKILL)
            await node.containerd.wait()

        await cleaned(node, kill_daemon())

    on_node(body)


def test_cleaning_after_everything_was_killed_leaves_nothing_behind() -> None:
    async def body(node: Node) -> None:
        async def kill() -> None:
            kill_all(node)
            await node.containerd.wait()

        await cleaned(node, kill())

    on_node(body)


def kill_all(node: Node) -> None:
    for folder in Path('/proc').glob('[0-9]*'):
        try:
            ours = str(node.folder) in (folder / 'cmdline').read_bytes().decode()
            ours = ours or node.config.cgroup_root in (folder / 'cgroup').read_text()
        except OSError:
            continue
        if ours and int(folder.name) != os.getpid():
            os.kill(int(folder.name), signal.SIGKILL)


def test_after_a_reboot_old_containers_have_ended_and_new_ones_can_run() -> None:
    async def body(node: Node) -> None:
        (container,) = await run_containers(node, 1)
        (sandbox,) = await node.runtime.sandboxes()
        # What a reboot does: no process, no mount, nothing on tmpfs. The disk stays.
        kill_all(node)
        await node.containerd.wait()
        await force(node.config, everything=False)
        await node.containerd.start()
        while True:
            try:
                (listed,) = await node.runtime.containers()
                break
            except RuntimeFailure as error:
                assert 'Unavailable' in error.message, error
                await asyncio.sleep(0.05)
        assert (listed.id, listed.state) == (container, State.EXITED)
        assert not (await node.runtime.sandbox_status(sandbox.id)).ready
        again = replace(node.sandbox_config('pod-0'), attempt=1)
        _, fresh = await started(node.runtime, again, replace(shell(FOREVER), attempt=1))
        assert (await node.runtime.container_status(fresh)).state is State.RUNNING
        await node.runtime.stop_sandbox(sandbox.id)
        await node.runtime.remove_sandbox(sandbox.id)
        assert [item.id for item in await node.runtime.containers()] == [fresh]

    on_node(body)


def test_images_are_still_there_after_cleaning_and_starting_again() -> None:
    async def body(node: Node) -> None:
        await node.containerd.clean()
        await node.containerd.start()
        runtime = ContainerdRuntime(node.config.socket)
        try:
            assert await runtime.image_status(IMAGE) is not None
        finally:
            await runtime.close()

    on_node(body)


def test_an_image_can_be_replaced_under_its_name() -> None:
    async def body(node: Node) -> None:
        before = await node.runtime.image_status(IMAGE)
        (after,) = await load(node.config.socket, [busybox(IMAGE, env=['NEW=1'])])
        assert before is not None
        assert after.id != before.id
        _, container = await started(node.runtime, node.sandbox_config(), shell('echo $NEW; sleep 100'))
        result = await node.runtime.exec_sync(container, ['sh', '-c', 'echo $NEW'], 5)
        assert result.stdout == b'1\n'

    on_node(body)


def test_it_all_works_on_uvloop() -> None:
    async def main() -> None:
        async with asyncio.timeout(60), containerd_node() as node:
            await run_containers(node, 1)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())


def test_a_start_that_cannot_succeed_says_why(tmp_path: Path) -> None:
    async def body(node: Node) -> None:
        missing = Containerd(replace(node.config, binary='containerd-missing'))
        with pytest.raises(ContainerdFailed, match='containerd-missing is not installed'):
            await missing.start()
        long = Containerd(replace(node.config, socket=Path('/tmp') / ('x' * 120)))
        with pytest.raises(ContainerdFailed, match='too long for a socket'):
            await long.start()
        wrong = replace(node.config, root=Path('/proc/no'), state=node.folder / 's2', socket=node.folder / 'd.sock')
        with pytest.raises(ContainerdFailed, match='cannot write /proc/no'):
            await Containerd(wrong).start()
        failing = node.folder / 'containerd'
        failing.write_text('#!/bin/sh\necho disk on fire\nexit 7\n')
        failing.chmod(0o755)
        broken = replace(
            node.config,
            binary=str(failing),
            root=node.folder / 'r3',
            state=node.folder / 's3',
            socket=node.folder / 'e.sock',
            log_path=node.folder / 'e.log',
        )
        with pytest.raises(ContainerdFailed, match=r'(?s)ended with code 7.*disk on fire'):
            await Containerd(broken).start()

    on_node(body)


def elsewhere(node: Node, name: str, **more: Any) -> ContainerdConfig:
    """The configuration of a second containerd beside the node's."""
    folder = node.folder / name
    paths = {'root': folder / 'root', 'state': folder / 'state', 'socket': folder / 's', 'log_path': folder / 'log'}
    return replace(node.config, **{**paths, **more})


def test_a_corrupt_database_is_told() -> None:
    async def body(node: Node) -> None:
        config = elsewhere(node, 'corrupt')
        database = config.root / 'io.containerd.metadata.v1.bolt' / 'meta.db'
        database.parent.mkdir(parents=True)
        database.write_bytes(b'rubbish' * 10_000)
        with pytest.raises(ContainerdFailed, match='invalid database'):
            await Containerd(config).start()
        assert daemons(config) == []

    on_node(body)


def test_a_snapshotter_that_cannot_work_here_is_told() -> None:
    async def body(node: Node) -> None:
        config = elsewhere(node, 'snapshots', snapshotter='zfs')
        with pytest.raises(ContainerdFailed, match=r'(?s)without its CRI part.*zfs'):
            await Containerd(config).start()
        assert daemons(config) == []

    on_node(body)


def test_a_full_disk_is_told() -> None:
    async def body(node: Node) -> None:
        config = elsewhere(node, 'full')
        config.root.mkdir(parents=True)
        mount = await asyncio.create_subprocess_exec(
            'mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', str(config.root)
        )
        assert await mount.wait() == 0
        try:
            (config.root / 'ballast').write_bytes(bytes(60 << 10))
            with pytest.raises(ContainerdFailed, match='no space left on device'):
                await Containerd(config).start()
        finally:
            unmount = await asyncio.create_subprocess_exec('umount', str(config.root))
            assert await unmount.wait() == 0

    on_node(body)


def test_where_overlay_mounts_are_not_to_be_had_files_are_copied() -> None:
    assert snapshotter(Path('/tmp')) == 'overlayfs'
    assert snapshotter(Path('/proc/self')) == 'native'

    async def body(node: Node) -> None:
        config = elsewhere(node, 'copied', snapshotter='native')
        copied, runtime = Containerd(config), ContainerdRuntime(config.socket, cgroup_root=config.cgroup_root)
        try:
            await copied.start()
            await load(config.socket, [pause.image(config.sandbox_image), busybox(IMAGE)])
            _, container = await started(runtime, node.sandbox_config(), shell(FOREVER))
            assert (await runtime.exec_sync(container, ['echo', 'here'], 5)).stdout == b'here\n'
        finally:
            await runtime.close()
            await copied.clean(everything=True)

    on_node(body)
