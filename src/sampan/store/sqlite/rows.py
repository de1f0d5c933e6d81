"""The rows of one transaction: what its keys held before, what is to be written.

Every statement lets go of the interpreter lock and takes it again, which costs more than the statement itself while
the event loop is busy. So keys are looked up, and rows written, many per statement; what commits of the same
transaction see of each other is kept here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TypeVar

import msgspec

_SIZES = (64, 16, 4, 1)  # rows per statement: few different statements, so that each is compiled once

_FIND = 'SELECT live.key, log.id, log.created, log.value FROM live JOIN log ON log.id = live.id WHERE live.key IN'
_APPEND = 'INSERT INTO log (id, key, created, previous, value) VALUES'
_POINT = 'INSERT OR REPLACE INTO live (key, id) VALUES'
_UNPOINT = 'DELETE FROM live WHERE key IN'

T = TypeVar('T')


class Version(msgspec.Struct, gc=False):
    """What a key holds."""

    id: int
    created: int
    value: bytes


class Rows:
    """`current` is what the given keys hold, with everything that was appended. `write` makes it so in the file."""

    def __init__(self, connection: sqlite3.Connection, keys: Sequence[str]) -> None:
        self.current: dict[str, Version] = {}
        self._connection = connection
        self._log: list[tuple[int, str, int, int, bytes | None]] = []
        self._live: dict[str, int | None] = {}
        for some in _pieces(keys):
            found = connection.execute(f'{_FIND} ({_marks(len(some))})', some)
            self.current.update((key, Version(*version)) for key, *version in found)

    def append(self, id_: int, key: str, created: int, previous: int, value: bytes | None) -> None:
        """A key's next version; None: it is deleted."""
        self._log.append((id_, key, created, previous, value))
        if value is None:
            self._live[key] = None
            del self.current[key]
        else:
            self._live[key] = id_
            self.current[key] = Version(id_, created, value)

    def write(self) -> None:
        self._insert(_APPEND, self._log)
        self._insert(_POINT, [(key, id_) for key, id_ in self._live.items() if id_ is not None])
        for gone in _pieces([key for key, id_ in self._live.items() if id_ is None]):
            self._connection.execute(f'{_UNPOINT} ({_marks(len(gone))})', gone)

    def _insert(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        for some in _pieces(rows):
            one = f'({_marks(len(some[0]))})'
            values = [value for row in some for value in row]
            self._connection.execute(f'{statement} {", ".join([one] * len(some))}', values)


def _pieces(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """All of them, in pieces of the given sizes."""
    start = 0
    for size in _SIZES:
        while len(items) - start >= size:
            yield items[start : start + size]
            start += size


def _marks(count: int) -> str:
    return ', '.join('?' * count)
