"""Leaving nothing behind: containers, shims, mounts, cgroups and files of one containerd, even when it is dead.

Only what carries this containerd's own paths is touched: processes whose command line names its socket or
configuration, mounts below its folders, cgroups below its root. Blocking file-system work runs in the caller's
thread: it is short, and this runs only when a node goes down.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import logging
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

from sampan.node.runtime.containerd.channel import CallFailed, Channel
from sampan.node.runtime.containerd.config import ContainerdConfig
from sampan.node.runtime.generated import cri_pb2 as cri

log = logging.getLogger(__name__)

RUNTIME = '/runtime.v1.RuntimeService'
CALL_TIMEOUT = 120.0
KILL_TIMEOUT = 10.0
KNOCK_TIMEOUT = 1.0
MNT_DETACH = 2
CGROUPS = Path('/sys/fs/cgroup')
CONCURRENCY = 8  # sandboxes removed at a time: more only makes a small machine thrash


# Through CRI, while containerd lives


async def remove_sandboxes(address: Path) -> None:
    """Stop and remove every sandbox with its containers; `CallFailed` when one cannot be."""
    channel = Channel(address)
    limit = asyncio.Semaphore(CONCURRENCY)
    try:
        listed = await channel.call(
            f'{RUNTIME}/ListPodSandbox', cri.ListPodSandboxRequest(), cri.ListPodSandboxResponse, timeout=CALL_TIMEOUT
        )
        results = await asyncio.gather(
            *(_remove_sandbox(channel, limit, item.id) for item in listed.items), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result
    finally:
        await channel.close()


async def _remove_sandbox(channel: Channel, limit: asyncio.Semaphore, sandbox: str) -> None:
    async with limit:
        with contextlib.suppress(CallFailed):  # removing says it again if it matters
            await channel.call(
                f'{RUNTIME}/StopPodSandbox',
                cri.StopPodSandboxRequest(pod_sandbox_id=sandbox),
                cri.StopPodSandboxResponse,
                timeout=CALL_TIMEOUT,
            )
        await channel.call(
            f'{RUNTIME}/RemovePodSandbox',
            cri.RemovePodSandboxRequest(pod_sandbox_id=sandbox),
            cri.RemovePodSandboxResponse,
            timeout=CALL_TIMEOUT,
        )


# By force


def containers_left(config: ContainerdConfig) -> bool:
    """Whether containers of this containerd, or what runs them, may still be there."""
    return bool(_bundles(config) or daemons(config) or _shims(config))


def leftovers(config: ContainerdConfig) -> bool:
    """Whether anything of this containerd is still in the kernel."""
    return containers_left(config) or bool(_mounts_below(config.state, config.root) or _cgroups(config.cgroup_root))


async def force(config: ContainerdConfig, *, everything: bool) -> None:
    """End and remove what is left, containerd being down. `everything`: images and logs of the daemon too."""
    for pid in daemons(config):
        await end_process(pid, KILL_TIMEOUT)
    addresses = _shim_sockets(config)
    # Shims first: a shim whose container dies would do work of its own on the files removed below.
    for pid in [*_shims(config), *_init_processes(config)]:
        await end_process(pid, 0)
    for mount in _mounts_below(config.state, config.root):
        _unmount(mount)
    for path in addresses:
        path.unlink(missing_ok=True)
    await remove_cgroups(config.cgroup_root)
    _remove_tree(config.state)
    config.socket.unlink(missing_ok=True)
    if everything:
        _remove_tree(config.root)


def daemons(config: ContainerdConfig) -> list[int]:
    """Running containerd processes that were started with this configuration file."""
    return [pid for pid, words in _command_lines() if words[-2:] == ['--config', str(config.file)]]


def _shims(config: ContainerdConfig) -> list[int]:
    return [
        pid
        for pid, words in _command_lines()
        if Path(words[0]).name.startswith('containerd-shim') and str(config.socket) in words
    ]


def _command_lines() -> Iterator[tuple[int, list[str]]]:
    for folder in Path('/proc').iterdir():
        if folder.name.isdigit():
            # A process may end while we look; it is then not there to be ended either.
            with contextlib.suppress(OSError):
                words = (folder / 'cmdline').read_bytes().decode(errors='replace').rstrip('\0').split('\0')
                yield int(folder.name), words


def _bundles(config: ContainerdConfig) -> list[Path]:
    return list(config.state.glob('io.containerd.runtime.v2.task/*/*'))


def _shim_sockets(config: ContainerdConfig) -> list[Path]:
    """The sockets of the shims, which containerd keeps in one folder for every instance on the machine."""
    found = []
    for bundle in _bundles(config):
        with contextlib.suppress(OSError):
            found.append(Path((bundle / 'address').read_text().removeprefix('unix://')))
    return found


def remove_dead_shim_sockets(config: ContainerdConfig) -> None:
    """Of shims that were killed: containerd forgets these shims when it starts, and leaves their sockets."""
    for path in _shim_sockets(config):
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(KNOCK_TIMEOUT)
            try:
                probe.connect(str(path))
            except ConnectionRefusedError:
                path.unlink(missing_ok=True)
            except (FileNotFoundError, TimeoutError):
                continue


def _init_processes(config: ContainerdConfig) -> list[int]:
    """The first processes of containers whose bundle is still there, if they still run in the container's cgroup."""
    found = []
    for bundle in _bundles(config):
        with contextlib.suppress(OSError, ValueError):
            pid = int((bundle / 'init.pid').read_text())
            if bundle.name in Path(f'/proc/{pid}/cgroup').read_text():
                found.append(pid)
    return found


async def end_process(pid: int, grace: float) -> None:
    """SIGTERM, after `grace` seconds SIGKILL; returns when it has ended. It need not be our child."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        if grace > 0:
            signal.pidfd_send_signal(descriptor, signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(_ended(descriptor), grace)
                return
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        await asyncio.wait_for(_ended(descriptor), KILL_TIMEOUT)
    except ProcessLookupError:
        return
    except TimeoutError:
        log.error('process %d does not end on SIGKILL: it waits in the kernel', pid)
    finally:
        os.close(descriptor)


async def _ended(descriptor: int) -> None:
    """Wait for a process by its descriptor, which becomes readable when it ends."""
    loop = asyncio.get_running_loop()
    ended = loop.create_future()

    def readable() -> None:
        if not ended.done():
            ended.set_result(None)

    loop.add_reader(descriptor, readable)
    try:
        await ended
    finally:
        loop.remove_reader(descriptor)


def _mounts_below(*roots: Path) -> list[str]:
    """Mount points below the folders, the deepest and latest first."""
    prefixes = tuple(f'{root}/' for root in roots)
    lines = Path('/proc/self/mountinfo').read_text().splitlines()
    points = (line.split()[4].encode().decode('unicode_escape') for line in lines)
    return [point for point in points if point.startswith(prefixes)][::-1]


def _unmount(point: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.umount2(os.fsencode(point), MNT_DETACH):
        log.warning('cannot unmount %s: %s', point, os.strerror(ctypes.get_errno()))


async def remove_cgroups(root: str) -> None:
    """Remove a cgroup with everything below it, in every hierarchy; its processes are killed."""
    for top in _cgroups(root):
        folders = [Path(path) for path, _, _ in os.walk(top, topdown=False)]
        for folder in folders:
            for pid in (folder / 'cgroup.procs').read_text().split():
                await end_process(int(pid), 0)
        for folder in folders:
            try:
                folder.rmdir()
            except OSError as error:
                log.warning('cannot remove cgroup %s: %s', folder, error)


def _cgroups(root: str) -> list[Path]:
    """The cgroup in every hierarchy that has it; none for the root of all."""
    name = root.strip('/')
    tops = [hierarchy / name for hierarchy in [CGROUPS, *CGROUPS.iterdir()]] if name else []
    return [top for top in tops if (top / 'cgroup.procs').exists()]


def _remove_tree(path: Path) -> None:
    if path.exists():
        shutil.rmtree(path)
