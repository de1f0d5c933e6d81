"""Forgetting UDP flows whose endpoint is gone (upstream: pkg/proxy/conntrack/cleanup.go).

A client that keeps sending UDP from one port stays with the endpoint its first packet got, because connection
tracking sees one long flow; after the endpoint is gone it would send into the void for ever. TCP needs nothing:
it notices and connects anew.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

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
        from pyroute2.netlink.nfnetlink.nfctsocket import NFCTSocket

        wished = {(flow.ip, flow.port): flow.endpoints for flow in flows}
        with NFCTSocket() as kernel:
            stale = [entry for entry in kernel.dump() if _is_stale(entry, wished)]
            for entry in stale:
                _delete(kernel, entry)
        return len(stale)


def _is_stale(entry: Any, wished: dict[tuple[str, int], frozenset[str]]) -> bool:
    original, reply = _tuple(entry, 'CTA_TUPLE_ORIG'), _tuple(entry, 'CTA_TUPLE_REPLY')
    if original is None or reply is None or original.protocol != socket.IPPROTO_UDP:
        return False
    allowed = wished.get((original.destination, original.destination_port))
    return allowed is not None and reply.source not in allowed


@dataclass(frozen=True, slots=True)
class _Tuple:
    source: str
    destination: str
    protocol: int
    source_port: int
    destination_port: int


def _tuple(entry: Any, name: str) -> _Tuple | None:
    """One direction of an entry; None for what has no IPv4 addresses or no ports."""
    both = entry.get_attr(name)
    addresses, protocol = both.get_attr('CTA_TUPLE_IP'), both.get_attr('CTA_TUPLE_PROTO')
    source, destination = addresses.get_attr('CTA_IP_V4_SRC'), addresses.get_attr('CTA_IP_V4_DST')
    ports = protocol.get_attr('CTA_PROTO_SRC_PORT'), protocol.get_attr('CTA_PROTO_DST_PORT')
    if source is None or destination is None or None in ports:
        return None
    return _Tuple(source, destination, protocol.get_attr('CTA_PROTO_NUM'), ports[0], ports[1])


def _delete(kernel: Any, entry: Any) -> None:
    """Delete by the original direction. An entry that ended meanwhile is as good as deleted."""
    from pyroute2.netlink.exceptions import NetlinkError
    from pyroute2.netlink.nfnetlink.nfctsocket import NFCTAttrTuple

    original = _tuple(entry, 'CTA_TUPLE_ORIG')
    assert original is not None
    which = NFCTAttrTuple(
        saddr=original.source,
        daddr=original.destination,
        proto=original.protocol,
        sport=original.source_port,
        dport=original.destination_port,
    )
    try:
        kernel.entry('del', tuple_orig=which)
    except NetlinkError as error:
        if error.code != 2:  # ENOENT
            raise
