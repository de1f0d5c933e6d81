"""DELETE: preconditions, grace, finalizers, propagation (upstream: registry.Store.Delete, rest.BeforeDelete)."""

from __future__ import annotations

from typing import Any

from sampan.api import codec, errors
from sampan.api.generated import meta_v1
from sampan.apiserver.admission.base import Attributes, Operation
from sampan.apiserver.registry import options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.objects import ATTEMPTS, MODIFIED
from sampan.apiserver.registry.strategies.mark import Mark
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.negotiate import Target, negotiate
from sampan.apiserver.request import Answer


async def handle(call: Call) -> Answer:
    target = negotiate(call.request, binary=call.endpoint.binary)
    asked = options.delete_options(call.request, bodies.decode_delete_options(call))
    call.dry_run = bool(asked.dry_run)
    outcome = await delete(call, call.name, asked)
    status = 202 if not outcome.removed and asked.orphan_dependents is False else 200
    return answer(call, target, outcome, status)


class Outcome:
    """What became of the object: removed, or marked and still there."""

    __slots__ = ('object', 'removed')

    def __init__(self, obj: Any, removed: bool) -> None:
        self.object = obj
        self.removed = removed


def answer(call: Call, target: Target, outcome: Outcome, status: int) -> Answer:
    """The object if it is still there (or its strategy shows it anyway), else a Status with its details."""
    if not outcome.removed or call.endpoint.strategy.returns_deleted_object:
        return render.object(call, target, outcome.object, status)
    resource, meta = call.endpoint.resource, outcome.object.metadata
    details = meta_v1.StatusDetails(name=meta.name, group=resource.group, kind=resource.plural, uid=meta.uid)
    return render.status(target, call, meta_v1.Status(status='Success', details=details), status)


async def delete(call: Call, name: str, asked: meta_v1.DeleteOptions, *, admit: bool = True) -> Outcome:
    """Delete one object as the options say. Raises 404, 409.

    `admit` is False for those who have asked admission about something else instead (an eviction).
    """
    endpoint, objects = call.endpoint, call.registry.objects
    key = endpoint.key(call.namespace, name)
    for _ in range(ATTEMPTS):
        entry = await objects.current(endpoint, key)
        if entry is None:
            raise endpoint.not_found(name)
        if endpoint.remote:
            await endpoint.ready((entry,))
        obj = endpoint.decode(entry)
        check_preconditions(call, obj, asked)
        if admit:
            await _admit(call, obj, name, asked)
        marked = endpoint.strategy.mark(obj, asked, call)
        if marked is Mark.KEEP:
            return Outcome(obj, removed=False)
        if marked is Mark.MARKED:
            stored = await objects.swap(endpoint, key, obj, entry, call.dry_run)
            if stored is not None:
                return Outcome(stored.object, removed=False)
        elif await objects.remove(endpoint, key, entry, call.dry_run):
            endpoint.strategy.deleted(obj, call)
            return Outcome(obj, removed=True)
    raise endpoint.conflict(name, MODIFIED)


async def _admit(call: Call, obj: Any, name: str, asked: meta_v1.DeleteOptions) -> None:
    attributes = Attributes.of(call, Operation.DELETE, None, codec.clone(obj))
    attributes.name = name
    attributes.delete_options = asked
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
