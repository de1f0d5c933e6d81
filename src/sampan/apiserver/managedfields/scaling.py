"""Ownership of replicas, seen from the scale subresource, and back.

Upstream: managedfields/scalehandler.go.
"""

from __future__ import annotations

from sampan.api.generated.meta_v1 import ManagedFieldsEntry
from sampan.apiserver.managedfields import entries
from sampan.apiserver.managedfields.entries import Invalid, Managed, Manager
from sampan.machinery.merge import sets
from sampan.machinery.merge.elements import field
from sampan.machinery.merge.updater import Owned

SCALE = 'autoscaling/v1'
REPLICAS = (field('spec'), field('replicas'))
_ONLY_REPLICAS = sets.single(REPLICAS)


def _read(given: list[ManagedFieldsEntry]) -> Managed:
    try:
        return entries.decode(given)
    except Invalid:
        return Managed()


def to_scale(parent: list[ManagedFieldsEntry], path: tuple[str, ...] = REPLICAS) -> list[ManagedFieldsEntry]:
    """Who owns the number, as entries of the Scale. `path` leads to it in the parent."""
    managed, found = _read(parent), Managed()
    for manager, owned in managed.owners.items():
        if sets.has(owned.fields, path):
            found.owners[manager] = Owned(_ONLY_REPLICAS, SCALE, owned.applied)
            found.times[manager] = managed.times.get(manager)
    return entries.encode(found, [])


def to_parent(
    parent: list[ManagedFieldsEntry],
    scale: list[ManagedFieldsEntry],
    version: str,
    path: tuple[str, ...] = REPLICAS,
) -> list[ManagedFieldsEntry]:
    """The parent's entries after the Scale's have changed: who is not among those lost the number."""
    managed, found = _read(parent), Managed()
    scaled = {_without_version(manager): (manager, owned) for manager, owned in _read(scale).owners.items()}
    for manager, owned in managed.owners.items():
        if sets.has(owned.fields, path) and scaled.pop(_without_version(manager), None) is None:
            owned = Owned(sets.difference(owned.fields, sets.single(path)), owned.version, owned.applied)
        if owned.fields:
            found.owners[manager] = owned
            found.times[manager] = managed.times.get(manager)
    times = {_without_version(each): time for each, time in _read(scale).times.items()}
    for key, (manager, owned) in scaled.items():
        if not sets.has(owned.fields, REPLICAS):
            continue
        known = Manager(manager.name, manager.operation, '' if owned.applied else version, manager.subresource)
        before = found.owners.get(known)
        fields = sets.single(path) if before is None else sets.union(before.fields, sets.single(path))
        found.owners[known] = Owned(fields, version, owned.applied)
        found.times[known] = times.get(key)
    return entries.encode(found, parent)


def _without_version(manager: Manager) -> tuple[str, str, str]:
    """The same manager in the parent's version and in the Scale's."""
    return manager.name, manager.operation, manager.subresource
