"""Checks that many kinds share: names, numbers, labels, addresses, paths.

Every rule is a generator of field errors; callers chain them with `yield from`. Upstream:
k8s.io/apimachinery/pkg/api/validation, pkg/apis/meta/v1/validation, pkg/util/validation.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import Quantity
from sampan.machinery import field, names, quantity
from sampan.machinery.field import FieldError, Path

Errors = Iterator[FieldError]
Check = Callable[[str], list[str]]

NEGATIVE = 'must be greater than or equal to 0'
NOT_POSITIVE = 'must be greater than zero'
IMMUTABLE = 'field is immutable'
FILE_MODE = 'must be a number between 0 and 0777 (octal), both inclusive'

PROTOCOLS = ('SCTP', 'TCP', 'UDP')

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def checked(path: Path, value: str, check: Check) -> Errors:
    """One `Invalid` for each thing `check` finds wrong with `value`."""
    for message in check(value):
        yield field.invalid(path, value, message)


def required_name(path: Path, value: str, check: Check) -> Errors:
    """`Required` if empty, else what `check` finds."""
    if not value:
        yield field.required(path)
    else:
        yield from checked(path, value, check)


def nonnegative(path: Path, value: int) -> Errors:
    if value < 0:
        yield field.invalid(path, value, NEGATIVE)


def one_of(path: Path, value: str, valid: Iterable[str]) -> Errors:
    """`Required` if empty, `NotSupported` if not among `valid`."""
    if not value:
        yield field.required(path)
    elif value not in (choices := tuple(valid)):
        yield field.not_supported(path, value, choices)


def immutable(path: Path, new: Any, old: Any) -> Errors:
    """Nothing unless the field has changed (an empty list or map is the same as none)."""
    if (new or None) != (old or None) if isinstance(new, list | dict) or isinstance(old, list | dict) else new != old:
        yield field.invalid(path, new, IMMUTABLE)


def port_number(path: Path, value: int) -> Errors:
    for message in names.port_number(value):
        yield field.invalid(path, value, message)


def port_number_or_name(path: Path, value: int | str) -> Errors:
    if isinstance(value, int):
        yield from port_number(path, value)
    else:
        yield from checked(path, value, names.port_name)


def file_mode(path: Path, mode: int | None) -> Errors:
    if mode is not None and not 0 <= mode <= 0o777:
        yield field.invalid(path, mode, FILE_MODE)


# --- labels -------------------------------------------------------------------------------------


def labels(path: Path, values: Mapping[str, str]) -> Errors:
    """Keys and values of a label map; errors stand at the map."""
    for key, value in values.items():
        yield from checked(path, key, names.label_key)
        yield from checked(path, value, names.label_value)


def label_selector(path: Path, selector: meta.LabelSelector | None) -> Errors:
    """The selector inside an object."""
    if selector is None:
        return
    yield from labels(path.child('matchLabels'), selector.match_labels)
    for index, expression in enumerate(selector.match_expressions):
        yield from _expression(path.child('matchExpressions').index(index), expression)


def _expression(path: Path, expression: meta.LabelSelectorRequirement) -> Errors:
    if expression.operator in ('In', 'NotIn'):
        if not expression.values:
            yield field.required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'")
    elif expression.operator in ('Exists', 'DoesNotExist'):
        if expression.values:
            detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            yield field.forbidden(path.child('values'), detail)
    else:
        yield field.invalid(path.child('operator'), expression.operator, 'not a valid selector operator')
    yield from checked(path.child('key'), expression.key, names.label_key)
    for index, value in enumerate(expression.values):
        yield from checked(path.child('values').index(index), value, names.label_value)


# --- quantities ---------------------------------------------------------------------------------


def nanos(amount: Quantity | None) -> int:
    """The exact value, comparable; none is zero."""
    return 0 if amount is None else quantity.parse(str(amount)).nanos


def nonnegative_quantity(path: Path, amount: Quantity) -> Errors:
    if nanos(amount) < 0:
        yield field.invalid(path, amount, NEGATIVE)


def positive_quantity(path: Path, amount: Quantity) -> Errors:
    if nanos(amount) <= 0:
        yield field.invalid(path, amount, NOT_POSITIVE)


# --- addresses ----------------------------------------------------------------------------------


def parse_ip(text: str) -> IPAddress | None:
    """The address; None if it is none."""
    try:
        return ipaddress.ip_address(text) if '%' not in text else None
    except ValueError:
        return None


def ip(path: Path, text: str) -> Errors:
    """A plain IPv4 or IPv6 address."""
    address = parse_ip(text)
    if address is None:
        sloppy = _without_leading_zeros(text)
        if sloppy != text and parse_ip(sloppy) is not None:
            yield field.invalid(path, text, 'must not have leading 0s')
            return
        yield field.invalid(path, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')
    elif isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        yield field.invalid(path, text, 'must not be an IPv4-mapped IPv6 address')


def canonical_ip(path: Path, text: str) -> Errors:
    """An address in the one form it has: what newer fields demand."""
    errors = list(ip(path, text))
    yield from errors
    address = parse_ip(text)
    if not errors and address is not None and str(address) != text:
        yield field.invalid(path, text, f'must be in canonical form ("{address}")')


def _without_leading_zeros(text: str) -> str:
    parts = text.split('.')
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return text
    return '.'.join(str(int(part)) for part in parts)


def cidr(path: Path, text: str) -> Errors:
    """An address block whose host bits are zero."""
    address, _, bits = text.partition('/')
    plain, prefix = _without_leading_zeros(address), bits.lstrip('0') or bits[:1]
    network = _network(plain, prefix)
    if network is None:
        yield field.invalid(path, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')
    elif (plain, prefix) != (address, bits):
        yield field.invalid(path, text, 'must not have leading 0s in IP or prefix length')
    elif isinstance(network, ipaddress.IPv6Network) and network.network_address.ipv4_mapped is not None:
        yield field.invalid(path, text, 'must not have an IPv4-mapped IPv6 address')
    elif parse_ip(address) != network.network_address:
        yield field.invalid(path, text, 'must not have bits set beyond the prefix length')


def _network(address: str, bits: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """Python would also take a netmask, or no mask at all."""
    if not (bits.isascii() and bits.isdigit()) or parse_ip(address) is None:
        return None
    try:
        return ipaddress.ip_network(f'{address}/{bits}', strict=False)
    except ValueError:
        return None


def non_special_ip(path: Path, text: str) -> Errors:
    """Not an address that means something else on every machine."""
    address = parse_ip(_without_leading_zeros(text))
    if address is None:
        yield field.invalid(path, text, 'must be a valid IP address')
        return
    if address.is_unspecified:
        yield field.invalid(path, text, f'may not be unspecified ({text})')
    if address.is_loopback:
        yield field.invalid(path, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')
    if address.is_link_local:
        yield field.invalid(path, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)')
    if _is_link_local_multicast(address):
        yield field.invalid(path, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')


def _is_link_local_multicast(address: IPAddress) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return address in ipaddress.ip_network('224.0.0.0/24')
    return address.packed[0] == 0xFF and address.packed[1] & 0x0F == 0x02


def is_dual_stack(texts: Iterable[str]) -> bool:
    """Whether there is an address (or block) of each family."""
    return {':' in text for text in texts} == {True, False}


# --- paths inside volumes -----------------------------------------------------------------------


def no_backsteps(path: Path, target: str) -> Errors:
    if '..' in target.split('/'):
        yield field.invalid(path, target, "must not contain '..'")


def local_descending_path(path: Path, target: str) -> Errors:
    """Relative, and never upwards."""
    if target.startswith('/'):
        yield field.invalid(path, target, 'must be a relative path')
    yield from no_backsteps(path, target)


def local_non_reserved_path(path: Path, target: str) -> Errors:
    """Relative, never upwards, and not one of the names the kubelet keeps for itself."""
    yield from local_descending_path(path, target)
    if target.startswith('..') and not target.startswith('../'):
        yield field.invalid(path, target, "must not start with '..'")
