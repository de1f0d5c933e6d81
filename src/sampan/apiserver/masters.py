"""Which API servers are there: the addresses behind the `kubernetes` Service.

Each server renews a key below `/registry/masterleases/`, as upstream writes them. Upstream lets etcd forget a key after
15 seconds; a `Store` forgets nothing, so nobody's clock is compared either: a server that sees another's key unchanged
for that long, on its own clock, removes it. A server that stops in good order removes its own.

Upstream: pkg/controlplane/reconcilers/lease.go.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

import msgspec

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1
from sampan.store.base import Conflict, Create, Delete, Record, Store, StoreError, Update

log = logging.getLogger(__name__)

PREFIX = '/registry/masterleases/'
LEASE_SECONDS = 15.0
RENEW_SECONDS = 10.0


@dataclass(slots=True)
class _Seen:
    revision: int
    at: float  # on the loop's clock


class Masters:
    """This server's lease, and the addresses of all that have one. `changed` is set when those change."""

    def __init__(self, store: Store, ip: str) -> None:
        self.addresses: tuple[str, ...] = (ip,)
        self.changed = asyncio.Event()
        self._store = store
        self._key = PREFIX + ip
        self._ip = ip
        self._seen: dict[str, _Seen] = {}

    async def run(self) -> None:
        """Renew and look, until cancelled; then the lease is given up."""
        try:
            while True:
                try:
                    await self.round()
                except StoreError as error:
                    log.warning('cannot renew the lease of this API server: %s', error)
                await asyncio.sleep(RENEW_SECONDS)
        finally:
            await self._leave()

    async def round(self) -> None:
        """Renew once, forget who is gone, tell if the addresses changed. Raises StoreError."""
        await self._renew()
        page = await self._store.list(PREFIX)
        now = asyncio.get_running_loop().time()
        alive = [record for record in page.records if not self._expired(record, now)]
        for record in page.records:
            if record not in alive:
                await self._forget(record)
        self._seen = {record.key: self._seen[record.key] for record in alive}
        addresses = tuple(sorted(record.key.removeprefix(PREFIX) for record in alive))
        if addresses != self.addresses:
            self.addresses = addresses
            self.changed.set()

    def _expired(self, record: Record, now: float) -> bool:
        seen = self._seen.get(record.key)
        if seen is None or seen.revision != record.revision:
            self._seen[record.key] = _Seen(record.revision, now)
            return False
        return now - seen.at > LEASE_SECONDS

    async def _renew(self) -> None:
        present = await self._store.get(self._key)
        value = self._lease(present)
        change = Create(self._key, value) if present is None else Update(self._key, value, present.revision)
        try:
            await self._store.commit(change)
        except Conflict:
            log.debug('another server thought this one was gone; the lease is renewed in the next round')

    def _lease(self, present: Record | None) -> bytes:
        """Endpoints with one address, as upstream; its generation makes every renewal a change."""
        generation = 1
        if present is not None:
            generation = 1 + msgspec.json.decode(present.value)['metadata'].get('generation', 0)
        return codec.encode(
            core.Endpoints(
                metadata=meta_v1.ObjectMeta(generation=generation),
                subsets=[core.EndpointSubset(addresses=[core.EndpointAddress(ip=self._ip)])],
            )
        )

    async def _forget(self, record: Record) -> None:
        log.info('the API server at %s is gone', record.key.removeprefix(PREFIX))
        try:
            await self._store.commit(Delete(record.key, record.revision))
        except Conflict:
            log.debug('it came back, or another server was faster')

    async def _leave(self) -> None:
        try:
            await self._store.commit(Delete(self._key))
        except StoreError as error:
            log.warning('the lease of this API server stays until others forget it: %s', error)
