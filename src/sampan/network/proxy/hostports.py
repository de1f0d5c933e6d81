"""Host ports of this node's pods (upstream: the portmap CNI plugin, which needs iptables).

A container's `hostPort` is served on every address of the node, loopback included, or on its `hostIP` only. Pods on
the host's network listen themselves and need nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from sampan.api.generated import core_v1 as core
from sampan.network.proxy.model import is_v4
from sampan.network.proxy.rules import MARK, Fragment

ANYWHERE = ('', '0.0.0.0')


def fragment(pod: core.Pod) -> Fragment | None:
    """The rules of a pod with host ports; None without, or while it has no address or has ended."""
    address = pod.status.pod_ip
    if pod.spec.host_network or not is_v4(address) or pod.status.phase in ('Succeeded', 'Failed'):
        return None
    made = Fragment()
    for port in _ports(pod):
        _add(made, pod, port, address)
    return made if made.elements else None


def _ports(pod: core.Pod) -> Iterator[core.ContainerPort]:
    """Of its containers, and of init containers that stay (sidecars)."""
    sidecars = [each for each in pod.spec.init_containers if each.restart_policy == 'Always']
    for container in (*pod.spec.containers, *sidecars):
        for port in container.ports:
            if port.host_port and (not port.host_ip or is_v4(port.host_ip)):
                yield port


def _add(made: Fragment, pod: core.Pod, port: core.ContainerPort, address: str) -> None:
    protocol = (port.protocol or 'TCP').lower()
    chain = f'hostport-{pod.metadata.uid}/{protocol}/{port.host_port}/{port.host_ip or "any"}'
    made.chains[chain] = (
        f'ip saddr {address} {MARK}',
        f'meta l4proto {protocol} dnat to {address}:{port.container_port}',
    )
    if port.host_ip in ANYWHERE:
        made.elements['hostports', f'{protocol} . {port.host_port}'] = f'goto {chain}'
    else:
        made.elements['hostip-ports', f'{port.host_ip} . {protocol} . {port.host_port}'] = f'goto {chain}'
