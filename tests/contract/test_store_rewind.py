"""Going back, on every backend: what was then is again, and what has been since is not forgotten."""

from __future__ import annotations

from contextlib import aclosing

import pytest

from sampan.store import Compacted, Create, Delete, Store, Update
from sampan.store.rewind import rewind

from .stores import BACKENDS, run

pytestmark = pytest.mark.parametrize('backend', BACKENDS)


async def history(store: Store) -> int:
    """A few commits; the revision in the middle."""
    await store.commit(Create('/a', b'1'), Create('/b', b'1'), Create('/same', b''), Create('/kept/x', b'1'))
    middle = await store.commit(Update('/a', b'2', 2))
    await store.commit(Update('/a', b'3', 3), Delete('/b'), Create('/c', b''), Update('/kept/x', b'2', 2))
    return middle


async def state(store: Store) -> dict[str, bytes]:
    return {record.key: record.value for record in (await store.list('')).records}


def test_everything_is_as_it_was_in_one_new_commit(backend: str) -> None:
    async def body(store: Store) -> None:
        middle = await history(store)
        before = store.revision()
        async with aclosing(store.watch('', since=before)) as watch:
            assert await rewind(store, middle, keep=['/kept/']) == before + 1
            seen = {(change.type.value, change.key, change.value) for change in await anext(watch)}
        assert seen == {('updated', '/a', b'2'), ('created', '/b', b'1'), ('deleted', '/c', b'')}
        assert await state(store) == {'/a': b'2', '/b': b'1', '/kept/x': b'2', '/same': b''}

    run(backend, body)


def test_a_rewind_can_be_rewound(backend: str) -> None:
    async def body(store: Store) -> None:
        middle = await history(store)
        before, was = store.revision(), await state(store)
        await rewind(store, middle)
        await rewind(store, before)
        assert await state(store) == was

    run(backend, body)


def test_where_nothing_differs_nothing_is_written(backend: str) -> None:
    async def body(store: Store) -> None:
        await history(store)
        now = store.revision()
        assert await rewind(store, now) == now == store.revision()

    run(backend, body)


def test_what_is_forgotten_cannot_be_gone_back_to(backend: str) -> None:
    async def body(store: Store) -> None:
        middle = await history(store)
        was = await state(store)
        await store.compact(store.revision())
        with pytest.raises(Compacted):
            await rewind(store, middle)
        assert await state(store) == was

    run(backend, body)
