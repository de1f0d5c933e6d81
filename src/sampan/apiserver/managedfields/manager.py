"""Ownership of the fields of one resource's objects, as they are written through one subresource.

Upstream: managedfields/internal/{fieldmanager,skipnonapplied,buildmanagerinfo,managedfieldsupdater,stripmeta,
structuredmerge}.go, in this order of wrapping.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sampan.api.generated.meta_v1 import ManagedFieldsEntry
from sampan.api.scalars import Time
from sampan.apiserver.managedfields import documents, entries, last_applied
from sampan.apiserver.managedfields.capping import cap
from sampan.apiserver.managedfields.conflicts import conflict
from sampan.apiserver.managedfields.documents import Document
from sampan.apiserver.managedfields.entries import APPLY, FIELDS_V1, UPDATE, Invalid, Managed, Manager
from sampan.apiserver.managedfields.managers import BEFORE_FIRST_APPLY, KUBECTL, UNKNOWN
from sampan.apiserver.managedfields.reset import strip
from sampan.apiserver.managedfields.shapes import Shapes
from sampan.machinery.merge import sets
from sampan.machinery.merge.schema import Type
from sampan.machinery.merge.updater import Conflicts, Converter, Filter, Owned, Updater

# The writer of an update, until it is known whether it changed anything.
_SELF = Manager('current-operation', UPDATE)


class FieldManager:
    """One per resource and subresource. `kind` makes the empty object that a create starts from."""

    def __init__(self, version: str, subresource: str, kind: Any, converter: Converter, keep: Filter) -> None:
        self._version = version
        self._subresource = subresource
        self._kind = kind
        self._converter = converter
        self._updater = Updater(converter, version, keep)
        self._keep = keep
        self._shapes = Shapes()
        self._empty: Document | None = None

    @property
    def type(self) -> Type:
        """How the resource's documents are compared and merged."""
        return self._converter.type_of(self._version)

    # -- writes that say what the object is ---------------------------------------------------------

    def created(self, obj: Any, manager: str, now: Time) -> None:
        """The creator owns what the object has."""
        given = obj.metadata.managed_fields
        owners = self._given(given, [])
        if owners.owners:
            self._update(self._blank(), documents.document(obj), owners, manager, now)
            obj.metadata.managed_fields = entries.encode(owners, given)
            return
        fields = self._shapes.fields(documents.shape(obj), lambda: self._fields_of_new(obj))
        obj.metadata.managed_fields = [self._entry(manager, fields, now)] if fields else []

    def _fields_of_new(self, obj: Any) -> bytes:
        owners = self._updater.update(self._blank(), documents.document(obj), {}, _SELF)
        mine = owners.get(_SELF)
        fields = None if mine is None else strip(mine.fields)
        return entries.write_fields(fields) if fields else b''

    def _entry(self, manager: str, fields: bytes, now: Time) -> ManagedFieldsEntry:
        return ManagedFieldsEntry(
            manager=manager or UNKNOWN,
            operation=UPDATE,
            api_version=self._version,
            time=now,
            fields_type=FIELDS_V1,
            fields_v1=msgspec.Raw(fields),
            subresource=self._subresource,
        )

    def updated(self, old: Any, new: Any, manager: str, now: Time) -> None:
        """The writer owns what it changed, and what is gone is nobody's."""
        before, given = old.metadata.managed_fields, new.metadata.managed_fields
        managed = self._given([] if self._subresource else given, before)
        if not managed.owners:  # nobody ever applied it, and its creation was not followed either
            new.metadata.managed_fields = []
            return
        change = documents.differing(old, new)
        if change is not None:
            self._update(*change, managed, manager, now)
            new.metadata.managed_fields = entries.encode(managed, before)
        elif given != before or self._subresource:
            new.metadata.managed_fields = entries.encode(managed, before)

    def _given(self, given: list[ManagedFieldsEntry], before: list[ManagedFieldsEntry]) -> Managed:
        """What the writer says about owners, else what the live object says; nothing if that cannot be read."""
        if entries.is_reset(given):
            return Managed()
        for candidate in (given, before):
            if not candidate:
                continue
            try:
                return entries.decode(candidate)
            except Invalid:
                continue
        return Managed()

    def _update(self, old: Document, new: Document, managed: Managed, manager: str, now: Time) -> None:
        """Change `managed` as the update from `old` to `new` does."""
        owners = self._updater.update(old, new, managed.owners, _SELF)
        own = owners.pop(_SELF, None)
        mine = None if own is None else strip(own.fields)
        if mine:
            me = Manager(manager or UNKNOWN, UPDATE, self._version, self._subresource)
            before = owners.get(me)
            owners[me] = Owned(mine if before is None else _joined(before.fields, mine), self._version)
            managed.times[me] = now
        managed.owners = owners
        cap(managed)

    # -- server-side apply ------------------------------------------------------------------------

    def applied(
        self, live: Any, wanted: Document, manager: str, now: Time, *, force: bool
    ) -> tuple[Document, list[ManagedFieldsEntry], bool]:
        """(the object with what is wanted, its managedFields, whether anything but those changed).

        `live` may be a new, empty object.

        Raises ApiError: 409 with the conflicts; MergeError for lists that cannot be merged.
        """
        managed = self._given([], live.metadata.managed_fields)
        document = documents.document(live)
        if not managed.owners:
            self._update(self._blank(), document, managed, BEFORE_FIRST_APPLY, now)
        me = Manager(manager, APPLY, '', self._subresource)
        merged, owners = self._merged(document, wanted, managed, me, force)
        own = owners.get(me)
        if own is not None:
            fields, before = strip(own.fields), managed.owners.get(me)
            if not fields:
                del owners[me]
            elif before is not None and before.version == own.version and before.fields == fields:
                owners[me] = before  # the very set, whose bytes are known
            else:
                owners[me] = Owned(fields, own.version, applied=True)
        managed.owners = owners
        if merged is not None:
            managed.times[me] = now
        known = live.metadata.managed_fields
        return (document if merged is None else merged), entries.encode(managed, known), merged is not None

    def _merged(
        self, live: Document, wanted: Document, managed: Managed, me: Manager, force: bool
    ) -> tuple[Document | None, dict[Any, Owned]]:
        try:
            return self._updater.apply(live, wanted, managed.owners, me, force=force)
        except Conflicts as conflicts:
            rest = conflicts.found
            if me.name == KUBECTL:
                allowed = last_applied.still_applied(live, self._version, self.type)
                rest = [each for each in rest if not sets.has(allowed, each.path)]
            if rest:
                raise conflict(rest) from None
        return self._updater.apply(live, wanted, managed.owners, me, force=True)

    def _blank(self) -> Document:
        """What an object is before anybody says anything."""
        if self._empty is None:
            self._empty = documents.document(self._kind())
        return self._empty


def _joined(before: Any, mine: Any) -> Any:
    """The union; the very set there was if nothing is new, so that its bytes stay."""
    both = sets.union(before, mine)
    return before if both == before else both
