"""What scheduling counts of a pod (upstream: scheduler/framework NodeInfo)."""

from __future__ import annotations

from collections.abc import Iterable

from sampan.api.generated import core_v1 as core
from sampan.api.podrequests import CPU, pod_requests
from sampan.api.podresources import is_sidecar

MEMORY = 'memory'
EPHEMERAL_STORAGE = 'ephemeral-storage'
PODS = 'pods'

# What scoring assumes of a container that asks for nothing (upstream: DefaultMilliCPURequest, DefaultMemoryRequest).
DEFAULT_MILLI_CPU = 100
DEFAULT_MEMORY = 200 * 1024 * 1024


def nonzero_requests(spec: core.PodSpec) -> tuple[int, int]:
    """CPU and memory for scoring: containers that ask for nothing count with the defaults."""
    total = pod_requests(spec, {CPU: DEFAULT_MILLI_CPU, MEMORY: DEFAULT_MEMORY})
    return total.get(CPU, 0), total.get(MEMORY, 0)


def host_ports(spec: core.PodSpec) -> Iterable[tuple[str, str, int]]:
    """(protocol, host address, port) of every port the pod takes on its node."""
    for container in (*spec.containers, *filter(is_sidecar, spec.init_containers)):
        for port in container.ports:
            if port.host_port:
                yield port.protocol or 'TCP', port.host_ip or '0.0.0.0', port.host_port
