"""`sampan up`: from nothing, or from whatever is there, to a cluster that answers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from sampan.cluster import control, kubeconfigs, preflight
from sampan.cluster.child import Phase
from sampan.cluster.config import ClusterConfig, load_or_create
from sampan.cluster.errors import ClusterError
from sampan.cluster.notify import ENVIRONMENT
from sampan.cluster.packages import install
from sampan.cluster.pki import Pki, identities
from sampan.cluster.preflight import Abilities
from sampan.cluster.progress import Progress
from sampan.cluster.supervisor import State, take_lock
from sampan.machinery.world import SystemWorld

READY_WITHIN = 180.0  # seconds from starting the supervisor to everything ready
SMALLEST_FREE_SPACE = 64 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class UpOptions:
    state_dir: Path
    run_dir: Path
    hollow: bool = False
    node_name: str | None = None
    api_port: int | None = None
    kubelet_port: int | None = None


async def up(options: UpOptions) -> int:
    """Returns the exit code; raises ClusterError."""
    progress = Progress()
    progress.line('Starting Sampan')
    config = prepare(options)
    if await _already_running(config, progress):
        return 0
    abilities = await _make_able(options, progress)
    _farewell(config, await _start(config, abilities.hollow, progress), progress)
    return 0


def prepare(options: UpOptions) -> ClusterConfig:
    """Configuration, certificates and kubeconfigs on disk."""
    try:
        config = load_or_create(
            options.state_dir,
            options.run_dir,
            node_name=options.node_name,
            api_port=options.api_port,
            kubelet_port=options.kubelet_port,
        )
        _require_space(config.state_dir)
        pki = Pki(config.pki_dir, SystemWorld())
        pki.ensure(identities(config))
        kubeconfigs.write_all(config, pki)
    except OSError as error:
        raise ClusterError(
            f'cannot write the cluster state in {options.state_dir}: {error.strerror or error}',
            'free some space or choose another folder with --state-dir',
        ) from error
    return config


def _require_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < SMALLEST_FREE_SPACE:
        raise ClusterError(
            f'only {free // 2**20} MiB are free in {folder}',
            'free some space, or choose another folder with --state-dir',
        )


async def _already_running(config: ClusterConfig, progress: Progress) -> bool:
    try:
        await control.status(config.supervisor_socket)
    except control.NotRunning:
        return False
    progress.step('already running')
    _farewell(config, await _until_ready(config, progress), progress)
    return True


async def _make_able(options: UpOptions, progress: Progress) -> Abilities:
    """Install what is missing; where real containers cannot be had, say so and go on with a hollow node."""
    if options.hollow:
        return Abilities(hollow='asked for with --hollow')
    abilities = preflight.examine()
    if abilities.missing:
        progress.step(f'installing {", ".join(abilities.missing)}')
        try:
            await install(abilities.missing)
        except ClusterError as error:
            abilities = Abilities(hollow=error.message)
    if abilities.hollow:
        progress.step(f'no real containers: {abilities.hollow}')
    return abilities


async def _start(config: ClusterConfig, hollow: str, progress: Progress) -> State:
    """Start the supervisor and wait; what cannot start is taken down again, so that nothing half-alive stays."""
    await _spawn_supervisor(config, hollow)
    try:
        return await _until_ready(config, progress)
    except (ClusterError, asyncio.CancelledError):
        with contextlib.suppress(control.NotRunning):
            async for _ in control.stop(config.supervisor_socket):
                continue
        raise


async def _spawn_supervisor(config: ClusterConfig, hollow: str) -> None:
    """Start it detached from this terminal; returns when its control socket is open."""
    os.close(take_lock(config.run_dir))  # fails here, where the user sees it, rather than in the supervisor's log
    config.log_dir.mkdir(parents=True, exist_ok=True)
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, 'rb') as notices, (config.log_dir / 'supervisor.log').open('ab') as log:
        await asyncio.create_subprocess_exec(
            sys.executable,
            '-m',
            'sampan.cluster.supervisor',
            str(config.state_dir),
            hollow,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=(write_end,),
            env={**os.environ, ENVIRONMENT: str(write_end)},
            cwd='/',
        )
        os.close(write_end)
        if not notices.readline():
            raise ClusterError('the supervisor could not start', _see_logs('supervisor'))


async def _until_ready(config: ClusterConfig, progress: Progress) -> State:
    """Follow the supervisor until everything is ready; raises ClusterError with what is in the way."""
    state: State | None = None
    try:
        async with asyncio.timeout(READY_WITHIN):
            async for state in control.follow(config.supervisor_socket):
                for child in state.children:
                    progress.step(child.step)
                    if child.phase is Phase.BACKOFF:
                        raise ClusterError(f'{child.name}: {child.problem}', child.remedy or _see_logs(child.name))
                if state.ready:
                    return state
    except TimeoutError:
        raise ClusterError(
            f'the cluster was not ready within {READY_WITHIN:.0f} s: {_waiting_for(state)}',
            'look at `sampan logs`',
        ) from None
    except control.NotRunning:
        pass
    raise ClusterError('the cluster was stopped while it started', 'start it again with `sampan up`')


def _waiting_for(state: State | None) -> str:
    waiting = [child for child in (state.children if state else ()) if child.phase is not Phase.READY]
    return '; '.join(f'{child.name} is {child.phase.value}, last step: {child.step or "none"}' for child in waiting)


def _see_logs(component: str) -> str:
    return f'look at `sampan logs {component}`'


def _farewell(config: ClusterConfig, state: State, progress: Progress) -> None:
    progress.line()
    if state.hollow:
        progress.line(f'The cluster is ready, with a hollow node (no real containers): {state.hollow}')
    else:
        progress.line('The cluster is ready.')
    progress.line(f'kubeconfig: {config.admin_kubeconfig}')
    progress.line()
    progress.line('Next:')
    progress.line(f'  export KUBECONFIG={config.admin_kubeconfig}')
    progress.line('  kubectl get nodes -o wide')
    progress.line('  kubectl apply -f examples/hello.yaml')
