"""`sampan up`: from nothing, or from whatever is there, to a cluster that answers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sampan.cluster import control, kubeconfigs, leftovers, lock, ports, preflight, storage
from sampan.cluster.child import Phase
from sampan.cluster.config import ClusterConfig, load, load_or_create
from sampan.cluster.errors import ClusterError
from sampan.cluster.logfile import rotate_if_large
from sampan.cluster.notify import ENVIRONMENT, Notice
from sampan.cluster.packages import install
from sampan.cluster.pki import Pki, identities
from sampan.cluster.preflight import Abilities
from sampan.cluster.progress import Progress
from sampan.cluster.supervisor import State
from sampan.machinery.world import SystemWorld

READY_WITHIN = 180.0  # seconds from starting the supervisor to everything ready
SOCKET_PATH_LIMIT = 107  # bytes, sockaddr_un's
SMALLEST_FREE_SPACE = 64 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class UpOptions:
    state_dir: Path
    run_dir: Path
    hollow: bool = False
    node_name: str | None = None
    api_port: int | None = None
    kubelet_port: int | None = None
    store: str | None = None
    runtime_config: str | None = None
    apiserver_flags: tuple[str, ...] | None = None


async def up(options: UpOptions) -> int:
    """Returns the exit code; raises ClusterError."""
    progress = Progress()
    progress.line('Starting Sampan')
    async with _alone(options.state_dir, progress), _interruptible():
        running = await _running(options)
        if running is not None:
            progress.step('already running')
            _farewell(running, await _until_ready(running, progress, patient=True), progress)
            return 0
        config = prepare(options)
        for found in await leftovers.release(config):
            progress.step(f'ended {found}, left over from before')
        for port, option in ((config.api_port, '--api-port'), (config.kubelet_port, '--kubelet-port')):
            ports.require_free(port, option)
        abilities = await _make_able(options, progress)
        _farewell(config, await _start(config, abilities.hollow, progress), progress)
    return 0


@asynccontextmanager
async def _alone(state_dir: Path, progress: Progress) -> AsyncIterator[None]:
    """Hold the cluster for this command; another `up` or a `down` is waited for."""
    path = state_dir / lock.COMMAND
    try:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = lock.take(path, 'up')
    except lock.Held as other:
        progress.step(f'waiting for {other}')
        descriptor = await lock.wait(path, 'up')
    except OSError as error:
        raise _not_writable(state_dir, error) from error
    try:
        yield
    finally:
        os.close(descriptor)


@asynccontextmanager
async def _interruptible() -> AsyncIterator[None]:
    """SIGTERM (a `down` sends it) ends the start; what it had started is taken down on the way out."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    told = asyncio.Event()

    def stop() -> None:
        if not told.is_set():  # once: the way out must not be cut short
            told.set()
            task.cancel()

    loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        yield
    except asyncio.CancelledError:
        if not told.is_set():
            raise
        raise ClusterError(
            'told to stop before the cluster was ready; what had been started is stopped again',
            'start it again with `sampan up`',
        ) from None
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


async def _running(options: UpOptions) -> ClusterConfig | None:
    """The configuration of the cluster if it runs already; raises ClusterError if it runs with other settings."""
    config = load(options.state_dir)
    if config is None:
        return None
    try:
        state = await control.status(config.supervisor_socket)
    except control.NotRunning:
        return None
    _require_same(options, config, state)
    return config


def _require_same(options: UpOptions, config: ClusterConfig, state: State) -> None:
    wishes = (
        ('--node-name', options.node_name, config.node_name),
        ('--api-port', options.api_port, config.api_port),
        ('--kubelet-port', options.kubelet_port, config.kubelet_port),
        ('--store', options.store, config.store),
        ('--runtime-config', options.runtime_config, config.runtime_config),
        ('--apiserver-flag', options.apiserver_flags, config.apiserver_flags),
        ('--hollow', options.hollow or None, bool(state.hollow)),
    )
    for option, wished, present in wishes:
        if wished is not None and wished != present:
            raise ClusterError(
                f'the cluster is running already, and {option} is not what it was started with',
                'stop it first with `sampan down`',
            )


def prepare(options: UpOptions) -> ClusterConfig:
    """Configuration, certificates and kubeconfigs on disk."""
    storage.check(options.store or '')
    _check_runtime_config(options.runtime_config or '')
    _check_flags(options.apiserver_flags or ())
    try:
        config = load_or_create(
            options.state_dir,
            options.run_dir,
            node_name=options.node_name,
            api_port=options.api_port,
            kubelet_port=options.kubelet_port,
            store=options.store,
            runtime_config=options.runtime_config,
            apiserver_flags=options.apiserver_flags,
        )
        _require_space(config.state_dir)
        pki = Pki(config.pki_dir, SystemWorld())
        pki.ensure(identities(config))
        kubeconfigs.write_all(config, pki)
        _require_socket_path(config.supervisor_socket)
    except OSError as error:
        raise _not_writable(options.state_dir, error) from error
    return config


def _check_flags(flags: Sequence[str]) -> None:
    if flags:
        from sampan.apiserver.config import ApiServerConfig
        from sampan.cluster.apiserver_flags import with_flags

        with_flags(ApiServerConfig(), flags)


def _check_runtime_config(text: str) -> None:
    if not text:
        return
    from sampan.apiserver.runtimeconfig import RuntimeConfigError, Selection, parse

    try:
        Selection(parse(text))
    except RuntimeConfigError as error:
        raise ClusterError(
            f'--runtime-config: {error}',
            'give api/all, api/beta or api/alpha, a group/version or a group/version/resource',
        ) from error


def _not_writable(state_dir: Path, error: OSError) -> ClusterError:
    return ClusterError(
        f'cannot keep the cluster in {state_dir}: {error.strerror or error}',
        'free some space, or choose a folder this user can write with --state-dir',
    )


def _require_socket_path(path: Path) -> None:
    if len(os.fsencode(path)) > SOCKET_PATH_LIMIT:
        raise ClusterError(f'the path {path} is too long for a socket', 'choose a shorter folder with --run-dir')


def _require_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < SMALLEST_FREE_SPACE:
        raise ClusterError(
            f'only {free // 2**20} MiB are free in {folder}',
            'free some space, or choose another folder with --state-dir',
        )


async def _make_able(options: UpOptions, progress: Progress) -> Abilities:
    """Install what is missing; where real containers cannot be had, say so and go on with a hollow node."""
    if options.hollow:
        return Abilities(hollow=preflight.ASKED_FOR)
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
    try:
        await _spawn_supervisor(config, hollow)
        return await _until_ready(config, progress)
    except (ClusterError, asyncio.CancelledError):
        await _undo(config)
        raise


async def _undo(config: ClusterConfig) -> None:
    """Stop the supervisor, with or without its socket open, and wait until all its processes have gone."""
    with contextlib.suppress(control.NotRunning):
        async for _ in control.stop(config.supervisor_socket):
            continue
    await leftovers.remove(config)


async def _spawn_supervisor(config: ClusterConfig, hollow: str) -> None:
    """Start it detached from this terminal; returns when its control socket is open."""
    config.log_dir.mkdir(parents=True, exist_ok=True)
    rotate_if_large(config.log_dir / 'supervisor.log')
    read_end, write_end = os.pipe()
    try:
        with (config.log_dir / 'supervisor.log').open('ab') as log:
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
    except BaseException:
        os.close(read_end)
        raise
    finally:
        os.close(write_end)
    line = await _first_line(read_end)
    notice = msgspec.json.decode(line, type=Notice) if line else Notice('failed', 'the supervisor could not start')
    if notice.kind == 'failed':
        raise ClusterError(notice.text, notice.remedy or _see_logs('supervisor'))


async def _first_line(descriptor: int) -> bytes:
    """Of what comes through a pipe; nothing if the other end is closed before. The descriptor is closed."""
    reader = asyncio.StreamReader()
    pipe = os.fdopen(descriptor, 'rb', buffering=0)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), pipe
    )
    try:
        return await reader.readline()
    finally:
        transport.close()


async def _until_ready(config: ClusterConfig, progress: Progress, *, patient: bool = False) -> State:
    """Follow the supervisor until everything is ready; raises ClusterError with what is in the way.

    `patient`: a component that ends is waited for, unless it says what the user has to do about it.
    """
    state: State | None = None
    try:
        async with asyncio.timeout(READY_WITHIN):
            async for state in control.follow(config.supervisor_socket):
                for child in state.children:
                    progress.step(child.step)
                    if child.phase is Phase.BACKOFF and (child.remedy or not patient):
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
