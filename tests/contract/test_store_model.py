"""Random histories against a model that keeps everything: every read, past or present, and every watch agree."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sampan.store import (
    Change,
    ChangeType,
    Compacted,
    Conflict,
    Create,
    Delete,
    FutureRevision,
    Record,
    Store,
    Update,
)

from .stores import BACKENDS, run

KEYS = ['/a', '/a/1', '/a/2', '/b/1', '/é', 'x']
PREFIXES = ['', '/', '/a', '/a/', '/b', '/é', 'y']


@dataclass(frozen=True)
class Wish:
    """A change whose expectation is chosen when it is made: right, wrong, or none."""

    kind: str
    key: str
    value: bytes
    off: int


@dataclass
class Model:
    """Every state there ever was."""

    states: list[dict[str, Record]] = field(default_factory=lambda: [{}, {}])  # index: revision; 0 does not exist
    changes: list[Change] = field(default_factory=list)
    compacted: int = 1

    @property
    def revision(self) -> int:
        return len(self.states) - 1

    def make(self, wish: Wish) -> Create | Update | Delete:
        current = self.states[-1].get(wish.key)
        expected = (current.revision if current else 1) + wish.off
        if wish.kind == 'create':
            return Create(wish.key, wish.value)
        if wish.kind == 'update':
            return Update(wish.key, wish.value, expected)
        return Delete(wish.key, expected if wish.kind == 'delete if' else None)

    def commit(self, changes: Sequence[Create | Update | Delete]) -> int:
        """The revision, or `Conflict` as the first failing precondition in order says."""
        now, state = self.revision + 1, dict(self.states[-1])
        done: list[Change] = []
        for change in changes:
            old = state.get(change.key)
            if isinstance(change, Create):
                met = old is None
            else:
                met = change.expected is None or (old is not None and old.revision == change.expected)
            if not met:
                raise Conflict(change.key, old)
            before = old.value if old else b''
            if isinstance(change, Delete):
                if old is not None:
                    done.append(Change(ChangeType.DELETED, change.key, b'', before, now))
                    del state[change.key]
                continue
            state[change.key] = Record(change.key, change.value, now, old.created if old else now)
            done.append(
                Change(ChangeType.UPDATED if old else ChangeType.CREATED, change.key, change.value, before, now)
            )
        if done:
            self.states.append(state)
            self.changes += done
        return self.revision

    def range(self, prefix: str, at: int) -> list[Record]:
        state = self.states[at]
        return [state[key] for key in sorted(state, key=str.encode) if key.startswith(prefix)]


wishes = st.builds(
    Wish,
    st.sampled_from(['create', 'update', 'update', 'delete', 'delete if']),
    st.sampled_from(KEYS),
    st.binary(max_size=3),
    st.sampled_from([0, 0, 0, 0, 1, -1]),
)
commits = st.lists(wishes, max_size=3, unique_by=lambda wish: wish.key)
compactions = st.integers(0, 6)
steps = st.lists(st.one_of(commits, commits, commits, compactions), max_size=14)


QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
histories = given(steps, st.sampled_from(PREFIXES), st.integers(0, 3))


@pytest.mark.parametrize('backend', [backend for backend in BACKENDS if backend != 'etcd'])
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@histories
def test_the_store_agrees_with_the_model(
    backend: str, history: list[list[Wish] | int], prefix: str, limit: int
) -> None:
    run(backend, lambda store: _agree(store, history, prefix, limit))


@settings(max_examples=10, deadline=None, suppress_health_check=QUIET)  # each in a new etcd
@histories
def test_etcd_agrees_with_the_model(history: list[list[Wish] | int], prefix: str, limit: int) -> None:
    run('etcd', lambda store: _agree(store, history, prefix, limit))


async def _agree(store: Store, history: list[list[Wish] | int], prefix: str, limit: int) -> None:
    model = Model()
    live = store.watch(prefix, since=1)
    for step in history:
        if isinstance(step, int):
            target = max(1, model.revision - step)
            await store.compact(target)
            model.compacted = max(model.compacted, target)
        else:
            await _commit_both(store, model, step)
    await _compare(store, model, prefix, limit)
    await _compare_watch(live, model, prefix, since=1)


async def _commit_both(store: Store, model: Model, step: Sequence[Wish]) -> None:
    changes = [model.make(wish) for wish in step]
    try:
        expected: int | Conflict = model.commit(changes)
    except Conflict as conflict:
        expected = conflict
    try:
        got: int | Conflict = await store.commit(*changes)
    except Conflict as conflict:
        got = conflict
    if isinstance(expected, Conflict):
        assert isinstance(got, Conflict)
        assert (got.key, got.current) == (expected.key, expected.current)
    else:
        assert got == expected
    assert store.revision() == model.revision


async def _compare(store: Store, model: Model, prefix: str, limit: int) -> None:
    for at in range(model.revision + 2):
        if at < model.compacted or at > model.revision:
            error = Compacted if at < model.compacted else FutureRevision
            for read in (store.get(KEYS[0], at=at), store.list(prefix, at=at), anext(store.watch(prefix, since=at))):
                with pytest.raises(error):
                    await read
            continue
        for key in KEYS:
            assert await store.get(key, at=at) == model.states[at].get(key)
        assert await _paged(store, prefix, limit, at) == model.range(prefix, at)
        await _compare_watch(store.watch(prefix, since=at), model, prefix, since=at)
    assert await _paged(store, prefix, limit, None) == model.range(prefix, model.revision)
    for key in KEYS:
        assert await store.get(key) == model.states[-1].get(key)


async def _paged(store: Store, prefix: str, limit: int, at: int | None) -> list[Record]:
    found: list[Record] = []
    after, more = '', True
    total: int | None = None
    while more:
        page = await store.list(prefix, after=after, limit=limit, at=at)
        found += page.records
        total = total or len(found) + page.remaining
        assert total == len(found) + page.remaining
        assert page.more == (page.remaining > 0)
        after, more = found[-1].key if found else '', page.more
    return found


async def _compare_watch(watch: object, model: Model, prefix: str, since: int) -> None:
    expected = [c for c in model.changes if c.revision > since and c.key.startswith(prefix)]
    seen: list[Change] = []
    while len(seen) < len(expected):
        async with asyncio.timeout(5):
            seen += await anext(watch)  # type: ignore[call-overload]
    assert seen == expected
