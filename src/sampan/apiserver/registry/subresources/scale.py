"""scale: the number of replicas of a workload as an autoscaling/v1 Scale (upstream: apps ScaleREST)."""

from __future__ import annotations

from typing import Any

from sampan.api import codec, errors
from sampan.api.generated import autoscaling_v1
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.registry import metadata, options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.facets import Whole
from sampan.apiserver.registry.options import WriteOptions
from sampan.apiserver.registry.verbs import patch as patching
from sampan.apiserver.registry.verbs import update as updating
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.negotiate import Target, negotiate
from sampan.apiserver.request import Answer
from sampan.machinery import field, labels
from sampan.machinery.field import Path


def scale_of(obj: Any) -> autoscaling_v1.Scale:
    """A workload seen as a number."""
    meta = obj.metadata
    scale = autoscaling_v1.Scale()
    scale.metadata.name, scale.metadata.namespace = meta.name, meta.namespace
    scale.metadata.uid, scale.metadata.resource_version = meta.uid, meta.resource_version
    scale.metadata.creation_timestamp = meta.creation_timestamp
    scale.spec.replicas = obj.spec.replicas or 0
    scale.status.replicas = obj.status.replicas
    if obj.spec.selector is not None:
        scale.status.selector = str(labels.from_object(obj.spec.selector))
    return scale


async def get(call: Call) -> Answer:
    target = negotiate(call.request)
    key = call.endpoint.key(call.namespace, call.name)
    entry = await call.registry.objects.read(call.endpoint, key)
    if entry is None:
        raise call.endpoint.not_found(call.name)
    return render.object(call, target, scale_of(call.endpoint.decode(entry)))


async def update(call: Call) -> Answer:
    target = negotiate(call.request)
    asked = options.write_options(call.request, 'UpdateOptions')
    call.dry_run = asked.dry_run
    wanted: autoscaling_v1.Scale = bodies.decode(call, autoscaling_v1.Scale, asked.field_validation)
    metadata.match_namespace(wanted.metadata, call)
    updating.check_name(call, wanted)

    async def produce(old: Any, entry: Entry) -> Any:
        return _rescaled(call, call.endpoint.decode(entry), wanted)

    return await _write(call, target, produce, wanted.metadata.uid)


async def patch(call: Call) -> Answer:
    """The patch is applied to the Scale, not to the workload."""
    kind = patching.media_type(call)
    target = negotiate(call.request)
    asked = options.write_options(call.request, 'PatchOptions')
    call.dry_run = asked.dry_run
    patcher = patching.patcher(kind, call.request.body, autoscaling_v1.Scale)

    async def produce(old: Any, entry: Entry) -> Any:
        obj = call.endpoint.decode(entry)
        return _rescaled(call, obj, _patched(call, obj, patcher, asked))

    return await _write(call, target, produce)


def _patched(call: Call, obj: Any, patcher: patching.Patcher, asked: WriteOptions) -> autoscaling_v1.Scale:
    document = codec.encode(scale_of(obj))
    scale: autoscaling_v1.Scale = patching.patched(call, document, autoscaling_v1.Scale, patcher, asked)
    return scale


def _rescaled(call: Call, obj: Any, wanted: autoscaling_v1.Scale) -> Any:
    """The workload with the wanted number; the Scale's resourceVersion is the workload's."""
    if wanted.spec.replicas < 0:
        detail = 'must be greater than or equal to 0'
        wrong = field.invalid(Path('spec').child('replicas'), wanted.spec.replicas, detail)
        raise errors.invalid('autoscaling', 'Scale', call.name, [wrong])
    obj.spec.replicas = wanted.spec.replicas
    if wanted.metadata.resource_version:
        obj.metadata.resource_version = wanted.metadata.resource_version
    return obj


async def _write(call: Call, target: Target, produce: updating.Produce, uid: str = '') -> Answer:
    stored = await updating.update(call, produce, Whole(call.endpoint.strategy), uid)
    return render.object(call, target, scale_of(stored.object))
