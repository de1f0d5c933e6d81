"""`sampan down` and `sampan delete`: stop everything and leave nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sampan.cluster import control, leftovers, lock
from sampan.cluster.child import Phase
from sampan.cluster.config import FILE, ClusterConfig, CorruptConfig, default, load
from sampan.cluster.errors import ClusterError
from sampan.cluster.progress import Progress

logger = logging.getLogger(__name__)


async def down(state_dir: Path, run_dir: Path) -> int:
    """Stop the processes, then remove what a killed node may have left in the kernel. State stays."""
    progress = Progress()
    if not _is_there(state_dir):
        progress.line(f'There is no cluster in {state_dir}; nothing to stop.')
        return 0
    async with alone(state_dir, 'down', progress):
        config = _config(state_dir, run_dir, progress)
        if config is not None:  # a `delete` may have come first
            await stop(config, progress)
    progress.line('Stopped. The state is kept; `sampan up` brings the same cluster back.')
    return 0


async def delete(state_dir: Path, run_dir: Path, *, sure: bool) -> int:
    """`down`, then remove the state too. Asks first unless `sure`."""
    progress = Progress()
    if not _is_there(state_dir):
        print(f'There is no cluster in {state_dir}; nothing to delete.')
        return 0
    if not sure and not await asyncio.to_thread(_confirm, state_dir):
        print('Nothing was deleted.')
        return 1
    async with alone(state_dir, 'delete', progress):
        config = _config(state_dir, run_dir, progress)
        if config is not None:
            await stop(config, progress)
            _remove(config.run_dir)
        _remove(state_dir)
    print(f'Deleted the cluster in {state_dir}.')
    return 0


@asynccontextmanager
async def alone(state_dir: Path, command: str, progress: Progress) -> AsyncIterator[None]:
    """Hold the cluster for this command: an `up` that is at work is told to stop, anything else is waited for."""
    path = state_dir / lock.COMMAND
    try:
        descriptor = lock.take(path, command)
    except lock.Held as other:
        if other.command == 'up' and leftovers.is_command(other.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(other.pid, signal.SIGTERM)
            progress.step(f'stopping `sampan up` (process {other.pid}), which is at work')
        else:
            progress.step(f'waiting for {other}')
        descriptor = await lock.wait(path, command)
    try:
        yield
    finally:
        os.close(descriptor)


def _is_there(state_dir: Path) -> bool:
    """Whether there is a cluster, or an `up` about to make one."""
    return (state_dir / FILE).exists() or (state_dir / lock.COMMAND).exists()


def _config(state_dir: Path, run_dir: Path, progress: Progress) -> ClusterConfig | None:
    """The cluster's configuration; where the file is damaged, what a first start would have chosen."""
    try:
        return load(state_dir)
    except CorruptConfig as error:
        progress.step(f'{error.message}; going on with the defaults')
        return default(state_dir, run_dir)


async def stop(config: ClusterConfig, progress: Progress) -> None:
    supervisor = 0
    try:
        async for state in control.stop(config.supervisor_socket):
            supervisor = state.pid
            for child in state.children:
                if child.phase is Phase.STOPPED:
                    progress.step(f'{child.name} stopped')
    except control.NotRunning:
        progress.step('no supervisor is running')
    if supervisor:
        await leftovers.end(supervisor)  # it is leaving already: this waits until it has
    for found in await leftovers.remove(config):
        progress.step(f'removed {found}')


def _remove(folder: Path) -> None:
    """The folder with everything in it; one that is a mount point is emptied."""
    if not folder.exists():
        return
    try:
        shutil.rmtree(folder)
    except OSError as error:
        if error.errno != errno.EBUSY or any(folder.iterdir()):
            raise ClusterError(f'cannot remove {error.filename}: {error.strerror}', 'remove it by hand') from error


def _confirm(state_dir: Path) -> bool:
    if not sys.stdin.isatty():
        raise ClusterError('delete asks before it removes the state, and nobody is at the terminal', 'add --yes')
    return input(f'Delete the cluster in {state_dir}, with everything stored in it? [y/N] ').strip().lower() in (
        'y',
        'yes',
    )
