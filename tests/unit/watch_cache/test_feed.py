"""How the caches are filled from the store."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.apiserver.cache import feed as feeds
from sampan.apiserver.cache.cache import WatchCache
from sampan.apiserver.cache.feed import Feed
from sampan.apiserver.cache.reading import Reading
from sampan.store.base import Compacted, Create, Page
from sampan.store.memory import MemoryStore
from sampan.testing.loop import run_virtual

PREFIX = '/registry/things/'


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, 'PAGE', 2)


def a_cache() -> WatchCache:
    return WatchCache(PREFIX, Reading(lambda item: {}))


def keys(cache: WatchCache) -> list[str]:
    return [entry.key for entry in cache.scan(PREFIX)]


async def filled(store: MemoryStore, count: int) -> list[str]:
    names = [f'{PREFIX}{number}' for number in range(count)]
    for name in names:
        await store.commit(Create(name, b'{"kind":"Thing","metadata":{"name":"x"}}'))
    return names


class Interrupted(MemoryStore):
    """Something happens between two pages, once."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what

    async def list(self, prefix: str, *, after: str = '', limit: int = 0, at: int | None = None) -> Page:
        what, self.what = (self.what, '') if after else ('', self.what)
        if what == 'written':
            await self.commit(Create(f'{PREFIX}new', b'{"metadata":{"name":"new"}}'))
        if what == 'compacted':
            raise Compacted(1, 2)
        return await super().list(prefix, after=after, limit=limit, at=at)


async def started(store: MemoryStore, cache: WatchCache) -> Feed:
    feed = Feed(store, {PREFIX: cache})
    await feed.start()
    return feed


@pytest.mark.parametrize('count', [0, 1, 2, 3, 4, 5])
def test_all_pages_are_loaded(count: int) -> None:
    async def run() -> None:
        store, cache = MemoryStore(), a_cache()
        names = await filled(store, count)
        await store.commit(Create('/elsewhere/what is no object', b'no JSON'))
        feed = await started(store, cache)
        assert keys(cache) == names
        assert feed.revision == store.revision()
        await feed.stop()

    run_virtual(run())


def test_pages_are_of_one_revision_and_what_comes_meanwhile_follows() -> None:
    async def run() -> None:
        store, cache = Interrupted('written'), a_cache()
        names = await filled(store, 5)
        feed = await started(store, cache)
        await feed.fresh()
        assert keys(cache) == [*names, f'{PREFIX}new']
        await feed.stop()

    run_virtual(run())


def test_a_revision_that_is_forgotten_meanwhile_is_read_again() -> None:
    async def run() -> None:
        store, cache = Interrupted('compacted'), a_cache()
        names = await filled(store, 5)
        feed = await started(store, cache)
        assert keys(cache) == names
        assert store.what == ''
        await feed.stop()

    run_virtual(run())


def test_a_cache_that_is_added_later_is_loaded_too() -> None:
    async def run() -> None:
        store, cache = MemoryStore(), a_cache()
        names = await filled(store, 5)
        other: dict[str, Any] = {}
        feed = Feed(store, other)
        await feed.start()
        await feed.add(cache)
        assert keys(cache) == names
        await feed.stop()

    run_virtual(run())
