"""How many seats requests take."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.apiserver.cache.cache import WatchCache
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.cache.reading import Reading
from sampan.apiserver.cache.watcher import Watcher
from sampan.apiserver.flowcontrol.estimate import Estimator, Work
from sampan.apiserver.request import Request, RequestInfo

PREFIX = '/registry/pods/'


def cache(objects: int = 0, size: int = 1000) -> WatchCache:
    made = WatchCache(PREFIX, Reading(lambda item: {}))
    value = b'{"metadata":{"name":"x","namespace":"a"},"data":"' + b'x' * size + b'"}'
    made.load([Entry(f'{PREFIX}a/p{index:05}', 1, value) for index in range(objects)], 1)
    return made


def asked(verb: str, *, name: str = '', most: int = 0, of: WatchCache | None, **query: str) -> Work:
    info = RequestInfo(True, verb, '/', 'api', '', 'v1', 'a', 'pods', '', name)
    request = Request('GET', '/', {key: [value] for key, value in query.items()}, info=info)
    return Estimator(lambda _: of)(request, info, most)


def test_a_list_takes_a_seat_for_each_hundred_kilobytes() -> None:
    assert asked('list', of=cache(50)) == (1, 0, 0.0)
    assert asked('list', of=cache(350)).initial == 4
    assert asked('list', of=cache(5000)).initial == 10  # it is served from the cache, a piece at a time
    assert asked('list', of=cache(5000), most=3).initial == 3
    assert asked('list', of=cache(5000), limit='250').initial == 3
    assert asked('list', of=cache(5000), name='p00001').initial == 1
    assert asked('list', of=None).initial == 1  # another server's


@pytest.mark.parametrize(
    ('query', 'seats'),
    [
        ({}, 4),
        ({'resourceVersion': '0'}, 4),
        ({'resourceVersion': '7'}, 1),
        ({'resourceVersion': '7', 'sendInitialEvents': 'true'}, 4),
    ],
)
def test_a_watch_takes_what_it_begins_with(query: dict[str, Any], seats: int) -> None:
    assert asked('watch', of=cache(350), **query).initial == seats


def test_a_write_keeps_seats_for_telling_those_who_watch() -> None:
    found = cache(1)
    assert asked('update', of=found, name='p00000') == (1, 0, 0.0)
    for index in range(25):
        found.watch(Watcher(PREFIX, None, None, 1), '' if index < 20 else f'{PREFIX}a/')  # type: ignore[arg-type]
    found.watch(Watcher(PREFIX, None, None, 1), f'{PREFIX}b/')  # type: ignore[arg-type]
    work = asked('update', of=found, name='p00000')
    assert (work.initial, work.final) == (1, 3)
    assert work.final * work.extra == pytest.approx(3 * 0.005)
    narrow = asked('create', of=found, most=1)
    assert (narrow.final, narrow.extra) == (1, pytest.approx(0.015))  # the same work, longer


def test_a_token_is_no_event() -> None:
    info = RequestInfo(True, 'create', '/', 'api', '', 'v1', 'a', 'serviceaccounts', 'token', 'x')
    assert Estimator(lambda _: cache())(Request('POST', '/', info=info), info, 0) == (1, 0, 0.0)
