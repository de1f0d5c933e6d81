"""Forgetting UDP flows whose endpoint is gone (upstream: pkg/proxy/conntrack/cleanup.go).

A client that keeps sending UDP from one port stays with the endpoint its first packet got, because connection
tracking sees one long flow; after the endpoint is gone it would send into the void for ever. TCP needs nothing:
it notices and connects anew.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sampan.network.netlink import NESTED, Attributes, Netlink, attribute, attributes

UDP = bytes((socket.IPPROTO_UDP,))
NETFILTER = 12  # the netlink protocol; the socket module has no name for it
FAMILY = struct.Struct('=BBH')
SUBSYSTEM = 1 << 8
GET, DELETE = SUBSYSTEM | 1, SUBSYSTEM | 2
ORIGINAL, REPLY = 1, 2
TUPLE_IP, TUPLE_PROTO = 1, 2
V4_SOURCE, V4_DESTINATION = 1, 2
PROTO_NUMBER, DESTINATION_PORT = 1, 3

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Flow:
    """A UDP destination before translation, and the endpoints it may go to."""

    ip: str
    port: int
    endpoints: frozenset[str]


class Conntrack(Protocol):
    """The kernel's table of UDP flows."""

    def forget(self, flows: Sequence[Flow]) -> int:
        """Delete the entries to these destinations that go to other endpoints; returns how many. Blocks."""
        ...


class UdpFlows:
    """What is known of UDP Services by owner, and which of it has to be cleaned since the last time."""

    def __init__(self, conntrack: Conntrack | None) -> None:
        self._conntrack = conntrack or KernelConntrack()
        self._by_owner: dict[str, list[Flow]] = {}
        self._stale: list[Flow] = []

    def update(self, owner: str, flows: list[Flow]) -> None:
        """Remember an owner's flows; those that changed or went are cleaned by the next `forget_stale`."""
        old = self._by_owner.get(owner, [])
        if old == flows:
            return
        now = {(flow.ip, flow.port) for flow in flows}
        self._stale.extend(flow for flow in flows if flow not in old)
        self._stale.extend(Flow(flow.ip, flow.port, frozenset()) for flow in old if (flow.ip, flow.port) not in now)
        if flows:
            self._by_owner[owner] = flows
        else:
            self._by_owner.pop(owner, None)

    async def forget_stale(self) -> None:
        """Clean up behind a change of rules. Call it after they are in the kernel."""
        stale, self._stale = self._stale, []
        if not stale:
            return
        try:
            await asyncio.to_thread(self._conntrack.forget, stale)
        except OSError as error:
            logger.warning('cannot forget stale UDP flows: %s', error)


class KernelConntrack:
    """The real table, over netlink."""

    def forget(self, flows: Sequence[Flow]) -> int:
        wished = {(flow.ip, flow.port): flow.endpoints for flow in flows}
        with Netlink(NETFILTER) as kernel:
            entries = [attributes(body[FAMILY.size :]) for body in kernel.dump(GET, FAMILY.pack(socket.AF_INET, 0, 0))]
            stale = [entry for entry in entries if _is_stale(entry, wished)]
            for entry in stale:
                _delete(kernel, entry[ORIGINAL])
        return len(stale)


def _is_stale(entry: Attributes, wished: dict[tuple[str, int], frozenset[str]]) -> bool:
    original, reply = _direction(entry.get(ORIGINAL)), _direction(entry.get(REPLY))
    if original is None or reply is None:
        return False
    allowed = wished.get((original.destination, original.port))
    return allowed is not None and reply.source not in allowed


@dataclass(frozen=True, slots=True)
class _Direction:
    """One direction of a UDP flow; the port is that of the destination."""

    source: str
    destination: str
    port: int


def _direction(data: bytes | None) -> _Direction | None:
    """None for what is not UDP over IPv4."""
    both = attributes(data or b'')
    addresses, protocol = attributes(both.get(TUPLE_IP, b'')), attributes(both.get(TUPLE_PROTO, b''))
    if (
        protocol.get(PROTO_NUMBER) != bytes((socket.IPPROTO_UDP,))
        or not {V4_SOURCE, V4_DESTINATION} <= addresses.keys()
    ):
        return None
    return _Direction(
        socket.inet_ntoa(addresses[V4_SOURCE]),
        socket.inet_ntoa(addresses[V4_DESTINATION]),
        int.from_bytes(protocol[DESTINATION_PORT]),
    )


def _delete(kernel: Netlink, original: bytes) -> None:
    """Delete by the original direction. An entry that ended meanwhile is as good as deleted."""
    try:
        kernel.do(DELETE, FAMILY.pack(socket.AF_INET, 0, 0) + attribute(ORIGINAL | NESTED, original))
    except FileNotFoundError:
        logger.debug('a stale UDP flow had ended by itself')
