"""Taints for devices from outside, and questions about pools. Upstream: pkg/apis/resource/validation."""

from __future__ import annotations

from sampan.api.generated import resource_v1alpha3 as alpha
from sampan.api.generated import resource_v1beta2 as beta
from sampan.api.validation import device_parts as parts
from sampan.api.validation.common import Errors, checked, immutable
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_volumes import driver_name
from sampan.api.validation.references import conditions
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
_STATUS = Path('status')
_RULE_CONDITIONS_LIMIT = 8
_POOLS_LIMIT = 1000
_REQUEST_CONDITIONS_LIMIT = 10
_ERROR_LIMIT = 256

AnyRule = alpha.DeviceTaintRule | beta.DeviceTaintRule


def device_taint_rule(obj: AnyRule) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from _rule(obj, None)


def device_taint_rule_update(new: AnyRule, old: AnyRule) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _rule(new, old)


def device_taint_rule_status_update(new: AnyRule, old: AnyRule) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    where, found = _STATUS.child('conditions'), new.status.conditions
    yield from conditions(where, found)
    if len(found) > _RULE_CONDITIONS_LIMIT:
        yield field.too_many(where, len(found), _RULE_CONDITIONS_LIMIT)


def _rule(obj: AnyRule, old: AnyRule | None) -> Errors:
    selector, where = obj.spec.device_selector, _SPEC.child('deviceSelector')
    if selector is not None:
        if selector.driver is not None:
            yield from driver_name(where.child('driver'), selector.driver)
        if selector.pool is not None:
            yield from parts.pool_name(where.child('pool'), selector.pool)
        if selector.device is not None:
            yield from parts.label(where.child('device'), selector.device)
    yield from parts.taint(_SPEC.child('taint'), obj.spec.taint, None if old is None else old.spec.taint)


# --- questions about pools ----------------------------------------------------------------------


def pool_status_request(obj: alpha.ResourcePoolStatusRequest) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    spec = obj.spec
    yield from _driver(_SPEC.child('driver'), spec.driver)
    if spec.pool_name is not None:
        yield from parts.pool_name(_SPEC.child('poolName'), spec.pool_name)
    if spec.limit is not None:
        yield from _at_least(_SPEC.child('limit'), spec.limit, 1)
        if spec.limit > _POOLS_LIMIT:
            yield field.invalid(_SPEC.child('limit'), spec.limit, f'must be less than or equal to {_POOLS_LIMIT}')


def pool_status_request_update(new: alpha.ResourcePoolStatusRequest, old: alpha.ResourcePoolStatusRequest) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from immutable(_SPEC, new.spec, old.spec)


def pool_status_request_status_update(
    new: alpha.ResourcePoolStatusRequest, old: alpha.ResourcePoolStatusRequest
) -> Errors:
    """An answer is given once."""
    yield from object_meta_update(new.metadata, old.metadata)
    if old.status is not None:
        yield from immutable(_STATUS, new.status, old.status)
        return
    status = new.status
    if status is None:
        return
    if status.pool_count is None:
        yield field.required(_STATUS.child('poolCount'))
    else:
        yield from _at_least(_STATUS.child('poolCount'), status.pool_count, 0)
    yield from parts.each(_STATUS.child('pools'), status.pools, _POOLS_LIMIT, _pool)
    where = _STATUS.child('conditions')
    if len(status.conditions) > _REQUEST_CONDITIONS_LIMIT:
        yield field.too_many(where, len(status.conditions), _REQUEST_CONDITIONS_LIMIT)
    yield from conditions(where, status.conditions)


def _driver(path: Path, driver: str) -> Errors:
    if not driver:
        yield field.required(path)
    else:
        yield from checked(path, driver, names.dns1123_subdomain_caseless)


def _pool(path: Path, pool: alpha.PoolStatus) -> Errors:
    yield from _driver(path.child('driver'), pool.driver)
    yield from parts.pool_name(path.child('poolName'), pool.pool_name)
    yield from _at_least(path.child('generation'), pool.generation, 0)
    for name, value, minimum in (
        ('resourceSliceCount', pool.resource_slice_count, 1),
        ('totalDevices', pool.total_devices, 0),
        ('allocatedDevices', pool.allocated_devices, 0),
        ('availableDevices', pool.available_devices, 0),
        ('unavailableDevices', pool.unavailable_devices, 0),
    ):
        if value is not None:
            yield from _at_least(path.child(name), value, minimum)
    if pool.node_name is not None:
        yield from checked(path.child('nodeName'), pool.node_name, names.dns1123_subdomain)
    if pool.validation_error is not None and names.byte_length(pool.validation_error) > _ERROR_LIMIT:
        yield field.too_long(path.child('validationError'), pool.validation_error, _ERROR_LIMIT)


def _at_least(path: Path, value: int, minimum: int) -> Errors:
    if value < minimum:
        yield field.invalid(path, value, f'must be greater than or equal to {minimum}')
