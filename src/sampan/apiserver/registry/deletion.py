"""How an object becomes a deleted one: grace, finalizers, propagation (upstream: rest.BeforeDelete, registry.Store)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sampan.api.generated import meta_v1
from sampan.api.scalars import Time
from sampan.apiserver.registry import metadata
from sampan.apiserver.registry.strategies.mark import Mark

if TYPE_CHECKING:
    from sampan.apiserver.registry.call import Call
    from sampan.apiserver.registry.strategies.base import Strategy

ORPHAN = 'orphan'
FOREGROUND = 'foregroundDeletion'


def mark(strategy: Strategy[Any], obj: Any, asked: meta_v1.DeleteOptions, call: Call) -> Mark:
    """What the deletion does first; `obj` is changed into its deleting state if it has to wait."""
    graceful = _begin_grace(strategy, obj, asked, call)
    if graceful is None:
        return Mark.KEEP
    if strategy.garbage_collected:
        _set_collection_finalizers(obj, asked)
    if obj.metadata.finalizers:
        if not graceful:
            _mark_without_grace(obj, call)
        return Mark.MARKED
    return Mark.MARKED if graceful and obj.metadata.deletion_grace_period_seconds else Mark.REMOVE


def _begin_grace(strategy: Strategy[Any], obj: Any, asked: meta_v1.DeleteOptions, call: Call) -> bool | None:
    """Set time and period of a graceful deletion. None: one is pending that ends soon enough."""
    meta = obj.metadata
    if not strategy.graceful:
        return False
    wanted = asked.grace_period_seconds
    if wanted is not None and wanted < 0:
        wanted = 1
    if meta.deletion_timestamp is not None:
        return _hurry(call, meta, wanted)
    period = strategy.grace_period(obj, wanted)
    if period is None:
        return False
    meta.deletion_timestamp = Time.of(call.registry.world.now() + timedelta(seconds=period))
    meta.deletion_grace_period_seconds = period
    _count_generation(meta)
    return True


def _hurry(call: Call, meta: Any, wanted: int | None) -> bool | None:
    """A second deletion may only shorten the grace of the first."""
    period = meta.deletion_grace_period_seconds
    if not period:
        return False
    if wanted is None or wanted >= period:
        return None
    end = meta.deletion_timestamp - timedelta(seconds=period) + timedelta(seconds=wanted)
    present = call.registry.world.now()
    if end < present:
        end, wanted = present, 1 if wanted else 0
    meta.deletion_timestamp = Time.of(end)
    meta.deletion_grace_period_seconds = wanted
    return True


def _mark_without_grace(obj: Any, call: Call) -> None:
    meta, present = obj.metadata, metadata.now(call)
    if meta.deletion_timestamp is None:
        _count_generation(meta)
    if meta.deletion_timestamp is None or meta.deletion_timestamp > present:
        meta.deletion_timestamp = present
    meta.deletion_grace_period_seconds = 0


def _count_generation(meta: Any) -> None:
    if meta.generation > 0:
        meta.generation += 1


def _set_collection_finalizers(obj: Any, asked: meta_v1.DeleteOptions) -> None:
    """The finalizers by which the garbage collector learns the propagation policy."""
    present: list[str] = obj.metadata.finalizers
    kept = [finalizer for finalizer in present if finalizer not in (ORPHAN, FOREGROUND)]
    wanted = kept + propagation_finalizers(present, asked)
    if set(wanted) != set(present):
        obj.metadata.finalizers = wanted


def propagation_finalizers(present: list[str], asked: meta_v1.DeleteOptions) -> list[str]:
    """From the options, or else from the finalizers the object has already; the default is background."""
    if asked.orphan_dependents is not None:
        return [ORPHAN] if asked.orphan_dependents else []
    if asked.propagation_policy is not None:
        return {'Orphan': [ORPHAN], 'Foreground': [FOREGROUND]}.get(asked.propagation_policy, [])
    for finalizer in present:
        if finalizer in (ORPHAN, FOREGROUND):
            return [finalizer]
    return []
