"""The watch cache without a server around it."""

from __future__ import annotations

import asyncio
import json
import random

import pytest

from sampan.apiserver.cache import watcher as watchers
from sampan.apiserver.cache.cache import HistoryLimits, TooOld, WatchCache
from sampan.apiserver.cache.change import Event
from sampan.apiserver.cache.entry import list_item
from sampan.apiserver.cache.feed import Feed
from sampan.apiserver.cache.reading import Reading
from sampan.apiserver.cache.watcher import Watcher
from sampan.store.base import Create, Delete, StoreUnavailable, Update
from sampan.store.memory import MemoryStore
from sampan.testing.loop import run_virtual

PREFIX = '/registry/pods/'


def stored(name: str, node: str = '', **labels: str) -> bytes:
    metadata = {'name': name, 'namespace': 'default', 'uid': f'uid-{name}', 'labels': labels}
    value = {'kind': 'Pod', 'apiVersion': 'v1', 'metadata': metadata, 'spec': {'nodeName': node} if node else {}}
    return json.dumps(value, separators=(',', ':')).encode()


def reading(index: str = 'spec.nodeName') -> Reading:
    return Reading(lambda item: {'name': json.loads(item)['metadata']['name']}, index)


def cache(**limits: float) -> WatchCache:
    made = WatchCache(PREFIX, reading(), HistoryLimits(**limits))  # type: ignore[arg-type]
    made.load([], 1)
    return made


class Names:
    """Frames that say what happened to whom."""

    identity = 'names'

    def __init__(self) -> None:
        self.made = 0

    def frame(self, event: Event) -> tuple[str, str, int]:
        self.made += 1
        return event.type.value, event.entry.key.rpartition('/')[2], event.entry.revision


class Padded:
    identity = 'padded'

    def frame(self, event: Event) -> bytes:
        return b'x' * 1_000_000


def put(target: WatchCache, name: str, revision: int, now: float = 0.0, node: str = '', **labels: str) -> None:
    target.apply(f'{PREFIX}default/{name}', stored(name, node, **labels), revision, False, now)


def remove(target: WatchCache, name: str, revision: int, now: float = 0.0) -> None:
    target.apply(f'{PREFIX}default/{name}', b'', revision, True, now)


def names(target: WatchCache, at: int | None = None) -> list[str]:
    return [entry.key.rpartition('/')[2] for entry in target.scan(PREFIX, at=at)]


@pytest.mark.parametrize(
    ('value', 'expected'),
    [
        (
            b'{"kind":"A","apiVersion":"v1","metadata":{"name":"n","uid":"u","labels":{}},"data":{}}',
            b'{"metadata":{"name":"n","uid":"u","resourceVersion":"7","labels":{}},"data":{}}',
        ),
        (b'{"metadata":{"uid":"u"}}', b'{"metadata":{"uid":"u","resourceVersion":"7"}}'),
        (b'{"metadata":{}}', b'{"metadata":{"resourceVersion":"7"}}'),
        (b'{"metadata":{"creationTimestamp":"x"}}', b'{"metadata":{"resourceVersion":"7","creationTimestamp":"x"}}'),
        (
            b'{"metadata":{"uid":"u","resourceVersion":"3","generation":1}}',
            b'{"metadata":{"uid":"u","resourceVersion":"7","generation":1}}',
        ),
        (b'{"metadata":{"uid":"u","resourceVersion":"3"}}', b'{"metadata":{"uid":"u","resourceVersion":"7"}}'),
    ],
)
def test_the_revision_is_spliced_in_where_upstream_has_it(value: bytes, expected: bytes) -> None:
    assert list_item(value, 7) == expected


def test_other_key_orders_are_understood() -> None:
    item = json.loads(
        list_item(b'{"data":{"a":"b"},"metadata":{"uid":"u","name":"n"},"kind":"A","apiVersion":"v1"}', 9)
    )
    assert item == {'metadata': {'uid': 'u', 'name': 'n', 'resourceVersion': '9'}, 'data': {'a': 'b'}}


def test_every_remembered_revision_reads_as_it_was() -> None:
    chance = random.Random(7)
    target, model, past = cache(), {}, {}
    for revision in range(2, 400):
        name = f'p{chance.randrange(20)}'
        if name in model and chance.random() < 0.4:
            del model[name]
            remove(target, name, revision)
        else:
            model[name] = revision
            put(target, name, revision)
        past[revision] = dict(model)
        assert len(target) == len(model)
    for revision, then in past.items():
        entries = {entry.key.rpartition('/')[2]: entry.revision for entry in target.scan(PREFIX, at=revision)}
        assert entries == then, revision
    assert names(target) == sorted(model)


def test_history_leaves_no_tombstones_behind() -> None:
    target = cache(seconds=10)
    for number in range(50):
        put(target, f'p{number}', 2 + 2 * number, now=0)
        remove(target, f'p{number}', 3 + 2 * number, now=0)
    put(target, 'last', 200, now=20)
    assert names(target) == ['last']
    assert len(target._entries) == 1
    assert target.get(f'{PREFIX}default/last').previous is None  # type: ignore[union-attr]


def test_history_is_bounded_by_count_and_bytes() -> None:
    target = cache(changes=10)
    for revision in range(2, 102):
        put(target, 'p', revision)
    assert len(target._history) == 10
    assert target.oldest == 91
    with pytest.raises(TooOld):
        target.scan(PREFIX, at=90)
    small = cache(size=1000)
    for revision in range(2, 102):
        put(small, 'p', revision)
    assert small._history_size <= 1000


def test_the_index_follows_the_field() -> None:
    target = cache()
    put(target, 'a', 2)
    put(target, 'b', 3, node='n1')
    put(target, 'a', 4, node='n1')
    assert [entry.revision for entry in target.indexed('n1', PREFIX)] == [4, 3]
    put(target, 'b', 5, node='n2')
    remove(target, 'a', 6)
    assert list(target.indexed('n1', PREFIX)) == []
    assert [entry.key[-1] for entry in target.indexed('n2', PREFIX)] == ['b']


def test_a_frame_is_made_once_for_all_watchers() -> None:
    target, encoder = cache(), Names()
    many = [Watcher(PREFIX, encoder, None, 1) for _ in range(100)]
    for watcher in many:
        target.watch(watcher)
    put(target, 'a', 2)
    assert encoder.made == 1
    assert all(watcher.take() == [('ADDED', 'a', 2)] for watcher in many)


def test_a_watch_resumes_exactly_where_it_stopped() -> None:
    target = cache()
    for revision in range(2, 12):
        put(target, f'p{revision}', revision)
    watcher = Watcher(PREFIX, Names(), None, 8)
    target.watch(watcher)
    assert [frame[2] for frame in watcher.take()] == [9, 10, 11]
    put(target, 'p2', 12)
    assert watcher.take() == [('MODIFIED', 'p2', 12)]
    target.unwatch(watcher)
    put(target, 'p2', 13)
    assert watcher.take() == []


def test_only_watchers_of_the_node_are_asked() -> None:
    target = cache()
    asked: list[str] = []

    def match(node: str):  # type: ignore[no-untyped-def]
        def test(entry) -> bool:  # type: ignore[no-untyped-def]
            asked.append(node)
            return target.reading.index_value(entry) == node

        return test

    nodes = {node: Watcher(PREFIX, Names(), match(node), 1) for node in ('n1', 'n2', 'n3')}
    for node, watcher in nodes.items():
        target.watch(watcher, '=' + node)
    put(target, 'a', 2, node='n1')
    put(target, 'a', 3, node='n2')
    assert set(asked) == {'n1', 'n2'}
    assert nodes['n1'].take() == [('ADDED', 'a', 2), ('DELETED', 'a', 3)]
    assert nodes['n2'].take() == [('ADDED', 'a', 3)]
    assert nodes['n3'].take() == []


def test_a_reader_that_is_too_slow_is_dropped() -> None:
    async def main() -> None:
        target = cache()
        watcher = Watcher(PREFIX, Padded(), None, 1)
        for _ in range(20):
            watcher.push(b'x' * 1_000_000)  # what a watch begins with does not count
        watcher.limit()
        target.watch(watcher)
        assert len(watcher.take()) == 20
        for revision in range(2, 2 + watchers.PENDING_LIMIT // 1_000_000):
            put(target, 'a', revision)
        assert not watcher.closed
        put(target, 'a', 99)
        assert watcher.closed and watcher.dropped
        assert await watcher.next_batch() is None

    run_virtual(main())


def test_a_change_without_a_watch_costs_no_frame() -> None:
    target, encoder = cache(), Names()
    put(target, 'a', 2)
    elsewhere = Watcher(f'{PREFIX}other/', encoder, None, 1)
    target.watch(elsewhere, f'{PREFIX}other/')
    put(target, 'b', 3)
    assert encoder.made == 0


def test_the_feed_is_as_fresh_as_the_store() -> None:
    async def main() -> None:
        store = MemoryStore()
        await store.commit(Create(f'{PREFIX}default/old', stored('old')))
        target = WatchCache(PREFIX, reading())
        other = WatchCache('/registry/services/specs/', reading(''))
        feed = Feed(store, {'pods': target, 'services': other})
        await feed.start()
        assert names(target) == ['old']
        key = f'{PREFIX}default/a'
        for number in range(50):
            revision = await store.commit(Create(key, stored('a')))
            revision = await store.commit(Update(key, stored('a', node=str(number)), revision))
            assert await feed.fresh() >= revision
            assert target.get(key) is not None
            await store.commit(Create(f'/registry/other/{number}', b'{}'), Delete(key))
            await feed.fresh()
            assert target.get(key) is None
        assert feed.revision == store.revision(), 'revisions of other resources count too'
        await feed.stop()
        with pytest.raises(StoreUnavailable):
            await feed.reach(feed.revision + 1)

    run_virtual(main())


def test_a_feed_that_lost_its_place_starts_again() -> None:
    async def main() -> None:
        store = MemoryStore()
        target = WatchCache(PREFIX, reading())
        feed = Feed(store, {'pods': target})
        await feed.start()
        await asyncio.sleep(0)
        watcher = Watcher(PREFIX, Names(), None, feed.revision)
        target.watch(watcher)
        # As many changes at once as no watch of the store keeps for a reader that does not run.
        for number in range(40_000):
            await store.commit(Create(f'{PREFIX}default/p{number}', b'{"metadata":{"name":"p"}}'))
        await feed.fresh()
        assert len(target) == 40_000
        assert watcher.closed, 'its history is gone: the client lists again'
        await feed.stop()

    run_virtual(main())
