"""resource.k8s.io/v1alpha3: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32, Int64, Time
from sampan.api.scalars import list_ as _list


class CELDeviceSelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    expression: str = _f(default_factory=str)


class DeviceSelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    cel: CELDeviceSelector | None = None


class DeviceTaint(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = _f(default_factory=str)
    value: str = ''
    effect: str = _f(default_factory=str)
    time_added: Time | None = _f(name='timeAdded', default=None)


class DeviceTaintRuleSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    device_selector: DeviceTaintSelector | None = _f(name='deviceSelector', default=None)
    taint: DeviceTaint = _f(default_factory=DeviceTaint)


class DeviceTaintRuleStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    conditions: list[meta_v1.Condition] = _f(default_factory=list)


class DeviceTaintRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'DeviceTaintRule')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1alpha3')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: DeviceTaintRuleSpec = _f(default_factory=DeviceTaintRuleSpec)
    status: DeviceTaintRuleStatus = _f(default_factory=DeviceTaintRuleStatus)


class DeviceTaintRuleList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'DeviceTaintRuleList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1alpha3')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[DeviceTaintRule] = _f(default_factory=_list)


class DeviceTaintSelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    driver: str | None = None
    pool: str | None = None
    device: str | None = None


class PoolStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    driver: str = ''
    pool_name: str = _f(name='poolName', default='')
    generation: Int64 = _f(default_factory=int)
    resource_slice_count: Int32 | None = _f(name='resourceSliceCount', default=None)
    total_devices: Int32 | None = _f(name='totalDevices', default=None)
    allocated_devices: Int32 | None = _f(name='allocatedDevices', default=None)
    available_devices: Int32 | None = _f(name='availableDevices', default=None)
    unavailable_devices: Int32 | None = _f(name='unavailableDevices', default=None)
    node_name: str | None = _f(name='nodeName', default=None)
    validation_error: str | None = _f(name='validationError', default=None)


class ResourcePoolStatusRequestSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    driver: str = _f(default_factory=str)
    pool_name: str | None = _f(name='poolName', default=None)
    limit: Int32 | None = None


class ResourcePoolStatusRequest(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ResourcePoolStatusRequest')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1alpha3')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ResourcePoolStatusRequestSpec = _f(default_factory=ResourcePoolStatusRequestSpec)
    status: ResourcePoolStatusRequestStatus | None = None


class ResourcePoolStatusRequestList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ResourcePoolStatusRequestList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1alpha3')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ResourcePoolStatusRequest] = _f(default_factory=_list)


class ResourcePoolStatusRequestStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    pool_count: Int32 | None = _f(name='poolCount', default=None)
    pools: list[PoolStatus] = _f(default_factory=list)
    conditions: list[meta_v1.Condition] = _f(default_factory=list)
