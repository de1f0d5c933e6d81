"""resource.k8s.io/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Raw, Struct
from msgspec import field as _f

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Int64, Quantity, Time
from sampan.api.scalars import NO_RAW as _NO_RAW
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none
from sampan.api.scalars import null_raw as _null_raw
from sampan.api.scalars import zero_quantity as _zero_quantity


class AllocatedDeviceStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    driver: str = _f(default_factory=str)
    pool: str = _f(default_factory=str)
    device: str = _f(default_factory=str)
    share_id: str | None = _f(name='shareID', default=None)
    conditions: list[meta_v1.Condition] = _f(default_factory=_list)
    data: Raw = _NO_RAW
    network_data: NetworkDeviceData | None = _f(name='networkData', default=None)


class DeviceAllocationResult(Struct, kw_only=True, omit_defaults=True, gc=False):
    results: list[DeviceRequestAllocationResult] = _f(default_factory=list)
    config: list[DeviceAllocationConfiguration] = _f(default_factory=list)


class AllocationResult(Struct, kw_only=True, omit_defaults=True, gc=False):
    devices: DeviceAllocationResult = _f(default_factory=DeviceAllocationResult)
    node_selector: core_v1.NodeSelector | None = _f(name='nodeSelector', default=None)
    allocation_timestamp: Time | None = _f(name='allocationTimestamp', default=None)


class BasicDevice(Struct, kw_only=True, omit_defaults=True, gc=False):
    attributes: dict[str, DeviceAttribute] = _f(default_factory=dict)
    capacity: dict[str, DeviceCapacity] = _f(default_factory=dict)
    consumes_counters: list[DeviceCounterConsumption] = _f(name='consumesCounters', default_factory=list)
    node_name: str | None = _f(name='nodeName', default=None)
    node_selector: core_v1.NodeSelector | None = _f(name='nodeSelector', default=None)
    all_nodes: bool | None = _f(name='allNodes', default=None)
    taints: list[DeviceTaint] = _f(default_factory=list)
    binds_to_node: bool | None = _f(name='bindsToNode', default=None)
    binding_conditions: list[str] = _f(name='bindingConditions', default_factory=list)
    binding_failure_conditions: list[str] = _f(name='bindingFailureConditions', default_factory=list)
    allow_multiple_allocations: bool | None = _f(name='allowMultipleAllocations', default=None)
    node_allocatable_resource_mappings: dict[str, NodeAllocatableResourceMapping] = _f(name='nodeAllocatableResourceMappings', default_factory=dict)


class CELDeviceSelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    expression: str = _f(default_factory=str)


class CapacityRequestPolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    default: Quantity | None = _f(default_factory=_none)
    valid_values: list[Quantity] = _f(name='validValues', default_factory=list)
    valid_range: CapacityRequestPolicyRange | None = _f(name='validRange', default=None)


class CapacityRequestPolicyRange(Struct, kw_only=True, omit_defaults=True, gc=False):
    min: Quantity | None = None
    max: Quantity | None = None
    step: Quantity | None = None


class CapacityRequirements(Struct, kw_only=True, omit_defaults=True, gc=False):
    requests: dict[str, Quantity] = _f(default_factory=dict)


class Counter(Struct, kw_only=True, omit_defaults=True, gc=False):
    value: Quantity = _f(default_factory=_zero_quantity)


class CounterSet(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    counters: dict[str, Counter] = _f(default_factory=dict)


class Device(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    basic: BasicDevice | None = None


class DeviceAllocationConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    source: str = _f(default_factory=str)
    requests: list[str] = _f(default_factory=list)
    opaque: OpaqueDeviceConfiguration | None = None


class DeviceAttribute(Struct, kw_only=True, omit_defaults=True, gc=False):
    int_: Int64 | None = _f(name='int', default=None)
    bool_: bool | None = _f(name='bool', default=None)
    string: str | None = None
    version: str | None = None
    ints: list[Int64] = _f(default_factory=list)
    bools: list[bool] = _f(default_factory=list)
    strings: list[str] = _f(default_factory=list)
    versions: list[str] = _f(default_factory=list)


class DeviceCapacity(Struct, kw_only=True, omit_defaults=True, gc=False):
    value: Quantity = _f(default_factory=_zero_quantity)
    request_policy: CapacityRequestPolicy | None = _f(name='requestPolicy', default=None)


class DeviceClaim(Struct, kw_only=True, omit_defaults=True, gc=False):
    requests: list[DeviceRequest] = _f(default_factory=_list)
    constraints: list[DeviceConstraint] = _f(default_factory=list)
    config: list[DeviceClaimConfiguration] = _f(default_factory=list)


class DeviceClaimConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    requests: list[str] = _f(default_factory=list)
    opaque: OpaqueDeviceConfiguration | None = None


class DeviceClassSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    selectors: list[DeviceSelector] = _f(default_factory=list)
    config: list[DeviceClassConfiguration] = _f(default_factory=list)
    extended_resource_name: str | None = _f(name='extendedResourceName', default=None)


class DeviceClass(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'DeviceClass')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: DeviceClassSpec = _f(default_factory=DeviceClassSpec)


class DeviceClassConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    opaque: OpaqueDeviceConfiguration | None = None


class DeviceClassList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'DeviceClassList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[DeviceClass] = _f(default_factory=_list)


class DeviceConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    opaque: OpaqueDeviceConfiguration | None = None


class DeviceConstraint(Struct, kw_only=True, omit_defaults=True, gc=False):
    requests: list[str] = _f(default_factory=list)
    match_attribute: str | None = _f(name='matchAttribute', default=None)
    distinct_attribute: str | None = _f(name='distinctAttribute', default=None)


class DeviceCounterConsumption(Struct, kw_only=True, omit_defaults=True, gc=False):
    counter_set: str = _f(name='counterSet', default_factory=str)
    counters: dict[str, Counter] = _f(default_factory=dict)


class DeviceRequest(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    device_class_name: str = _f(name='deviceClassName', default_factory=str)
    selectors: list[DeviceSelector] = _f(default_factory=list)
    allocation_mode: str = _f(name='allocationMode', default='')
    count: Int64 = 0
    admin_access: bool | None = _f(name='adminAccess', default=None)
    first_available: list[DeviceSubRequest] = _f(name='firstAvailable', default_factory=list)
    tolerations: list[DeviceToleration] = _f(default_factory=list)
    capacity: CapacityRequirements | None = None


class DeviceRequestAllocationResult(Struct, kw_only=True, omit_defaults=True, gc=False):
    request: str = _f(default_factory=str)
    driver: str = _f(default_factory=str)
    pool: str = _f(default_factory=str)
    device: str = _f(default_factory=str)
    admin_access: bool | None = _f(name='adminAccess', default=None)
    tolerations: list[DeviceToleration] = _f(default_factory=list)
    binding_conditions: list[str] = _f(name='bindingConditions', default_factory=list)
    binding_failure_conditions: list[str] = _f(name='bindingFailureConditions', default_factory=list)
    share_id: str | None = _f(name='shareID', default=None)
    consumed_capacity: dict[str, Quantity] = _f(name='consumedCapacity', default_factory=dict)


class DeviceSelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    cel: CELDeviceSelector | None = None


class DeviceSubRequest(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    device_class_name: str = _f(name='deviceClassName', default_factory=str)
    selectors: list[DeviceSelector] = _f(default_factory=list)
    allocation_mode: str = _f(name='allocationMode', default='')
    count: Int64 = 0
    tolerations: list[DeviceToleration] = _f(default_factory=list)
    capacity: CapacityRequirements | None = None


class DeviceTaint(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = _f(default_factory=str)
    value: str = ''
    effect: str = _f(default_factory=str)
    time_added: Time | None = _f(name='timeAdded', default=None)


class DeviceToleration(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = ''
    operator: str = ''
    value: str = ''
    effect: str = ''
    toleration_seconds: Int64 | None = _f(name='tolerationSeconds', default=None)


class NetworkDeviceData(Struct, kw_only=True, omit_defaults=True, gc=False):
    interface_name: str = _f(name='interfaceName', default='')
    ips: list[str] = _f(default_factory=list)
    hardware_address: str = _f(name='hardwareAddress', default='')


class NodeAllocatableResourceMapping(Struct, kw_only=True, omit_defaults=True, gc=False):
    capacity_key: str | None = _f(name='capacityKey', default=None)
    allocation_multiplier: Quantity | None = _f(name='allocationMultiplier', default=None)


class OpaqueDeviceConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    driver: str = _f(default_factory=str)
    parameters: Raw = _f(default_factory=_null_raw)


class ResourceClaimSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    devices: DeviceClaim = _f(default_factory=DeviceClaim)


class ResourceClaimStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    allocation: AllocationResult | None = None
    reserved_for: list[ResourceClaimConsumerReference] = _f(name='reservedFor', default_factory=list)
    devices: list[AllocatedDeviceStatus] = _f(default_factory=list)


class ResourceClaim(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ResourceClaim')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ResourceClaimSpec = _f(default_factory=ResourceClaimSpec)
    status: ResourceClaimStatus = _f(default_factory=ResourceClaimStatus)


class ResourceClaimConsumerReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    api_group: str = _f(name='apiGroup', default='')
    resource: str = _f(default_factory=str)
    name: str = _f(default_factory=str)
    uid: str = _f(default_factory=str)


class ResourceClaimList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ResourceClaimList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ResourceClaim] = _f(default_factory=_list)


class ResourceClaimTemplateSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ResourceClaimSpec = _f(default_factory=ResourceClaimSpec)


class ResourceClaimTemplate(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ResourceClaimTemplate')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ResourceClaimTemplateSpec = _f(default_factory=ResourceClaimTemplateSpec)


class ResourceClaimTemplateList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ResourceClaimTemplateList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ResourceClaimTemplate] = _f(default_factory=_list)


class ResourcePool(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    generation: Int64 = _f(default_factory=int)
    resource_slice_count: Int64 = _f(name='resourceSliceCount', default_factory=int)


class ResourceSliceSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    driver: str = _f(default_factory=str)
    pool: ResourcePool = _f(default_factory=ResourcePool)
    node_name: str = _f(name='nodeName', default='')
    node_selector: core_v1.NodeSelector | None = _f(name='nodeSelector', default=None)
    all_nodes: bool = _f(name='allNodes', default=False)
    devices: list[Device] = _f(default_factory=list)
    per_device_node_selection: bool | None = _f(name='perDeviceNodeSelection', default=None)
    shared_counters: list[CounterSet] = _f(name='sharedCounters', default_factory=list)


class ResourceSlice(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ResourceSlice')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ResourceSliceSpec = _f(default_factory=ResourceSliceSpec)


class ResourceSliceList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ResourceSliceList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'resource.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ResourceSlice] = _f(default_factory=_list)
