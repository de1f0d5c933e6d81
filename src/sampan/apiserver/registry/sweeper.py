"""Events are kept for an hour after they were last written (upstream: a TTL on their keys, --event-ttl)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sampan.api.generated import core_v1
from sampan.apiserver.cache.entry import Entry
from sampan.store.base import Conflict, Delete, StoreError

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry

logger = logging.getLogger(__name__)

BATCH = 100  # deletions of one commit
LOOKS = 60  # how often in the life of an event it is looked at


class EventSweeper:
    """Removes events whose time is over. What fails now is tried again at the next look."""

    def __init__(self, registry: Registry, seconds: float) -> None:
        self._registry = registry
        self._keep = timedelta(seconds=seconds)
        self._period = seconds / LOOKS

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            await asyncio.sleep(self._period)
            try:
                await self.sweep()
            except StoreError as error:
                logger.warning('expired events could not be removed: %s', error)

    async def sweep(self) -> None:
        """Remove what is over now."""
        oldest = self._registry.world.now() - self._keep
        endpoint = self._registry.endpoint(core_v1.Event)
        entries = endpoint.cache.scan(endpoint.root(''))
        expired = [entry for entry in entries if last_written(endpoint.decode(entry)) < oldest]
        batch = min(BATCH, self._registry.store.max_changes)
        for start in range(0, len(expired), batch):
            await self._remove(expired[start : start + batch])

    async def _remove(self, entries: Sequence[Entry]) -> None:
        try:
            await self._registry.store.commit(*(Delete(entry.key, entry.revision) for entry in entries))
        except Conflict:
            # Somebody wrote one of them again: it lives on, and the others go one by one.
            for entry in entries if len(entries) > 1 else ():
                await self._remove([entry])


def last_written(event: core_v1.Event) -> datetime:
    """The newest time an event tells of itself."""
    series = event.series.last_observed_time if event.series is not None else None
    times = (event.metadata.creation_timestamp, event.last_timestamp, event.event_time, series)
    return max(moment for moment in times if moment is not None)
