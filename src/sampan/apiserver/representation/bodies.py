"""Request bodies to typed objects, by media type, with upstream's complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec, defaults, errors
from sampan.api.errors import ApiError
from sampan.api.generated import meta_v1
from sampan.apiserver.representation.negotiate import JSON, PROTOBUF, YAML, input_media_type

if TYPE_CHECKING:
    from sampan.apiserver.registry.call import Call


class _Head(msgspec.Struct):
    kind: str = ''
    apiVersion: str = ''  # noqa: N815 - the JSON name


def decode(call: Call, kind: type[Any], field_validation: str) -> Any:
    """The request's object, defaulted; a private copy of what an in-process caller hands over. Raises 400, 415."""
    if call.request.typed:
        return settle(call, codec.clone(call.request.object))
    media_type = input_media_type(call.request)
    body = call.request.body
    if media_type == PROTOBUF:
        return settle(call, decode_protobuf(kind, body))
    if media_type == YAML:
        body = _yaml_to_json(kind, body)
    return decode_json(call, kind, body, field_validation)


def decode_json(call: Call, kind: type[Any], body: bytes, field_validation: str) -> Any:
    """A JSON object of the expected kind; unknown and duplicate fields are errors, warnings or nothing."""
    head = _head(kind, body)
    expected = kind()
    if head.kind and head.kind != expected.kind:
        raise _unexpected_kind(kind, head)
    if head.apiVersion and head.apiVersion != expected.api_version:
        text = f'the API version in the data ({head.apiVersion}) does not match the expected API version'
        raise errors.bad_request(f'{text} ({expected.api_version})')
    try:
        obj = codec.decode(kind, body)
    except (msgspec.ValidationError, ValueError) as error:
        raise unreadable(kind, head, body, str(error)) from error
    if field_validation != 'Ignore':
        _check_strictly(call, kind, head, body, field_validation)
    obj.kind, obj.api_version = expected.kind, expected.api_version
    return settle(call, obj)


def settle(call: Call, obj: Any) -> Any:
    """Defaults, and agreement between fields that say the same thing."""
    if isinstance(obj, call.endpoint.kind):
        call.endpoint.strategy.normalize(obj)
    defaults.set_defaults(obj)
    return obj


def _head(kind: type[Any], body: bytes) -> _Head:
    try:
        return msgspec.json.decode(body, type=_Head)
    except (msgspec.DecodeError, ValueError) as error:
        name = kind.__name__
        text = f'the object provided is unrecognized (must be of type {name}): {error} ({summary(body)})'
        raise errors.bad_request(text) from error


def _unexpected_kind(kind: type[Any], head: _Head) -> ApiError:
    version = head.apiVersion.rpartition('/')[2]
    reason = f'converting (v1.{head.kind}) to (v1.{kind.__name__}): unknown conversion'
    return errors.bad_request(f'{head.kind} in version "{version}" cannot be handled as a {kind.__name__}: {reason}')


def unreadable(kind: type[Any], head: _Head, body: bytes, reason: str) -> ApiError:
    """400: a type error; with upstream's two openings, for bodies that say their kind and others."""
    name = kind.__name__
    if head.kind:
        version = head.apiVersion.rpartition('/')[2] or 'v1'
        return errors.bad_request(f'{head.kind} in version "{version}" cannot be handled as a {name}: {reason}')
    text = f'the object provided is unrecognized (must be of type {name}): {reason} ({summary(body)})'
    return errors.bad_request(text)


def summary(body: bytes) -> str:
    """The first bytes of a body for an error message."""
    if not body:
        return '<empty>'
    shown = body[:30].decode('utf-8', 'replace') if body[:1] == b'{' else body[:30].hex()
    return f'{shown} ...' if len(body) > 30 else shown


def _check_strictly(call: Call, kind: type[Any], head: _Head, body: bytes, field_validation: str) -> None:
    found = getattr(codec, 'strict_errors', lambda kind, body: [])(kind, body)
    if not found:
        return
    if field_validation == 'Strict':
        joined = ', '.join(found)
        raise unreadable(kind, head, body, f'strict decoding error: {joined}')
    for text in found:
        call.warn(text)


def decode_protobuf(kind: type[Any], body: bytes) -> Any:
    """A protobuf envelope of the expected kind."""
    from sampan.api import protobuf

    try:
        obj = protobuf.decode(kind, body)
    except ValueError as error:
        raise errors.bad_request(
            f'the object provided is unrecognized (must be of type {kind.__name__}): {error} ({summary(body)})'
        ) from error
    expected = kind()
    obj.kind, obj.api_version = expected.kind, expected.api_version
    return obj


def _yaml_to_json(kind: type[Any], body: bytes) -> bytes:
    from sampan.machinery import yaml

    try:
        return msgspec.json.encode(yaml.load(body.decode()))
    except (ValueError, TypeError) as error:
        text = f'the object provided is unrecognized (must be of type {kind.__name__}): {error} ({summary(body)})'
        raise errors.bad_request(text) from error


def decode_delete_options(call: Call) -> meta_v1.DeleteOptions | None:
    """The options in a DELETE's body; None without a body. Raises 400, 415."""
    if call.request.typed:
        options: meta_v1.DeleteOptions | None = call.request.object
        return options
    body = call.request.body
    if not body:
        return None
    media_type = input_media_type(call.request)
    try:
        if media_type == PROTOBUF:
            from sampan.api import protobuf

            return protobuf.decode(meta_v1.DeleteOptions, body)
        data = body if media_type == JSON else _yaml_to_json(meta_v1.DeleteOptions, body)
        return codec.decode(meta_v1.DeleteOptions, data)
    except (msgspec.MsgspecError, ValueError) as error:
        raise errors.bad_request(str(error)) from error
