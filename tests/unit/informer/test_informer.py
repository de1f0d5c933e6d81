"""Reflector and informer against a scripted server."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import EventType, Listing, WatchEvent
from sampan.client.informer import CONTROLLER, NODE, Informer, InformerFactory, Key
from sampan.machinery import labels
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld


def pod(name: str, version: int, *, uid: str = '', node: str = '', **label: str) -> core.Pod:
    return core.Pod(
        metadata=meta.ObjectMeta(
            name=name, namespace='default', uid=uid or f'uid-{name}', resource_version=str(version), labels=label
        ),
        spec=core.PodSpec(node_name=node),
    )


class ScriptedServer:
    """Answers lists and watches from scripts, and notes what was asked."""

    def __init__(self) -> None:
        self.lists: list[Listing[Any] | Exception] = []
        self.watches: list[list[WatchEvent[Any] | Exception | float]] = []
        self.asked: list[tuple[str, str, float]] = []

    async def list(self, kind: type, namespace: str = '', **options: Any) -> Listing[Any]:
        self._note('list', options.get('continue_', ''))
        answer = self.lists.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def watch(self, kind: type, namespace: str = '', **options: Any) -> AsyncIterator[WatchEvent[Any]]:
        self._note('watch', options['resource_version'])
        assert options['allow_watch_bookmarks']
        if not self.watches:
            await asyncio.sleep(1e6)
        for step in self.watches.pop(0):
            if isinstance(step, Exception):
                raise step
            if isinstance(step, float):
                await asyncio.sleep(step)
            else:
                yield step

    def _note(self, verb: str, detail: str) -> None:
        self.asked.append((verb, detail, asyncio.get_running_loop().time()))


def run(server: ScriptedServer, seconds: float, prepare: Callable[[Informer[core.Pod]], None] | None = None) -> Any:
    async def scenario() -> Informer[core.Pod]:
        factory = InformerFactory(server, SimulatedWorld())  # type: ignore[arg-type]
        informer = factory.informer(core.Pod)
        if prepare is not None:
            prepare(informer)
        task = asyncio.ensure_future(factory.run())
        await asyncio.sleep(seconds)
        assert not task.done(), task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return informer

    return run_virtual(scenario())


def added(obj: core.Pod) -> WatchEvent[core.Pod]:
    return WatchEvent(EventType.ADDED, obj)


def test_pages_are_listed_before_the_watch_starts_at_their_revision() -> None:
    server = ScriptedServer()
    server.lists = [Listing([pod('a', 3)], '7', continue_='more'), Listing([pod('b', 4)], '7')]
    informer = run(server, 1)
    assert informer.all_keys() == [Key('default', 'a'), Key('default', 'b')]
    assert [(verb, detail) for verb, detail, _ in server.asked] == [('list', ''), ('list', 'more'), ('watch', '7')]
    assert informer.synced.is_set()


def test_a_watch_resumes_where_the_last_one_ended_bookmarks_included() -> None:
    server = ScriptedServer()
    server.lists = [Listing([], '1')]
    server.watches = [[added(pod('a', 5)), 10.0, WatchEvent(EventType.BOOKMARK, pod('', 9))], [added(pod('b', 11))]]
    informer = run(server, 60)
    assert [detail for verb, detail, _ in server.asked if verb == 'watch'] == ['1', '9', '11']
    assert sorted(key.name for key in informer.all_keys()) == ['a', 'b']


def test_an_expired_watch_lists_again_and_tells_the_difference() -> None:
    server = ScriptedServer()
    server.lists = [
        Listing([pod('a', 1), pod('b', 1), pod('c', 1)], '1'),
        Listing([pod('a', 1), pod('b', 8), pod('c', 9, uid='new')], '9'),
    ]
    server.watches = [[5.0, errors.expired('too old resource version: 1 (5)')]]
    seen: list[tuple[str, str]] = []

    def changed(old: core.Pod | None, new: core.Pod | None) -> None:
        what = 'add' if old is None else 'delete' if new is None else 'update'
        seen.append((what, (new or old).metadata.name))  # type: ignore[union-attr]

    run(server, 60, lambda informer: informer.add_handler(changed) and None)
    assert seen == [('add', 'a'), ('add', 'b'), ('add', 'c'), ('update', 'b'), ('delete', 'c'), ('add', 'c')]


def test_failures_back_off_between_0_8_and_60_seconds() -> None:
    server = ScriptedServer()
    server.lists = [errors.internal_error('boom') for _ in range(8)] + [Listing([], '1')]
    run(server, 600)
    times = [at for verb, _, at in server.asked if verb == 'list']
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert all(0.8 * 2**n <= gap < 1.6 * 2**n for n, gap in enumerate(gaps[:5]))
    assert all(25.6 <= gap <= 60 for gap in gaps[5:])


def test_a_watch_that_fails_is_resumed_without_listing() -> None:
    server = ScriptedServer()
    server.lists = [Listing([], '1')]
    server.watches = [[added(pod('a', 4)), ConnectionResetError('gone')], [added(pod('b', 6))]]
    informer = run(server, 60)
    assert [verb for verb, _, _ in server.asked] == ['list', 'watch', 'watch', 'watch']
    assert len(informer) == 2


def test_what_a_handler_raises_ends_the_run() -> None:
    server = ScriptedServer()
    server.lists = [Listing([pod('a', 1)], '1')]

    async def scenario() -> None:
        factory = InformerFactory(server, SimulatedWorld())  # type: ignore[arg-type]
        factory.informer(core.Pod).add_handler(lambda old, new: 1 / 0 and None)
        with pytest.raises(ExceptionGroup) as caught:
            await factory.run()
        assert caught.group_contains(ZeroDivisionError)

    run_virtual(scenario())


def test_indexes_follow_changes_and_can_be_added_late() -> None:
    informer: Informer[core.Pod] = Informer(core.Pod)
    informer.replace([pod('a', 1, node='n1', app='x'), pod('b', 1, node='n2', app='y')], '1')
    informer.add_index(NODE)
    assert [each.metadata.name for each in informer.indexed(NODE, 'n1')] == ['a']
    informer.apply(EventType.MODIFIED, pod('a', 2, node='n2', app='x'))
    assert [each.metadata.name for each in informer.indexed(NODE, 'n2')] == ['b', 'a']
    assert informer.indexed(NODE, 'n1') == []
    informer.apply(EventType.DELETED, pod('b', 3, node='n2', app='y'))
    assert [each.metadata.name for each in informer.indexed(NODE, 'n2')] == ['a']
    assert informer.list('default', labels.parse('app=x'))[0].metadata.name == 'a'
    assert informer.list('other') == []
    with pytest.raises(KeyError):
        informer.indexed(CONTROLLER, 'x')


def test_a_late_handler_sees_what_is_there() -> None:
    informer: Informer[core.Pod] = Informer(core.Pod)
    informer.replace([pod('a', 1)], '1')
    seen: list[Any] = []
    handler = informer.add_handler(lambda old, new: seen.append((old, new)))
    assert [(old, new.metadata.name) for old, new in seen] == [(None, 'a')]
    informer.remove_handler(handler)
    informer.apply(EventType.DELETED, pod('a', 2))
    assert len(seen) == 1


def test_informers_are_shared_and_may_be_asked_for_while_running() -> None:
    server = ScriptedServer()
    server.lists = [Listing([pod('a', 1)], '1')]

    async def scenario() -> None:
        factory = InformerFactory(server, SimulatedWorld())  # type: ignore[arg-type]
        task = asyncio.ensure_future(factory.run())
        await asyncio.sleep(1)
        informer = factory.informer(core.Pod)
        assert factory.informer(core.Pod) is informer
        await factory.wait_synced()
        assert len(informer) == 1
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_virtual(scenario())
