"""Watch frames of every representation (upstream: handlers/response.go's watch encoders)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec
from sampan.api.generated import meta_v1
from sampan.apiserver.cache.change import Event
from sampan.apiserver.representation import partial, table
from sampan.apiserver.representation.encoded import refuse_protobuf
from sampan.apiserver.representation.negotiate import JSON, PROTOBUF, Target
from sampan.client.base import EventType, WatchEvent

if TYPE_CHECKING:
    from sampan.apiserver.registry.call import Call

INITIAL_EVENTS_END = 'k8s.io/initial-events-end'

Encoder = Any  # a FrameEncoder that can also make bookmarks and errors


def encoder(call: Call, target: Target) -> Encoder:
    """The encoder of what the client asked for."""
    if call.request.typed:
        return TypedFrames(call)
    if target.media_type == PROTOBUF:
        if not target.shape:
            refuse_protobuf(call.endpoint.resource.type)
        return ProtobufFrames(call, target)
    if target.shape == 'Table':
        return TableFrames(call, target)
    return PartialFrames(call, target) if target.shape else JsonFrames(call)


def content_type(target: Target) -> str:
    """JSON streams have JSON's type; others say that they are streams."""
    return JSON if target.media_type == JSON else f'{target.media_type};stream=watch'


def _bookmark_object(call: Call, revision: int, initial_events_end: bool) -> Any:
    obj = call.endpoint.kind()
    obj.metadata.resource_version = str(revision)
    if initial_events_end:
        obj.metadata.annotations = {INITIAL_EVENTS_END: 'true'}
    return obj


def _wrap(type_: str, document: bytes) -> bytes:
    return b'{"type":"%b","object":%b}\n' % (type_.encode(), document)


class JsonFrames:
    """The objects themselves; nothing is decoded."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self.identity = f'json:{call.endpoint.resource.api_version}'

    def frame(self, event: Event) -> bytes:
        return _wrap(event.type.value, self._call.endpoint.document(event.entry))

    def bookmark(self, revision: int, initial_events_end: bool) -> bytes:
        return _wrap('BOOKMARK', codec.encode(_bookmark_object(self._call, revision, initial_events_end)))

    def error(self, status: meta_v1.Status) -> bytes:
        return _wrap('ERROR', codec.encode(status))


class PartialFrames(JsonFrames):
    """Metadata only."""

    def __init__(self, call: Call, target: Target) -> None:
        super().__init__(call)
        self._version = target.shape_version
        self.identity = f'partial:{call.endpoint.resource.api_version}:{target.shape_version}'

    def frame(self, event: Event) -> bytes:
        obj = self._call.endpoint.decode(event.entry)
        return _wrap(event.type.value, codec.encode(partial.of(obj, self._version)))

    def bookmark(self, revision: int, initial_events_end: bool) -> bytes:
        obj = _bookmark_object(self._call, revision, initial_events_end)
        return _wrap('BOOKMARK', codec.encode(partial.of(obj, self._version)))


class TableFrames(JsonFrames):
    """One-row tables; the first of a watch defines the columns. Ages make frames of different moments differ."""

    def __init__(self, call: Call, target: Target) -> None:
        super().__init__(call)
        self._target = target
        self._defined = False
        table.include_object(call.request)
        # Each watch has frames of its own: which of them carries the columns is the watch's affair.
        self.identity = f'table:{id(self)}'

    def frame(self, event: Event) -> bytes:
        return _wrap(event.type.value, self._table(self._call.endpoint.decode(event.entry)))

    def bookmark(self, revision: int, initial_events_end: bool) -> bytes:
        return _wrap('BOOKMARK', self._table(_bookmark_object(self._call, revision, initial_events_end)))

    def _table(self, obj: Any) -> bytes:
        metadata = meta_v1.ListMeta(resource_version=obj.metadata.resource_version)
        made = table.make(self._call, self._target, [obj], metadata, headers=not self._defined)
        self._defined = True
        return codec.encode(made)


class ProtobufFrames:
    """Length-prefixed WatchEvent messages whose object is an enveloped message."""

    def __init__(self, call: Call, target: Target) -> None:
        self._call = call
        self._version = target.shape_version if target.shape else ''
        self.identity = f'protobuf:{call.endpoint.resource.api_version}:{self._version}'

    def frame(self, event: Event) -> bytes:
        return self._frame(event.type.value, self._shaped(self._call.endpoint.decode(event.entry)))

    def bookmark(self, revision: int, initial_events_end: bool) -> bytes:
        return self._frame('BOOKMARK', self._shaped(_bookmark_object(self._call, revision, initial_events_end)))

    def error(self, status: meta_v1.Status) -> bytes:
        return self._frame('ERROR', status)

    def _shaped(self, obj: Any) -> Any:
        return partial.of(obj, self._version) if self._version else obj

    def _frame(self, type_: str, obj: Any) -> bytes:
        from sampan.api import protobuf

        event = meta_v1.WatchEvent(type=type_, object=msgspec.Raw(protobuf.encode(obj)))
        message = protobuf.encode_raw(event)
        return len(message).to_bytes(4, 'big') + message


class TypedFrames:
    """For callers in the process: events whose object is decoded once and shared by all of them."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self.identity = f'typed:{call.endpoint.resource.api_version}'

    def frame(self, event: Event) -> WatchEvent[Any]:
        return WatchEvent(event.type, self._call.endpoint.decode(event.entry))

    def bookmark(self, revision: int, initial_events_end: bool) -> WatchEvent[Any]:
        return WatchEvent(EventType.BOOKMARK, _bookmark_object(self._call, revision, initial_events_end))

    def error(self, status: meta_v1.Status) -> meta_v1.Status:
        return status
