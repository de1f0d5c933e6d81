"""How many seats a request takes (upstream: flowcontrol/request).

Lists and the beginnings of watches take one for each 100 kB that are in memory for them, ten at most since they are
served from the cache. A write takes one; if there are many watchers it keeps some for a moment after it, for telling
them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from sampan.apiserver.cache.cache import WatchCache
    from sampan.apiserver.request import Request, RequestInfo

BYTES_PER_SEAT = 100_000
MOST_BYTES = 1_000_000  # what a list from the cache has in memory at once, however long it is
WATCHES_PER_SEAT = 10
EVENT_SECONDS = 0.005  # of one seat, for each ten watchers
MOST_LIST_SEATS, MOST_WRITE_SEATS = 100, 10
SAMPLE = 16  # objects whose sizes are looked at
LISTS = frozenset({'list', 'watch'})
WRITES = frozenset({'create', 'update', 'patch', 'delete'})


class Work(NamedTuple):
    """Seats while the request is served, seats after it, and for how many seconds."""

    initial: int
    final: int = 0
    extra: float = 0.0


ONE = Work(1)


class Estimator:
    """`cache_of` finds the cache of a served resource; there is none for what other servers serve."""

    def __init__(self, cache_of: Callable[[RequestInfo], WatchCache | None]) -> None:
        self._cache_of = cache_of
        self._sizes: dict[str, tuple[int, float]] = {}  # by prefix: at which number of objects, their average size

    def __call__(self, request: Request, info: RequestInfo, most: int) -> Work:
        """The work of a request in a level whose requests may take `most` seats (0: there is no limit)."""
        if info.verb in LISTS:
            return self._list(request, info, most)
        if info.verb in WRITES and info.is_resource:
            return self._write(info, most)
        return ONE

    def _list(self, request: Request, info: RequestInfo, most: int) -> Work:
        if info.name:
            return ONE
        if info.verb == 'watch' and not begins_with_list(request):
            return ONE
        cache = self._cache_of(info)
        if cache is None:
            return ONE
        count = len(cache)
        limit = request.first('limit')
        if limit.isdigit() and 0 < int(limit) < count:
            count = int(limit)
        seats = math.ceil(min(count * self._size(cache), MOST_BYTES) / BYTES_PER_SEAT)
        return Work(max(1, min(seats, min(most or MOST_LIST_SEATS, MOST_LIST_SEATS))))

    def _size(self, cache: WatchCache) -> float:
        """The average of some of the objects; looked at again when there are a tenth more or fewer."""
        count = len(cache)
        known = self._sizes.get(cache.prefix)
        if known is None or abs(known[0] - count) * 10 > known[0]:
            sizes = [len(entry.item) for _, entry in zip(range(SAMPLE), cache.scan(cache.prefix), strict=False)]
            known = self._sizes[cache.prefix] = (count, sum(sizes) / len(sizes) if sizes else 0.0)
        return known[1]

    def _write(self, info: RequestInfo, most: int) -> Work:
        if info.resource == 'serviceaccounts' and info.subresource == 'token':
            return ONE
        cache = self._cache_of(info)
        watchers = 0 if cache is None else cache.watcher_count(info.namespace, info.name)
        if watchers < WATCHES_PER_SEAT:
            return ONE
        seats = math.ceil(watchers / WATCHES_PER_SEAT)
        final = min(seats, min(most or MOST_WRITE_SEATS, MOST_WRITE_SEATS))
        return Work(1, final, seats * EVENT_SECONDS / final)


def begins_with_list(request: Request) -> bool:
    """Whether the watch sends the present state first."""
    if request.flag('sendInitialEvents'):
        return True
    return request.first('resourceVersion') in ('', '0')
