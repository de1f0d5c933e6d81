"""The versions a memory store still knows: a log by revision, a chain by key.

Every commit has exactly one revision, so the log is a list indexed by it. A chain holds a key's
versions since the compacted revision plus the one that was current then: that is what reads in the
past need. Compaction walks the log once, so its cost is that of the commits it forgets.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

import msgspec
from sortedcontainers import SortedDict

from sampan.store.base import Change, Record
from sampan.store.keys import prefix_end


class _Version(msgspec.Struct, frozen=True, gc=False):
    revision: int
    record: Record | None  # None: deleted at this revision


_revision = attrgetter('revision')


class History:
    """Everything that happened after `compacted`."""

    def __init__(self, start: int) -> None:
        self.compacted = start
        self.changes = 0
        self.size = 0  # bytes of values, old and new
        self._log: list[Sequence[Change]] = []
        self._chains: SortedDict[str, list[_Version]] = SortedDict()

    def append(self, changes: Sequence[Change], records: Sequence[Record | None]) -> None:
        """The commit of the next revision, and what each of its keys holds since."""
        self._log.append(changes)
        self._count(changes, 1)
        for change, record in zip(changes, records, strict=True):
            self._chains.setdefault(change.key, []).append(_Version(change.revision, record))

    def since(self, revision: int, until: int) -> Iterator[Sequence[Change]]:
        """The commits after `revision`, up to `until`."""
        return iter(self._log[revision - self.compacted : until - self.compacted])

    def at(self, key: str, revision: int) -> Record | None:
        return _find(self._chains.get(key, ()), revision)

    def range_at(self, prefix: str, after: str, revision: int) -> list[Record]:
        """The live records of a range as they were."""
        start, inclusive = (after, False) if after >= prefix else (prefix, True)
        keys = self._chains.irange(start, prefix_end(prefix), (inclusive, False))
        found = (_find(self._chains[key], revision) for key in keys)
        return [record for record in found if record is not None]

    def compact(self, revision: int) -> None:
        """Forget what only readers before `revision` could see."""
        forgotten = self._log[: revision - self.compacted]
        del self._log[: revision - self.compacted]
        self.compacted = revision
        for changes in forgotten:
            self._count(changes, -1)
            for change in changes:
                self._trim(change.key)

    def oldest_to_keep(self, changes: int, size: int) -> int:
        """The revision to compact to so that no more than `changes` and `size` bytes remain."""
        revision, left, left_size = self.compacted, self.changes, self.size
        for commit in self._log[:-1]:
            if left <= changes and left_size <= size:
                break
            revision, left, left_size = revision + 1, left - len(commit), left_size - _bytes(commit)
        return revision

    def _trim(self, key: str) -> None:
        chain = self._chains.get(key)
        if chain is None:
            return
        first = bisect_right(chain, self.compacted, key=_revision) - 1
        if first >= 0 and chain[first].record is None:
            first += 1  # the tombstone itself is of no use any more
        if first > 0:
            del chain[:first]
        if not chain:
            del self._chains[key]

    def _count(self, changes: Sequence[Change], sign: int) -> None:
        self.changes += sign * len(changes)
        self.size += sign * _bytes(changes)


def _find(chain: Sequence[_Version], revision: int) -> Record | None:
    position = bisect_left(chain, revision + 1, key=_revision) - 1
    return chain[position].record if position >= 0 else None


def _bytes(changes: Sequence[Change]) -> int:
    return sum(len(change.value) + len(change.previous) for change in changes)
