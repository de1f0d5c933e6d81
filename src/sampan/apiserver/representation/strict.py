"""Is a body free of unknown and duplicate fields? A fast answer for the many bodies that are.

Every write is checked (fieldValidation=Warn is the default), and nearly every body is clean. Unknown fields show in
a decode by a strict twin of the type; duplicate ones in that decoding and encoding again loses members, which is seen
by counting quotes. All of it happens in C. Only a body that fails is walked slowly for the details
(`codec.strict_errors`); unusual spelling may look like a failure here and is found innocent there.
"""

from __future__ import annotations

import types
import typing
from functools import cache
from typing import Any

import msgspec
import orjson

from sampan.api.scalars import decode_hook

_QUOTE = b'"'


def clean(kind: Any, data: bytes) -> bool:
    """True if `data`, which decodes as a `kind`, certainly has no unknown and no duplicate fields."""
    try:
        _decoder(kind).decode(data)
        again = orjson.dumps(orjson.loads(data))
    except (msgspec.MsgspecError, ValueError, RecursionError, orjson.JSONEncodeError):
        return False
    return again.count(_QUOTE) == data.count(_QUOTE)


def strict_twin(kind: Any) -> Any:
    """The type with the same fields that refuses all others."""
    return _Twins().of(kind)


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(_Twins().of(kind), dec_hook=decode_hook)


class _Twins:
    """Strict twins of a type and everything it contains; a type that contains itself stays as it is there."""

    def __init__(self) -> None:
        self._made: dict[Any, Any] = {}

    def of(self, kind: Any) -> Any:
        if kind in self._made:
            return self._made[kind]
        self._made[kind] = kind  # what a cycle meets
        members = []
        for field in msgspec.structs.fields(kind):
            twin = self._type(field.type)
            optional = twin if twin in (msgspec.Raw, Any) else twin | None
            members.append((field.name, optional, msgspec.field(name=field.encode_name, default=None)))
        made = msgspec.defstruct(
            kind.__name__, members, forbid_unknown_fields=True, kw_only=True, gc=False, module=__name__
        )
        self._made[kind] = made
        return made

    def _type(self, type_: Any) -> Any:
        origin = typing.get_origin(type_)
        if origin is typing.Annotated:
            return type_
        if origin in (list, dict):
            return origin[tuple(self._type(part) for part in typing.get_args(type_))]
        if origin in (typing.Union, types.UnionType):
            parts = [self._type(part) for part in typing.get_args(type_)]
            return typing.Union[tuple(parts)]  # noqa: UP007 - built at run time
        if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
            return self.of(type_)
        return type_
