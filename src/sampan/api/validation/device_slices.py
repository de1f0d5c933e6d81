"""Slices: the devices of a pool, as a driver publishes them. Upstream: pkg/apis/resource/validation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sampan.api.generated import resource_v1 as resource
from sampan.api.validation import device_parts as parts
from sampan.api.validation.common import Errors, checked, immutable
from sampan.api.validation.device_capacities import request_policy
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_affinity import node_selector
from sampan.api.validation.pod_volumes import driver_name
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
_DEVICES_LIMIT, _ADVANCED_DEVICES_LIMIT = 128, 64
_COUNTER_SETS_LIMIT = 8
_COUNTERS_LIMIT = 32
_CONSUMPTIONS_LIMIT = 2
_TAINTS_LIMIT = 16
_VALUES_LIMIT = 32
_VALUE_LENGTH = 64
_KEY_SHOWN = 63 + 1 + parts.ID_LIMIT
_LABEL_SHOWN = 63
_WHERE = '`nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection`'
_WHERE_DEVICE = (
    'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` '
    'is set to true in the ResourceSlice spec'
)
_UNSET_OR_TRUE = 'must be either unset or set to true'
_number, _word = r'(0|[1-9]\d*)', r'(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)'
_semver = re.compile(
    rf'{_number}\.{_number}\.{_number}(-{_word}(\.{_word})*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?', re.ASCII
)


def resource_slice(obj: resource.ResourceSlice) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from _slice(obj.spec, None)


def resource_slice_update(new: resource.ResourceSlice, old: resource.ResourceSlice) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _slice(new.spec, old.spec)


def _slice(spec: resource.ResourceSliceSpec, old: resource.ResourceSliceSpec | None) -> Errors:
    yield from driver_name(_SPEC.child('driver'), spec.driver)
    yield from _pool(_SPEC.child('pool'), spec.pool)
    if old is not None:
        yield from immutable(_SPEC.child('pool', 'name'), spec.pool.name, old.pool.name)
        yield from immutable(_SPEC.child('driver'), spec.driver, old.driver)
        yield from immutable(_SPEC.child('nodeName'), spec.node_name, old.node_name)
    yield from _place(spec)
    if spec.shared_counters and spec.devices:
        yield field.invalid(_SPEC, '', 'only one of `sharedCounters` or `devices` is allowed')
    advanced = any(device.taints or device.consumes_counters for device in spec.devices)
    before = {} if old is None else {device.name: device for device in old.devices}
    yield from parts.each_once(
        _SPEC.child('devices'),
        spec.devices,
        _ADVANCED_DEVICES_LIMIT if advanced else _DEVICES_LIMIT,
        lambda at, device: _device(at, device, before.get(device.name), bool(spec.per_device_node_selection)),
        lambda device: device.name,
    )
    yield from parts.each_once(
        _SPEC.child('sharedCounters'), spec.shared_counters, _COUNTER_SETS_LIMIT, _counter_set, lambda one: one.name
    )


def _pool(path: Path, pool: resource.ResourcePool) -> Errors:
    yield from parts.pool_name(path.child('name'), pool.name)
    if pool.resource_slice_count <= 0:
        yield field.invalid(path.child('resourceSliceCount'), pool.resource_slice_count, 'must be greater than zero')
    if pool.generation < 0:
        yield field.invalid(path.child('generation'), pool.generation, 'must be greater than or equal to zero')


def _place(spec: resource.ResourceSliceSpec) -> Errors:
    """A slice says in exactly one way which nodes reach its devices."""
    given: list[str] = []
    if spec.node_name:
        given.append('`nodeName`')
        yield from checked(_SPEC.child('nodeName'), spec.node_name, names.dns1123_subdomain)
    elif spec.node_name is not None:
        detail = 'must be either unset or set to a non-empty string'
        yield field.invalid(_SPEC.child('nodeName'), spec.node_name, detail)
    if spec.node_selector is not None:
        given.append('`nodeSelector`')
        yield from node_selector(_SPEC.child('nodeSelector'), spec.node_selector)
        terms = spec.node_selector.node_selector_terms
        if len(terms) != 1:
            where = _SPEC.child('nodeSelector', 'nodeSelectorTerms')
            yield field.invalid(where, terms or None, 'must have exactly one node selector term')
    for name, value in (('allNodes', spec.all_nodes), ('perDeviceNodeSelection', spec.per_device_node_selection)):
        if value:
            given.append(f'`{name}`')
        elif value is not None:
            yield field.invalid(_SPEC.child(name), value, _UNSET_OR_TRUE)
    if not given:
        yield field.required(_SPEC, f'exactly one of {_WHERE} is required')
    elif len(given) > 1:
        shown = '{' + ', '.join(given) + '}'
        yield field.invalid(_SPEC, shown, f'exactly one of {_WHERE} is required, but multiple fields are set')


# --- devices ------------------------------------------------------------------------------------


def _device(path: Path, device: resource.Device, old: resource.Device | None, selects: bool) -> Errors:
    yield from parts.label(path.child('name'), device.name)
    total = len(device.attributes) + len(device.capacity)
    if total > _VALUES_LIMIT:
        detail = f'the total number of attributes and capacities must not exceed {_VALUES_LIMIT}'
        yield field.invalid(path, total, detail)
    attributes, capacities = path.child('attributes'), path.child('capacity')
    yield from parts.entries(attributes, device.attributes, -1, _KEY_SHOWN, parts.qualified_name, _attribute)
    rule = _shared_capacity if device.allow_multiple_allocations else _own_capacity
    yield from parts.entries(capacities, device.capacity, -1, _KEY_SHOWN, parts.qualified_name, rule)
    if old is None or old.taints != device.taints:
        yield from parts.each(path.child('taints'), device.taints, _TAINTS_LIMIT, parts.taint)
    yield from parts.each_once(
        path.child('consumesCounters'),
        device.consumes_counters,
        _CONSUMPTIONS_LIMIT,
        _consumption,
        lambda one: one.counter_set,
    )
    if selects:
        yield from _device_place(path, device)
    elif device.node_name is not None or device.node_selector is not None or device.all_nodes is not None:
        detail = (
            '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true '
            'in the ResourceSlice spec'
        )
        yield field.invalid(path, None, detail)
    yield from parts.binding_conditions(path, device.binding_conditions, device.binding_failure_conditions)


def _device_place(path: Path, device: resource.Device) -> Errors:
    given: list[str] = []
    if device.node_name:
        given.append('`nodeName`')
        yield from checked(path.child('nodeName'), device.node_name, names.dns1123_subdomain)
    elif device.node_name is not None:
        yield field.invalid(path.child('nodeName'), device.node_name, 'must not be empty')
    if device.node_selector is not None:
        given.append('`nodeSelector`')
        yield from node_selector(path.child('nodeSelector'), device.node_selector)
    if device.all_nodes:
        given.append('`allNodes`')
    elif device.all_nodes is not None:
        yield field.invalid(path.child('allNodes'), device.all_nodes, _UNSET_OR_TRUE)
    if not given:
        yield field.required(path, _WHERE_DEVICE)
    elif len(given) > 1:
        yield field.invalid(path, '{' + ', '.join(given) + '}', _WHERE_DEVICE)


def _attribute(path: Path, attribute: resource.DeviceAttribute) -> Errors:
    """One value of one type, or a list of values of one type."""
    text, version = attribute.string, attribute.version
    if text is not None:
        yield from _string(path.child('string'), text)
    if version is not None:
        yield from _version(path.child('version'), version)
    yield from parts.each(path.child('strings'), attribute.strings, -1, _string)
    yield from parts.each(path.child('versions'), attribute.versions, -1, _version)
    values: Sequence[object] = (attribute.int_, attribute.bool_, text, version)
    lists: Sequence[Sequence[object]] = (attribute.ints, attribute.bools, attribute.strings, attribute.versions)
    count = sum(value is not None for value in values) + sum(bool(value) for value in lists)
    if count != 1:
        yield field.invalid(path, attribute if count else '', 'exactly one value must be specified')


def _string(path: Path, text: str) -> Errors:
    if names.byte_length(text) > _VALUE_LENGTH:
        yield field.too_long(path, text, _VALUE_LENGTH)


def _version(path: Path, text: str) -> Errors:
    if not _semver.fullmatch(text):
        yield field.invalid(path, text, 'must be a string compatible with semver.org spec 2.0.0')
    yield from _string(path, text)


def _shared_capacity(path: Path, capacity: resource.DeviceCapacity) -> Errors:
    if capacity.request_policy is not None:
        yield from request_policy(path.child('requestPolicy'), capacity.value, capacity.request_policy)


def _own_capacity(path: Path, capacity: resource.DeviceCapacity) -> Errors:
    if capacity.request_policy is not None:
        yield field.forbidden(path.child('requestPolicy'), 'allowMultipleAllocations must be true')


# --- counters -----------------------------------------------------------------------------------


def _counter_set(path: Path, found: resource.CounterSet) -> Errors:
    yield from _named(path.child('name'), found.name)
    yield from _counters(path.child('counters'), found.counters)


def _consumption(path: Path, found: resource.DeviceCounterConsumption) -> Errors:
    yield from _named(path.child('counterSet'), found.counter_set)
    yield from _counters(path.child('counters'), found.counters)


def _named(path: Path, name: str) -> Errors:
    if not name:
        yield field.required(path)
    else:
        yield from parts.label(path, name)


def _counters(path: Path, counters: dict[str, resource.Counter]) -> Errors:
    if not counters:
        yield field.required(path)
    else:
        yield from parts.entries(path, counters, _COUNTERS_LIMIT, _LABEL_SHOWN, parts.label, parts.anything)
