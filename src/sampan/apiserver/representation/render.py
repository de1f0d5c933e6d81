"""Objects and lists as answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec
from sampan.api.generated import autoscaling_v1, meta_v1
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.representation import partial, table
from sampan.apiserver.representation.encoded import encoded, json_response, refuse_protobuf
from sampan.apiserver.representation.negotiate import JSON, PROTOBUF, YAML, Target
from sampan.apiserver.request import Response

if TYPE_CHECKING:
    from sampan.apiserver.registry.call import Call
    from sampan.apiserver.registry.objects import Stored

TOGETHER = 64  # items of a list in one piece of bytes: a long list is never copied as a whole


def entry(call: Call, target: Target, found: Entry, status: int = 200) -> Response:
    """One version of an object."""
    endpoint = call.endpoint
    if call.request.typed:
        return Response(status, object=endpoint.decode(found))
    return _one(call, target, endpoint.document(found), lambda: endpoint.decode(found), status)


def stored(call: Call, target: Target, written: Stored[Any], status: int) -> Response:
    """What a write left (or, as a dry run, would have left)."""
    if call.request.typed:
        return Response(status, object=written.object)
    if call.endpoint.remote:
        return _one(call, target, codec.encode(written.object), lambda: written.object, status)
    return _one(call, target, call.endpoint.document(Entry('', 0, written.item)), lambda: written.object, status)


def object(call: Call, target: Target, obj: Any, status: int = 200) -> Response:
    """Any typed object of the endpoint's kind or of another (Scale, Binding)."""
    if call.request.typed:
        return Response(status, object=obj)
    if target.shape and isinstance(obj, (call.endpoint.kind, autoscaling_v1.Scale)):
        return _shaped(call, target, [obj], status)
    return encoded(target, obj, status)


def status(target: Target, call: Call, result: meta_v1.Status, code: int) -> Response:
    """A Status that reports success; it has one shape only."""
    if call.request.typed:
        return Response(code, object=result)
    return encoded(target, result, code)


def _one(call: Call, target: Target, document: bytes, decode: Callable[[], Any], code: int) -> Response:
    if target.shape:
        return _shaped(call, target, [decode()], code)
    if target.media_type == JSON:
        return json_response(target, document, code)
    return encoded(target, decode(), code)


def _shaped(call: Call, target: Target, objects: Sequence[Any], code: int) -> Response:
    if target.shape == 'Table':
        metadata = meta_v1.ListMeta(resource_version=objects[0].metadata.resource_version)
        return encoded(target, table.make(call, target, objects, metadata), code)
    if target.shape == 'PartialObjectMetadata':
        return encoded(target, partial.of(objects[0], target.shape_version), code)
    raise partial.not_a_list(call.endpoint.resource.kind)


async def listing(
    call: Call, target: Target, entries: Sequence[Entry], revision: int, continue_: str, remaining: int | None
) -> Response:
    """A page of a collection. JSON is a join of the entries' bytes."""
    endpoint = call.endpoint
    metadata = meta_v1.ListMeta(resource_version=str(revision), continue_=continue_, remaining_item_count=remaining)
    if call.request.typed:
        return Response(object=(metadata, [endpoint.decode(found) for found in entries]))
    if target.shape == 'Table':
        return encoded(target, await table.make_gently(call, target, entries, metadata), 200)
    if target.shape == 'PartialObjectMetadataList':
        objects = map(endpoint.decode, entries)
        return encoded(target, partial.list_of(objects, metadata, target.shape_version), 200)
    if target.shape:
        raise partial.is_a_list(endpoint.resource.kind)
    if target.media_type == JSON and not target.pretty:
        return Response(body=_join(call, metadata, [endpoint.item(found) for found in entries]))
    return _typed_list(call, target, metadata, entries)


def _join(call: Call, metadata: meta_v1.ListMeta, items: Sequence[bytes]) -> Sequence[bytes]:
    """The list's JSON in pieces."""
    endpoint = call.endpoint
    opening = f'{{"kind":"{endpoint.list_kind}","apiVersion":"{endpoint.resource.api_version}","metadata":'.encode()
    parts = [opening + codec.encode(metadata) + b',"items":[']
    for first in range(0, len(items), TOGETHER):
        parts += (b',' if first else b'', b','.join(items[first : first + TOGETHER]))
    parts.append(b']}\n')
    return parts


def _typed_list(call: Call, target: Target, metadata: meta_v1.ListMeta, entries: Sequence[Entry]) -> Response:
    if target.media_type != PROTOBUF:
        body = b''.join(_join(call, metadata, [call.endpoint.item(found) for found in entries]))
        if target.media_type == JSON:
            return json_response(target, body, 200)
        from sampan.machinery import yaml

        return Response(body=yaml.dump(msgspec.json.decode(body)).encode(), content_type=YAML)
    from sampan.api import protobuf

    resource = call.endpoint.resource
    refuse_protobuf(resource.type)
    objects = [call.endpoint.decode(found) for found in entries]
    made: Any = resource.list_type
    return Response(body=protobuf.encode(made(metadata=metadata, items=objects)), content_type=PROTOBUF)
