"""scale: the number of replicas of a workload as an autoscaling/v1 Scale (upstream: apps ScaleREST)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from sampan.api import codec, errors
from sampan.api.custom import CustomObject
from sampan.api.generated import autoscaling_v1, meta_v1
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.customresources import scale as custom_scale
from sampan.apiserver.managedfields import scaling, types
from sampan.apiserver.managedfields.manager import FieldManager
from sampan.apiserver.managedfields.versions import OneVersion
from sampan.apiserver.registry import metadata, options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.facets import Whole
from sampan.apiserver.registry.options import WriteOptions
from sampan.apiserver.registry.verbs import patch as patching
from sampan.apiserver.registry.verbs import update as updating
from sampan.apiserver.registry.verbs.apply import APPLY_PATCH, Application
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.negotiate import Target, negotiate
from sampan.apiserver.request import Answer
from sampan.machinery import field, labels
from sampan.machinery.field import Path
from sampan.machinery.merge.elements import field as element
from sampan.machinery.merge.updater import nothing_ignored


def scale_of(obj: Any) -> autoscaling_v1.Scale:
    """A workload seen as a number."""
    if isinstance(obj, CustomObject):
        return custom_scale.read(obj)
    meta = obj.metadata
    scale = autoscaling_v1.Scale()
    scale.metadata.name, scale.metadata.namespace = meta.name, meta.namespace
    scale.metadata.uid, scale.metadata.resource_version = meta.uid, meta.resource_version
    scale.metadata.creation_timestamp = meta.creation_timestamp
    scale.spec.replicas = obj.spec.replicas or 0
    scale.status.replicas = obj.status.replicas
    selector = obj.spec.selector
    if isinstance(selector, dict):  # a replication controller's
        scale.status.selector = str(labels.from_set(selector))
    elif selector is not None:
        scale.status.selector = str(labels.from_object(selector))
    return scale


def _set_replicas(obj: Any, replicas: int) -> None:
    if isinstance(obj, CustomObject):
        custom_scale.write(obj, replicas)
    else:
        obj.spec.replicas = replicas


async def get(call: Call) -> Answer:
    target = negotiate(call.request)
    key = call.endpoint.key(call.namespace, call.name)
    entry = await call.registry.objects.read(call.endpoint, key)
    if entry is None:
        raise call.endpoint.not_found(call.name)
    if call.endpoint.remote:
        await call.endpoint.ready((entry,))
    return render.object(call, target, scale_of(call.endpoint.decode(entry)))


async def update(call: Call) -> Answer:
    target = negotiate(call.request)
    asked = options.write_options(call.request, 'UpdateOptions')
    call.dry_run = asked.dry_run
    wanted: autoscaling_v1.Scale = bodies.decode(call, autoscaling_v1.Scale, asked.field_validation)
    metadata.match_namespace(wanted.metadata, call)
    updating.check_name(call, wanted)

    async def produce(old: Any, entry: Entry) -> Any:
        obj = call.endpoint.decode(entry)
        return _rescaled(call, obj, *_followed(call, obj, codec.clone(wanted)))

    return await _write(call, target, produce, wanted.metadata.uid)


async def patch(call: Call) -> Answer:
    """The patch is applied to the Scale, not to the workload."""
    kind = patching.media_type(call)
    target = negotiate(call.request)
    asked = options.write_options(call.request, 'PatchOptions', apply=kind == APPLY_PATCH)
    call.dry_run = asked.dry_run
    change = _applied(call, asked) if kind == APPLY_PATCH else _patched(call, asked, kind)

    async def produce(old: Any, entry: Entry) -> Any:
        obj = call.endpoint.decode(entry)
        return _rescaled(call, obj, *change(obj))

    return await _write(call, target, produce)


Entries = list[meta_v1.ManagedFieldsEntry]
# A Scale made of a workload, and who owns the number then.
Change = Callable[[Any], tuple[autoscaling_v1.Scale, Entries]]


def _patched(call: Call, asked: WriteOptions, kind: str) -> Change:
    patcher = patching.patcher(kind, call.request.body, autoscaling_v1.Scale, asked.field_validation)

    def change(obj: Any) -> tuple[autoscaling_v1.Scale, Entries]:
        document = codec.encode(_owned_scale(obj))
        scale: autoscaling_v1.Scale = patching.patched(call, document, autoscaling_v1.Scale, patcher, asked)
        return _followed(call, obj, scale)

    return change


def _applied(call: Call, asked: WriteOptions) -> Change:
    application, fields = Application(call.request.body), _fields()

    def change(obj: Any) -> tuple[autoscaling_v1.Scale, Entries]:
        found = application.onto(call, _owned_scale(obj), fields, asked)
        application.check_strictly(call, asked)
        scale = codec.decode(autoscaling_v1.Scale, msgspec.json.encode(found.document))
        metadata.match_namespace(scale.metadata, call)
        updating.check_name(call, scale)
        return scale, found.entries

    return change


def _owned_scale(obj: Any) -> autoscaling_v1.Scale:
    scale = scale_of(obj)
    scale.metadata.managed_fields = scaling.to_scale(obj.metadata.managed_fields, _place(obj))
    return scale


def _place(obj: Any) -> tuple[str, ...]:
    """Where the workload has its number."""
    if isinstance(obj, CustomObject):
        return tuple(map(element, custom_scale.steps(obj.scale.spec_replicas_path)))
    return scaling.REPLICAS


def _followed(call: Call, obj: Any, scale: autoscaling_v1.Scale) -> tuple[autoscaling_v1.Scale, Entries]:
    """The Scale, and who owns the number after it is written."""
    _fields().updated(_owned_scale(obj), scale, call.manager, metadata.now(call))
    return scale, scale.metadata.managed_fields


@cache
def _fields() -> FieldManager:
    """Scales of all workloads are alike."""
    kind = autoscaling_v1.Scale
    versions = OneVersion(scaling.SCALE, types.type_of(kind))
    return FieldManager(scaling.SCALE, 'scale', kind, versions, nothing_ignored)


def _rescaled(call: Call, obj: Any, wanted: autoscaling_v1.Scale, owners: Entries) -> Any:
    """The workload with the wanted number; the Scale's resourceVersion is the workload's."""
    if wanted.spec.replicas < 0:
        detail = 'must be greater than or equal to 0'
        wrong = field.invalid(Path('spec').child('replicas'), wanted.spec.replicas, detail)
        raise errors.invalid('autoscaling', 'Scale', call.name, [wrong])
    _set_replicas(obj, wanted.spec.replicas)
    if wanted.metadata.resource_version:
        obj.metadata.resource_version = wanted.metadata.resource_version
    meta, version = obj.metadata, call.endpoint.resource.api_version
    meta.managed_fields = scaling.to_parent(meta.managed_fields, owners, version, _place(obj))
    return obj


class _Scaled(Whole):
    """The whole object, of which admission sees the Scale."""

    def view(self, obj: Any) -> autoscaling_v1.Scale:
        return scale_of(obj)

    def adopt(self, new: Any, seen: autoscaling_v1.Scale) -> None:
        _set_replicas(new, seen.spec.replicas)


async def _write(call: Call, target: Target, produce: updating.Produce, uid: str = '') -> Answer:
    facet = _Scaled(call.endpoint.strategy)
    stored = await updating.update(call, produce, facet, uid, follow=updating.followed)
    return render.object(call, target, scale_of(stored.object))
