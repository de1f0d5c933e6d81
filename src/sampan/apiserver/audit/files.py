"""Events in a file, one per line, rotated as upstream's.

A file that would grow beyond its size is put aside as `name-2006-01-02T15-04-05.000.ext` and a new one begins; old
ones go by number and by the age in their names. Upstream: plugin/pkg/audit/log and lumberjack.
"""

from __future__ import annotations

import asyncio
import gzip
import logging
import os
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sampan.apiserver.audit.sinks import BackendFailed
from sampan.machinery import gotext

if TYPE_CHECKING:
    from sampan.apiserver.audit.config import LogConfig
    from sampan.apiserver.audit.recording import Event, Recording
    from sampan.machinery.world import World

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
MODE = 0o600
STAMP = '%Y-%m-%dT%H-%M-%S'


class FileBackend:
    """Appends to one file. Each `write` is one system call."""

    name = 'log'
    joins = True

    def __init__(self, config: LogConfig, world: World) -> None:
        """Raises OSError when the file cannot be opened."""
        self._config = config
        self._world = world
        self._limit = config.max_size * MEGABYTE
        self._path = Path(config.path)
        self._size = 0
        self._tidying: asyncio.Task[None] | None = None
        self._file = sys.stdout.fileno() if config.path == '-' else self._open()

    def encode(self, recording: Recording, line: bytes) -> bytes:
        return line + b'\n' if self._config.format == 'json' else legacy(recording.event).encode() + b'\n'

    async def write(self, events: Sequence[bytes]) -> None:
        data = events[0] if len(events) == 1 else b''.join(events)
        try:
            if self._limit and self._config.path != '-' and self._size + len(data) > self._limit:
                self._rotate(len(data))
            written = os.write(self._file, data)
            while written < len(data):
                written += os.write(self._file, data[written:])
        except OSError as error:
            raise BackendFailed(str(error)) from error
        self._size += len(data)

    async def close(self) -> None:
        if self._tidying is not None:
            await asyncio.wait([self._tidying])
        if self._config.path != '-':
            os.close(self._file)

    def _open(self) -> int:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, MODE)
        self._size = os.fstat(file).st_size
        return file

    def _rotate(self, wanted: int) -> None:
        if wanted > self._limit:
            raise BackendFailed(f'write length {wanted} exceeds maximum file size {self._limit}')
        now = self._world.now().astimezone(UTC)
        aside = f'{self._path.stem}-{now.strftime(STAMP)}.{now.microsecond // 1000:03d}{self._path.suffix}'
        older = self._path.with_name(aside)
        self._path.rename(older)
        try:
            full, self._file = self._file, self._open()
        except OSError:  # nothing has changed, and the next event tries again
            older.rename(self._path)
            raise
        os.close(full)
        if self._tidying is None or self._tidying.done():
            self._tidying = asyncio.get_running_loop().create_task(asyncio.to_thread(self._tidy, now))

    def _tidy(self, now: datetime) -> None:
        """In a thread: remove old files, compress the others if wanted."""
        try:
            backups = sorted(self._backups(), reverse=True)
            oldest = now - timedelta(days=self._config.max_age) if self._config.max_age else None
            for number, (made, path) in enumerate(backups, start=1):
                beyond = self._config.max_backups and number > self._config.max_backups
                if beyond or (oldest is not None and made < oldest):
                    path.unlink()
                elif self._config.compress and path.suffix != '.gz':
                    compress(path)
        except OSError as error:
            log.error('audit log: cannot tidy up beside %s: %s', self._path, error)

    def _backups(self) -> list[tuple[datetime, Path]]:
        found = []
        for path in self._path.parent.iterdir():
            name = path.name.removesuffix('.gz').removesuffix(self._path.suffix)
            stamp = name.removeprefix(f'{self._path.stem}-')
            try:
                made = datetime.strptime(stamp, STAMP + '.%f').replace(tzinfo=UTC)
            except ValueError:
                continue
            if name != stamp:
                found.append((made, path))
        return found


def compress(path: Path) -> None:
    target = path.with_name(path.name + '.gz')
    with path.open('rb') as source, gzip.open(target, 'wb') as packed:
        shutil.copyfileobj(source, packed)
    target.chmod(MODE)
    path.unlink()


def legacy(event: Event) -> str:
    """The one-line text of `--audit-log-format=legacy`."""
    user, other = event.user, event.impersonated_user
    namespace = event.object_ref.namespace if event.object_ref is not None else ''
    response = '<deferred>' if event.response_status is None else str(event.response_status.code)
    fields = {
        'id': gotext.quote(event.audit_id),
        'stage': gotext.quote(event.stage),
        'ip': gotext.quote(event.source_ips[0] if event.source_ips else '<unknown>'),
        'method': gotext.quote(event.verb),
        'user': gotext.quote(user.username or '<none>'),
        'groups': quoted(user.groups) if user.username and user.groups else '<none>',
        'as': gotext.quote('<self>' if other is None else other.username),
        'asgroups': '<lookup>' if other is None or not other.groups else quoted(other.groups),
        'user-agent': gotext.quote(event.user_agent),
        'namespace': gotext.quote(namespace or '<none>'),
        'uri': gotext.quote(event.request_uri),
        'response': f'"{response}"',
    }
    line = ' '.join(f'{name}={value}' for name, value in fields.items())
    return f'{event.request_received_timestamp} AUDIT: {line}'


def quoted(texts: Sequence[str]) -> str:
    return ','.join(map(gotext.quote, texts))
