"""The `resize` subresource: CPU and memory of running containers and pods. Upstream: ValidatePodResize."""

from __future__ import annotations

from collections.abc import Mapping

from sampan.api import codec, qos
from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar
from sampan.api.scalars import Quantity
from sampan.api.validation.common import Errors
from sampan.api.validation.metadata import object_meta_update
from sampan.api.validation.pod_annotations import MIRROR
from sampan.api.validation.pods import metadata_and_spec
from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

_SPEC = Path('spec')
_RESIZABLE = ('cpu', 'memory')


def pod_resize(new: core.Pod, old: core.Pod) -> Errors:
    """Requests and limits of CPU and memory may change, not appear or vanish; the QoS class stays."""
    refusal = _refusal(old)
    if refusal:
        yield field.forbidden(Path(''), refusal)
        return
    yield from object_meta_update(new.metadata, old.metadata)
    yield from metadata_and_spec(new)
    if _count_changed(new.spec, old.spec):
        yield field.forbidden(_SPEC, 'only cpu and memory resources are mutable')
        return
    if qos.pod_qos(old) != qos.compute_pod_qos(new.spec):
        detail = 'Pod QOS Class may not change as a result of resizing'
        yield field.invalid(_SPEC, new.status.qos_class, detail)
    if not _node_supports_resize(old):
        yield field.forbidden(_SPEC, 'Pod running on node without support for resize')
    yield from _containers(new.spec, old.spec)


def _refusal(old: core.Pod) -> str:
    if MIRROR in old.metadata.annotations:
        return 'static pods cannot be resized'
    if old.spec.os is not None and old.spec.os.name == 'windows':
        return 'windows pods cannot be resized'
    return ''


def _count_changed(new: core.PodSpec, old: core.PodSpec) -> bool:
    return len(new.containers) != len(old.containers) or len(new.init_containers) != len(old.init_containers)


def _node_supports_resize(pod: core.Pod) -> bool:
    running = [status for status in pod.status.container_statuses if status.state.running is not None]
    return not running or running[0].resources is not None


def _containers(new: core.PodSpec, old: core.PodSpec) -> Errors:
    munged = codec.clone(new)
    errors: list[FieldError] = []
    for index, (container, before) in enumerate(zip(munged.init_containers, old.init_containers, strict=True)):
        if is_sidecar(container):
            at = _SPEC.child('initContainers').index(index).child('resources')
            errors += _removed(at, container.resources, before.resources)
            _set_back(container, before)
            detail = 'only cpu and memory resources for sidecar containers are mutable'
        else:
            detail = 'resources for non-sidecar init containers are immutable'
        if container != before:
            errors.append(field.forbidden(_SPEC, detail))
    for index, (container, before) in enumerate(zip(munged.containers, old.containers, strict=True)):
        at = _SPEC.child('containers').index(index).child('resources')
        errors += _removed(at, container.resources, before.resources)
        _set_back(container, before)
        if container != before:
            errors.append(field.forbidden(_SPEC, 'only cpu and memory resources are mutable'))
    if munged.resources is not None and old.resources is not None:
        errors += _removed(_SPEC.child('resources'), munged.resources, old.resources)
        munged.resources = _set_back_resources(munged.resources, old.resources)
    if not errors and munged != old:
        errors.append(field.forbidden(_SPEC, 'only cpu and memory resources are mutable'))
    yield from errors


def _removed(path: Path, new: core.ResourceRequirements, old: core.ResourceRequirements) -> Errors:
    if old.requests.keys() - new.requests.keys():
        yield field.forbidden(path.child('requests'), 'resource requests cannot be removed')
    if old.limits.keys() - new.limits.keys():
        yield field.forbidden(path.child('limits'), 'resource limits cannot be removed')


def _set_back(container: core.Container, before: core.Container) -> None:
    container.resources = _set_back_resources(container.resources, before.resources)


def _set_back_resources(
    resources: core.ResourceRequirements, before: core.ResourceRequirements
) -> core.ResourceRequirements:
    limits = _restored(resources.limits, before.limits)
    requests = _restored(resources.requests, before.requests)
    return core.ResourceRequirements(limits=limits, requests=requests, claims=resources.claims)


def _restored(now: Mapping[str, Quantity], before: Mapping[str, Quantity]) -> dict[str, Quantity]:
    kept = {name: amount for name, amount in now.items() if name not in _RESIZABLE}
    return kept | {name: before[name] for name in _RESIZABLE if name in before}
