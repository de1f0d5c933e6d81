"""UPDATE, of an object or of its status (upstream: handlers/update.go, registry.Store.Update, rest.BeforeUpdate)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sampan.api import codec, errors
from sampan.api.errors import ApiError
from sampan.apiserver.admission.base import Attributes, Operation
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.managedfields.timestamps import keep_times
from sampan.apiserver.registry import metadata, options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.facets import Facet, facet_of
from sampan.apiserver.registry.objects import MODIFIED, Remove, Stored
from sampan.apiserver.registry.permission import may_create
from sampan.apiserver.registry.verbs import create as creation
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.negotiate import negotiate
from sampan.apiserver.request import Answer
from sampan.machinery import field
from sampan.machinery.field import Path

# What a client wants the object to be, made from its newest version and that version's bytes.
Produce = Callable[[Any, Entry], Awaitable[Any]]


async def handle(call: Call) -> Answer:
    target = negotiate(call.request, binary=call.endpoint.binary)
    asked = options.write_options(call.request, 'UpdateOptions')
    call.dry_run = asked.dry_run
    obj = bodies.decode(call, call.endpoint.kind, asked.field_validation)
    metadata.match_namespace(obj.metadata, call)
    check_name(call, obj)
    metadata.deduplicate_owners(obj.metadata, call, after_admission=False)
    stored = await replace(call, obj)
    return render.stored(call, target, stored, 201 if stored.created else 200)


def check_name(call: Call, obj: Any) -> None:
    """Body and URL speak of the same object. Raises 400."""
    if not obj.metadata.name:
        text = f'the name of the object ({call.name} based on URL) was undeterminable: name must be provided'
        raise errors.bad_request(text)
    if obj.metadata.name != call.name:
        text = f'the name of the object ({obj.metadata.name}) does not match the name on the URL ({call.name})'
        raise errors.bad_request(text)


async def replace(call: Call, wanted: Any) -> Stored[Any]:
    """Replace the object by `wanted`; a strategy may allow that this creates it."""

    async def produce(old: Any, entry: Entry) -> Any:
        return codec.clone(wanted)

    strategy = call.endpoint.strategy
    try:
        return await update(call, produce, facet_of(call), uid=wanted.metadata.uid)
    except ApiError as error:
        if not (errors.is_not_found(error) and strategy.allow_create_on_update and not call.subresource):
            raise
    await may_create(call)
    return await creation.create(call, codec.clone(wanted))


# Notes in the new object who owns its fields, given the old one.
Follow = Callable[[Any, Any], None]


def follow_of(call: Call) -> Follow:
    """The writer owns what it changed."""
    fields, manager, now = call.endpoint.fields(call.subresource), call.manager, metadata.now(call)
    return lambda old, new: fields.updated(old, new, manager, now)


def followed(old: Any, new: Any) -> None:
    """For producers that have settled ownership themselves."""


async def update(
    call: Call, produce: Produce, facet: Facet, uid: str = '', follow: Follow | None = None
) -> Stored[Any]:
    """Read, produce, admit, prepare, validate, compare and swap; repeated when somebody else was faster."""
    follow = follow or follow_of(call)
    endpoint = call.endpoint
    key = endpoint.key(call.namespace, call.name)
    claims = _Claims(call, facet)

    async def step(old: Any, entry: Entry) -> Any:
        claims.settle(success=False)  # of an attempt that lost
        _check_uid(call, uid, old)
        new = await produce(old, entry)
        follow(old, new)
        await _admit_and_prepare(call, new, old, entry, facet, claims)
        return new

    try:
        stored = await call.registry.objects.guaranteed_update(endpoint, key, step, call.dry_run)
        claims.settle(success=not call.dry_run)
    finally:
        claims.settle(success=False)
    if stored.removed:
        endpoint.strategy.deleted(stored.object, call)
    return stored


class _Claims:
    """What the facet claimed for the attempt under way, to be settled exactly once."""

    def __init__(self, call: Call, facet: Facet) -> None:
        self._call = call
        self._facet = facet
        self._open: tuple[Any, Any] | None = None

    async def begin(self, new: Any, old: Any) -> None:
        self._open = (new, old)
        await self._facet.begin(new, old, self._call)

    def settle(self, *, success: bool) -> None:
        if self._open is not None:
            claimed, self._open = self._open, None
            self._facet.end(*claimed, self._call, success)


def _check_uid(call: Call, uid: str, old: Any) -> None:
    if uid and uid != old.metadata.uid:
        text = f'Precondition failed: UID in precondition: {uid}, UID in object meta: {old.metadata.uid}'
        raise call.endpoint.conflict(call.name, text)


async def _admit_and_prepare(call: Call, new: Any, old: Any, entry: Entry, facet: Facet, claims: _Claims) -> None:
    attributes = Attributes.of(call, Operation.UPDATE, facet.view(new), facet.view(old))
    await call.registry.admission.admit(attributes)
    facet.adopt(new, attributes.object)
    metadata.deduplicate_owners(new.metadata, call, after_admission=True)
    _check_version(call, new, entry)
    await claims.begin(new, old)
    _prepare(call, new, old, facet)
    keep_times(new, old)
    wrong = facet.validate(new, old, call)
    if wrong:
        raise errors.invalid(call.endpoint.resource.group, call.endpoint.resource.kind, new.metadata.name, wrong)
    for text in facet.warnings(new, old):
        call.warn(text)
    attributes.object = facet.view(new)
    await call.registry.admission.validate(attributes)
    if gone(new, old) and call.endpoint.strategy.may_remove(new):
        raise Remove(new)


def _check_version(call: Call, new: Any, entry: Entry) -> None:
    asked = new.metadata.resource_version
    if asked in ('', '0'):
        if not call.endpoint.strategy.allow_unconditional_update:
            path = Path('metadata').child('resourceVersion')
            wrong = field.invalid(path, 0, 'must be specified for an update')
            raise errors.invalid(call.endpoint.resource.group, call.endpoint.resource.plural, call.name, [wrong])
        new.metadata.resource_version = str(entry.revision)
    elif asked != str(entry.revision):
        options.parse_resource_version(asked)
        raise call.endpoint.conflict(call.name, MODIFIED)


def _prepare(call: Call, new: Any, old: Any, facet: Facet) -> None:
    metadata.match_namespace(new.metadata, call)
    new.metadata.generation = old.metadata.generation
    facet.prepare(new, old, call)
    metadata.keep_system_fields(new.metadata, old.metadata)
    new.metadata.resource_version = new.metadata.resource_version or old.metadata.resource_version


def gone(new: Any, old: Any) -> bool:
    """A deleted object without grace and finalizers is to be removed (upstream: ShouldDeleteDuringUpdate)."""
    return (
        not new.metadata.finalizers
        and old.metadata.deletion_timestamp is not None
        and not old.metadata.deletion_grace_period_seconds
    )
