"""Request bodies to typed objects, by media type, with upstream's complaints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec, defaults, errors
from sampan.api.custom import CustomObject
from sampan.api.errors import ApiError
from sampan.api.generated import meta_v1
from sampan.apiserver.audit import notes
from sampan.apiserver.representation import doubles, strict
from sampan.apiserver.representation.compact import compact
from sampan.apiserver.representation.encoded import NO_PROTOBUF
from sampan.apiserver.representation.negotiate import JSON, PROTOBUF, YAML, input_media_type

if TYPE_CHECKING:
    from sampan.apiserver.registry.call import Call

# What upstream's decoder of options says, with the place in upstream's code that it calls its scheme by.
NOT_REGISTERED = (
    'no kind "{}" is registered for version "{}" in scheme '
    '"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"'
)


def decode(call: Call, kind: type[Any], field_validation: str) -> Any:
    """The request's object, defaulted; a private copy of what an in-process caller hands over. Raises 400, 415."""
    obj = _decode(call, kind, field_validation)
    notes.request_object(call.request, obj)
    return obj


def _decode(call: Call, kind: type[Any], field_validation: str) -> Any:
    if call.request.typed:
        return settle(call, _private(call.request.object, kind))
    media_type = input_media_type(call.request)
    body = call.request.body
    if media_type == PROTOBUF:
        return settle(call, decode_protobuf(kind, body))
    if media_type == YAML:
        earlier = [] if field_validation == 'Ignore' else doubles.of_yaml(body)
        return decode_json(call, kind, _yaml_to_json(kind, body), field_validation, earlier)
    return decode_json(call, kind, body, field_validation)


def _private(obj: Any, kind: type[Any]) -> Any:
    """A copy of an object; callers may have a class of their own for a custom resource."""
    if isinstance(obj, CustomObject):
        return codec.decode(kind, codec.encode(obj))
    return codec.clone(obj)


def decode_json(call: Call, kind: type[Any], body: bytes, field_validation: str, earlier: Sequence[str] = ()) -> Any:
    """A JSON object of the expected kind; unknown and duplicate fields are errors, warnings or nothing.

    `earlier`: what strict decoding said about what the body was made from.
    """
    try:
        obj = codec.decode(kind, compact(kind, body))
    except codec.DecodeError as error:
        raise unreadable(kind, _head(kind, body), body, str(error)) from error
    if isinstance(obj, CustomObject):
        return _custom(call, obj, body, field_validation, earlier)
    expected = _empty(kind)
    if obj.kind != expected.kind or obj.api_version != expected.api_version:
        _head(kind, body)
        obj.kind, obj.api_version = expected.kind, expected.api_version
    if field_validation != 'Ignore':
        _check_strictly(call, kind, body, field_validation, earlier)
    if b'managedFields' in body and not obj.metadata.managed_fields and _forgets_owners(body):
        obj.metadata.managed_fields = [meta_v1.ManagedFieldsEntry()]
    return settle(call, obj)


class _Metadata(msgspec.Struct):
    managed_fields: msgspec.Raw = msgspec.field(name='managedFields', default=msgspec.Raw(b''))


class _Owned(msgspec.Struct):
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)


def _forgets_owners(body: bytes) -> bool:
    """Whether the body says that there are no managedFields, which is more than not to mention them.

    It is passed on as the other way to say so, one empty entry.
    """
    return bytes(msgspec.json.decode(body, type=_Owned).metadata.managed_fields).startswith(b'[')


def _custom(call: Call, obj: CustomObject, body: bytes, field_validation: str, earlier: Sequence[str] = ()) -> Any:
    """A custom resource says what it is; what its schema does not know is reported and goes. Raises 400."""
    kind, expected = type(obj), obj.resource.api_version
    if not obj.kind:
        text = f"Object 'Kind' is missing in '{body.decode('utf-8', 'replace')}'"
        raise unreadable(kind, codec.Head(), body, text)
    if obj.api_version != expected:
        text = f'the API version in the data ({obj.api_version}) does not match the expected API version ({expected})'
        raise errors.bad_request(text)
    found = [] if field_validation == 'Ignore' else [*earlier, *call.endpoint.strict_errors(obj, body)]
    _report(call, kind, body, found, field_validation)
    if b'managedFields' in body and not obj.metadata.managed_fields and _forgets_owners(body):
        obj.metadata.managed_fields = [meta_v1.ManagedFieldsEntry()]
    return settle(call, obj)


_EMPTIES: dict[Any, Any] = {}  # by type; the number of types is fixed


def _empty(kind: type[Any]) -> Any:
    """What an object says it is when nobody says otherwise. Shared: read it, never change it."""
    if issubclass(kind, CustomObject):
        return kind()  # such types come and go
    empty = _EMPTIES.get(kind)
    if empty is None:
        empty = _EMPTIES[kind] = kind()
    return empty


def _head(kind: type[Any], body: bytes) -> codec.Head:
    """What a body says it is, if that may be here. Raises 400, which goes before whatever else is wrong with it."""
    try:
        head = codec.head(body)
    except codec.DecodeError as error:
        raise unreadable(kind, codec.Head(), body, str(error)) from error
    _check_head(kind, _empty(kind), head)
    return head


def settle(call: Call, obj: Any) -> Any:
    """Defaults, and agreement between fields that say the same thing."""
    if isinstance(obj, call.endpoint.kind):
        call.endpoint.strategy.normalize(obj)
    defaults.set_defaults(obj)
    return obj


def _check_head(kind: type[Any], expected: Any, head: codec.Head) -> None:
    """A body that says nothing is taken for what the path says. Raises 400."""
    if head.api_version and head.api_version != expected.api_version:
        text = f'the API version in the data ({head.api_version}) does not match the expected API version'
        raise errors.bad_request(f'{text} ({expected.api_version})')
    if head.kind and head.kind != expected.kind:
        version = expected.api_version.rpartition('/')[2]
        reason = f'converting ({version}.{head.kind}) to (core.{kind.__name__}): unknown conversion'
        raise unreadable(kind, head, b'', reason)


class Unreadable(ApiError):
    """400: the body is not the object it should be. `complaint` is what the decoder said, without an opening."""

    def __init__(self, message: str, complaint: str) -> None:
        super().__init__(errors.bad_request(message).status)
        self.complaint = complaint


def unreadable(kind: type[Any], head: codec.Head, body: bytes, reason: str) -> Unreadable:
    """A type error with upstream's two openings, for bodies that say their kind and others."""
    name = kind.__name__
    if head.kind:
        version = head.api_version.rpartition('/')[2] or 'v1'
        message = f'{head.kind} in version "{version}" cannot be handled as a {name}: {reason}'
    else:
        message = f'the object provided is unrecognized (must be of type {name}): {reason} ({summary(body)})'
    return Unreadable(message, reason)


def summary(body: bytes) -> str:
    """The first bytes of a body for an error message."""
    if not body:
        return '<empty>'
    shown = body[:30].decode('utf-8', 'replace') if body[:1] == b'{' else body[:30].hex()
    return f'{shown} ...' if len(body) > 30 else shown


def _check_strictly(call: Call, kind: type[Any], body: bytes, field_validation: str, earlier: Sequence[str]) -> None:
    found = [] if strict.clean(kind, body) else codec.strict_errors(kind, body)
    if found or earlier:
        _report(call, kind, body, [*earlier, *found], field_validation)


def _report(call: Call, kind: type[Any], body: bytes, found: list[str], field_validation: str) -> None:
    if found and field_validation == 'Strict':
        joined = ', '.join(found)
        raise unreadable(kind, codec.head(body), body, f'strict decoding error: {joined}')
    for text in found:
        call.warn(text)


def decode_protobuf(kind: type[Any], body: bytes) -> Any:
    """A protobuf envelope of the expected kind."""
    from sampan.api import protobuf

    if issubclass(kind, CustomObject):
        raise unreadable(kind, codec.Head(), body, NO_PROTOBUF)
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
    options = _delete_options(call)
    if options is not None:
        notes.request_object(call.request, options)
    return options


def _delete_options(call: Call) -> meta_v1.DeleteOptions | None:
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
        found = codec.decode(meta_v1.DeleteOptions, data)
        if found.kind not in ('', 'DeleteOptions'):
            raise ValueError(NOT_REGISTERED.format(found.kind, found.api_version))
        return found
    except (msgspec.MsgspecError, ValueError) as error:
        raise errors.bad_request(str(error)) from error
