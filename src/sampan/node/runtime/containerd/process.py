"""Sampan's own containerd as a child process: started, watched, stopped.

Ready is an event: containerd tells the socket named in NOTIFY_SOCKET, as it would tell systemd. The daemon gets SIGTERM
when the node process dies (setpriv --pdeathsig), because two daemons must never share one root: the second would wait
for the first one's database lock for ever. A daemon that outlived its parent all the same is ended before a new one
starts.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

from sampan.node.runtime.containerd import cleanup
from sampan.node.runtime.containerd.channel import CallFailed, Channel
from sampan.node.runtime.containerd.config import ContainerdConfig, render
from sampan.node.runtime.generated import cri_pb2 as cri

log = logging.getLogger(__name__)

STOP_TIMEOUT = 20.0  # seconds from SIGTERM to SIGKILL
INITIALIZE_PAUSE = 0.01
BACK_OFF_FIRST, BACK_OFF_LAST = 0.5, 30.0  # seconds between restarts of a daemon that keeps dying
STEADY = 60.0  # seconds of running after which the back-off starts over
SOCKET_PATH_LIMIT = 107  # bytes, sockaddr_un's
LOG_LIMIT, LOG_TAIL = 1 << 20, 2000  # of the log: bytes looked at, characters shown in an error
COMPLAINTS = ('level=error', 'level=fatal', 'level=warning', 'panic:', 'fatal error:', 'containerd: ')


class ContainerdFailed(Exception):
    """containerd could not be started; the message says what it said and what to do."""


class Containerd:
    """One containerd daemon. `start` and `stop` for whoever assembles a node; `run` keeps it alive."""

    def __init__(self, config: ContainerdConfig) -> None:
        self.config = config
        self._process: asyncio.subprocess.Process | None = None
        self._log_start = 0  # where in the log file the present daemon's begins

    async def run(self) -> None:
        """Keep the daemon running: one that dies is started again, with back-off. The containers do not notice.

        Returns when `stop` or `clean` have ended the daemon; cancelling ends the watching only. Raises
        `ContainerdFailed` when the first start fails.
        """
        loop = asyncio.get_running_loop()
        pause = BACK_OFF_FIRST
        if self._process is None:
            await self.start()
        while True:
            started = loop.time()
            code = await self.wait()
            if self._process is None:  # on purpose
                return
            log.error('containerd ended with code %s; starting it again in %.1f s', code, pause)
            pause = BACK_OFF_FIRST if loop.time() - started > STEADY else pause
            await asyncio.sleep(pause)
            pause = min(pause * 2, BACK_OFF_LAST)
            with contextlib.suppress(ContainerdFailed):  # logged by start; the next round tries again
                await self.start()

    async def start(self) -> None:
        """Start the daemon and return when CRI answers. Containers of a former daemon are taken over."""
        config = self.config
        binary = shutil.which(config.binary)
        if binary is None:
            raise ContainerdFailed(f'{config.binary} is not installed: apt-get install containerd runc')
        if len(str(config.socket)) > SOCKET_PATH_LIMIT:
            raise ContainerdFailed(f'the path {config.socket} is too long for a socket: choose a shorter folder')
        try:
            self._prepare()
        except OSError as error:
            raise ContainerdFailed(f'cannot write {error.filename}: {error.strerror}') from error
        for pid in cleanup.daemons(config):
            log.warning('ending containerd %d, left over by a former run', pid)
            await cleanup.end_process(pid, STOP_TIMEOUT)
        cleanup.remove_dead_shim_sockets(config)
        try:
            await self._launch(binary)
            await self._initialized()
        except BaseException as error:
            await self.stop()
            if isinstance(error, ContainerdFailed):
                log.error('%s', error)
            raise
        log.info('containerd is ready at %s', config.socket)

    async def wait(self) -> int:
        """The daemon's exit code, when it has ended."""
        if self._process is None:
            return 0
        return await self._process.wait()

    async def stop(self) -> None:
        """End the daemon; its containers go on running without it."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_TIMEOUT)
        except TimeoutError:
            log.warning('containerd did not end within %s s of SIGTERM', STOP_TIMEOUT)
            process.kill()
            await process.wait()

    async def clean(self, *, everything: bool = False) -> None:
        """Remove every sandbox, container, shim, mount and cgroup of this containerd, running or not, and end it.

        Images and `root` stay, unless `everything`. Safe to repeat; a system-wide containerd is not touched.
        """
        if cleanup.containers_left(self.config) or self._process is not None:
            await self._remove_sandboxes()
        await self.stop()
        await cleanup.force(self.config, everything=everything)

    async def _remove_sandboxes(self) -> None:
        """Through CRI, so that CNI plugins release addresses; what then remains is removed by force."""
        try:
            if self._process is None or self._process.returncode is not None:
                await self.start()
            await cleanup.remove_sandboxes(self.config.socket)
        except (ContainerdFailed, CallFailed) as error:
            log.warning('removing containers by force, because containerd could not: %s', error)

    def _prepare(self) -> None:
        config = self.config
        for folder in (config.root, config.state, config.socket.parent, config.cni_conf_dir, config.log_path.parent):
            folder.mkdir(parents=True, exist_ok=True)
        config.file.write_text(render(config))

    async def _launch(self, binary: str) -> None:
        command = (*self.config.command_prefix, *_dies_with_parent(), binary, '--config', str(self.config.file))
        with (
            _notify_socket(self.config.state / 'notify.sock') as (path, listener),
            self.config.log_path.open('ab') as out,
        ):
            self._log_start = out.tell()
            self._process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env={**os.environ, 'NOTIFY_SOCKET': path},
                start_new_session=True,  # a Ctrl-C at the terminal is ours to handle, not the daemon's
            )
            await self._until_ready(self._process, listener)

    async def _until_ready(self, process: asyncio.subprocess.Process, listener: socket.socket) -> None:
        ready = asyncio.create_task(_said_ready(listener))
        ended = asyncio.create_task(process.wait())
        try:
            await asyncio.wait((ready, ended), timeout=self.config.start_timeout, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                code, limit = process.returncode, self.config.start_timeout
                what = f'was not ready in {limit:.0f} s' if code is None else f'ended with code {code}'
                raise ContainerdFailed(self._failure(what))
        finally:
            ready.cancel()
            ended.cancel()
            await asyncio.gather(ready, ended, return_exceptions=True)

    async def _initialized(self) -> None:
        """Wait for CRI to have read its containers back. There is no event for that; it refuses calls until then."""
        channel = Channel(self.config.socket)
        deadline = asyncio.get_running_loop().time() + self.config.start_timeout
        try:
            while True:
                try:
                    await channel.call(
                        '/runtime.v1.RuntimeService/Version', cri.VersionRequest(), cri.VersionResponse, timeout=5
                    )
                    return
                except CallFailed as error:
                    if error.code == 'Unimplemented':
                        raise ContainerdFailed(self._failure('runs without its CRI part')) from error
                    if asyncio.get_running_loop().time() > deadline or self._ended():
                        raise ContainerdFailed(f'{self._failure("does not answer")} ({error})') from error
                await asyncio.sleep(INITIALIZE_PAUSE)
        finally:
            await channel.close()

    def _ended(self) -> bool:
        return self._process is None or self._process.returncode is not None

    def _failure(self, what: str) -> str:
        return f'containerd {what}; its log ({self.config.log_path}) says:\n{self._complaints()}'

    def _complaints(self) -> str:
        """The log's last errors and warnings of this start, or its end if there are none."""
        with self.config.log_path.open('rb') as log_file:
            if self.config.log_path.stat().st_size >= self._log_start:  # else it has been rotated since
                log_file.seek(self._log_start)
            text = log_file.read(LOG_LIMIT).decode(errors='replace').strip()
        bad = [line for line in text.splitlines() if any(mark in line for mark in COMPLAINTS)]
        return '\n'.join(bad)[-LOG_TAIL:] or text[-LOG_TAIL:] or '(nothing)'


def _dies_with_parent() -> tuple[str, ...]:
    setpriv = shutil.which('setpriv')  # of util-linux, which Debian always has
    return (setpriv, '--pdeathsig', 'TERM', '--') if setpriv else ()


@contextlib.contextmanager
def _notify_socket(path: Path) -> Iterator[tuple[str, socket.socket]]:
    """A datagram socket for sd_notify."""
    path.unlink(missing_ok=True)
    name = str(path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.setblocking(False)
        listener.bind(name)
        try:
            yield name, listener
        finally:
            path.unlink(missing_ok=True)


async def _said_ready(listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    while b'READY=1' not in await loop.sock_recv(listener, 4096):
        continue
