"""The client every component stands on: the same verbs by two roads.

`LocalClient` (in `apiserver`, because it calls its pipeline) stays in the process; `HttpClient` speaks HTTPS.
Both raise `sampan.api.errors.ApiError` with the server's Status, and hand out typed objects.
Controllers, scheduler, kubelet and proxy know only this Protocol.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, Protocol, TypedDict, TypeVar, Unpack

import msgspec

T = TypeVar('T', bound=msgspec.Struct)


class ListOptions(TypedDict, total=False):
    label_selector: str
    field_selector: str
    limit: int
    continue_: str
    resource_version: str
    resource_version_match: str
    allow_watch_bookmarks: bool
    send_initial_events: bool
    timeout_seconds: int


class WriteOptions(TypedDict, total=False):
    field_manager: str
    dry_run: bool
    force: bool  # server-side apply
    field_validation: str


class DeleteOptions(TypedDict, total=False):
    grace_period_seconds: int
    propagation_policy: str  # Orphan, Background, Foreground
    uid: str  # precondition
    resource_version: str  # precondition
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Patch:
    """A patch body and its media type's short name: json, merge, strategic or apply."""

    type: str
    body: bytes

    @classmethod
    def merge(cls, value: Mapping[str, Any]) -> Patch:
        return cls('merge', msgspec.json.encode(value))

    @classmethod
    def strategic(cls, value: Mapping[str, Any]) -> Patch:
        return cls('strategic', msgspec.json.encode(value))

    @classmethod
    def json(cls, operations: Sequence[Mapping[str, Any]]) -> Patch:
        return cls('json', msgspec.json.encode(operations))


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """One page of a collection, exact at `resource_version`."""

    items: Sequence[T]
    resource_version: str
    continue_: str = ''
    remaining: int | None = None


class EventType(Enum):
    ADDED = 'ADDED'
    MODIFIED = 'MODIFIED'
    DELETED = 'DELETED'
    BOOKMARK = 'BOOKMARK'


@dataclass(frozen=True, slots=True)
class WatchEvent(Generic[T]):
    """A change. For BOOKMARK only `object.metadata.resource_version` (and annotations) mean anything."""

    type: EventType
    object: T


class Client(Protocol):
    """The verbs. `kind` is a generated type such as `core_v1.Pod`; `namespace=''` on list and watch means all."""

    async def get(self, kind: type[T], name: str, namespace: str = '', subresource: str = '') -> T: ...

    async def list(self, kind: type[T], namespace: str = '', **options: Unpack[ListOptions]) -> Listing[T]: ...

    async def create(self, obj: T, **options: Unpack[WriteOptions]) -> T: ...

    async def create_subresource(
        self, kind: type[T], name: str, namespace: str, subresource: str, body: msgspec.Struct
    ) -> msgspec.Struct:
        """POST to a subresource: `binding`, `eviction`, `token`. Returns what the server answers, decoded."""
        ...

    async def update(self, obj: T, subresource: str = '', **options: Unpack[WriteOptions]) -> T: ...

    async def patch(
        self,
        kind: type[T],
        name: str,
        namespace: str,
        patch: Patch,
        subresource: str = '',
        **options: Unpack[WriteOptions],
    ) -> T: ...

    async def delete(self, kind: type[T], name: str, namespace: str = '', **options: Unpack[DeleteOptions]) -> None: ...

    async def delete_collection(
        self, kind: type[T], namespace: str, label_selector: str = '', **options: Unpack[DeleteOptions]
    ) -> None: ...

    def watch(self, kind: type[T], namespace: str = '', **options: Unpack[ListOptions]) -> AsyncIterator[WatchEvent[T]]:
        """Changes from `resource_version` on. Ends when the server ends it; raises ApiError (410 Expired included)."""
        ...

    async def raw(self, method: str, path: str, body: bytes = b'', content_type: str = 'application/json') -> bytes:
        """Any path of the API (discovery, dynamic kinds). Raises ApiError on an error status."""
        ...

    async def close(self) -> None: ...
