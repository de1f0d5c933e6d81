"""From a query's bytes to an answer's bytes, for everything the cluster knows.

An answer is finished but for its two bytes of identifier, so it is kept under the query's other bytes and given out
again until an object changes. Answers with several addresses are kept in several orders, given out in turn.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from sampan.machinery.world import World
from sampan.network.dns import wire
from sampan.network.dns.config import DnsConfig
from sampan.network.dns.view import View
from sampan.network.dns.wire import Malformed, Query, Rcode, Record, Sections, Type
from sampan.network.dns.zone import ADDRESS_TYPES, Found, Missing, Zone, reversed_address

MAX_ORDERS = 8
MAX_ALIASES = 8  # CNAMEs followed for one answer

logger = logging.getLogger(__name__)

Upstream = Callable[[bytes, bool], Awaitable[bytes]]


@dataclass(slots=True)
class _Orders:
    """The same answer with its addresses in different orders."""

    bodies: list[bytes]
    turn: int = 0

    def next(self) -> bytes:
        self.turn = (self.turn + 1) % len(self.bodies)
        return self.bodies[self.turn]


class Outside(Exception):
    """The name is not the cluster's; somebody else has to be asked."""


class Resolver:
    """`quick` answers from what is remembered, `answer` from the objects, `resolve` also from outside."""

    def __init__(self, view: View, world: World, config: DnsConfig, upstream: Upstream) -> None:
        self._world = world
        self._config = config
        self._upstream = upstream
        self._zone = Zone(view, config.domain, config.service_ip, config.ttl)
        self._remembered: dict[bytes, _Orders] = {}
        self._serial = 0
        self.forget()

    def forget(self) -> None:
        """Something changed: no answer holds any more."""
        self._remembered.clear()
        self._serial = int(self._world.now().timestamp())

    def quick(self, data: bytes) -> bytes | None:
        """A remembered answer to a UDP query."""
        orders = self._remembered.get(data[2:])
        return None if orders is None else data[:2] + orders.next()

    def answer(self, data: bytes, *, udp: bool) -> bytes | None:
        """The answer to a query about the cluster; None for what is not to be answered. Raises `Outside`."""
        try:
            query = wire.parse(data)
        except Malformed:
            return refuse(data)
        limit = _limit(query, udp)
        if query.edns_version:
            return wire.respond(query, Sections(Rcode.BADVERS, authoritative=False), limit)
        if query.class_ != wire.CLASS_IN:
            return wire.respond(query, Sections(Rcode.REFUSED, authoritative=False), limit)
        found = self._found(query)
        if isinstance(found, Found) and found.alias:
            raise Outside  # what it points at may not be ours: `resolve` follows it
        bodies = [wire.respond(query, each, limit)[2:] for each in _orders(self._sections(found))]
        if udp:
            self._remember(data[2:], bodies)
        return data[:2] + bodies[0]

    async def resolve(self, data: bytes, *, udp: bool) -> bytes:
        """The answer to what `answer` raised `Outside` for."""
        query = wire.parse(data)
        try:
            found = self._found(query)
        except Outside:
            return await self._upstream(data, udp)
        sections = await self._follow(query, found) if found and found.alias else self._sections(found)
        return wire.respond(query, sections, _limit(query, udp))

    def _found(self, query: Query) -> Found | None:
        """What the cluster knows of a name, None when it must be in the cluster and is not. Raises `Outside`."""
        if self._zone.contains(query.name):
            try:
                return self._zone.lookup(query.name, query.type, self._serial)
            except Missing:
                return None
        if query.type == Type.PTR and reversed_address(query.name) is not None:
            records = self._zone.reverse(query.name)
            if records:
                return Found(records)
        raise Outside

    def _sections(self, found: Found | None) -> Sections:
        if found is None:
            return Sections(Rcode.NXDOMAIN, authority=(self._zone.soa(self._serial),))
        if not found.answers:
            return Sections(authority=(self._zone.soa(self._serial),))
        return Sections(answers=found.answers, additional=found.additional)

    async def _follow(self, query: Query, found: Found) -> Sections:
        """Append what the aliases lead to; an alias that leads nowhere is an answer all the same."""
        answers, seen = list(found.answers), {query.name}
        while found.alias and found.alias not in seen and len(seen) <= MAX_ALIASES:
            seen.add(found.alias)
            target = replace(query, name=found.alias)
            try:
                inside = self._found(target)
            except Outside:
                answers += await self._ask_outside(found.alias, query.type)
                break
            if inside is None:
                break
            answers += inside.answers
            found = inside
        return Sections(answers=answers)

    async def _ask_outside(self, name: str, kind: int) -> list[Record]:
        identifier = int.from_bytes(self._world.token_bytes(2))
        query = wire.question(identifier, name, kind)
        answer = await self._upstream(query, True)
        if wire.truncated(answer):
            answer = await self._upstream(query, False)
        return answers_of(answer)

    def _remember(self, key: bytes, bodies: list[bytes]) -> None:
        if len(self._remembered) >= self._config.cache_size:
            self._remembered.clear()
        self._remembered[key] = _Orders(bodies)


def refuse(data: bytes) -> bytes | None:
    """The error for what is no plain query; None for what must not be answered (answers, scraps)."""
    if len(data) < wire.HEADER.size or data[2] & 0x80:
        return None
    identifier, flags = int.from_bytes(data[:2]), int.from_bytes(data[2:4])
    rcode = Rcode.NOTIMP if flags & wire.OPCODE else Rcode.FORMERR
    return wire.HEADER.pack(identifier, wire.QR | (flags & (wire.OPCODE | wire.RD)) | rcode, 0, 0, 0, 0)


def answers_of(data: bytes) -> list[Record]:
    """The answers in a message of another server, names uncompressed; none when it makes no sense."""
    from dns.exception import DNSException
    from dns.message import from_wire

    try:
        return [
            Record(rrset.name.to_text(), int(rrset.rdtype), int(rrset.ttl), rdata.to_wire())
            for rrset in from_wire(data).answer
            if wire.encode_name(rrset.name.to_text())
            for rdata in rrset
        ]
    except (DNSException, ValueError) as error:
        logger.info('a name server answered nonsense: %s', error)
        return []


def _limit(query: Query, udp: bool) -> int:
    return min(query.size, wire.MAX_UDP_SIZE) if udp else wire.MAX_TCP_SIZE


def _orders(sections: Sections) -> Sequence[Sections]:
    """The same answer with its addresses beginning at each of the first few."""
    answers = list(sections.answers)
    if len(answers) < 2 or any(record.type not in ADDRESS_TYPES for record in answers):
        return [sections]
    starts = range(min(len(answers), MAX_ORDERS))
    return [replace(sections, answers=answers[start:] + answers[:start]) for start in starts]
