"""Links, addresses and routes of this network namespace (rtnetlink(7)). Everything blocks."""

from __future__ import annotations

import ipaddress
import socket
import struct
from dataclasses import dataclass

from sampan.network.netlink import CREATE, EXCLUSIVE, NESTED, REPLACE, Netlink, attribute, attributes

LINK = struct.Struct('=BxHiII')  # family, device type, index, flags, change mask
ADDRESS = struct.Struct('=BBBBi')  # family, prefix length, flags, scope, index
ROUTE = struct.Struct('=BBBBBBBBI')  # family, lengths, tos, table, protocol, scope, type, flags

NEW_LINK, DELETE_LINK, GET_LINK = 16, 17, 18
NEW_ADDRESS, DELETE_ADDRESS, GET_ADDRESS = 20, 21, 22
NEW_ROUTE = 24

IFLA_ADDRESS, IFLA_NAME, IFLA_MTU, IFLA_MASTER, IFLA_LINKINFO, IFLA_INFO_KIND = 1, 3, 4, 10, 18, 1
IFA_ADDRESS, IFA_LOCAL = 1, 2
RTA_DESTINATION, RTA_OUT, RTA_SOURCE = 1, 4, 7
UP = 1
MAIN_TABLE, STATIC, SCOPE_LINK, UNICAST = 254, 4, 253, 1


@dataclass(frozen=True, slots=True)
class Link:
    index: int
    name: str
    mtu: int
    master: int  # index of the bridge it is plugged into, or 0


@dataclass(frozen=True, slots=True)
class Address:
    index: int  # of its link
    interface: ipaddress.IPv4Interface


class Routing:
    """The kernel's links, addresses and routes. Raises OSError with the kernel's error number."""

    def __init__(self) -> None:
        self._kernel = Netlink(socket.NETLINK_ROUTE)

    def __enter__(self) -> Routing:
        return self

    def __exit__(self, *reason: object) -> None:
        self._kernel.__exit__(None, None, None)

    def links(self) -> list[Link]:
        return [_link(body) for body in self._kernel.dump(GET_LINK, LINK.pack(socket.AF_UNSPEC, 0, 0, 0, 0))]

    def addresses(self) -> list[Address]:
        """Every IPv4 address of every link."""
        return [_address(body) for body in self._kernel.dump(GET_ADDRESS, ADDRESS.pack(socket.AF_INET, 0, 0, 0, 0))]

    def add_bridge(self, name: str) -> None:
        info = attribute(IFLA_INFO_KIND, b'bridge')
        body = attribute(IFLA_NAME, name.encode() + b'\0') + attribute(IFLA_LINKINFO | NESTED, info)
        self._kernel.do(NEW_LINK, LINK.pack(0, 0, 0, 0, 0) + body, CREATE | EXCLUSIVE)

    def set_up(self, index: int, hardware_address: bytes, mtu: int) -> None:
        body = attribute(IFLA_ADDRESS, hardware_address) + attribute(IFLA_MTU, struct.pack('=I', mtu))
        self._kernel.do(NEW_LINK, LINK.pack(0, 0, index, UP, UP) + body)

    def delete_link(self, index: int) -> None:
        self._kernel.do(DELETE_LINK, LINK.pack(0, 0, index, 0, 0))

    def add_address(self, index: int, interface: ipaddress.IPv4Interface) -> None:
        self._kernel.do(NEW_ADDRESS, _address_body(index, interface), CREATE | EXCLUSIVE)

    def delete_address(self, index: int, interface: ipaddress.IPv4Interface) -> None:
        self._kernel.do(DELETE_ADDRESS, _address_body(index, interface))

    def replace_route(self, network: ipaddress.IPv4Network, index: int, source: ipaddress.IPv4Address) -> None:
        """Send a network's packets out of a link, by default from this source."""
        head = ROUTE.pack(socket.AF_INET, network.prefixlen, 0, 0, MAIN_TABLE, STATIC, SCOPE_LINK, UNICAST, 0)
        body = (
            attribute(RTA_DESTINATION, network.network_address.packed)
            + attribute(RTA_OUT, struct.pack('=i', index))
            + attribute(RTA_SOURCE, source.packed)
        )
        self._kernel.do(NEW_ROUTE, head + body, CREATE | REPLACE)


def _link(body: bytes) -> Link:
    index = LINK.unpack_from(body)[2]
    found = attributes(body[LINK.size :])
    return Link(
        index=index,
        name=found[IFLA_NAME].rstrip(b'\0').decode(),
        mtu=_number(found.get(IFLA_MTU)),
        master=_number(found.get(IFLA_MASTER)),
    )


def _address(body: bytes) -> Address:
    _, length, _, _, index = ADDRESS.unpack_from(body)
    found = attributes(body[ADDRESS.size :])
    return Address(index, ipaddress.IPv4Interface((found.get(IFA_LOCAL, found[IFA_ADDRESS]), length)))


def _address_body(index: int, interface: ipaddress.IPv4Interface) -> bytes:
    packed = interface.ip.packed
    head = ADDRESS.pack(socket.AF_INET, interface.network.prefixlen, 0, 0, index)
    return head + attribute(IFA_LOCAL, packed) + attribute(IFA_ADDRESS, packed)


def _number(value: bytes | None) -> int:
    return int(struct.unpack('=I', value)[0]) if value else 0
