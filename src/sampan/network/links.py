"""The node's interfaces: the bridge of the pods, and the link that carries the address of cluster DNS.

The bridge is made before the first pod, so that its name, address and settings do not depend on one. It keeps one
hardware address, derived from its IP address; otherwise it would change with the pods that come and go.

The DNS link is a bridge without ports (the kernel has bridges wherever pods run; dummy links it may not have). It
makes the cluster DNS address the node's own: queries never leave the node and need no address translation. It also
carries the route to the Service range, so that Services work on a machine without a default route.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from sampan.network.config import NetworkConfig
from sampan.network.rtnetlink import Link, Routing

USUAL_MTU = 1500
LOOPBACK_INDEX = 1


def prepare(config: NetworkConfig, pod_cidr: str) -> int:
    """Make the links, or mend what is there. Returns the MTU for pods. Blocks."""
    node_ip, dns = ipaddress.IPv4Address(config.node_ip), ipaddress.IPv4Interface(config.dns_ip)
    with Routing() as kernel:
        mtu = uplink_mtu(kernel, node_ip)
        _bridge(kernel, config.bridge, gateway_of(pod_cidr), mtu)
        index = _bridge(kernel, config.dns_link, dns, mtu)
        kernel.replace_route(ipaddress.IPv4Network(config.service_cidr), index, node_ip)
        return mtu


def remove(names: Iterable[str]) -> list[str]:
    """Remove these bridges and whatever is plugged into them; returns what there was. Blocks."""
    removed = []
    with Routing() as kernel:
        for name in names:
            bridge = _find(kernel, name)
            if bridge is None:
                continue
            ports = [link for link in kernel.links() if link.master == bridge.index]
            for link in (*ports, bridge):
                kernel.delete_link(link.index)
                removed.append(f'interface {link.name}')
    return removed


def gateway_of(pod_cidr: str) -> ipaddress.IPv4Interface:
    """The node's own address among its pods: the first of the range."""
    network = ipaddress.IPv4Network(pod_cidr)
    return ipaddress.IPv4Interface((network.network_address + 1, network.prefixlen))


def hardware_address(ip: ipaddress.IPv4Address) -> bytes:
    """A locally administered address that goes with an IP address."""
    return b'\x0a\x58' + ip.packed


def uplink_mtu(kernel: Routing, node_ip: ipaddress.IPv4Address) -> int:
    """The MTU of the interface that has the node's address; that of Ethernet when it is loopback."""
    for address in kernel.addresses():
        if address.interface.ip == node_ip and address.index != LOOPBACK_INDEX:
            return next(link.mtu for link in kernel.links() if link.index == address.index)
    return USUAL_MTU


def _bridge(kernel: Routing, name: str, wished: ipaddress.IPv4Interface, mtu: int) -> int:
    """A bridge that is up, with this IPv4 address and no other."""
    bridge = _find(kernel, name)
    if bridge is None:
        kernel.add_bridge(name)
        bridge = _find(kernel, name)
        assert bridge is not None
    kernel.set_up(bridge.index, hardware_address(wished.ip), mtu)
    present = [each.interface for each in kernel.addresses() if each.index == bridge.index]
    for interface in present:
        if interface != wished:
            kernel.delete_address(bridge.index, interface)
    if wished not in present:
        kernel.add_address(bridge.index, wished)
    return bridge.index


def _find(kernel: Routing, name: str) -> Link | None:
    return next((link for link in kernel.links() if link.name == name), None)
