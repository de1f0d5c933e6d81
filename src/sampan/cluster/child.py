"""One supervised process: start it, read its notices and its output, restart it with back-off.

The state is what `status` shows. A child that ends is started again after one second, doubling to
thirty; a minute of health forgets the past. A child whose parent dies gets SIGHUP from the kernel,
so that nothing runs unsupervised: it ends, but leaves the containers for the next start to find.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from enum import Enum

import msgspec

from sampan.cluster.logfile import LogFile
from sampan.cluster.notify import ENVIRONMENT, Notice
from sampan.machinery.world import World

FIRST_DELAY = 1.0  # seconds
LONGEST_DELAY = 30.0
HEALTHY_AFTER = 60.0
STOP_PATIENCE = 60.0  # the node stops every pod with its grace period cut short by `down`
LAST_WORDS = 1.0
PR_SET_PDEATHSIG = 1

logger = logging.getLogger(__name__)


class Phase(Enum):
    STARTING = 'starting'
    READY = 'ready'
    BACKOFF = 'restarting'
    HELD = 'on hold'
    STOPPING = 'stopping'
    STOPPED = 'stopped'


class ChildState(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is known of one child; sent to whoever asks for the status."""

    name: str
    phase: Phase = Phase.STARTING
    pid: int = 0
    restarts: int = 0
    last_exit: str = ''  # how its last run ended
    since: datetime | None = None  # when it entered this phase
    step: str = ''  # the last thing it said it did
    problem: str = ''  # what is wrong, also while it works in a degraded way
    remedy: str = ''


class Child:
    """Keeps one process running until `stop`."""

    def __init__(
        self, name: str, command: Sequence[str], *, log: LogFile, world: World, changed: Callable[[ChildState], None]
    ) -> None:
        self.state = ChildState(name=name)
        self._command = command
        self._log = log
        self._world = world
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()
        self._holders = 0
        self._held = asyncio.Event()  # somebody holds it, and no process runs
        self._nudge = asyncio.Event()  # something has changed for who waits

    async def run(self) -> None:
        """Start and restart until `stop` is called or the task is cancelled."""
        loop = asyncio.get_running_loop()
        delay = FIRST_DELAY
        while not self._stopping.is_set():
            if self._holders:
                await self._wait_on_hold()
                continue
            started = loop.time()
            ending = await self._run_and_describe()
            if self._stopping.is_set() or self._holders:
                continue
            if loop.time() - started > HEALTHY_AFTER:
                delay = FIRST_DELAY
            self._enter(
                Phase.BACKOFF,
                pid=0,
                restarts=self.state.restarts + 1,
                last_exit=self.state.problem or ending,
                problem=self.state.problem or f'{ending}; it is started again in {delay:.0f} s',
            )
            await self._pause(delay)
            delay = min(delay * 2, LONGEST_DELAY)
        self._enter(Phase.STOPPED, pid=0, problem='', remedy='')

    async def _run_and_describe(self) -> str:
        try:
            return _describe_exit(await self._run_once())
        except OSError as error:  # no memory, no processes, no descriptors: that may pass
            return f'cannot be started: {error}'

    async def _pause(self, delay: float) -> None:
        self._nudge.clear()
        try:
            async with asyncio.timeout(delay):
                await self._nudge.wait()
        except TimeoutError:
            return

    async def _wait_on_hold(self) -> None:
        self._enter(Phase.HELD, pid=0, step='', problem='', remedy='')
        self._held.set()
        while self._holders and not self._stopping.is_set():
            self._nudge.clear()
            await self._nudge.wait()
        self._held.clear()

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        """Stop the process; it is started again behind the block, unless `stop` was called."""
        self._holders += 1
        self._nudge.set()
        try:
            await self._terminate()
            await self._held.wait()
            yield
        finally:
            self._holders -= 1
            self._nudge.set()

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL when the patience is over. `run` returns afterwards."""
        self._stopping.set()
        self._nudge.set()
        await self._terminate()

    async def _terminate(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        self._enter(Phase.STOPPING)
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_PATIENCE):
                await process.wait()
        except TimeoutError:
            logger.warning('%s did not stop within %.0f s; killing it', self.state.name, STOP_PATIENCE)
            process.kill()
            await process.wait()

    async def _run_once(self) -> int:
        read_end, write_end = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                pass_fds=(write_end,),
                env=_environment(write_end),
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        except BaseException:
            os.close(read_end)
            raise
        finally:
            os.close(write_end)
        self._process = process
        if self._stopping.is_set() or self._holders:  # asked while it was being started
            process.terminate()
        self._enter(Phase.STARTING, pid=process.pid, step='', problem='', remedy='')
        assert process.stdout is not None
        notices = asyncio.create_task(self._read_notices(read_end))
        output = asyncio.create_task(self._copy_output(process.stdout))
        try:
            code = await process.wait()
            # What the process itself wrote is in the pipes; a grandchild may hold them open for ever.
            await asyncio.wait((notices, output), timeout=LAST_WORDS)
            return code
        finally:
            notices.cancel()
            output.cancel()

    async def _read_notices(self, descriptor: int) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=65536)
        pipe = os.fdopen(descriptor, 'rb', buffering=0)
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        try:
            async for line in reader:
                try:
                    self._noticed(msgspec.json.decode(line, type=Notice))
                except msgspec.DecodeError as error:
                    logger.warning('%s sent a notice that cannot be read: %s', self.state.name, error)
        finally:
            transport.close()

    async def _copy_output(self, output: asyncio.StreamReader) -> None:
        while chunk := await output.read(65536):
            self._log.write(chunk)

    def _noticed(self, notice: Notice) -> None:
        match notice.kind:
            case 'step':
                self._enter(self.state.phase, step=notice.text)
            case 'ready':
                self._enter(Phase.READY)
            case 'degraded' | 'failed':
                self._enter(self.state.phase, problem=notice.text, remedy=notice.remedy)

    def _enter(self, phase: Phase, **changes: str | int) -> None:
        since = self.state.since if phase is self.state.phase else self._world.now()
        self.state = msgspec.structs.replace(self.state, phase=phase, since=since, **changes)
        self._changed(self.state)


def _environment(descriptor: int) -> Mapping[str, str]:
    return {**os.environ, ENVIRONMENT: str(descriptor), 'PYTHONUNBUFFERED': '1'}


def _die_with_parent() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGHUP, 0, 0, 0)


def _describe_exit(code: int) -> str:
    return f'killed by {signal.Signals(-code).name}' if code < 0 else f'ended with exit code {code}'
