"""Objects as the JSON that is compared and merged.

An object here is what the registry handles: a generated Struct, or a custom resource that encodes itself likewise.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from sampan.api import codec

Document = dict[str, Any]

# What nobody owns. Without it objects of one shape are written alike.
_UNOWNED: tuple[tuple[str, Any], ...] = (
    ('name', ''),
    ('namespace', ''),
    ('self_link', ''),
    ('uid', ''),
    ('resource_version', ''),
    ('generation', 0),
    ('creation_timestamp', None),
    ('managed_fields', []),
)


@contextmanager
def without_identity(obj: Any) -> Iterator[None]:
    """The object's metadata without what nobody owns, for a moment."""
    meta = obj.metadata
    kept = [(name, getattr(meta, name)) for name, _ in _UNOWNED]
    for name, value in _UNOWNED:
        setattr(meta, name, value)
    try:
        yield
    finally:
        for name, value in kept:
            setattr(meta, name, value)


def shape(obj: Any) -> bytes:
    """The object's JSON without what nobody owns."""
    with without_identity(obj):
        return codec.encode(obj)


def document(obj: Any) -> Document:
    """The object as decoded JSON, without its managedFields."""
    meta = obj.metadata
    kept, meta.managed_fields = meta.managed_fields, []
    try:
        found: Document = msgspec.json.decode(codec.encode(obj))
    finally:
        meta.managed_fields = kept
    return found


def differing(old: Any, new: Any) -> tuple[Document, Document] | None:
    """Both objects with only the members that differ, as decoded JSON; None if nothing does that anybody could own."""
    if not isinstance(new, msgspec.Struct) or type(old) is not type(new):
        with without_identity(old), without_identity(new):
            before, after = codec.encode(old), codec.encode(new)
        return None if before == after else (msgspec.json.decode(before), msgspec.json.decode(after))
    with without_identity(old), without_identity(new):
        names = [name for name in new.__struct_fields__ if getattr(old, name) != getattr(new, name)]
        if not names:
            return None
        return _only(old, names), _only(new, names)


def _only(obj: Any, names: list[str]) -> Document:
    part = type(obj)()
    for name in names:
        setattr(part, name, getattr(obj, name))
    found: Document = msgspec.json.decode(codec.encode(part))
    return found
