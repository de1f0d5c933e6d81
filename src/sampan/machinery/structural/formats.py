"""String formats. Upstream: kube-openapi/pkg/validation/strfmt, apiextensions-apiserver/pkg/apiserver/validation."""

from __future__ import annotations

import base64
import binascii
import functools
import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from sampan.machinery import names
from sampan.machinery.structural.schemas import Schema

Test = Callable[[str], bool]

_HEX = '[0-9a-f]'
_UUID = '^{h}{{8}}-?{h}{{4}}-?{third}-?{fourth}-?{h}{{12}}$'


def _matches(pattern: str, flags: int = 0) -> Test:
    """Compiled at the first use: most are never used, and all of them take 15 ms of a start."""

    @functools.cache
    def compiled() -> re.Pattern[str]:
        return re.compile(pattern, flags)

    return lambda text: compiled().search(text) is not None


def _uuid(third: str = _HEX + '{4}', fourth: str = _HEX + '{4}') -> Test:
    return _matches(_UUID.format(h=_HEX, third=third, fourth=fourth).replace('$', r'\Z'), re.IGNORECASE)


_HOSTNAME = _matches(
    r'^([a-zA-Z0-9\u00a1-\uffff]((-?[a-zA-Z0-9\u00a1-\uffff]{0,62})?[a-zA-Z0-9\u00a1-\uffff])'
    r'|[a-zA-Z0-9])(\.([a-zA-Z0-9\u00a1-\uffff]){1}(-?[a-zA-Z0-9\u00a1-\uffff]{0,62})?[a-zA-Z0-9\u00a1-\uffff])*\Z'
)
_DATE_TIME = re.compile(r'^([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))\Z', re.IGNORECASE)
_DURATION = re.compile(r'(\d+)\s*([A-Za-zµ]+)\s*')
_UNITS = frozenset(
    {'n', 'ns', 'nano', 'nanosecond', 'us', 'µs', 'u', 'micro', 'microsecond', 'ms', 'milli', 'millisecond'}
    | {'s', 'sec', 'second', 'm', 'min', 'minute', 'h', 'hr', 'hour', 'd', 'day', 'w', 'wk', 'week'}
)
_GO_DURATION = re.compile(r'^[-+]?(0|(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)\Z')
_EMAIL = re.compile(r"^(?:[^<>]*<)?[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9\[\]:.\u0080-\U0010ffff-]+>?\Z")
_CARD = _matches(
    r'^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}'
    r'|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})\Z'
)


def _hostname(text: str) -> bool:
    if not _HOSTNAME(text) or len(text) > 255:
        return False
    return all(1 <= len(part) <= 63 and not part.endswith('-') for part in text.split('.'))


def _ipv4(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _ipv6(text: str) -> bool:
    try:
        return '%' not in text and bool(ipaddress.IPv6Address(text))
    except ValueError:
        return False


def _cidr(text: str) -> bool:
    address, slash, bits = text.partition('/')
    if not slash or not bits.isascii() or not bits.isdigit() or (len(bits) > 1 and bits[0] == '0'):
        return False
    return (_ipv4(address) and int(bits) <= 32) or (_ipv6(address) and int(bits) <= 128)


_MAC = _matches(
    r'^(?:[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?::[0-9a-f]{2}){7}|[0-9a-f]{2}(?::[0-9a-f]{2}){19}'
    r'|[0-9a-f]{2}(?:-[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){7}|[0-9a-f]{2}(?:-[0-9a-f]{2}){19}'
    r'|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){3}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){9})\Z',
    re.IGNORECASE,
)


def _uri(text: str) -> bool:
    """What Go's url.ParseRequestURI accepts: an absolute path, or a scheme with something behind it."""
    if not text or any(ord(char) < 0x20 or char == '\x7f' for char in text):
        return False
    scheme, colon, rest = text.partition(':')
    if colon and re.fullmatch(r'[A-Za-z][A-Za-z0-9+.-]*', scheme):
        return ' ' not in rest.partition('/')[0] and _authority(rest)
    return text.startswith('/') and _escapes(text)


def _authority(rest: str) -> bool:
    if not rest.startswith('//'):
        return bool(rest) and _escapes(rest)
    host = re.split(r'[/?#]', rest[2:], maxsplit=1)[0]
    port = host.rpartition(':')[2] if ':' in host.rpartition(']')[2] else ''
    return ' ' not in host and (port == '' or port.isdigit()) and _escapes(rest)


def _escapes(text: str) -> bool:
    return re.search(r'%(?![0-9A-Fa-f]{2})', text) is None


def _date(text: str) -> bool:
    try:
        return re.fullmatch(r'\d{4}-\d{2}-\d{2}', text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _datetime(text: str) -> bool:
    if len(text) < 4:
        return False
    day, _, rest = text.replace('t', 'T').partition('T')
    found = _DATE_TIME.match(rest)
    if not _date(day) or found is None:
        return False
    hour, minute, second = (int(part) for part in found.group(1, 2, 3))
    return hour <= 23 and minute <= 59 and second <= 59


def _duration(text: str) -> bool:
    if _GO_DURATION.match(text):
        return True
    parts = _DURATION.findall(text)
    return bool(parts) and all(unit.lower().removesuffix('s') in _UNITS or unit.lower() in _UNITS for _, unit in parts)


def _byte(text: str) -> bool:
    try:
        base64.b64decode(text.replace('\r', '').replace('\n', ''), validate=True)
    except (ValueError, binascii.Error):
        return False
    return True


def _isbn10(text: str) -> bool:
    digits = re.sub(r'[\s-]+', '', text)
    if not re.fullmatch(r'[0-9]{9}[0-9X]', digits):
        return False
    return sum((index + 1) * (10 if char == 'X' else int(char)) for index, char in enumerate(digits)) % 11 == 0


def _isbn13(text: str) -> bool:
    digits = re.sub(r'[\s-]+', '', text)
    if not re.fullmatch(r'[0-9]{13}', digits):
        return False
    weighed = sum(int(char) * (3 if index % 2 else 1) for index, char in enumerate(digits[:12]))
    return (10 - weighed % 10) % 10 == int(digits[12])


def _card(text: str) -> bool:
    digits = re.sub(r'[^0-9]+', '', text)
    if not _CARD(digits):
        return False
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _rgb(text: str) -> bool:
    part = r'\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*'
    return re.fullmatch(rf'rgb\({part},{part},{part}\)', text) is not None


# By upstream's normalized name: dashes do not count.
FORMATS: Mapping[str, Test] = {
    'bsonobjectid': _matches(r'^[0-9a-fA-F]{24}\Z'),
    'uri': _uri,
    'email': lambda text: _EMAIL.match(text) is not None and '..' not in text,
    'hostname': _hostname,
    'ipv4': _ipv4,
    'ipv6': _ipv6,
    'cidr': _cidr,
    'mac': _MAC,
    'uuid': _uuid(),
    'uuid3': _uuid('3[0-9a-f]{3}'),
    'uuid4': _uuid('4[0-9a-f]{3}', '[89ab][0-9a-f]{3}'),
    'uuid5': _uuid('5[0-9a-f]{3}', '[89ab][0-9a-f]{3}'),
    'isbn': lambda text: _isbn10(text) or _isbn13(text),
    'isbn10': _isbn10,
    'isbn13': _isbn13,
    'creditcard': _card,
    'ssn': _matches(r'^\d{3}[- ]?\d{2}[- ]?\d{4}\Z'),
    'hexcolor': _matches(r'^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z'),
    'rgbcolor': _rgb,
    'byte': _byte,
    'password': lambda text: True,
    'date': _date,
    'duration': _duration,
    'datetime': _datetime,
    'k8sshortname': lambda text: not names.dns1123_label(text),
    'k8slongname': lambda text: not names.dns1123_subdomain(text),
}
_OF_NUMBERS = {'integer': ('int32', 'int64'), 'number': ('float', 'double')}


def recognized(schema: Schema) -> bool:
    """Whether the schema's format means something for its type; a format that does not is ignored."""
    return not schema.get('format') or bool(effective(schema))


def effective(schema: Schema) -> str:
    """The format that is enforced: '' if the schema has none, or one that does not exist for its type."""
    name, type_ = schema.get('format', ''), schema.get('type', '')
    if not name:
        return ''
    if type_ in ('', 'string'):
        return name if name.replace('-', '') in FORMATS else ''
    return name if name in _OF_NUMBERS.get(type_, ()) else ''


def test_of(name: str) -> Test | None:
    """The test of a format; None for formats of numbers, which are not strings."""
    return FORMATS.get(name.replace('-', ''))


def parse_time(text: str) -> datetime:
    """An RFC 3339 time. Raises ValueError."""
    return datetime.fromisoformat(text.replace('t', 'T').replace('z', '+00:00').replace('Z', '+00:00'))
