"""No more than ten managers by update: the oldest become one.

Upstream: managedfields/internal/capmanagers.go.
"""

from __future__ import annotations

from sampan.apiserver.managedfields.entries import UPDATE, Managed, Manager
from sampan.apiserver.managedfields.managers import ANCIENT_CHANGES
from sampan.machinery.merge import sets
from sampan.machinery.merge.updater import Owned

MOST = 10


def cap(managed: Managed) -> None:
    """Merge the oldest entries of updates, those of each version into one."""
    updaters = [manager for manager, owned in managed.owners.items() if not owned.applied]
    excess = len(updaters) - MOST
    if excess <= 0:
        return
    firsts: dict[str, Manager] = {}
    for manager in sorted(updaters, key=lambda each: (_seconds(managed, each), each.identifier())):
        if excess <= 0:
            break
        owned = managed.owners[manager]
        first = firsts.setdefault(owned.version, manager)
        if first is manager:
            continue
        bucket = Manager(ANCIENT_CHANGES, UPDATE, owned.version)
        if bucket not in managed.owners:
            managed.owners[bucket] = managed.owners.pop(first)
        merged = sets.union(owned.fields, managed.owners[bucket].fields)
        managed.owners[bucket] = Owned(merged, owned.version)
        managed.times[bucket] = managed.times.get(manager)  # the later one
        del managed.owners[manager]
        excess -= 1


def _seconds(managed: Managed, manager: Manager) -> float:
    time = managed.times.get(manager)
    return 0.0 if time is None else time.timestamp()
