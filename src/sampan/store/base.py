"""The joint between the API server and whatever keeps its state.

A store maps keys (`/registry/pods/default/web-0`) to bytes and counts every change with one
increasing integer, the revision. What is promised, by every backend, is what the contract suite
(`tests/contract`) checks:

- `commit` applies all its changes or none, at one new revision, and returns once it is durable.
- A compare-and-swap (`Update` or `Delete` with `expected`) that finds another modification
  revision raises `Conflict` and changes nothing. `Create` of an existing key does too.
- `get` and `list` see a consistent snapshot, the newest or that of an older revision `at`.
- `watch` delivers every change after `since` exactly once, in revision order, in batches; all
  changes of one revision under the prefix come in the same batch. A reader that falls too far
  behind is cut off with `Compacted`: it lists again.
- History before the compacted revision is gone: reading `at` or watching `since` an older one raises
  `Compacted`. A revision that has not happened yet raises `FutureRevision`.
- Only an effective commit takes a revision: deleting what is not there, without precondition, takes none.
- Keys sort by their UTF-8 bytes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, runtime_checkable

import msgspec


class Record(msgspec.Struct, frozen=True, gc=False):
    """One key's value as of some revision."""

    key: str
    value: bytes
    revision: int  # the revision of its last modification (etcd's mod_revision)
    created: int  # the revision that created it (etcd's create_revision)


class Page(msgspec.Struct, frozen=True, gc=False):
    """A slice of a range, in key order."""

    records: Sequence[Record]
    revision: int  # the snapshot it was read from
    more: bool  # whether keys of the range remain behind the last record
    remaining: int  # how many remain


@dataclass(frozen=True, slots=True)
class Create:
    key: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Update:
    """Replace the value if the key's modification revision is still `expected`."""

    key: str
    value: bytes
    expected: int


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove the key; with `expected`, only if its modification revision is still that."""

    key: str
    expected: int | None = None


class ChangeType(Enum):
    CREATED = 'created'
    UPDATED = 'updated'
    DELETED = 'deleted'


class Change(msgspec.Struct, frozen=True, gc=False):
    """One key's change, as a watcher sees it."""

    type: ChangeType
    key: str
    value: bytes  # the new value; for a deletion, empty
    previous: bytes  # the value before; for a creation, empty
    revision: int


class StoreError(Exception):
    """Base of everything a store raises on purpose."""


class Conflict(StoreError):
    """A precondition failed. `current` is what the key holds now (None: nothing)."""

    def __init__(self, key: str, current: Record | None) -> None:
        found = 'absent' if current is None else f'at revision {current.revision}'
        super().__init__(f'{key}: precondition failed, the key is {found}')
        self.key = key
        self.current = current


class Compacted(StoreError):
    """The asked-for revision is older than the history that is kept."""

    def __init__(self, asked: int, oldest: int) -> None:
        super().__init__(f'revision {asked} has been compacted; the oldest kept is {oldest}')
        self.asked = asked
        self.oldest = oldest


class FutureRevision(StoreError):
    """The asked-for revision has not happened yet."""

    def __init__(self, asked: int, current: int) -> None:
        super().__init__(f'revision {asked} is in the future; the current one is {current}')
        self.asked = asked
        self.current = current


class StoreUnavailable(StoreError):
    """The store cannot serve now (disk full, corrupt file, closed); the text says what to do."""


class Watch(Protocol):
    """A running watch: an async iterator of batches of changes. Works with `contextlib.aclosing`."""

    def __aiter__(self) -> AsyncIterator[Sequence[Change]]: ...

    async def __anext__(self) -> Sequence[Change]: ...

    async def aclose(self) -> None:
        """End it; a task that waits for the next batch sees the end of the iteration."""
        ...


@runtime_checkable
class Store(Protocol):
    """A revisioned key-value store. A new store starts at revision 1, like etcd."""

    shared: bool  # whether other processes may write too
    max_changes: int  # in one commit

    async def get(self, key: str, at: int | None = None) -> Record | None: ...

    async def list(self, prefix: str, *, after: str = '', limit: int = 0, at: int | None = None) -> Page:
        """Records whose key starts with `prefix` and sorts behind `after`; at most `limit` (0: all)."""
        ...

    async def commit(self, *changes: Create | Update | Delete) -> int:
        """Apply all changes or none; return their revision once durable. Raises `Conflict`.

        A key may be named once (`ValueError` otherwise). If nothing changes, the current revision is returned.
        """
        ...

    def watch(self, prefix: str, *, since: int) -> Watch:
        """Every change under `prefix` with a revision greater than `since`.

        The first batch, not this call, raises `Compacted` or `FutureRevision`. Closing the
        iterator (`aclose`) or cancelling the task that reads it ends the watch.
        """
        ...

    async def compact(self, revision: int) -> None:
        """Forget history before `revision`; the newest value of every live key stays.

        Compacting what is compacted already does nothing; the future raises `FutureRevision`.
        """
        ...

    def revision(self) -> int:
        """The newest committed revision this process knows of."""
        ...

    async def latest(self) -> int:
        """The newest revision anybody had committed when this was called."""
        ...

    async def close(self) -> None: ...
