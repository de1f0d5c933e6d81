"""Everything that was written, in order; the memory a simulation is judged by.

`digest` is equal for two runs that wrote the same bytes in the same order, which is what "the same
seed gives the same history" means. The checks are promises of Kubernetes that must hold whatever faults occurred.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

import msgspec

from sampan.store.base import Change, ChangeType, Store

PREFIX = '/registry/'


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken, and where."""

    promise: str
    key: str
    revision: int


class History:
    """Follows a store from `start` on."""

    def __init__(self, store: Store) -> None:
        self.changes: list[Change] = []
        self._store = store
        self._task: asyncio.Task[None] | None = None
        self._arrived = asyncio.Event()

    def start(self) -> None:
        self._task = asyncio.ensure_future(self._follow())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def next(self) -> None:
        """Wait for a change that has not been seen yet."""
        self._arrived.clear()
        await self._arrived.wait()

    def digest(self) -> str:
        """A fingerprint of every write: revision, kind of change, key and value."""
        total = hashlib.sha256()
        for change in self.changes:
            total.update(f'{change.revision} {change.type.value} {change.key} {len(change.value)}\n'.encode())
            total.update(change.value)
        return total.hexdigest()

    def of(self, resource: str) -> Iterator[Change]:
        """The changes of one resource, such as `pods`."""
        prefix = f'{PREFIX}{resource}/'
        return (change for change in self.changes if change.key.startswith(prefix))

    def check(self) -> list[Violation]:
        """All promises that a history can break by itself."""
        return [*self._check_revisions(), *self._check_bindings()]

    async def _follow(self) -> None:
        async with aclosing(self._store.watch(PREFIX, since=self._last())) as watch:
            async for batch in watch:
                self.changes.extend(batch)
                self._arrived.set()

    def _last(self) -> int:
        return self.changes[-1].revision if self.changes else self._store.revision()

    def _check_revisions(self) -> Iterator[Violation]:
        """Revisions never go back, and a key is created before it is changed."""
        latest, living = 0, set()
        for change in self.changes:
            if change.revision < latest:
                yield Violation('revisions increase', change.key, change.revision)
            latest = change.revision
            if change.type is ChangeType.CREATED:
                if change.key in living:
                    yield Violation('a key is created once', change.key, change.revision)
                living.add(change.key)
            elif change.key not in living:
                yield Violation('only what exists changes', change.key, change.revision)
            elif change.type is ChangeType.DELETED:
                living.discard(change.key)

    def _check_bindings(self) -> Iterator[Violation]:
        """A pod that has a node keeps it for life."""
        for change in self.of('pods'):
            if change.type is ChangeType.UPDATED:
                before, after = _node_of(change.previous), _node_of(change.value)
                if before and before != after:
                    yield Violation('a pod is bound at most once', change.key, change.revision)


def _node_of(value: bytes) -> str:
    pod: Any = msgspec.json.decode(value)
    return str(pod.get('spec', {}).get('nodeName', ''))
