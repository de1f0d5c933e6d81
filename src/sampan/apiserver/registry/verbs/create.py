"""CREATE (upstream: handlers/create.go, registry.Store.Create)."""

from __future__ import annotations

from typing import Any

from sampan.api import codec, errors
from sampan.api.errors import ApiError
from sampan.apiserver.admission.base import Attributes, Operation
from sampan.apiserver.registry import metadata, options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.objects import Claimed, Stored
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.negotiate import negotiate
from sampan.apiserver.request import Answer
from sampan.machinery import names

ATTEMPTS = 8  # at a generated name, or at what others may take at the same moment


async def handle(call: Call) -> Answer:
    target = negotiate(call.request, binary=call.endpoint.binary)
    asked = options.write_options(call.request, 'CreateOptions')
    call.dry_run = asked.dry_run
    obj = bodies.decode(call, call.endpoint.kind, asked.field_validation)
    stored = await create(call, obj)
    return render.stored(call, target, stored, 201)


async def create(call: Call, obj: Any) -> Stored[Any]:
    """Everything between a decoded object and its commit; `obj` is consumed."""
    meta = obj.metadata
    metadata.wipe_system_fields(meta)
    metadata.match_namespace(meta, call)
    metadata.deduplicate_owners(meta, call, after_admission=False)
    call.endpoint.fields(call.subresource).created(obj, call.manager, metadata.now(call))
    generated = bool(meta.generate_name and not meta.name)
    if not generated and not call.endpoint.strategy.has_companions:
        return await admit_and_store(call, obj)
    for _ in range(ATTEMPTS - 1):
        try:
            return await admit_and_store(call, codec.clone(obj))
        except Claimed:
            await call.registry.feed.fresh()  # then the allocators know who has it
        except ApiError as error:
            if not (generated and errors.is_already_exists(error)):
                raise
    try:
        return await admit_and_store(call, obj)
    except Claimed as claimed:
        text = f'{claimed.key} was taken by others {ATTEMPTS} times; please try again'
        raise errors.internal_error(text) from None


async def admit_and_store(call: Call, obj: Any) -> Stored[Any]:
    """One attempt under one name."""
    strategy, meta = call.endpoint.strategy, obj.metadata
    generated = bool(meta.generate_name and not meta.name)
    attributes = Attributes.of(call, Operation.CREATE, obj, None)
    await call.registry.admission.admit(attributes)
    metadata.deduplicate_owners(meta, call, after_admission=True)
    metadata.fill_system_fields(meta, call)
    if generated:
        meta.name = names.generate(meta.generate_name, call.registry.world)
    success = False
    try:
        await strategy.begin_create(obj, call)
        await validate(call, obj, attributes)
        key = call.endpoint.key(call.namespace, meta.name)
        if not call.dry_run:
            metadata.check_unversioned(meta)
        stored = await call.registry.objects.create(call.endpoint, key, obj, call.dry_run)
        success = True
        return stored
    except ApiError as error:
        raise _generated_name_conflict(call, meta.name, error) if generated else error from None
    finally:
        strategy.created(obj, call, success)


async def validate(call: Call, obj: Any, attributes: Attributes) -> None:
    """The strategy's preparation and checks, then the validating admission."""
    endpoint, strategy = call.endpoint, call.endpoint.strategy
    strategy.prepare_for_create(obj, call)
    wrong = strategy.validate(obj, call)
    if wrong:
        raise errors.invalid(endpoint.resource.group, endpoint.resource.kind, obj.metadata.name, wrong)
    for text in strategy.warnings_on_create(obj, call):
        call.warn(text)
    attributes.name = obj.metadata.name
    await call.registry.admission.validate(attributes)


def _generated_name_conflict(call: Call, name: str, error: ApiError) -> ApiError:
    if not errors.is_already_exists(error):
        return error
    resource = call.endpoint.resource
    return errors.generate_name_conflict(resource.group, resource.plural, name, 1)
