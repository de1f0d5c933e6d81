"""Bytes to typed objects and back: JSON as upstream's encoder writes it.

`encode` keeps Go's field order and its rules of what is left out; `decode` checks types and drops
unknown fields, in C. What Go forgives (a `null` anywhere) is forgiven on a slow second try only.

Upstream: apimachinery `pkg/runtime/serializer/json`.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from sampan.api import custom
from sampan.api.custom import CustomObject
from sampan.api.scalars import decode_hook, encode_hook

T = TypeVar('T')

_encoder = msgspec.json.Encoder(enc_hook=encode_hook, order='deterministic')  # Go sorts the keys of maps


_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}  # one per generated type; their number is fixed


def _decoder(kind: Any) -> Any:
    decoder = _decoders.get(kind)
    if decoder is None:
        if isinstance(kind, type) and issubclass(kind, CustomObject):
            return custom.Decoder(kind)
        decoder = _decoders[kind] = msgspec.json.Decoder(kind, dec_hook=decode_hook)
    return decoder


def encode(obj: Any) -> bytes:
    """JSON, compact, with upstream's key order and omissions."""
    return _encoder.encode(obj)


class DecodeError(ValueError):
    """The bytes are no such object. The text is what Go's decoder says."""


def decode(kind: type[T], data: bytes) -> T:
    """Read `data` as a `kind`. Unknown fields are dropped; anything wrong raises DecodeError."""
    try:
        if b'\n' in data:  # raw JSON members are kept as they come: make them compact first
            data = msgspec.json.format(data, indent=-1)
        result: T = _decoder(kind).decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as refused:
        return _forgive(kind, data, refused)
    return result


def _forgive(kind: type[T], data: bytes, refused: Exception) -> T:
    """What Go accepts and the fast decoder does not (nulls, bad UTF-8); else its error in Go's words."""
    from sampan.api import explain, gojson

    try:
        document = gojson.parse(data)
    except gojson.SyntaxProblem as problem:
        raise DecodeError(str(problem)) from None
    if isinstance(kind, type) and issubclass(kind, CustomObject):
        return kind.of(_forgive(custom.Head, data, refused), data)
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        raise DecodeError(str(refused)) from refused
    walk = explain.Walk()
    clean = walk.run(kind, document)
    if walk.error:
        raise DecodeError(walk.error)
    try:
        result: T = _decoder(kind).decode(msgspec.json.encode(clean))
    except msgspec.MsgspecError as error:
        raise DecodeError(str(error)) from error
    return result


def strict_errors(kind: type[msgspec.Struct], data: bytes) -> list[str]:
    """Unknown and duplicate fields, as `fieldValidation` reports them. For bodies that `decode` accepts."""
    from sampan.api import explain, gojson

    walk = explain.Walk()
    walk.run(kind, gojson.parse(data))
    return list(walk.strict)


class Head(msgspec.Struct):
    """What an object says it is."""

    kind: str = ''
    api_version: str = msgspec.field(default='', name='apiVersion')


def head(data: bytes) -> Head:
    """The kind and apiVersion of a JSON document. Raises DecodeError with upstream's text."""
    try:
        return msgspec.json.decode(data, type=Head)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _head_slowly(data)


def _head_slowly(data: bytes) -> Head:
    from sampan.api import gojson
    from sampan.api.explain import value_name

    opening = "couldn't get version/kind; json parse error: "
    try:
        document = gojson.parse(data)
    except gojson.SyntaxProblem as problem:
        raise DecodeError(opening + str(problem)) from None
    if not isinstance(document, gojson.Members):
        found = value_name(document)
        shape = (
            'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
        )
        raise DecodeError(f'{opening}json: cannot unmarshal {found} into Go value of type {shape}')
    values = {'kind': '', 'apiVersion': ''}
    for name, value in document:
        if name not in values or value is None:
            continue
        if not isinstance(value, str) or isinstance(value, gojson.Number):
            found = value_name(value)
            raise DecodeError(f'{opening}json: cannot unmarshal {found} into Go struct field .{name} of type string')
        values[name] = value
    return Head(values['kind'], values['apiVersion'])


def decode_any(data: bytes) -> Any:
    """A served object, by the apiVersion and kind it carries. Raises DecodeError; LookupError for a kind not served."""
    from sampan.api import resources

    found = head(data)
    resource = resources.by_api_version(found.api_version, found.kind)
    if resource is None:
        raise LookupError(f'no kind "{found.kind}" is registered for version "{found.api_version}"')
    return decode(resource.type, data)


def clone(obj: T) -> T:
    """A private copy, made by decoding the encoding: several times cheaper than copy.deepcopy."""
    result: T = _decoder(type(obj)).decode(_encoder.encode(obj))
    return result
