"""DNS messages as bytes (RFC 1035, EDNS0: RFC 6891).

Only what a server of plain queries needs; `dnspython` looks at everything unusual. An answer's records that belong
to the question's name point at it, so they also keep the letter case the client asked in (some clients check).
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

HEADER = struct.Struct('!HHHHHH')
UDP_SIZE = 512  # without EDNS0
MAX_UDP_SIZE = 1232  # what passes any path without fragments
MAX_TCP_SIZE = 65535
CLASS_IN = 1
QUESTION_POINTER = b'\xc0\x0c'

QR, AA, TC, RD, RA, CD = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080, 0x0010
OPCODE = 0x7800


class Type(IntEnum):
    A = 1
    NS = 2
    CNAME = 5
    SOA = 6
    PTR = 12
    MX = 15
    TXT = 16
    AAAA = 28
    SRV = 33
    OPT = 41
    ANY = 255


class Rcode(IntEnum):
    NOERROR = 0
    FORMERR = 1
    SERVFAIL = 2
    NXDOMAIN = 3
    NOTIMP = 4
    REFUSED = 5
    BADVERS = 16


class Malformed(ValueError):
    """Not a query that can be read here."""


@dataclass(frozen=True, slots=True)
class Query:
    """One question. `name` is in lower case with a final dot; `question` is what the client sent."""

    id: int
    flags: int
    name: str
    type: int
    class_: int
    question: bytes
    edns: bool = False
    edns_version: int = 0
    size: int = UDP_SIZE


@dataclass(frozen=True, slots=True)
class Record:
    name: str  # with a final dot
    type: int
    ttl: int
    data: bytes


def parse(data: bytes) -> Query:
    """Read a query. Raises `Malformed` for whatever is not exactly one question, with at most an OPT record."""
    if len(data) < HEADER.size:
        raise Malformed('too short')
    identifier, flags, questions, answers, authorities, additional = HEADER.unpack_from(data)
    if flags & (QR | OPCODE) or questions != 1 or answers or authorities or additional > 1:
        raise Malformed('not a plain query')
    labels, position = _labels(data)
    if len(data) < position + 4:
        raise Malformed('no question')
    kind, class_ = struct.unpack_from('!HH', data, position)
    end = position + 4
    edns, version, size = _opt(data, end) if additional else (False, 0, UDP_SIZE)
    name = ''.join(f'{label}.' for label in labels).lower() or '.'
    return Query(identifier, flags, name, kind, class_, data[HEADER.size : end], edns, version, size)


def udp_limit(query: bytes) -> int:
    """How long an answer to this query may be over UDP."""
    return min(parse(query).size, MAX_UDP_SIZE)


def question(identifier: int, name: str, kind: int) -> bytes:
    """A query with EDNS0 that wants recursion."""
    asked = encode_name(name) + struct.pack('!HH', kind, CLASS_IN)
    return HEADER.pack(identifier, RD, 1, 0, 0, 1) + asked + _opt_record(0)


def truncated(answer: bytes) -> bool:
    return len(answer) > 2 and bool(answer[2] & (TC >> 8))


def _labels(data: bytes) -> tuple[list[str], int]:
    """The labels of the question's name, and where it ends. Questions are never compressed."""
    labels: list[str] = []
    position = HEADER.size
    while True:
        if position >= len(data):
            raise Malformed('name runs out')
        length = data[position]
        position += 1
        if length == 0:
            return labels, position
        if length > 63 or position + length > len(data) or position - HEADER.size > 255:
            raise Malformed('bad label')
        label = data[position : position + length]
        if b'.' in label:  # no name of ours; must not be mistaken for two labels
            raise Malformed('dot in a label')
        labels.append(label.decode('latin-1'))
        position += length


def _opt(data: bytes, position: int) -> tuple[bool, int, int]:
    """EDNS0's version and the size the client takes."""
    if len(data) < position + 11 or data[position] != 0:
        raise Malformed('bad additional record')
    kind, size, _, version, _, length = struct.unpack_from('!HHBBHH', data, position + 1)
    if kind != Type.OPT or len(data) != position + 11 + length:
        raise Malformed('the additional record is no OPT')
    return True, version, max(UDP_SIZE, size)


def encode_name(name: str) -> bytes:
    """A name as labels, without compression. Raises ValueError for one that DNS cannot carry."""
    parts = []
    for label in name.rstrip('.').split('.') if name != '.' else ():
        raw = label.encode('latin-1')
        if not 0 < len(raw) < 64:
            raise ValueError(f'not a name: {name!r}')
        parts.append(bytes((len(raw),)) + raw)
    encoded = b''.join(parts) + b'\0'
    if len(encoded) > 255:
        raise ValueError(f'name is too long: {name!r}')
    return encoded


def address(name: str, ip: str, ttl: int) -> Record:
    """An A or AAAA record."""
    if ':' in ip:
        return Record(name, Type.AAAA, ttl, socket.inet_pton(socket.AF_INET6, ip))
    return Record(name, Type.A, ttl, socket.inet_pton(socket.AF_INET, ip))


def pointing(name: str, kind: Type, target: str, ttl: int) -> Record:
    """A CNAME, PTR or NS record."""
    return Record(name, kind, ttl, encode_name(target))


def srv(name: str, weight: int, port: int, target: str, ttl: int) -> Record:
    return Record(name, Type.SRV, ttl, struct.pack('!HHH', 0, weight, port) + encode_name(target))


def text(name: str, value: str, ttl: int) -> Record:
    raw = value.encode()
    return Record(name, Type.TXT, ttl, bytes((len(raw),)) + raw)


def soa(zone: str, serial: int, ttl: int) -> Record:
    """With CoreDNS's times; the last is how long a negative answer may be remembered."""
    numbers = struct.pack('!IIIII', serial & 0xFFFFFFFF, 7200, 1800, 86400, ttl)
    return Record(zone, Type.SOA, ttl, encode_name(f'ns.dns.{zone}') + encode_name(f'hostmaster.{zone}') + numbers)


@dataclass(frozen=True, slots=True)
class Sections:
    """An answer without its header."""

    rcode: int = Rcode.NOERROR
    answers: Sequence[Record] = ()
    authority: Sequence[Record] = ()
    additional: Sequence[Record] = ()
    authoritative: bool = True


def respond(query: Query, sections: Sections, limit: int) -> bytes:
    """The answer's bytes. What does not fit into `limit` is left out, and the truncation flag set for answers."""
    opt = _opt_record(sections.rcode) if query.edns else b''
    space = limit - HEADER.size - len(query.question) - len(opt)
    flags = QR | RA | (query.flags & (RD | CD)) | (AA if sections.authoritative else 0) | (sections.rcode & 0xF)
    body, counts, complete = [], [], True
    for records, needed in ((sections.answers, True), (sections.authority, True), (sections.additional, False)):
        taken, size = _fitting(_encoded(records, query), space)
        space -= size
        body.extend(taken)
        counts.append(len(taken))
        complete = complete and (len(taken) == len(records) or not needed)
    if not complete:
        flags |= TC
    header = HEADER.pack(query.id, flags, 1, counts[0], counts[1], counts[2] + (1 if opt else 0))
    return b''.join((header, query.question, *body, opt))


def _encoded(records: Iterable[Record], query: Query) -> Iterable[bytes]:
    for record in records:
        owner = QUESTION_POINTER if record.name.lower() == query.name else encode_name(record.name)
        yield owner + struct.pack('!HHIH', record.type, CLASS_IN, record.ttl, len(record.data)) + record.data


def _fitting(records: Iterable[bytes], space: int) -> tuple[list[bytes], int]:
    taken, size = [], 0
    for record in records:
        if size + len(record) > space:
            break
        taken.append(record)
        size += len(record)
    return taken, size


def _opt_record(rcode: int) -> bytes:
    return b'\0' + struct.pack('!HHBBHH', Type.OPT, MAX_UDP_SIZE, rcode >> 4, 0, 0, 0)
