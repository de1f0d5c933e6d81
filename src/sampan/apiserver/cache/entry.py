"""One version of one object, kept as the bytes it is served as."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

# The start of a stored object, in the key order that every encoder of Kubernetes objects keeps.
_HEAD = re.compile(
    rb'\{(?:"kind":"[^"\\]*",)?(?:"apiVersion":"[^"\\]*",)?'
    rb'(?P<meta>"metadata":\{(?:"name":"[^"\\]*",?)?(?:"generateName":"[^"\\]*",?)?(?:"namespace":"[^"\\]*",?)?'
    rb'(?:"selfLink":"[^"\\]*",?)?(?:"uid":"[^"\\]*",?)?)(?P<rv>"resourceVersion":"[^"\\]*",?)?'
)


class Entry(msgspec.Struct, gc=False, weakref=False):
    """One version of one object. `item` is its JSON as an element of a list.

    `previous` is the version it replaced, while history still knows it. A tombstone (`deleted`) has the
    object's last state with the deletion's revision, which is what a DELETED event shows.
    """

    key: str
    revision: int
    item: bytes
    previous: Entry | None = None
    deleted: bool = False
    labels: Mapping[str, str] | None = None  # filled by the cache when a selector first asks
    fields: Mapping[str, str] | None = None
    index: str | None = None  # the indexed field's value, filled when first asked for

    def at(self, revision: int) -> Entry | None:
        """The version that was current at `revision`, or None if there was no object then."""
        entry: Entry | None = self
        while entry is not None and entry.revision > revision:
            entry = entry.previous
        return None if entry is None or entry.deleted else entry


def list_item(stored: bytes, revision: int) -> bytes:
    """The stored JSON of an object as a list item: no kind, no apiVersion, `resourceVersion` where upstream has it."""
    head = _HEAD.match(stored)
    if head is None:
        return _list_item_of_foreign_order(stored, revision)
    start, middle = head.start('meta'), head.end('meta')
    end = middle if head.start('rv') < 0 else head.end('rv')
    before = b'' if stored[middle - 1] in b'{,' else b','
    after = b'' if stored[end] in b'},' else b','
    return b'{%b%b"resourceVersion":"%d"%b%b' % (stored[start:middle], before, revision, after, stored[end:])


def with_kind(item: bytes, prefix: bytes) -> bytes:
    """A list item as an object of its own; `prefix` comes from `kind_prefix`."""
    return prefix + item[1:]


def without_kind(document: bytes, prefix: bytes) -> bytes:
    """The list item of an object's JSON that opens with `prefix`."""
    return b'{' + document[len(prefix) :]


def kind_prefix(kind: str, api_version: str) -> bytes:
    """The opening of an object's JSON."""
    return f'{{"kind":"{kind}","apiVersion":"{api_version}",'.encode()


def _list_item_of_foreign_order(stored: bytes, revision: int) -> bytes:
    """Objects written by another encoder (restored from elsewhere) may have their keys in any order."""
    value = msgspec.json.decode(stored, type=dict)
    value.pop('kind', None)
    value.pop('apiVersion', None)
    metadata = dict(value.pop('metadata', {}))
    metadata['resourceVersion'] = str(revision)
    return msgspec.json.encode({'metadata': metadata, **value})
