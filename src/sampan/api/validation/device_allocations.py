"""The status of a claim: what was allocated, for whom, how the devices are. Upstream: pkg/apis/resource/validation."""

from __future__ import annotations

import ipaddress

from sampan.api.generated import resource_v1 as resource
from sampan.api.scalars import NO_RAW
from sampan.api.validation import device_parts as parts
from sampan.api.validation.common import Errors, immutable
from sampan.api.validation.device_claims import (
    CONFIG_LIMIT,
    RequestNames,
    configuration,
    references,
    request_names,
    request_reference,
)
from sampan.api.validation.metadata import object_meta_update
from sampan.api.validation.pod_affinity import node_selector
from sampan.api.validation.pod_volumes import driver_name
from sampan.api.validation.references import conditions
from sampan.machinery import field, names
from sampan.machinery.field import Path

_STATUS = Path('status')
_RESERVED_LIMIT = 256
_RESULTS_LIMIT = 32
_CONDITIONS_LIMIT = 8
_ADDRESSES_LIMIT = 16
_INTERFACE_LIMIT, _HARDWARE_LIMIT = 256, 128
_SOURCES = ('FromClaim', 'FromClass')

DeviceId = tuple[str, str, str, str]


def resource_claim_status_update(new: resource.ResourceClaim, old: resource.ResourceClaim) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    status, reserved = new.status, _STATUS.child('reservedFor')
    yield from parts.each_once(reserved, status.reserved_for, _RESERVED_LIMIT, _consumer, lambda one: one.uid)
    allocated = _allocated(status.allocation)
    yield from parts.each_once(
        _STATUS.child('devices'), status.devices, -1, lambda at, device: _device(at, device, allocated), _shown
    )
    if status.reserved_for:
        yield from _reservation(reserved, new, old)
    where = _STATUS.child('allocation')
    if status.allocation is not None and old.status.allocation is not None:
        yield from immutable(where, status.allocation, old.status.allocation)
    elif status.allocation is not None:
        yield from _allocation(where, status.allocation, request_names(new.spec.devices))


def _reservation(path: Path, new: resource.ResourceClaim, old: resource.ResourceClaim) -> Errors:
    if new.status.allocation is None:
        yield field.forbidden(path, 'may not be specified when `allocated` is not set')
        return
    added = any(one not in old.status.reserved_for for one in new.status.reserved_for)
    if added and new.metadata.deletion_timestamp is not None:
        detail = 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set'
        yield field.forbidden(path, detail)


def _consumer(path: Path, consumer: resource.ResourceClaimConsumerReference) -> Errors:
    for name in ('resource', 'name', 'uid'):
        if not getattr(consumer, name):
            yield field.required(path.child(name))


# --- the allocation -----------------------------------------------------------------------------


def _allocated(allocation: resource.AllocationResult | None) -> frozenset[DeviceId]:
    results = [] if allocation is None else allocation.devices.results
    return frozenset((one.driver, one.pool, one.device, one.share_id or '') for one in results)


def _allocation(path: Path, allocation: resource.AllocationResult, known: RequestNames) -> Errors:
    where = path.child('devices')
    yield from parts.each(
        where.child('results'), allocation.devices.results, _RESULTS_LIMIT, lambda at, one: _result(at, one, known)
    )
    yield from parts.each(
        where.child('config'), allocation.devices.config, 2 * CONFIG_LIMIT, lambda at, one: _config(at, one, known)
    )
    if allocation.node_selector is not None:
        yield from node_selector(path.child('nodeSelector'), allocation.node_selector)


def _result(path: Path, result: resource.DeviceRequestAllocationResult, known: RequestNames) -> Errors:
    yield from request_reference(path.child('request'), result.request, known)
    yield from driver_name(path.child('driver'), result.driver)
    yield from parts.pool_name(path.child('pool'), result.pool)
    yield from parts.label(path.child('device'), result.device)
    yield from parts.binding_conditions(path, result.binding_conditions, result.binding_failure_conditions)
    if result.share_id is not None:
        yield from parts.share_id(path.child('shareID'), result.share_id)


def _config(path: Path, config: resource.DeviceAllocationConfiguration, known: RequestNames) -> Errors:
    source = path.child('source')
    if not config.source:
        yield field.required(source)
    elif config.source not in _SOURCES:
        yield field.not_supported(source, config.source, _SOURCES)
    yield from references(path.child('requests'), config.requests, known)
    yield from configuration(path, config)


# --- how devices are ----------------------------------------------------------------------------


def _shown(device: resource.AllocatedDeviceStatus) -> str:
    """A device as upstream prints it."""
    shared = f'/{device.share_id}' if device.share_id else ''
    return f'{device.driver}/{device.pool}/{device.device}{shared}'


def _device(path: Path, device: resource.AllocatedDeviceStatus, allocated: frozenset[DeviceId]) -> Errors:
    yield from driver_name(path.child('driver'), device.driver)
    yield from parts.pool_name(path.child('pool'), device.pool)
    yield from parts.label(path.child('device'), device.device)
    if device.share_id is not None:
        yield from parts.share_id(path.child('shareID'), device.share_id)
    if (device.driver, device.pool, device.device, device.share_id or '') not in allocated:
        yield field.invalid(path, _shown(device), 'must be an allocated device in the claim')
    where = path.child('conditions')
    if len(device.conditions) > _CONDITIONS_LIMIT:
        yield field.too_many(where, len(device.conditions), _CONDITIONS_LIMIT)
    yield from conditions(where, device.conditions)
    if device.data is not NO_RAW and bytes(device.data):
        yield from parts.raw_object(path.child('data'), device.data)
    if device.network_data is not None:
        yield from _network(path.child('networkData'), device.network_data)


def _network(path: Path, data: resource.NetworkDeviceData) -> Errors:
    if names.byte_length(data.interface_name) > _INTERFACE_LIMIT:
        yield field.too_long(path.child('interfaceName'), data.interface_name, _INTERFACE_LIMIT)
    if names.byte_length(data.hardware_address) > _HARDWARE_LIMIT:
        yield field.too_long(path.child('hardwareAddress'), data.hardware_address, _HARDWARE_LIMIT)
    yield from parts.each_once(path.child('ips'), data.ips, _ADDRESSES_LIMIT, _interface, parts.itself)


def _interface(path: Path, text: str) -> Errors:
    """An address with its prefix length, canonical."""
    try:
        found = ipaddress.ip_interface(text) if '/' in text else None
    except ValueError:
        found = None
    if found is None:
        detail = 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)'
        yield field.invalid(path, text, detail)
    elif str(found) != text:
        yield field.invalid(path, text, f'must be in canonical form ("{found}")')
