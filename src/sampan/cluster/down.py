"""`sampan down` and `sampan delete`: stop everything and leave nothing behind."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sys
from pathlib import Path

from sampan.cluster import control, leftovers
from sampan.cluster.child import Phase
from sampan.cluster.config import ClusterConfig, load
from sampan.cluster.errors import ClusterError
from sampan.cluster.progress import Progress

logger = logging.getLogger(__name__)


async def down(state_dir: Path) -> int:
    """Stop the processes, then remove what a killed node may have left in the kernel. State stays."""
    progress = Progress()
    config = load(state_dir)
    if config is None:
        progress.line(f'There is no cluster in {state_dir}; nothing to stop.')
        return 0
    await stop(config, progress)
    progress.line('Stopped. The state is kept; `sampan up` brings the same cluster back.')
    return 0


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


async def delete(state_dir: Path, *, sure: bool) -> int:
    """`down`, then remove the state too. Asks first unless `sure`."""
    config = load(state_dir)
    if config is None:
        print(f'There is no cluster in {state_dir}; nothing to delete.')
        return 0
    if not sure and not await asyncio.to_thread(_confirm, state_dir):
        print('Nothing was deleted.')
        return 1
    await stop(config, Progress())
    for folder in (config.run_dir, state_dir):
        if folder.exists():
            shutil.rmtree(folder)
    print(f'Deleted the cluster in {state_dir}.')
    return 0


def _confirm(state_dir: Path) -> bool:
    if not sys.stdin.isatty():
        raise ClusterError('delete asks before it removes the state, and nobody is at the terminal', 'add --yes')
    return input(f'Delete the cluster in {state_dir}, with everything stored in it? [y/N] ').strip().lower() in (
        'y',
        'yes',
    )
