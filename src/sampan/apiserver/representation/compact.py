"""Values of any form are kept as the bytes they came in; Go writes them without white space, and so must we."""

from __future__ import annotations

import typing
from typing import Any

import msgspec

from sampan.api.generated import meta_v1

_KNOWN: dict[type[Any], bool] = {meta_v1.ObjectMeta: False}  # whose fieldsV1 have a writer of their own


def compact(kind: type[Any], body: bytes) -> bytes:
    """A JSON body whose values of any form are as Go would write them; others, and what is no JSON, as they are."""
    carries = _KNOWN.get(kind)
    if carries is None:
        carries = issubclass(kind, msgspec.Struct) and _carries_raw(kind)  # custom resources are dicts
    if not carries:
        return body
    try:
        return msgspec.json.format(body, indent=-1)
    except msgspec.DecodeError:
        return body  # the decoder says what is wrong with it


def _carries_raw(kind: type[Any]) -> bool:
    """Whether a type has a value of any form somewhere."""
    found = _KNOWN.get(kind)
    if found is None:
        _KNOWN[kind] = False  # types refer to themselves
        found = _KNOWN[kind] = any(_mentions_raw(field.type) for field in msgspec.structs.fields(kind))
    return found


def _mentions_raw(type_: Any) -> bool:
    if type_ is msgspec.Raw:
        return True
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        return _carries_raw(type_)
    return any(_mentions_raw(part) for part in typing.get_args(type_))
