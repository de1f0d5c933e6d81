"""IP addresses and CIDRs. Upstream: k8s.io/apiserver/pkg/cel/library/{ip,cidr}.go, Go's net/netip."""

from __future__ import annotations

import ipaddress
import math
from typing import Any

from sampan.machinery.cel.declarations import Library, method, overload
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.types import BOOL, INT, STRING, opaque
from sampan.machinery.cel.values import Opaque
from sampan.machinery.gotext import quote

IP_TYPE, CIDR_TYPE = opaque('net.IP'), opaque('net.CIDR')
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class IP(Opaque):
    """An address."""

    __slots__ = ('address',)
    cel_type = IP_TYPE

    def __init__(self, address: Address) -> None:
        self.address = address

    def key(self) -> Any:
        return self.address

    def size(self) -> int:
        return self.address.max_prefixlen // 8

    def __str__(self) -> str:
        return str(self.address)


class CIDR(Opaque):
    """An address with a prefix length; bits beyond the prefix are kept."""

    __slots__ = ('address', 'bits')
    cel_type = CIDR_TYPE

    def __init__(self, address: Address, bits: int) -> None:
        self.address = address
        self.bits = bits

    def key(self) -> Any:
        return (self.address, self.bits)

    def size(self) -> int:
        return math.ceil(self.bits / 8)

    def first(self) -> int:
        shift = self.address.max_prefixlen - self.bits
        return int(self.address) >> shift << shift

    def contains(self, address: Address) -> bool:
        shift = self.address.max_prefixlen - self.bits
        return address.version == self.address.version and int(address) >> shift == int(self.address) >> shift

    def __str__(self) -> str:
        return f'{self.address}/{self.bits}'


def parse_ip(text: str) -> IP:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        why = f'ParseAddr({quote(text)}): unable to parse IP'
        raise EvaluationError(f'IP Address {quote(text)} parse error during conversion from string: {why}') from None
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            raise EvaluationError(f'IP address {quote(text)} with zone value is not allowed')
        if address.ipv4_mapped is not None:
            raise EvaluationError(f'IPv4-mapped IPv6 address {quote(text)} is not allowed')
    return IP(address)


_CIDR_ERROR = 'network address parse error during conversion from string: '


def parse_cidr(text: str) -> CIDR:
    slash = text.rfind('/')
    if slash < 0:
        raise EvaluationError(f"{_CIDR_ERROR * 2}netip.ParsePrefix({quote(text)}): no '/'")
    try:
        address = ipaddress.ip_address(text[:slash])
    except ValueError:
        why = f'ParseAddr({quote(text[:slash])}): unable to parse IP'
        raise EvaluationError(f'{_CIDR_ERROR * 2}netip.ParsePrefix({quote(text)}): {why}') from None
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            why = 'IPv6 zones cannot be present in a prefix'
            raise EvaluationError(f'{_CIDR_ERROR * 2}netip.ParsePrefix({quote(text)}): {why}')
        if address.ipv4_mapped is not None:
            raise EvaluationError(f'{_CIDR_ERROR}IPv4-mapped IPv6 address {quote(text)} is not allowed')
    bits = text[slash + 1 :]
    if not (bits.isascii() and bits.isdigit()) or (len(bits) > 1 and bits[0] == '0'):
        raise EvaluationError(f'{_CIDR_ERROR * 2}netip.ParsePrefix({quote(text)}): bad bits after slash: {quote(bits)}')
    if len(bits) > 3 or int(bits) > address.max_prefixlen:
        raise EvaluationError(f'{_CIDR_ERROR * 2}netip.ParsePrefix({quote(text)}): prefix length out of range')
    return CIDR(address, int(bits))


def _good(parse: Any) -> Any:
    def test(text: str) -> bool:
        try:
            parse(text)
        except EvaluationError:
            return False
        return True

    return test


def _link_local_multicast(ip: IP) -> bool:
    if isinstance(ip.address, ipaddress.IPv4Address):
        return int(ip.address) >> 8 == 0xE00000
    packed = ip.address.packed
    return packed[0] == 0xFF and packed[1] & 0x0F == 2


def _global_unicast(ip: IP) -> bool:
    address = ip.address
    if isinstance(address, ipaddress.IPv4Address) and (int(address) == 0xFFFFFFFF or int(address) == 0):
        return False
    return not (address.is_unspecified or address.is_loopback or address.is_multicast or address.is_link_local)


def _contains_cidr(outer: CIDR, inner: CIDR) -> bool:
    return outer.bits <= inner.bits and outer.contains(inner.address)


def _masked(cidr: CIDR) -> CIDR:
    return CIDR(type(cidr.address)(cidr.first()), cidr.bits)


IP_LIBRARY = Library(
    'kubernetes.net.ip',
    (
        ('ip', overload('string_to_ip', (STRING,), IP_TYPE, parse_ip)),
        ('family', method('ip_family', (IP_TYPE,), INT, lambda ip: ip.address.version)),
        ('ip.isCanonical', overload('ip_is_canonical', (STRING,), BOOL, lambda text: str(parse_ip(text)) == text)),
        ('isUnspecified', method('ip_is_unspecified', (IP_TYPE,), BOOL, lambda ip: ip.address.is_unspecified)),
        ('isLoopback', method('ip_is_loopback', (IP_TYPE,), BOOL, lambda ip: ip.address.is_loopback)),
        ('isLinkLocalMulticast', method('ip_is_link_local_multicast', (IP_TYPE,), BOOL, _link_local_multicast)),
        (
            'isLinkLocalUnicast',
            method('ip_is_link_local_unicast', (IP_TYPE,), BOOL, lambda ip: ip.address.is_link_local),
        ),
        ('isGlobalUnicast', method('ip_is_global_unicast', (IP_TYPE,), BOOL, _global_unicast)),
        ('isIP', overload('is_ip', (STRING,), BOOL, _good(parse_ip))),
        ('string', overload('ip_to_string', (IP_TYPE,), STRING, str)),
    ),
    {},
    {IP_TYPE.name: IP_TYPE},
)
CIDR_LIBRARY = Library(
    'kubernetes.net.cidr',
    (
        ('cidr', overload('string_to_cidr', (STRING,), CIDR_TYPE, parse_cidr)),
        (
            'containsIP',
            method('cidr_contains_ip_string', (CIDR_TYPE, STRING), BOOL, lambda c, t: c.contains(parse_ip(t).address)),
        ),
        ('containsIP', method('cidr_contains_ip_ip', (CIDR_TYPE, IP_TYPE), BOOL, lambda c, ip: c.contains(ip.address))),
        (
            'containsCIDR',
            method(
                'cidr_contains_cidr_string', (CIDR_TYPE, STRING), BOOL, lambda c, t: _contains_cidr(c, parse_cidr(t))
            ),
        ),
        ('containsCIDR', method('cidr_contains_cidr', (CIDR_TYPE, CIDR_TYPE), BOOL, _contains_cidr)),
        ('ip', method('cidr_ip', (CIDR_TYPE,), IP_TYPE, lambda c: IP(c.address))),
        ('prefixLength', method('cidr_prefix_length', (CIDR_TYPE,), INT, lambda c: c.bits)),
        ('masked', method('cidr_masked', (CIDR_TYPE,), CIDR_TYPE, _masked)),
        ('isCIDR', overload('is_cidr', (STRING,), BOOL, _good(parse_cidr))),
        ('string', overload('cidr_to_string', (CIDR_TYPE,), STRING, str)),
    ),
    {},
    {CIDR_TYPE.name: CIDR_TYPE},
)
