"""The one watch of everything, which feeds the hub."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from sampan.store.base import Change, Compacted, StoreUnavailable
from sampan.store.etcd import wire
from sampan.store.etcd.generated import etcd_pb2 as pb
from sampan.store.etcd.members import Members
from sampan.store.hub import Hub

log = logging.getLogger(__name__)

RETRY_SECONDS = 0.2


async def changes(members: Members, since: int) -> AsyncGenerator[Sequence[Change], None]:
    """Every change after `since`, in batches of whole revisions.

    Raises Compacted; StoreUnavailable when the member goes away. The watch starts at `since` itself, not behind it,
    because etcd lets a watch begin at the compacted revision, where deletions are forgotten already.
    """
    create = pb.WatchCreateRequest(key=wire.ALL, range_end=wire.ALL, start_revision=since, prev_kv=True)
    async with aclosing(members.watch(pb.WatchRequest(create_request=create))) as answers:
        async for answer in answers:
            if answer.compact_revision:
                raise Compacted(since, answer.compact_revision)
            if answer.canceled:
                raise StoreUnavailable(f'etcd ended a watch: {answer.cancel_reason}')
            batch = [wire.change(event) for event in answer.events if event.kv.mod_revision > since]
            if batch:
                yield batch


class Follower:
    """Keeps the hub up to date. `position` is the newest revision it has handed on."""

    def __init__(self, members: Members, hub: Hub, position: int) -> None:
        self.position = position
        self._members = members
        self._hub = hub
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._task = asyncio.get_running_loop().create_task(self._run(), name='etcd-follower')

    async def reach(self, revision: int) -> None:
        """Wait until everything up to `revision` has been handed on."""
        if self.position < revision:
            reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((revision, reached))
            await reached

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _run(self) -> None:
        while True:
            try:
                async with aclosing(changes(self._members, self.position)) as history:
                    async for batch in history:
                        self._hub.publish(batch)
                        self._advance(batch[-1].revision)
            except Compacted as error:
                log.warning('the watch of etcd fell behind its history: %s', error)
                self._hub.cut(error)
                self._advance(error.oldest)
            except StoreUnavailable as error:
                log.warning('the watch of etcd is begun again: %s', error)
            self._members.rotate()
            await asyncio.sleep(RETRY_SECONDS)

    def _advance(self, revision: int) -> None:
        self.position = max(self.position, revision)
        waiting, self._waiting = self._waiting, []
        for wanted, reached in waiting:
            if wanted > self.position:
                self._waiting.append((wanted, reached))
            elif not reached.done():
                reached.set_result(None)
