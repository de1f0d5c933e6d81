"""The mandatory and suggested objects, put into the cluster and kept there.

Upstream: pkg/registry/flowcontrol/ensurer.

What is missing is created. What is there gets its specification back unless its annotation
`apf.kubernetes.io/autoupdate-spec` says "false", or says nothing and somebody has changed it; the mandatory ones
always. What bears the annotation "true" and is no longer among the defaults goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sampan.api import codec
from sampan.api import flowcontrol as defaults
from sampan.api.generated import flowcontrol_v1 as flowcontrol
from sampan.api.scalars import Time
from sampan.store.base import Conflict, Create, Delete, Update

if TYPE_CHECKING:
    from sampan.apiserver.registry.endpoint import Endpoint
    from sampan.apiserver.registry.registry import Registry

ATTEMPTS = 5  # against other API servers that start at the same time
TRUE, FALSE = frozenset({'1', 't', 'T', 'TRUE', 'true', 'True'}), frozenset({'0', 'f', 'F', 'FALSE', 'false', 'False'})

Change = Create | Update | Delete


async def ensure(registry: Registry) -> None:
    """Returns when every default is there. Raises StoreError."""
    for attempt in range(ATTEMPTS):
        await registry.feed.fresh()
        changes = list(_changes(registry))
        if not changes:
            return
        try:
            for start in range(0, len(changes), registry.store.max_changes):
                await registry.store.commit(*changes[start : start + registry.store.max_changes])
        except Conflict:
            if attempt == ATTEMPTS - 1:
                raise
    await registry.feed.fresh()


def _changes(registry: Registry) -> Iterator[Change]:
    levels, schemas = flowcontrol.PriorityLevelConfiguration, flowcontrol.FlowSchema
    yield from _of_kind(registry, levels, defaults.mandatory_levels(), defaults.suggested_levels())
    yield from _of_kind(registry, schemas, defaults.mandatory_schemas(), defaults.suggested_schemas())


def _of_kind(
    registry: Registry, kind: type[Any], mandatory: Mapping[str, Any], suggested: Mapping[str, Any]
) -> Iterator[Change]:
    endpoint = registry.endpoint(kind)
    for name, wanted in {**suggested, **mandatory}.items():
        yield from _reconcile(registry, endpoint, wanted, always=name in mandatory)
    for entry in endpoint.cache.scan(endpoint.cache.prefix):
        name = entry.key.rpartition('/')[2]
        if name in mandatory or name in suggested:
            continue
        if endpoint.decode(entry).metadata.annotations.get(defaults.AUTOUPDATE) in TRUE:
            yield Delete(entry.key, entry.revision)


def _reconcile(registry: Registry, endpoint: Endpoint[Any], wanted: Any, *, always: bool) -> Iterator[Change]:
    key = endpoint.cache.prefix + wanted.metadata.name
    entry = endpoint.cache.get(key)
    if entry is None:
        yield Create(key, endpoint.stored(_born(registry, codec.clone(wanted))))
        return
    present = endpoint.decode(entry)
    annotations = present.metadata.annotations
    said = annotations.get(defaults.AUTOUPDATE, '')
    ours = always or said in TRUE or (said not in FALSE and present.metadata.generation == 1)
    changed = False
    if said not in (TRUE if ours else FALSE):
        present.metadata.annotations = {**annotations, defaults.AUTOUPDATE: 'true' if ours else 'false'}
        changed = True
    if ours and not _same(present, wanted):
        present.spec = wanted.spec
        present.metadata.generation += 1
        changed = True
    if changed:
        yield Update(key, endpoint.stored(present), entry.revision)


def _same(present: Any, wanted: Any) -> bool:
    """Of the exempt level the amounts may be chosen."""
    if isinstance(wanted, flowcontrol.PriorityLevelConfiguration) and wanted.metadata.name == defaults.EXEMPT:
        return bool(present.spec.type == wanted.spec.type and present.spec.exempt is not None)
    return bool(present.spec == wanted.spec)


def _born(registry: Registry, obj: Any) -> Any:
    """Birth, with the condition that would be written next."""
    now = Time.of(registry.world.now())
    obj.metadata.uid = registry.world.uid()
    obj.metadata.creation_timestamp = now
    obj.metadata.generation = 1
    if isinstance(obj, flowcontrol.FlowSchema):
        obj.status.conditions = [dangling(obj.spec.priority_level_configuration.name, missing=False, now=now)]
    return obj


def dangling(level: str, *, missing: bool, now: Time) -> flowcontrol.FlowSchemaCondition:
    """Whether the level that a schema names is there."""
    text = f'This FlowSchema references the PriorityLevelConfiguration object named "{level}"'
    return flowcontrol.FlowSchemaCondition(
        type='Dangling',
        status='True' if missing else 'False',
        last_transition_time=now,
        reason='NotFound' if missing else 'Found',
        message=f'{text} but there is no such object' if missing else f'{text} and it exists',
    )
