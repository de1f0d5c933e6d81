"""DELETE: preconditions, grace, finalizers, propagation (upstream: registry.Store.Delete, rest.BeforeDelete)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sampan.api import codec, errors
from sampan.api.generated import meta_v1
from sampan.api.scalars import Time
from sampan.apiserver.admission.base import Attributes, Operation
from sampan.apiserver.registry import metadata, options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.objects import ATTEMPTS, MODIFIED
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.negotiate import Target, negotiate
from sampan.apiserver.request import Answer

ORPHAN = 'orphan'
FOREGROUND = 'foregroundDeletion'


async def handle(call: Call) -> Answer:
    target = negotiate(call.request)
    asked = options.delete_options(call.request, bodies.decode_delete_options(call))
    call.dry_run = bool(asked.dry_run)
    outcome = await delete(call, call.name, asked)
    status = 202 if not outcome.removed and asked.orphan_dependents is False else 200
    return answer(call, target, outcome, status)


class Outcome:
    """What became of the object: removed, or marked and still there."""

    __slots__ = ('item', 'object', 'removed')

    def __init__(self, obj: Any, item: bytes | None, removed: bool) -> None:
        self.object = obj
        self.item = item
        self.removed = removed


def answer(call: Call, target: Target, outcome: Outcome, status: int) -> Answer:
    """The object if it is still there (or its strategy shows it anyway), else a Status with its details."""
    if not outcome.removed or call.endpoint.strategy.returns_deleted_object:
        return render.object(call, target, outcome.object, status)
    resource, meta = call.endpoint.resource, outcome.object.metadata
    details = meta_v1.StatusDetails(name=meta.name, group=resource.group, kind=resource.plural, uid=meta.uid)
    return render.status(target, call, meta_v1.Status(status='Success', details=details), status)


async def delete(call: Call, name: str, asked: meta_v1.DeleteOptions) -> Outcome:
    """Delete one object as the options say. Raises 404, 409."""
    endpoint, objects = call.endpoint, call.registry.objects
    key = endpoint.key(call.namespace, name)
    for _ in range(ATTEMPTS):
        entry = await objects.read(endpoint, key)
        if entry is None:
            raise endpoint.not_found(name)
        obj = endpoint.decode(entry)
        check_preconditions(call, obj, asked)
        await _admit(call, obj, name)
        marked = mark(call, obj, asked)
        if marked is None:
            # A deletion is under way already and this request does not hurry it.
            return Outcome(obj, entry.item, removed=False)
        if marked:
            stored = await objects.swap(endpoint, key, obj, entry, call.dry_run)
            if stored is not None:
                return Outcome(stored.object, stored.item, removed=False)
        elif await objects.remove(endpoint, key, entry, call.dry_run):
            endpoint.strategy.deleted(obj, call)
            return Outcome(obj, None, removed=True)
    raise endpoint.conflict(name, MODIFIED)


async def _admit(call: Call, obj: Any, name: str) -> None:
    attributes = Attributes.of(call, Operation.DELETE, None, codec.clone(obj))
    attributes.name = name
    await call.registry.admission.admit(attributes)
    await call.registry.admission.validate(attributes)


def check_preconditions(call: Call, obj: Any, asked: meta_v1.DeleteOptions) -> None:
    """Raises 409 with upstream's explanation (its conflicts name the kind here, not the resource)."""
    wanted = asked.preconditions
    if wanted is None:
        return
    resource, meta = call.endpoint.resource, obj.metadata
    if wanted.uid is not None and wanted.uid != meta.uid:
        text = (
            f'the UID in the precondition ({wanted.uid}) does not match the UID in record ({meta.uid}). '
            'The object might have been deleted and then recreated'
        )
        raise errors.conflict(resource.group, resource.kind, meta.name, text)
    if wanted.resource_version is not None and wanted.resource_version != meta.resource_version:
        text = (
            f'the ResourceVersion in the precondition ({wanted.resource_version}) does not match the ResourceVersion '
            f'in record ({meta.resource_version}). The object might have been modified'
        )
        raise errors.conflict(resource.group, resource.kind, meta.name, text)


def mark(call: Call, obj: Any, asked: meta_v1.DeleteOptions) -> bool | None:
    """Change `obj` into its deleting state. False: it can go at once; None: nothing is to be changed."""
    graceful = _begin_grace(call, obj, asked)
    if graceful is None:
        return None
    _set_collection_finalizers(call, obj, asked)
    if obj.metadata.finalizers:
        if not graceful:
            _mark_without_grace(call, obj)
        call.endpoint.strategy.before_delete(obj)
        return True
    return graceful and bool(obj.metadata.deletion_grace_period_seconds)


def _begin_grace(call: Call, obj: Any, asked: meta_v1.DeleteOptions) -> bool | None:
    """Set time and period of a graceful deletion. None: one is pending that ends soon enough."""
    strategy, meta = call.endpoint.strategy, obj.metadata
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


def _mark_without_grace(call: Call, obj: Any) -> None:
    meta, present = obj.metadata, metadata.now(call)
    if meta.deletion_timestamp is None:
        _count_generation(meta)
    if meta.deletion_timestamp is None or meta.deletion_timestamp > present:
        meta.deletion_timestamp = present
    meta.deletion_grace_period_seconds = 0


def _count_generation(meta: Any) -> None:
    if meta.generation > 0:
        meta.generation += 1


def _set_collection_finalizers(call: Call, obj: Any, asked: meta_v1.DeleteOptions) -> None:
    """The finalizers by which the garbage collector learns the propagation policy."""
    if not call.endpoint.strategy.garbage_collected:
        return
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
