"""The process above the others: keeps the children running and answers on a Unix socket.

A request is one line of JSON, the answer a stream of lines:

    {"command": "status"}                          the present State, once
    {"command": "follow"}                          the State now and after each change
    {"command": "stop"}                            States until everything has stopped
    {"command": "hold"}                            the State once the control plane has ended; it is started again
                                                   when the asker closes the connection

One supervisor runs per run folder: it holds a lock on it. The socket is readable by its owner only.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from sampan.cluster import lock
from sampan.cluster.child import Child, ChildState, Phase
from sampan.cluster.config import ClusterConfig, load
from sampan.cluster.errors import ClusterError
from sampan.cluster.logfile import LogFile, is_stderr, keep_small, reopen
from sampan.cluster.notify import Notifier
from sampan.machinery.world import SystemWorld, World

CHILDREN = ('control-plane', 'node')
REQUEST_LIMIT = 65536  # bytes
FOLLOWER_BACKLOG = 256  # states

logger = logging.getLogger(__name__)


class Request(msgspec.Struct, forbid_unknown_fields=True):
    command: Literal['status', 'follow', 'stop', 'hold']


class State(msgspec.Struct, kw_only=True):
    """Everything the supervisor knows."""

    pid: int
    stopping: bool = False
    hollow: str = ''  # why the node has no real containers; '' means it has
    children: list[ChildState] = []

    @property
    def ready(self) -> bool:
        return bool(self.children) and all(child.phase is Phase.READY for child in self.children)


class Supervisor:
    """Runs the children, in order of their names' list; stops them in the reverse order."""

    def __init__(self, config: ClusterConfig, *, world: World, hollow: str) -> None:
        self._config = config
        self._hollow = hollow
        self._logs = {name: LogFile(config.log_dir / f'{name}.log') for name in CHILDREN}
        self._children = [
            Child(name, self._command(name), log=self._logs[name], world=world, changed=self._child_changed)
            for name in CHILDREN
        ]
        self._followers: list[asyncio.Queue[State]] = []
        self._stop = asyncio.Event()

    def state(self) -> State:
        return State(
            pid=os.getpid(),
            stopping=self._stop.is_set(),
            hollow=self._hollow,
            children=[child.state for child in self._children],
        )

    async def run(self, notifier: Notifier) -> None:
        """Serve until asked to stop (by the socket, SIGTERM or SIGINT); tells `notifier` once it listens."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        socket = self._config.supervisor_socket
        socket.unlink(missing_ok=True)
        previous = os.umask(0o177)
        server = await asyncio.start_unix_server(self._serve, socket, limit=REQUEST_LIMIT)
        os.umask(previous)
        notifier.ready()
        rotation = self._rotate_own_log()
        try:
            async with asyncio.TaskGroup() as tasks:
                for child in self._children:
                    tasks.create_task(child.run())
                await self._stop.wait()
                self._publish()
                for child in reversed(self._children):
                    await child.stop()
        finally:
            self._publish()
            rotation.cancel()
            server.close()
            socket.unlink(missing_ok=True)
            for log in self._logs.values():
                log.close()

    def _rotate_own_log(self) -> asyncio.Future[None]:
        """What is said here goes to a file by way of standard error, unless somebody runs this by hand."""
        path = self._config.log_dir / 'supervisor.log'
        if not is_stderr(path):
            return asyncio.get_running_loop().create_future()
        return asyncio.create_task(keep_small(path, reopen), name='supervisor-log')

    def _command(self, name: str) -> Sequence[str]:
        command = [sys.executable, '-m', f'sampan.cluster.{name.replace("-", "_")}', str(self._config.state_dir)]
        return [*command, '--hollow'] if name == 'node' and self._hollow else command

    def _child_changed(self, state: ChildState) -> None:
        logger.info('%s: %s %s', state.name, state.phase.value, state.problem or state.step)
        self._publish()

    def _publish(self) -> None:
        state = self.state()
        for queue in self._followers:
            if queue.full():
                queue.get_nowait()  # a slow reader misses states in between, never the newest
            queue.put_nowait(state)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = msgspec.json.decode(await reader.readline(), type=Request)
            await self._answer(request, reader, writer)
        except (ConnectionError, msgspec.DecodeError, ValueError) as error:
            logger.warning('a request on the control socket ended early: %s', error)
        finally:
            writer.close()

    async def _answer(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        match request.command:
            case 'status':
                await _send(writer, self.state())
            case 'follow':
                await self._stream_states(writer)
            case 'hold':
                async with self._children[0].hold():
                    await _send(writer, self.state())
                    await reader.read()
            case 'stop':
                self._stop.set()
                await self._stream_states(writer)

    async def _stream_states(self, writer: asyncio.StreamWriter) -> None:
        queue: asyncio.Queue[State] = asyncio.Queue(FOLLOWER_BACKLOG)
        queue.put_nowait(self.state())
        self._followers.append(queue)
        try:
            stopped = False
            while not stopped:
                state = await queue.get()
                await _send(writer, state)
                stopped = state.stopping and all(child.phase is Phase.STOPPED for child in state.children)
        finally:
            self._followers.remove(queue)


async def _send(writer: asyncio.StreamWriter, message: msgspec.Struct) -> None:
    writer.write(msgspec.json.encode(message) + b'\n')
    await writer.drain()


def take_locks(config: ClusterConfig) -> None:
    """Hold the state and the run folder for this process; raises ClusterError when another supervisor has one."""
    config.run_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    for folder in (config.state_dir, config.run_dir):
        try:
            lock.take(folder / lock.SUPERVISOR, 'supervisor')
        except lock.Held as other:
            raise ClusterError(
                f'another supervisor (process {other.pid}) holds {folder}',
                'look at it with `sampan status`, stop it with `sampan down`, or give this cluster another folder',
            ) from other


def main(arguments: Sequence[str]) -> int:
    """`STATE_DIR [WHY_HOLLOW]`; run by `sampan up`, detached."""
    logging.basicConfig(level=logging.INFO, format='%(asctime)s %(levelname)s %(name)s %(message)s')
    for number in (signal.SIGHUP, signal.SIGINT):  # whoever started `up` may ignore them (nohup)
        signal.signal(number, signal.SIG_DFL)
    notifier = Notifier.from_environment()
    try:
        config = load(Path(arguments[0]))
        if config is None:
            raise ClusterError(f'{arguments[0]} holds no cluster', 'start one with `sampan up`')
        take_locks(config)
        asyncio.run(_supervise(config, ''.join(arguments[1:2]), notifier))
    except ClusterError as error:
        notifier.failed(error.message, error.remedy)
        return 1
    except Exception as error:
        logger.exception('the supervisor cannot go on')
        notifier.failed(f'{type(error).__name__}: {error}')
        return 1
    return 0


async def _supervise(config: ClusterConfig, hollow: str, notifier: Notifier) -> None:
    await Supervisor(config, world=SystemWorld(), hollow=hollow).run(notifier)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
