"""Runtime classes. Upstream: pkg/apis/node/validation."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.api.generated import node_v1 as node
from sampan.api.validation.common import Errors, checked, immutable, labels
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_resources import requirements
from sampan.api.validation.pod_scheduling import tolerations
from sampan.machinery import field, names
from sampan.machinery.field import Path

_HANDLER = Path('handler')
_SCHEDULING = Path('scheduling')


def runtime_class(obj: node.RuntimeClass) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain, strict=False)
    yield from checked(_HANDLER, obj.handler, names.dns1123_label)
    if obj.overhead is not None:
        yield from requirements(Path('overhead'), core.ResourceRequirements(limits=obj.overhead.pod_fixed), frozenset())
    if obj.scheduling is not None:
        yield from labels(_SCHEDULING.child('nodeSelector'), obj.scheduling.node_selector)
        yield from _tolerations(_SCHEDULING.child('tolerations'), obj.scheduling.tolerations)


def runtime_class_update(new: node.RuntimeClass, old: node.RuntimeClass) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata, strict=False)
    yield from immutable(_HANDLER, new.handler, old.handler)


def _tolerations(path: Path, items: list[core.Toleration]) -> Errors:
    """As in pods, and no two for the same taint."""
    yield from tolerations(path, items)
    seen: set[tuple[str, str, str, str]] = set()
    for index, item in enumerate(items):
        key = (item.key, item.operator, item.value, item.effect)
        if key in seen:
            yield field.duplicate(path.index(index), item)
        seen.add(key)
