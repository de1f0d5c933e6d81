"""Forgetting history every five minutes, one server for all.

The key `compact_rev_key` holds the revision that was the newest at the last round; its version counts the rounds.
Each server remembers the version it saw; who swaps it first at the next round compacts to what the key held, so what
is compacted is one interval old at least. Upstream: apiserver `pkg/storage/etcd3/compact.go`.
"""

from __future__ import annotations

import asyncio
import logging

from sampan.store.base import StoreError
from sampan.store.etcd.generated import etcd_pb2 as pb
from sampan.store.etcd.members import Members

log = logging.getLogger(__name__)

KEY = b'compact_rev_key'


class Compactor:
    """Runs until stopped. `interval` is in seconds."""

    def __init__(self, members: Members, interval: float) -> None:
        self._members = members
        self._interval = interval
        self._version = 0
        self._revision = 0
        self._task = asyncio.get_running_loop().create_task(self._run(), name='etcd-compactor')

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            try:
                await self.round()
            except StoreError as error:
                log.warning('the history of etcd was not compacted: %s', error)

    async def round(self) -> None:
        """One attempt. Raises StoreError."""
        mine, version, revision = await self._swap()
        oldest, self._version, self._revision = self._revision, version, revision
        if mine and oldest:
            await self._members.compact(pb.CompactionRequest(revision=oldest))
            log.info('the history of etcd was compacted to revision %d', oldest)

    async def _swap(self) -> tuple[bool, int, int]:
        """Whether this server's turn has come, the key's version since, and the newest revision."""
        answer = await self._members.transaction(
            pb.TxnRequest(
                compare=[pb.Compare(target=pb.Compare.VERSION, key=KEY, version=self._version)],
                success=[pb.RequestOp(request_put=pb.PutRequest(key=KEY, value=str(self._revision).encode()))],
                failure=[pb.RequestOp(request_range=pb.RangeRequest(key=KEY))],
            )
        )
        if answer.succeeded:
            return True, self._version + 1, answer.header.revision
        found = answer.responses[0].response_range.kvs
        return False, found[0].version if found else 0, answer.header.revision
