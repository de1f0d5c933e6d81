"""Storage classes and volume attributes classes. Upstream: pkg/apis/storage/validation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.generated import storage_v1 as storage
from sampan.api.generated import storage_v1beta1 as beta
from sampan.api.validation.common import Errors, checked, immutable
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import field, names
from sampan.machinery.field import Path

BINDING_MODES = ('Immediate', 'WaitForFirstConsumer')
RECLAIM_POLICIES = ('Delete', 'Retain')
_PARAMETERS = Path('parameters')
_PROVISIONER = Path('provisioner')
_RECLAIM = Path('reclaimPolicy')
_BINDING = Path('volumeBindingMode')
_DRIVER = Path('driverName')
_SIZE_LIMIT = 256 * 1024
_COUNT_LIMIT = 512

AnyAttributesClass = storage.VolumeAttributesClass | beta.VolumeAttributesClass


def storage_class(obj: storage.StorageClass) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from _provisioner(_PROVISIONER, obj.provisioner)
    yield from _parameters(obj.parameters)
    if obj.reclaim_policy and obj.reclaim_policy not in RECLAIM_POLICIES:
        yield field.not_supported(_RECLAIM, obj.reclaim_policy, RECLAIM_POLICIES)
    if obj.volume_binding_mode is None:
        yield field.required(_BINDING)
    elif obj.volume_binding_mode not in BINDING_MODES:
        yield field.not_supported(_BINDING, obj.volume_binding_mode, BINDING_MODES)
    yield from _topologies(Path('allowedTopologies'), obj.allowed_topologies)


def storage_class_update(new: storage.StorageClass, old: storage.StorageClass) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _kept(_PARAMETERS, new.parameters, old.parameters)
    yield from _kept(_PROVISIONER, new.provisioner, old.provisioner)
    yield from _kept(_RECLAIM, new.reclaim_policy, old.reclaim_policy)
    yield from immutable(_BINDING, new.volume_binding_mode, old.volume_binding_mode)


def volume_attributes_class(obj: AnyAttributesClass) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from _provisioner(_DRIVER, obj.driver_name)
    yield from _parameters(obj.parameters)
    if not obj.parameters:
        yield field.required(_PARAMETERS, 'must contain at least one key/value pair')


def volume_attributes_class_update(new: AnyAttributesClass, old: AnyAttributesClass) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _kept(_DRIVER, new.driver_name, old.driver_name)
    yield from _kept(_PARAMETERS, new.parameters, old.parameters)
    yield from volume_attributes_class(new)


def _kept(path: Path, new: object, old: object) -> Errors:
    if new != old:
        yield field.forbidden(path, f'updates to {path} are forbidden.')


def _provisioner(path: Path, name: str) -> Errors:
    if not name:
        yield field.required(path)
    else:
        for message in names.qualified_name(name.lower()):
            yield field.invalid(path, name.lower(), message)


def _parameters(values: Mapping[str, str]) -> Errors:
    if len(values) > _COUNT_LIMIT:
        yield field.too_long(_PARAMETERS, '', _COUNT_LIMIT)
        return
    if '' in values:
        yield field.invalid(_PARAMETERS, '', 'field can not be empty.')
    if total_size(values) > _SIZE_LIMIT:
        yield field.too_long(_PARAMETERS, '', _SIZE_LIMIT)


def total_size(values: Mapping[str, str]) -> int:
    """The bytes of all keys and values."""
    return sum(names.byte_length(key) + names.byte_length(value) for key, value in values.items())


def _topologies(path: Path, terms: Sequence[core.TopologySelectorTerm]) -> Errors:
    """No two terms mean the same; an empty term counts as met before, as upstream's does, once for each term."""
    seen: list[dict[str, frozenset[str]]] = [{} for _ in terms]
    for index, term in enumerate(terms):
        where = path.index(index).child('matchLabelExpressions')
        found: dict[str, frozenset[str]] = {}
        for number, expression in enumerate(term.match_label_expressions):
            yield from _expression(where.index(number), expression)
            if expression.key in found:
                yield field.duplicate(where.index(number).child('key'), expression.key)
            found[expression.key] = frozenset(expression.values)
        for other in seen:
            if other == found:
                yield field.duplicate(where, '')
        seen.append(found)


def _expression(path: Path, expression: core.TopologySelectorLabelRequirement) -> Errors:
    values = path.child('values')
    if not expression.values:
        yield field.required(values)
    yield from _distinct(values, expression.values)
    yield from checked(path.child('key'), expression.key, names.label_key)


def _distinct(path: Path, values: Iterable[str]) -> Errors:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield field.duplicate(path.index(index), value)
        seen.add(value)
