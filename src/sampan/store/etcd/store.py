"""The etcd store as the event loop sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

import grpc

from sampan.store.base import (
    Change,
    Compacted,
    Conflict,
    Create,
    Delete,
    FutureRevision,
    Page,
    Record,
    StoreUnavailable,
    Update,
    Watch,
)
from sampan.store.etcd import wire
from sampan.store.etcd.compactor import Compactor
from sampan.store.etcd.config import EtcdConfig
from sampan.store.etcd.follower import Follower, changes
from sampan.store.etcd.generated import etcd_pb2 as pb
from sampan.store.etcd.latest import Latest
from sampan.store.etcd.members import Members, Refused
from sampan.store.hub import Hub, Replay, WatchLimits
from sampan.store.keys import check_keys

PAGE = 10_000  # records asked for at once
CLOSING_SECONDS = 1.0  # for the follower to hand out what this process has written


class EtcdStore:
    """A `Store` on an etcd cluster. Make it with `open`; it belongs to the event loop that opened it."""

    shared = True
    max_changes = 128  # --max-txn-ops, unless etcd was told otherwise

    def __init__(self, members: Members, revision: int, config: EtcdConfig, watch_limits: WatchLimits | None) -> None:
        """Use `open` instead: this expects a cluster that answers."""
        self._members = members
        self._hub = Hub(watch_limits)
        self._newest = revision
        self._follower = Follower(members, self._hub, revision)
        self._latest = Latest(self._ask)
        self._compactor = Compactor(members, config.compaction_interval) if config.compaction_interval else None
        self._closed = False

    @classmethod
    async def open(cls, config: EtcdConfig, watch_limits: WatchLimits | None = None) -> EtcdStore:
        """Connect. Raises `StoreUnavailable`, which says what to do, when no member answers in time."""
        members = Members(config)
        try:
            answer = await members.range(pb.RangeRequest(key=wire.ALL, count_only=True, limit=1))
        except BaseException:
            await members.close()
            raise
        return cls(members, answer.header.revision, config, watch_limits)

    async def get(self, key: str, at: int | None = None) -> Record | None:
        answer = await self._range(pb.RangeRequest(key=key.encode()), at)
        return wire.record(answer.kvs[0]) if answer.kvs else None

    async def list(self, prefix: str, *, after: str = '', limit: int = 0, at: int | None = None) -> Page:
        records: list[Record] = []
        while True:
            start, end = wire.span(prefix, after)
            size = min(limit - len(records), PAGE) if limit else PAGE
            if end != wire.ALL and start >= end:
                return Page(records, await self.latest() if at is None else at, False, 0)
            answer = await self._range(pb.RangeRequest(key=start, range_end=end, limit=size), at)
            at = at or answer.header.revision
            records += map(wire.record, answer.kvs)
            remaining = answer.count - len(answer.kvs)
            if not remaining or len(records) == limit:
                return Page(records, at, remaining > 0, remaining)
            after = records[-1].key

    async def commit(self, *changes: Create | Update | Delete) -> int:
        self._check_open()
        check_keys(changes)
        if not changes:
            return self.revision()
        try:
            answer = await self._members.transaction(wire.transaction(changes))
        except Refused as error:
            raise _refused_commit(error, changes) from error
        if not answer.succeeded:
            raise _conflict(changes, answer)
        self._newest = max(self._newest, answer.header.revision)
        return answer.header.revision

    def watch(self, prefix: str, *, since: int) -> Watch:
        position = self._follower.position
        replay = None if since == position else self._replay(prefix, since, position)
        return self._hub.subscribe(prefix, since, replay)

    async def compact(self, revision: int) -> None:
        self._check_open()
        await self._follower.reach(min(revision, self._newest))  # watchers of this process have seen what goes
        try:
            await self._members.compact(pb.CompactionRequest(revision=revision))
        except Refused as error:
            if 'future revision' in error.detail:
                raise FutureRevision(revision, await self.latest()) from error
            if 'has been compacted' not in error.detail:
                raise

    def revision(self) -> int:
        return max(self._newest, self._follower.position)

    async def latest(self) -> int:
        self._check_open()
        self._newest = max(self._newest, await self._latest.ask())
        return self._newest

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._follower.reach(self._newest)
        except TimeoutError:
            self._hub.cut(_closed())  # a cluster that does not answer: what is missing cannot be handed out
        if self._compactor is not None:
            await self._compactor.stop()
        await self._follower.stop()
        self._hub.close(_closed())
        await self._members.close()

    async def _ask(self) -> int:
        answer = await self._members.range(pb.RangeRequest(key=wire.ALL, count_only=True, limit=1))
        return int(answer.header.revision)

    async def _range(self, request: pb.RangeRequest, at: int | None) -> pb.RangeResponse:
        self._check_open()
        if at == 0:  # which means the newest in etcd
            raise Compacted(at, await self._oldest())
        request.revision = at or 0
        try:
            return await self._members.range(request)
        except Refused as error:
            if error.code is not grpc.StatusCode.OUT_OF_RANGE or at is None:
                raise
            if 'future revision' in error.detail:
                raise FutureRevision(at, await self.latest()) from error
            raise Compacted(at, await self._oldest()) from error

    async def _oldest(self) -> int:
        """The compacted revision: what etcd refuses a watch from the beginning with, if it refuses to read there."""
        try:
            await self._members.range(pb.RangeRequest(key=wire.ALL, count_only=True, limit=1, revision=1))
        except Refused:
            try:
                async with aclosing(changes(self._members, 1)) as history:
                    await anext(history)
            except Compacted as error:
                return error.oldest
        return 1

    async def _replay(self, prefix: str, since: int, until: int) -> Replay:
        if since > until:
            latest = await self.latest()
            if since > latest:
                raise FutureRevision(since, latest)
            return
        if since == 0:
            raise Compacted(since, await self._oldest())
        async with aclosing(changes(self._members, since)) as history:
            async for batch in history:
                wanted: Sequence[Change] = [
                    change for change in batch if change.revision <= until and change.key.startswith(prefix)
                ]
                if wanted:
                    yield wanted
                if batch[-1].revision >= until:
                    return

    def _check_open(self) -> None:
        if self._closed:
            raise _closed()


def _conflict(changes: Sequence[Create | Update | Delete], answer: pb.TxnResponse) -> Conflict:
    """The first change whose expectation did not hold."""
    conditional = [change for change in changes if wire.expectation(change) is not None]
    for change, response in zip(conditional, answer.responses, strict=True):
        found = response.response_range.kvs
        current = wire.record(found[0]) if found else None
        if (current.revision if current else 0) != wire.expectation(change):
            return Conflict(change.key, current)
    raise AssertionError('etcd refused a transaction whose comparisons hold')


def _refused_commit(error: Refused, changes: Sequence[Create | Update | Delete]) -> Exception:
    if 'too many operations' in error.detail:
        return ValueError(f'{len(changes)} changes in one commit; etcd takes fewer (--max-txn-ops)')
    if 'database space exceeded' in error.detail:
        return StoreUnavailable(
            f'{error}: compact and defragment it, then disarm the alarm (etcdctl compact, defrag, alarm disarm), or '
            'give it more room (--quota-backend-bytes)'
        )
    return error


def _closed() -> StoreUnavailable:
    return StoreUnavailable('the store is closed')
