"""The node's interfaces: the bridge of the pods, and the link that carries the address of cluster DNS.

The bridge is made before the first pod, so that its name, address and settings do not depend on one. It keeps one
hardware address, derived from its IP address; otherwise it would change with the pods that come and go.

The DNS link is a bridge without ports (the kernel has bridges wherever pods run; dummy links it may not have). It
makes the cluster DNS address the node's own: queries never leave the node and need no address translation. It also
carries the route to the Service range, so that Services work on a machine without a default route.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

from pyroute2 import IPRoute

from sampan.network.config import NetworkConfig

USUAL_MTU = 1500
LOOPBACK_INDEX = 1
SCOPE_LINK = 253


def prepare(config: NetworkConfig, pod_cidr: str) -> int:
    """Make the links, or mend what is there. Returns the MTU for pods. Blocks."""
    with IPRoute() as kernel:
        mtu = uplink_mtu(kernel, config.node_ip)
        gateway = gateway_of(pod_cidr)
        bridge = _bridge(kernel, config.bridge, gateway.ip, mtu)
        _only_address(kernel, bridge, gateway)
        link = _bridge(kernel, config.dns_link, ipaddress.IPv4Address(config.dns_ip), mtu)
        _only_address(kernel, link, ipaddress.IPv4Interface(config.dns_ip))
        kernel.route(
            'replace', dst=config.service_cidr, oif=link, prefsrc=config.node_ip, scope=SCOPE_LINK, proto='static'
        )
        return mtu


def remove(names: Iterable[str]) -> list[str]:
    """Remove these bridges and whatever is plugged into them; returns what there was. Blocks."""
    removed = []
    with IPRoute() as kernel:
        for name in names:
            index = _index(kernel, name)
            if index is None:
                continue
            for port in [each for each in kernel.get_links() if each.get_attr('IFLA_MASTER') == index]:
                kernel.link('del', index=port['index'])
                removed.append(f'interface {port.get_attr("IFLA_IFNAME")}')
            kernel.link('del', index=index)
            removed.append(f'interface {name}')
    return removed


def gateway_of(pod_cidr: str) -> ipaddress.IPv4Interface:
    """The node's own address among its pods: the first of the range."""
    network = ipaddress.IPv4Network(pod_cidr)
    return ipaddress.IPv4Interface((network.network_address + 1, network.prefixlen))


def hardware_address(ip: ipaddress.IPv4Address) -> str:
    """A locally administered address that goes with an IP address."""
    return ':'.join(f'{byte:02x}' for byte in b'\x0a\x58' + ip.packed)


def uplink_mtu(kernel: IPRoute, node_ip: str) -> int:
    """The MTU of the interface that has the node's address; that of Ethernet when it is loopback."""
    for address in kernel.get_addr(family=socket.AF_INET):
        if address.get_attr('IFA_ADDRESS') == node_ip and address['index'] != LOOPBACK_INDEX:
            return int(kernel.get_links(address['index'])[0].get_attr('IFLA_MTU'))
    return USUAL_MTU


def _bridge(kernel: Any, name: str, ip: ipaddress.IPv4Address, mtu: int) -> int:
    index = _index(kernel, name)
    if index is None:
        kernel.link('add', ifname=name, kind='bridge')
        index = _index(kernel, name)
        assert index is not None
    kernel.link('set', index=index, address=hardware_address(ip), mtu=mtu, state='up')
    return index


def _index(kernel: Any, name: str) -> int | None:
    found = kernel.link_lookup(ifname=name)
    return int(found[0]) if found else None


def _only_address(kernel: Any, index: int, wished: ipaddress.IPv4Interface) -> None:
    """Give the link this IPv4 address and no other."""
    there = False
    for address in kernel.get_addr(family=socket.AF_INET, index=index):
        ip, length = address.get_attr('IFA_ADDRESS'), address['prefixlen']
        if (ip, length) == (str(wished.ip), wished.network.prefixlen):
            there = True
        else:
            kernel.addr('del', index=index, address=ip, prefixlen=length)
    if not there:
        kernel.addr('add', index=index, address=str(wished.ip), prefixlen=wished.network.prefixlen)
