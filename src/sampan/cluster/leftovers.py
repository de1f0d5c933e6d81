"""What a killed node leaves behind: processes, containers, interfaces, rules, mounts. `down` removes it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Iterator
from pathlib import Path

from sampan.cluster.config import ClusterConfig

PATIENCE = 20.0  # seconds between SIGTERM and SIGKILL
MODULES = ('sampan.cluster.supervisor', 'sampan.cluster.control_plane', 'sampan.cluster.node')

logger = logging.getLogger(__name__)


async def remove(config: ClusterConfig) -> list[str]:
    """Remove what is found; returns a line for each thing there was."""
    pids = processes(config)
    found = [f'process {pid}' for pid in pids]
    await asyncio.gather(*(end(pid) for pid in pids))
    if os.geteuid() == 0:
        found += await _remove_node(config)
    return found


async def _remove_node(config: ClusterConfig) -> list[str]:
    """Only root can have made containers."""
    from sampan.cluster.machine import containerd_config, remove_kernel_state
    from sampan.node.runtime.containerd import Containerd, cleanup

    settings = containerd_config(config)
    found = []
    if settings.root.exists() and cleanup.leftovers(settings):
        await Containerd(settings).clean()
        found.append('containers')
    return found + await remove_kernel_state(config)


def processes(config: ClusterConfig) -> list[int]:
    """Processes of this cluster's state folder that no supervisor answers for."""
    return [pid for pid, command in _commands() if _is_ours(command, str(config.state_dir)) and pid != os.getpid()]


def _is_ours(command: list[str], state_dir: str) -> bool:
    return len(command) > 3 and command[1] == '-m' and command[2] in MODULES and command[3] == state_dir


def is_command(pid: int) -> bool:
    """Whether this process is a `sampan` command, and not one that got the number of an ended one."""
    return any('sampan' in word for found, command in _commands() if found == pid for word in command)


def _commands() -> Iterator[tuple[int, list[str]]]:
    for folder in Path('/proc').iterdir():
        if folder.name.isdigit():
            try:
                yield int(folder.name), (folder / 'cmdline').read_bytes().decode(errors='replace').split('\0')
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked


async def release(config: ClusterConfig) -> list[str]:
    """End the processes that nobody supervises and leave their containers running, for a new start to take over."""
    found = processes(config)
    await asyncio.gather(*(end(pid, signal.SIGHUP) for pid in found))
    return [f'process {pid}' for pid in found]


async def end(pid: int, politely: signal.Signals = signal.SIGTERM) -> None:
    """SIGTERM (or another), SIGKILL when the patience is over; returns when the process is gone."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop = asyncio.get_running_loop()
    gone = asyncio.Event()
    loop.add_reader(descriptor, gone.set)  # a pidfd becomes readable when its process ends
    try:
        signal.pidfd_send_signal(descriptor, politely)
        try:
            async with asyncio.timeout(PATIENCE):
                await gone.wait()
        except TimeoutError:
            logger.warning('process %d ignored %s; killing it', pid, politely.name)
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
            await gone.wait()
    except ProcessLookupError:
        return
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
