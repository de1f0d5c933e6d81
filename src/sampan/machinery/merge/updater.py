"""Who owns which field after a write, and who is in the way of an apply.

An update takes what it changed from everybody else. An apply owns what it says, whether that changes anything or not;
to change what others own is a conflict unless it is forced, and what its manager said last time and does not say any
more is removed unless somebody else owns it too.

Objects are documents of one version; owners may have written another version, which a `Converter` bridges.
Upstream: structured-merge-diff `merge/{update,conflict}.go`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sampan.machinery.merge import sets
from sampan.machinery.merge.compare import Comparison, compare
from sampan.machinery.merge.fieldset import field_set
from sampan.machinery.merge.items import equal, same
from sampan.machinery.merge.merging import merge
from sampan.machinery.merge.reconcile import named, reconcile
from sampan.machinery.merge.removal import remove
from sampan.machinery.merge.schema import Type
from sampan.machinery.merge.sets import EMPTY, Tree

Filter = Callable[[Tree], Tree]


@dataclass(frozen=True, slots=True)
class Owned:
    """What one manager owns: fields of one version of the object, by applying it or by updates."""

    fields: Tree
    version: str
    applied: bool = False


Owners = dict[Any, Owned]
"""By manager, whatever stands for one: any key."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field somebody else owns, that an apply would change."""

    manager: Any  # the key in Owners
    path: tuple[str, ...]


class Conflicts(Exception):
    """The apply is not possible without force."""

    def __init__(self, found: list[Conflict]) -> None:
        super().__init__(f'{len(found)} conflicts')
        self.found = found

    def fields(self) -> Tree:
        """All fields in question."""
        return sets.of(*(each.path for each in self.found))


class MissingVersion(LookupError):
    """The version is not served any more: what is owned in it is forgotten."""


class NotConvertible(LookupError):
    """The version is served, and the object cannot be converted now: owners in it are left as they are."""


class Converter(Protocol):
    """One object in its versions."""

    def type_of(self, version: str) -> Type:
        """The type of the object's documents in a version. Raises MissingVersion."""
        ...

    def convert(self, document: Any, origin: str, version: str) -> Any:
        """The document of version `origin` in another version. Raises MissingVersion, NotConvertible."""
        ...


def nothing_ignored(fields: Tree) -> Tree:
    """The filter of resources of which everything can be owned."""
    return fields


@dataclass(frozen=True, slots=True)
class Updater:
    """The algorithm for objects of one kind, written in one version. `keep` filters out what this writer cannot own."""

    converter: Converter
    version: str
    keep: Filter = nothing_ignored

    def update(self, old: Any, new: Any, owners: Owners, manager: Any) -> Owners:
        """The owners after `manager` made `new` of `old`."""
        owners = self._reconciled(owners)
        comparison = self._compare(old, new)
        owners = self._settle(old, new, owners, manager, comparison, force=True)
        mine = owners.pop(manager).fields if manager in owners else EMPTY
        mine = self.keep(sets.union(sets.difference(mine, comparison.removed), comparison.changed))
        if mine:
            owners[manager] = Owned(mine, self.version)
        return owners

    def apply(self, live: Any, wanted: Any, owners: Owners, manager: Any, *, force: bool) -> tuple[Any, Owners]:
        """(the new document or None if nothing changes, its owners). Raises Conflicts, MergeError."""
        type = self.converter.type_of(self.version)
        owners = self._reconciled(owners)
        new = merge(live, wanted, type)
        last = owners.get(manager)
        owners[manager] = Owned(self.keep(field_set(wanted, type)), self.version, applied=True)
        new = self._prune(new, owners, manager, last)
        owners = self._settle(live, new, owners, manager, self._compare(live, new), force)
        return (None if same(live, new) or equal(live, new) else new), owners

    def _compare(self, old: Any, new: Any) -> Comparison:
        return compare(old, new, self.converter.type_of(self.version)).filtered(self.keep)

    def _reconciled(self, owners: Mapping[Any, Owned]) -> Owners:
        found: Owners = {}
        for manager, owned in owners.items():
            try:
                fields = reconcile(owned.fields, self.converter.type_of(owned.version))
            except MissingVersion:
                continue
            found[manager] = owned if fields is owned.fields else Owned(fields, owned.version, owned.applied)
        return found

    def _settle(self, old: Any, new: Any, owners: Owners, writer: Any, comparison: Comparison, force: bool) -> Owners:
        """Take what was changed or removed from everybody but the writer. Raises Conflicts."""
        comparisons = {self.version: comparison}
        settled: Owners = {}
        conflicts: list[Conflict] = []
        for manager, owned in owners.items():
            if manager == writer:
                settled[manager] = owned
                continue
            try:
                change = self._comparison(owned.version, old, new, comparisons)
            except MissingVersion:
                continue
            except NotConvertible:
                settled[manager] = owned
                continue
            taken = sets.intersection(owned.fields, change.changed)
            conflicts += [Conflict(manager, path) for path in sets.paths(taken)] if taken and not force else []
            settled[manager] = _without(owned, taken, change.removed)
        if conflicts:
            raise Conflicts(conflicts)
        return {manager: owned for manager, owned in settled.items() if owned.fields}

    def _comparison(self, version: str, old: Any, new: Any, known: dict[str, Comparison]) -> Comparison:
        if version not in known:
            before = self.converter.convert(old, self.version, version)
            after = self.converter.convert(new, self.version, version)
            known[version] = compare(before, after, self.converter.type_of(version)).filtered(self.keep)
        return known[version]

    # -- what was applied before and is not any more ----------------------------------------------

    def _prune(self, merged: Any, owners: Owners, manager: Any, last: Owned | None) -> Any:
        if last is None or not last.fields:
            return merged
        if last.version == self.version and not sets.difference(last.fields, owners[manager].fields):
            return merged  # everything is still said
        version = last.version
        try:
            type = self.converter.type_of(version)
            converted = self.converter.convert(merged, self.version, version)
        except (MissingVersion, NotConvertible):
            return merged
        pruned = _removed(converted, named(last.fields, type), type)
        pruned = self._with_owned(converted, pruned, version, owners)
        pruned = self._with_strangers(converted, pruned, last, type)
        return self.converter.convert(pruned, version, self.version)

    def _with_owned(self, merged: Any, pruned: Any, version: str, owners: Owners) -> Any:
        """Give back what somebody owns, in the version it was pruned in first."""
        managed: dict[str, Tree] = {version: EMPTY}
        for owned in owners.values():
            managed[owned.version] = sets.union(managed.get(owned.version, EMPTY), owned.fields)
        at = version
        for other, fields in managed.items():
            try:
                type = self.converter.type_of(other)
                merged = self.converter.convert(merged, at, other)
                pruned = self.converter.convert(pruned, at, other)
            except (MissingVersion, NotConvertible):
                continue
            at = other
            kept = sets.union(named(field_set(pruned, type), type), named(fields, type))
            pruned = _removed(merged, sets.difference(named(field_set(merged, type), type), kept), type)
        return self.converter.convert(pruned, at, version)

    def _with_strangers(self, merged: Any, pruned: Any, last: Owned, type: Type) -> Any:
        """Give back what went along but never was the manager's: only what it owned is removed."""
        gone = sets.difference(named(field_set(merged, type), type), named(field_set(pruned, type), type))
        return _removed(merged, sets.intersection(gone, named(last.fields, type)), type)


def _removed(document: Any, fields: Tree, type: Type) -> Any:
    """A document stays one when everything is taken out of it."""
    left = remove(document, fields, type)
    return {} if left is None else left


def _without(owned: Owned, taken: Tree, removed: Tree) -> Owned:
    fields = sets.difference(sets.difference(owned.fields, taken), removed)
    return owned if fields == owned.fields else Owned(fields, owned.version, owned.applied)
