"""The Node object a kubelet registers, and its status (upstream: kubelet_node_status.go, nodestatus/setters.go)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import structs

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import Quantity
from sampan.node.config import VERSION, KubeletConfig
from sampan.node.host import Machine
from sampan.node.runtime.base import Image, RuntimeHealth, RuntimeVersion
from sampan.node.status.times import api_time

MAX_IMAGES = 50
MAX_NAMES = 5
EVICTION_MEMORY = 100 << 20  # memory.available<100Mi, upstream's default hard threshold
ANNOTATIONS = {'volumes.kubernetes.io/controller-managed-attach-detach': 'true'}
# What upstream calls a condition that became False, and one that became True.
WORDS = {
    'MemoryPressure': ('NodeHasSufficientMemory', 'NodeHasInsufficientMemory'),
    'DiskPressure': ('NodeHasNoDiskPressure', 'NodeHasDiskPressure'),
    'PIDPressure': ('NodeHasSufficientPID', 'NodeHasInsufficientPID'),
    'Ready': ('NodeNotReady', 'NodeReady'),
}
CONDITIONS = ('MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready')


def capacity(config: KubeletConfig, machine: Machine) -> dict[str, Quantity]:
    return {
        'cpu': Quantity(machine.cpus),
        'ephemeral-storage': Quantity(f'{machine.storage >> 10}Ki'),
        'hugepages-1Gi': Quantity('0'),
        'hugepages-2Mi': Quantity('0'),
        'memory': Quantity(f'{machine.memory >> 10}Ki'),
        'pods': Quantity(config.max_pods),
    }


def allocatable(config: KubeletConfig, machine: Machine) -> dict[str, Quantity]:
    """Capacity less what is reserved and the eviction thresholds (10 % of the disk)."""
    amounts = capacity(config, machine)
    memory = max(machine.memory - config.reserved_memory - EVICTION_MEMORY, 0)
    amounts['memory'] = Quantity(f'{memory >> 10}Ki')
    amounts['cpu'] = Quantity(f'{max(machine.cpus * 1000 - config.reserved_cpu_milli, 0)}m')
    amounts['ephemeral-storage'] = Quantity(machine.storage * 9 // 10)
    return amounts


def default_labels(config: KubeletConfig, machine: Machine) -> dict[str, str]:
    return {
        'beta.kubernetes.io/arch': machine.architecture,
        'beta.kubernetes.io/os': machine.operating_system,
        'kubernetes.io/arch': machine.architecture,
        'kubernetes.io/hostname': config.host_name,
        'kubernetes.io/os': machine.operating_system,
    } | dict(config.register_labels)


def initial_node(config: KubeletConfig, machine: Machine) -> core.Node:
    """What is registered; the status is filled in by `node_status`. New nodes are tainted until they are Ready."""
    return core.Node(
        metadata=meta.ObjectMeta(
            name=config.node_name, labels=default_labels(config, machine), annotations=dict(ANNOTATIONS)
        ),
        spec=core.NodeSpec(taints=[codec.clone(t) for t in config.register_taints]),
    )


def node_status(
    previous: core.NodeStatus,
    *,
    config: KubeletConfig,
    machine: Machine,
    version: RuntimeVersion,
    health: RuntimeHealth,
    images: Sequence[Image],
    now: datetime,
) -> core.NodeStatus:
    """The status as of now; fields the kubelet does not own stay as they were (and are shared with `previous`)."""
    return structs.replace(
        previous,
        capacity=capacity(config, machine),
        allocatable=allocatable(config, machine),
        addresses=_addresses(config),
        daemon_endpoints=core.NodeDaemonEndpoints(kubelet_endpoint=core.DaemonEndpoint(port=config.port)),
        node_info=_info(machine, version),
        images=_images(images),
        conditions=_conditions(previous.conditions, health, now),
    )


def _addresses(config: KubeletConfig) -> list[core.NodeAddress]:
    addresses = [core.NodeAddress(type='InternalIP', address=ip) for ip in config.node_ips]
    return [*addresses, core.NodeAddress(type='Hostname', address=config.host_name)]


def _info(machine: Machine, version: RuntimeVersion) -> core.NodeSystemInfo:
    info = core.NodeSystemInfo(
        machine_id=machine.machine_id,
        system_uuid=machine.system_uuid,
        boot_id=machine.boot_id,
        kernel_version=machine.kernel_version,
        os_image=machine.os_image,
        container_runtime_version=f'{version.name}://{version.version}',
        kubelet_version=VERSION,
        operating_system=machine.operating_system,
        architecture=machine.architecture,
    )
    if machine.swap:
        info.swap = core.NodeSwapStatus(capacity=machine.swap)
    return info


def _images(images: Sequence[Image]) -> list[core.ContainerImage]:
    """The largest ones, each with a few of its names."""
    largest = sorted(images, key=lambda i: (-i.size, i.id))[:MAX_IMAGES]
    return [core.ContainerImage(names=[*i.digests, *i.tags][:MAX_NAMES], size_bytes=i.size) for i in largest]


def _conditions(
    previous: Sequence[core.NodeCondition], health: RuntimeHealth, now: datetime
) -> list[core.NodeCondition]:
    before = {c.type: c for c in previous}
    foreign = [c for c in previous if c.type not in CONDITIONS]
    own = [
        _condition('MemoryPressure', False, 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
        _condition('DiskPressure', False, 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        _condition('PIDPressure', False, 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        _ready(health),
    ]
    for condition in own:
        old = before.get(condition.type)
        same = old is not None and old.status == condition.status
        condition.last_heartbeat_time = api_time(now)
        condition.last_transition_time = old.last_transition_time if same and old is not None else api_time(now)
    return [*foreign, *own]


def _condition(type_: str, status: bool, reason: str, message: str) -> core.NodeCondition:
    return core.NodeCondition(type=type_, status='True' if status else 'False', reason=reason, message=message)


def _ready(health: RuntimeHealth) -> core.NodeCondition:
    if health.runtime_ready and health.network_ready:
        return _condition('Ready', True, 'KubeletReady', 'kubelet is posting ready status')
    problem = health.message
    if not problem:
        problem = 'container runtime is down' if not health.runtime_ready else 'container runtime network not ready'
    return _condition('Ready', False, 'KubeletNotReady', problem)


def differs(old: core.NodeStatus, new: core.NodeStatus) -> bool:
    """Whether anything but heartbeats has changed."""
    if structs.replace(old, conditions=[]) != structs.replace(new, conditions=[]):
        return True
    return [_still(c) for c in old.conditions] != [_still(c) for c in new.conditions]


def _still(condition: core.NodeCondition) -> core.NodeCondition:
    return structs.replace(condition, last_heartbeat_time=None)


def transitions(old: core.NodeStatus, new: core.NodeStatus) -> list[str]:
    """What upstream calls the changes of conditions: NodeReady, NodeHasSufficientMemory and so on.

    Readiness is a change only if it was known before; the others are said of a new node, too.
    """
    before = {c.type: c.status for c in old.conditions}
    changed = []
    for condition in new.conditions:
        was = before.get(condition.type)
        if condition.type in WORDS and was != condition.status and (was is not None or condition.type != 'Ready'):
            changed.append(WORDS[condition.type][condition.status == 'True'])
    return changed
