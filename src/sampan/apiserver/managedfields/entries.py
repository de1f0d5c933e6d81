"""managedFields and the owners they stand for.

Upstream: managedfields/internal/managedfields.go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from sampan.api.generated.meta_v1 import ManagedFieldsEntry
from sampan.api.scalars import Time
from sampan.machinery.merge import sets
from sampan.machinery.merge.sets import EMPTY, Tree
from sampan.machinery.merge.updater import Owned

APPLY, UPDATE = 'Apply', 'Update'
FIELDS_V1 = 'FieldsV1'
REMEMBERED = 4096  # sets, of a kilobyte or so


class Manager(NamedTuple):
    """What tells entries apart. An applier is the same in every version."""

    name: str
    operation: str
    version: str = ''  # '' for Apply
    subresource: str = ''

    def identifier(self) -> str:
        """Upstream's text for it, by which it sorts."""
        parts = {
            'manager': self.name,
            'operation': self.operation,
            'apiVersion': self.version,
            'subresource': self.subresource,
        }
        return msgspec.json.encode({key: value for key, value in parts.items() if value}).decode()


class Invalid(ValueError):
    """The entries cannot be read."""


@dataclass(slots=True)
class Managed:
    """Owners, and when each of them last wrote."""

    owners: dict[Any, Owned] = field(default_factory=dict)
    times: dict[Any, Time | None] = field(default_factory=dict)


@lru_cache(maxsize=REMEMBERED)
def read_fields(data: bytes) -> Tree:
    """FieldsV1 as a set. Raises ValueError."""
    return sets.decode(data)


def decode(entries: list[ManagedFieldsEntry]) -> Managed:
    """Raises Invalid, with upstream's text."""
    managed = Managed()
    for position, entry in enumerate(entries):
        _check(entry, position)
        applied = entry.operation == APPLY
        manager = Manager(entry.manager, entry.operation, '' if applied else entry.api_version, entry.subresource)
        data = bytes(entry.fields_v1)
        try:
            fields = read_fields(data) if data else EMPTY
        except ValueError as error:
            raise Invalid(f'error decoding versioned set from {entry.manager}: error decoding set: {error}') from error
        managed.owners[manager] = Owned(fields, entry.api_version, applied)
        managed.times[manager] = entry.time
    return managed


def _check(entry: ManagedFieldsEntry, position: int) -> None:
    if entry.operation not in (APPLY, UPDATE):
        raise Invalid('operation must be `Apply` or `Update`')
    if not entry.api_version:
        raise Invalid('apiVersion must not be empty')
    if not entry.fields_type:
        raise Invalid(f'missing fieldsType in managed fields entry {position}')
    if entry.fields_type != FIELDS_V1:
        raise Invalid(f'invalid fieldsType "{entry.fields_type}" in managed fields entry {position}')


def encode(managed: Managed, known: list[ManagedFieldsEntry]) -> list[ManagedFieldsEntry]:
    """The entries, in upstream's order. Sets that are in `known` entries keep their bytes."""
    by_set: dict[int, tuple[Tree, msgspec.Raw]] = {}  # with the sets, so that they live as long as their id is used
    for entry in known:
        if entry.fields_type == FIELDS_V1 and bytes(entry.fields_v1):
            fields = read_fields(bytes(entry.fields_v1))
            by_set[id(fields)] = (fields, entry.fields_v1)
    found = [
        ManagedFieldsEntry(
            manager=manager.name,
            operation=APPLY if owned.applied else manager.operation,
            api_version=owned.version,
            time=managed.times.get(manager),
            fields_type=FIELDS_V1,
            fields_v1=_raw(owned.fields, by_set),
            subresource=manager.subresource,
        )
        for manager, owned in managed.owners.items()
    ]
    return sorted(found, key=_order) if len(found) > 1 else found


def _raw(fields: Tree, written: dict[int, tuple[Tree, msgspec.Raw]]) -> msgspec.Raw:
    before = written.get(id(fields))
    return msgspec.Raw(write_fields(fields)) if before is None else before[1]


def write_fields(fields: Tree) -> bytes:
    """A set as FieldsV1."""
    return sets.encode(fields)


def _order(entry: ManagedFieldsEntry) -> tuple[str, float, str, str, str]:
    seconds = 0.0 if entry.time is None else entry.time.timestamp()
    return (entry.operation, seconds, entry.manager, entry.api_version, entry.subresource)


def is_reset(entries: list[ManagedFieldsEntry]) -> bool:
    """Whether a client asks to forget all owners: one empty entry. (An empty list comes here as one, see bodies.)"""
    return len(entries) == 1 and entries[0] == ManagedFieldsEntry()


def same_but_for_times(left: list[ManagedFieldsEntry], right: list[ManagedFieldsEntry]) -> bool:
    """Whether two lists differ in nothing but times."""
    return len(left) == len(right) and all(
        one.manager == other.manager
        and one.operation == other.operation
        and one.api_version == other.api_version
        and one.subresource == other.subresource
        and bytes(one.fields_v1) == bytes(other.fields_v1)
        for one, other in zip(left, right, strict=True)
    )
