"""What every store promises (see `sampan.store.base`)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

import pytest

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
    StoreUnavailable,
    Update,
    Watch,
)
from sampan.store.hub import WatchLimits

from .stores import BACKENDS, run

pytestmark = pytest.mark.parametrize('backend', BACKENDS)


async def take(watch: Watch, count: int) -> list[Change]:
    """The next `count` changes, however they are batched."""
    changes: list[Change] = []
    while len(changes) < count:
        changes.extend(await anext(watch))
    assert len(changes) == count
    return changes


def summary(changes: Sequence[Change]) -> list[tuple[str, str, bytes, bytes, int]]:
    return [(c.type.value, c.key, c.value, c.previous, c.revision) for c in changes]


def test_it_is_a_store_and_starts_at_revision_one(backend: str) -> None:
    async def body(store: Store) -> None:
        assert isinstance(store, Store)
        assert store.revision() == 1
        assert await store.get('/a') is None
        page = await store.list('/')
        assert (list(page.records), page.revision, page.more, page.remaining) == ([], 1, False, 0)

    run(backend, body)


def test_a_commit_takes_one_revision_for_all_its_changes(backend: str) -> None:
    async def body(store: Store) -> None:
        assert await store.commit(Create('/a', b'1'), Create('/b', b'')) == 2
        assert await store.get('/a') == Record('/a', b'1', 2, 2)
        assert await store.get('/b') == Record('/b', b'', 2, 2)
        assert await store.commit(Update('/a', b'2', 2), Delete('/b', 2), Create('/c', b'3')) == 3
        assert await store.get('/a') == Record('/a', b'2', 3, 2)
        assert await store.get('/b') is None
        assert await store.commit(Create('/b', b'again')) == 4
        assert await store.get('/b') == Record('/b', b'again', 4, 4)
        assert store.revision() == 4

    run(backend, body)


@pytest.mark.parametrize(
    ('change', 'current'),
    [
        (Create('/a', b'x'), 3),
        (Update('/a', b'x', 2), 3),
        (Update('/a', b'x', 4), 3),
        (Delete('/a', 2), 3),
        (Update('/none', b'x', 2), None),
        (Delete('/none', 2), None),
        (Update('/gone', b'x', 2), None),
    ],
)
def test_a_failed_precondition_changes_nothing(
    backend: str, change: Create | Update | Delete, current: int | None
) -> None:
    async def body(store: Store) -> None:
        await store.commit(Create('/a', b'1'), Create('/gone', b''))
        await store.commit(Update('/a', b'2', 2), Delete('/gone'))
        with pytest.raises(Conflict) as caught:
            await store.commit(Create('/new', b''), change)
        assert caught.value.key == change.key
        assert caught.value.current == (None if current is None else Record('/a', b'2', 3, 2))
        assert store.revision() == 3
        assert [r.key for r in (await store.list('/')).records] == ['/a']

    run(backend, body)


def test_a_commit_without_effect_takes_no_revision(backend: str) -> None:
    async def body(store: Store) -> None:
        await store.commit(Create('/a', b''))
        assert await store.commit() == 2
        assert await store.commit(Delete('/none')) == 2
        assert await store.commit(Delete('/none'), Delete('/a')) == 3
        assert summary(await take(store.watch('/', since=2), 1)) == [('deleted', '/a', b'', b'', 3)]

    run(backend, body)


@pytest.mark.parametrize('changes', [(Create('/a', b''), Delete('/a')), (Create('/\ud800', b''),)])
def test_a_commit_that_makes_no_sense_is_refused(backend: str, changes: Sequence[Create | Delete]) -> None:
    async def body(store: Store) -> None:
        with pytest.raises(ValueError):
            await store.commit(*changes)
        assert await store.commit(Create('/b', b'')) == 2

    run(backend, body)


def test_a_commit_beyond_the_limit_is_refused(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('sampan.store.keys.MAX_CHANGES', 3)

    async def body(store: Store) -> None:
        with pytest.raises(ValueError, match='4 changes in one commit; the limit is 3'):
            await store.commit(*(Create(f'/{n}', b'') for n in range(4)))
        assert await store.commit(*(Create(f'/{n}', b'') for n in range(3))) == 2

    run(backend, body)


def test_a_list_is_the_range_in_byte_order(backend: str) -> None:
    keys = ['/p/', '/p/a', '/p/a/b', '/p/a0', '/p/z', '/p/é', '/p/\uffff', '/p/\U0001f6f6']
    outside = ['/o', '/p', '/p.', '/p0', '/q']

    async def body(store: Store) -> None:
        await store.commit(*(Create(key, key.encode()) for key in reversed(keys + outside)))
        assert sorted(keys, key=str.encode) == keys
        assert [r.key for r in (await store.list('/p/')).records] == keys
        assert [r.key for r in (await store.list('')).records] == sorted(keys + outside)
        assert [r.key for r in (await store.list('/p/', after='/p/a0')).records] == keys[4:]
        assert [r.key for r in (await store.list('/p/', after='/a')).records] == keys
        assert [r.key for r in (await store.list('/p/', after='/z')).records] == []
        await store.commit(Delete('/p/a'))
        assert [r.key for r in (await store.list('/p/', at=2)).records] == keys

    run(backend, body)


@pytest.mark.parametrize('last', ['\ud7ff', '\U0010ffff', 'a\U0010ffff'])
def test_prefixes_at_the_edges_of_unicode(backend: str, last: str) -> None:
    async def body(store: Store) -> None:
        await store.commit(Create(last, b''), Create(last + 'x', b''), Create('a', b''))
        assert [r.key for r in (await store.list(last)).records] == [last, last + 'x']

    run(backend, body)


@pytest.mark.parametrize('past', [False, True])
def test_pages_cover_the_range_and_count_what_remains(backend: str, past: bool) -> None:
    async def body(store: Store) -> None:
        revision = await store.commit(*(Create(f'/p/{n:02}', b'') for n in range(10)), Create('/q', b''))
        if past:
            await store.commit(*(Delete(f'/p/{n:02}') for n in range(5)), Create('/p/99', b''))
        seen: list[str] = []
        remaining = []
        after, more = '', True
        while more:
            page = await store.list('/p/', after=after, limit=4, at=revision)
            assert page.revision == revision
            seen += [r.key for r in page.records]
            remaining.append(page.remaining)
            after, more = seen[-1], page.more
        assert seen == [f'/p/{n:02}' for n in range(10)]
        assert remaining == [6, 2, 0]
        assert not (await store.list('/p/', limit=10, at=revision)).more

    run(backend, body)


def test_the_past_can_be_read(backend: str) -> None:
    async def body(store: Store) -> None:
        await store.commit(Create('/a', b'1'))
        await store.commit(Update('/a', b'2', 2), Create('/b', b''))
        await store.commit(Delete('/a'))
        await store.commit(Create('/a', b'3'))
        seen = [await store.get('/a', at=at) for at in range(1, 6)]
        assert seen == [
            None,
            Record('/a', b'1', 2, 2),
            Record('/a', b'2', 3, 2),
            None,
            Record('/a', b'3', 5, 5),
        ]
        assert [[r.key for r in (await store.list('/', at=at)).records] for at in range(1, 6)] == [
            [],
            ['/a'],
            ['/a', '/b'],
            ['/b'],
            ['/a', '/b'],
        ]

    run(backend, body)


def test_the_future_cannot_be_read(backend: str) -> None:
    async def body(store: Store) -> None:
        with pytest.raises(FutureRevision):
            await store.get('/a', at=2)
        with pytest.raises(FutureRevision):
            await store.list('/', at=2)
        with pytest.raises(FutureRevision):
            await anext(store.watch('/', since=2))
        with pytest.raises(FutureRevision):
            await store.compact(2)

    run(backend, body)


def test_compaction_forgets_exactly_what_is_older(backend: str) -> None:
    async def body(store: Store) -> None:
        await store.commit(Create('/a', b'1'), Create('/gone', b''))
        await store.commit(Update('/a', b'2', 2), Delete('/gone'))
        await store.commit(Update('/a', b'3', 3), Create('/late', b''))
        await store.compact(3)
        await store.compact(2)
        for at in (1, 2):
            with pytest.raises(Compacted) as caught:
                await store.get('/a', at=at)
            assert (caught.value.asked, caught.value.oldest) == (at, 3)
            with pytest.raises(Compacted):
                await store.list('/', at=at)
            with pytest.raises(Compacted):
                await anext(store.watch('/', since=at))
        assert await store.get('/a', at=3) == Record('/a', b'2', 3, 2)
        assert [r.key for r in (await store.list('/', at=3)).records] == ['/a']
        assert [r.value for r in (await store.list('/')).records] == [b'3', b'']
        assert summary(await take(store.watch('/', since=3), 2)) == [
            ('updated', '/a', b'3', b'2', 4),
            ('created', '/late', b'', b'', 4),
        ]
        await store.compact(4)
        assert await store.get('/a') == Record('/a', b'3', 4, 2)

    run(backend, body)


def test_a_watch_delivers_every_later_change_once_and_in_order(backend: str) -> None:
    async def body(store: Store) -> None:
        await store.commit(Create('/a/1', b'1'))
        async with aclosing(store.watch('/a/', since=1)) as old, aclosing(store.watch('/a/', since=2)) as new:
            await store.commit(Update('/a/1', b'2', 2), Create('/b/1', b''))
            await store.commit(Create('/a', b''), Create('/a0', b''))
            await store.commit(Delete('/a/1'))
            later = [('updated', '/a/1', b'2', b'1', 3), ('deleted', '/a/1', b'', b'2', 5)]
            assert summary(await take(old, 3)) == [('created', '/a/1', b'1', b'', 2), *later]
            assert summary(await take(new, 2)) == later

    run(backend, body)


def test_the_changes_of_one_commit_come_in_one_batch(backend: str) -> None:
    async def body(store: Store) -> None:
        live = store.watch('/', since=1)
        await store.commit(*(Create(f'/a/{n}', b'') for n in range(2500)))
        await store.commit(*(Create(f'/b/{n}', b'') for n in range(700)))
        for watch in (live, store.watch('/', since=1)):
            changes: list[Change] = []
            while len(changes) < 3200:
                batch = await anext(watch)
                assert not changes or changes[-1].revision != batch[0].revision
                changes.extend(batch)
            assert [c.revision for c in changes] == [2] * 2500 + [3] * 700

    run(backend, body)


def test_a_watch_begun_while_commits_fly_misses_and_repeats_nothing(backend: str) -> None:
    async def body(store: Store) -> None:
        async def write(writer: int) -> None:
            for n in range(25):
                await store.commit(Create(f'/{writer}/{n}', b''))

        async def follow(since: int) -> list[int]:
            changes = await take(store.watch('/', since=since), 1 + 16 * 25 - since)
            return [c.revision for c in changes]

        async with asyncio.TaskGroup() as group:
            for writer in range(16):
                group.create_task(write(writer))
            followers = []
            for n in range(50):
                await store.list('/')
                since = store.revision() - n % 3
                followers.append((since, group.create_task(follow(max(1, since)))))
        for since, follower in followers:
            assert follower.result() == list(range(max(1, since) + 1, 402))

    run(backend, body)


def test_a_watch_can_start_at_the_revision_of_a_list(backend: str) -> None:
    async def body(store: Store) -> None:
        async def write() -> None:
            for n in range(200):
                await store.commit(Create(f'/{n:03}', b''))

        async def look() -> None:
            page = await store.list('/')
            changes = await take(store.watch('/', since=page.revision), 200 - len(page.records))
            assert [r.key for r in page.records] + [c.key for c in changes] == [f'/{n:03}' for n in range(200)]

        async with asyncio.TaskGroup() as group:
            group.create_task(write())
            for _ in range(20):
                await asyncio.sleep(0.001)
                if store.revision() < 201:
                    group.create_task(look())

    run(backend, body)


def test_a_slow_watcher_is_cut_off_and_can_list_again(backend: str) -> None:
    async def body(store: Store) -> None:
        slow, quick, other = (store.watch(prefix, since=1) for prefix in ('/a', '/a', '/b'))
        for n in range(6):
            await store.commit(Create(f'/a/{n}', b''))
            await take(quick, 1)
        with pytest.raises(Compacted):
            await anext(slow)
        with pytest.raises(StopAsyncIteration):
            await anext(slow)
        await store.commit(Create('/a/9', b''), Create('/b/9', b''))
        assert [c.key for c in await take(quick, 1)] == ['/a/9']
        assert [c.key for c in await take(other, 1)] == ['/b/9']

    run(backend, body, WatchLimits(changes=5))


def test_a_watcher_is_bounded_by_bytes_too(backend: str) -> None:
    async def body(store: Store) -> None:
        watch = store.watch('/', since=1)
        await store.commit(Create('/big', bytes(5000)))
        assert len(await anext(watch)) == 1, 'one commit always fits'
        await store.commit(Update('/big', bytes(500), 2))
        await store.commit(Create('/small', bytes(500)))
        with pytest.raises(Compacted):
            await anext(watch)

    run(backend, body, WatchLimits(size=1000))


def test_closing_a_watch_ends_it(backend: str) -> None:
    async def body(store: Store) -> None:
        watch = store.watch('/', since=1)
        waiting = asyncio.ensure_future(anext(watch, None))
        await asyncio.sleep(0)
        await watch.aclose()
        assert await waiting is None
        await store.commit(Create('/a', b''))
        assert await anext(watch, None) is None

    run(backend, body)


def test_cancelling_the_reader_ends_the_watch(backend: str) -> None:
    async def body(store: Store) -> None:
        watch = store.watch('/', since=1)
        waiting = asyncio.ensure_future(anext(watch))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await store.commit(Create('/a', b''))
        assert await anext(watch, None) is None

    run(backend, body)


def test_a_closed_store_says_so(backend: str) -> None:
    async def body(store: Store) -> None:
        watch = store.watch('/', since=1)
        await store.commit(Create('/a', b''))
        await store.close()
        assert [c.type for c in await anext(watch)] == [ChangeType.CREATED]
        with pytest.raises(StoreUnavailable):
            await anext(watch)
        with pytest.raises(StoreUnavailable):
            await anext(store.watch('/', since=2))
        with pytest.raises(StoreUnavailable):
            await store.get('/a')
        with pytest.raises(StoreUnavailable):
            await store.list('/')
        with pytest.raises(StoreUnavailable):
            await store.commit(Create('/b', b''))
        with pytest.raises(StoreUnavailable):
            await store.compact(1)
        await store.close()

    run(backend, body)


def test_concurrent_increments_lose_nothing(backend: str) -> None:
    async def body(store: Store) -> None:
        await store.commit(Create('/counter', b'0'))

        async def increment() -> None:
            for _ in range(10):
                while True:
                    record = await store.get('/counter')
                    assert record is not None
                    try:
                        await store.commit(Update('/counter', b'%d' % (int(record.value) + 1), record.revision))
                        break
                    except Conflict:
                        await asyncio.sleep(0)

        async with asyncio.TaskGroup() as group:
            for _ in range(16):
                group.create_task(increment())
        record = await store.get('/counter')
        assert record is not None
        assert (record.value, record.revision) == (b'160', 162)

    run(backend, body)
