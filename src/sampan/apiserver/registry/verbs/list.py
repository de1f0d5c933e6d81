"""LIST of a collection: selectors, pages, exact snapshots (upstream: cacher's GetList, etcd3's GetList)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sampan.api import errors
from sampan.apiserver.cache.cache import TooOld
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.registry import continuation, options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.continuation import Position
from sampan.apiserver.registry.freshness import not_older_than, reach
from sampan.apiserver.registry.options import EXACT, ListOptions
from sampan.apiserver.registry.selection import Selection, search, select
from sampan.apiserver.representation import render
from sampan.apiserver.representation.negotiate import negotiate
from sampan.apiserver.request import Answer


@dataclass(frozen=True, slots=True)
class Listed:
    """One page: its entries in key order, the snapshot's revision, and how the list goes on."""

    entries: list[Entry]
    revision: int
    continue_: str = ''
    remaining: int | None = None


async def handle(call: Call) -> Answer:
    target = negotiate(call.request, binary=call.endpoint.binary)
    listed = await collect(call, options.list_options(call.request, watch=False))
    if call.endpoint.remote:
        await call.endpoint.ready(listed.entries)
    return await render.listing(call, target, listed.entries, listed.revision, listed.continue_, listed.remaining)


async def collect(call: Call, asked: ListOptions) -> Listed:
    """One page of what the options ask for. Raises 400, 410, 504."""
    selection = select(call, asked.label_selector, asked.field_selector, once=True)
    position = _position(asked, selection)
    at, revision = await _snapshot(call, asked, position)
    start = position.start if position is not None else ''
    limit = 0 if asked.resource_version == '0' and position is None else asked.limit
    try:
        found = search(call, selection, start, at)
    except TooOld:
        raise continuation.expired(position, selection.prefix) from None
    return _page(found, selection, limit, revision)


def _position(asked: ListOptions, selection: Selection) -> Position | None:
    if not asked.continue_:
        return None
    position = continuation.decode(asked.continue_, selection.prefix)
    if asked.resource_version not in ('', '0'):
        raise errors.bad_request('specifying resource version is not allowed when using continue')
    return position


async def _snapshot(call: Call, asked: ListOptions, position: Position | None) -> tuple[int | None, int]:
    """The revision to read at (None: the newest), and the one the answer shows."""
    if position is not None:
        if position.revision > 0:
            await reach(call, position.revision)
            return position.revision, position.revision
        return None, await call.registry.feed.fresh()
    revision = options.parse_resource_version(asked.resource_version)
    exact = asked.match == EXACT or (not asked.match and asked.limit > 0)
    if revision and exact:
        await reach(call, revision)
        return revision, revision
    return None, await not_older_than(call, revision)


def _page(found: Iterator[Entry], selection: Selection, limit: int, revision: int) -> Listed:
    if not limit:
        return Listed(list(found) if selection.match is None else list(filter(selection.match, found)), revision)
    chosen: Iterator[Entry] = found if selection.match is None else filter(selection.match, found)
    entries = list(islice(chosen, limit))
    remaining = 0
    if len(entries) == limit:
        # Behind the last match anything may follow: with a selector upstream does not look further either.
        remaining = sum(1 for _ in found) if selection.everything else int(next(found, None) is not None)
    if not remaining:
        return Listed(entries, revision)
    token = continuation.encode(entries[-1].key, selection.prefix, revision)
    return Listed(entries, revision, token, remaining if selection.everything else None)
