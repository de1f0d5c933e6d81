"""What was written and the informer has not shown yet, so that a stale copy is never taken for the truth.

Upstream: k8s.io/endpointslice EndpointSliceTracker. Revisions are numbers that grow (KEP-5504), so a copy is fresh
when it is at least as new as our last write of the same object.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sampan.client.informer import Key

LAPSE_SECONDS = 60.0


@dataclass(slots=True)
class _Writes:
    since: float
    written: dict[str, int] = field(default_factory=dict)  # uid: revision
    deleted: set[str] = field(default_factory=set)


class WriteTracker:
    """Our latest writes per owner key."""

    def __init__(self) -> None:
        self._writes: dict[Key, _Writes] = {}

    def wrote(self, owner: Key, obj: Any) -> None:
        writes = self._of(owner)
        writes.written[obj.metadata.uid] = int(obj.metadata.resource_version)

    def deleted(self, owner: Key, obj: Any) -> None:
        writes = self._of(owner)
        writes.written.pop(obj.metadata.uid, None)
        writes.deleted.add(obj.metadata.uid)

    def seen_gone(self, owner: Key, obj: Any) -> None:
        """The informer saw the object's end."""
        writes = self._writes.get(owner)
        if writes is not None:
            writes.written.pop(obj.metadata.uid, None)
            writes.deleted.discard(obj.metadata.uid)

    def is_stale(self, owner: Key, cached: Iterable[Any]) -> bool:
        """Whether the copies lack something we wrote. After a minute they are believed whatever they say."""
        writes = self._writes.get(owner)
        if writes is None:
            return False
        shown = {obj.metadata.uid: int(obj.metadata.resource_version) for obj in cached}
        missing = any(shown.get(uid, 0) < revision for uid, revision in writes.written.items())
        if not missing and writes.deleted.isdisjoint(shown):
            del self._writes[owner]
            return False
        if asyncio.get_running_loop().time() - writes.since > LAPSE_SECONDS:
            del self._writes[owner]
            return False
        return True

    def forget(self, owner: Key) -> None:
        self._writes.pop(owner, None)

    def _of(self, owner: Key) -> _Writes:
        writes = self._writes.setdefault(owner, _Writes(0.0))
        writes.since = asyncio.get_running_loop().time()
        return writes
