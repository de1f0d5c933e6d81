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
from sampan.machinery.field import Path

_SPEC = Path('spec')
_RESIZABLE = ('cpu', 'memory')
_MUTABLE = 'only cpu and memory resources are mutable'


def pod_resize(new: core.Pod, old: core.Pod) -> Errors:
    """Requests and limits of CPU and memory may change, not appear or vanish; the QoS class stays."""
    refusal = _refusal(old)
    if refusal:
        yield field.forbidden(Path(''), refusal)
        return
    errors = [*object_meta_update(new.metadata, old.metadata), *metadata_and_spec(new)]
    if qos.pod_qos(old) != qos.compute_pod_qos(new.spec):
        detail = 'Pod QOS Class may not change as a result of resizing'
        errors.append(field.invalid(_SPEC, new.status.qos_class, detail))
    if not _node_supports_resize(old):
        errors.append(field.forbidden(_SPEC, 'Pod running on node without support for resize'))
    munged = codec.clone(new.spec)
    errors += _pod_level(munged, old.spec)
    disorder = list(_order(new.spec, old.spec))
    errors += disorder or [*_removals(new.spec, old.spec), *_containers(munged, old.spec)]
    if not errors and munged != old.spec:
        errors.append(field.forbidden(_SPEC, _MUTABLE))
    yield from errors


def _refusal(old: core.Pod) -> str:
    if MIRROR in old.metadata.annotations:
        return 'static pods cannot be resized'
    if old.spec.os is not None and old.spec.os.name == 'windows':
        return 'windows pods cannot be resized'
    return ''


def _order(new: core.PodSpec, old: core.PodSpec) -> Errors:
    """The same containers at the same places."""
    for name, after, before in (
        ('containers', new.containers, old.containers),
        ('initContainers', new.init_containers, old.init_containers),
    ):
        if len(after) != len(before):
            yield field.forbidden(_SPEC.child(name), f'{name} may not be added or removed on resize')
            continue
        for index, (container, kept) in enumerate(zip(after, before, strict=True)):
            if container.name != kept.name:
                at = _SPEC.child(name).index(index).child('name')
                yield field.forbidden(at, f'{name} may not be renamed or reordered on resize')


def _node_supports_resize(pod: core.Pod) -> bool:
    running = [status for status in pod.status.container_statuses if status.state.running is not None]
    return not running or running[0].resources is not None


def _pod_level(munged: core.PodSpec, old: core.PodSpec) -> Errors:
    """What the pod as a whole asks for; in `munged` what may change is set back."""
    new, before = munged.resources, old.resources
    if not _says_something(new) and not _says_something(before):
        return
    path = _SPEC.child('resources')
    if new is None:
        yield field.forbidden(path, 'pod-level resources cannot be removed')
        return
    if before is not None:
        yield from _removed(path, new, before, 'pod-level resource')
    restored = _set_back_resources(new, before or core.ResourceRequirements())
    restored.claims = new.claims
    munged.resources = None if before is None and restored == core.ResourceRequirements() else restored
    if munged.resources != before:
        yield field.forbidden(_SPEC, f'{_MUTABLE} at pod-level')


def _says_something(resources: core.ResourceRequirements | None) -> bool:
    return resources is not None and bool(resources.requests or resources.limits)


def _removals(new: core.PodSpec, old: core.PodSpec) -> Errors:
    for index, before in enumerate(old.init_containers):
        if is_sidecar(before):
            at = _SPEC.child('initContainers').index(index).child('resources')
            yield from _removed(at, new.init_containers[index].resources, before.resources, 'resource')
    for index, before in enumerate(old.containers):
        at = _SPEC.child('containers').index(index).child('resources')
        yield from _removed(at, new.containers[index].resources, before.resources, 'resource')


def _containers(munged: core.PodSpec, old: core.PodSpec) -> Errors:
    """With CPU and memory set back in `munged`, no container is different."""
    for container, before in zip(munged.containers, old.containers, strict=True):
        _set_back(container, before)
        if container != before:
            yield field.forbidden(_SPEC, _MUTABLE)
    for container, before in zip(munged.init_containers, old.init_containers, strict=True):
        sidecar = is_sidecar(container)
        if sidecar:
            _set_back(container, before)
        if container != before:
            detail = 'only cpu and memory resources for sidecar containers are mutable'
            yield field.forbidden(
                _SPEC, detail if sidecar else 'resources for non-sidecar init containers are immutable'
            )


def _removed(path: Path, new: core.ResourceRequirements, old: core.ResourceRequirements, what: str) -> Errors:
    if old.requests.keys() - new.requests.keys():
        yield field.forbidden(path.child('requests'), f'{what} requests cannot be removed')
    if old.limits.keys() - new.limits.keys():
        yield field.forbidden(path.child('limits'), f'{what} limits cannot be removed')


def _set_back(container: core.Container, before: core.Container) -> None:
    """Claims go, as upstream: who has any cannot be resized."""
    container.resources = _set_back_resources(container.resources, before.resources)


def _set_back_resources(
    resources: core.ResourceRequirements, before: core.ResourceRequirements
) -> core.ResourceRequirements:
    limits = _restored(resources.limits, before.limits)
    requests = _restored(resources.requests, before.requests)
    return core.ResourceRequirements(limits=limits, requests=requests)


def _restored(now: Mapping[str, Quantity], before: Mapping[str, Quantity]) -> dict[str, Quantity]:
    kept = {name: amount for name, amount in now.items() if name not in _RESIZABLE}
    return kept | {name: before[name] for name in _RESIZABLE if name in before}
