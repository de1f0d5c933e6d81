"""From an `Answer` to bytes."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sampan.apiserver.http.headers import Headers
    from sampan.apiserver.http.limits import Limits
    from sampan.apiserver.request import Response

# Compressing this much takes long enough that the loop should serve others meanwhile.
COMPRESS_ASIDE = 512 * 1024
STATUS_LINES = {status.value: f'HTTP/1.1 {status.value} {status.phrase}\r\n' for status in HTTPStatus}
BODILESS = frozenset({204, 304})
LAST_CHUNK = b'0\r\n\r\n'


DAYS = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')
MONTHS = ('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')


def http_date(moment: datetime) -> str:
    """RFC 9110, 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, in English whatever the locale."""
    day, month = DAYS[moment.weekday()], MONTHS[moment.month - 1]
    return f'{day}, {moment.day:02} {month} {moment.year} {moment:%H:%M:%S} GMT'


class Clock:
    """The Date header, made once a second."""

    def __init__(self, now: object) -> None:
        self._now = now
        self._second = -1
        self._text = ''

    def line(self) -> str:
        if not callable(self._now):
            return ''
        now: datetime = self._now()
        if now.second != self._second:
            self._second = now.second
            self._text = f'Date: {http_date(now)}\r\n'
        return self._text


def head(status: int, content_type: str, headers: Mapping[str, str], framing: str) -> bytes:
    """The head of an answer. Line breaks in values are an error of ours and never reach the wire."""
    fields = [f'{name}: {value}\r\n' for name, value in headers.items()]
    if content_type:
        fields.append(f'Content-Type: {content_type}\r\n')
    text = ''.join((STATUS_LINES.get(status) or f'HTTP/1.1 {status} Unknown\r\n', *fields, framing, '\r\n'))
    breaks = len(fields) + framing.count('\n') + 2
    if text.count('\n') != breaks or text.count('\r') != breaks:
        raise ValueError('a line break in a header')
    return text.encode('latin-1', 'replace')


def chunk(data: bytes) -> bytes:
    return b'%x\r\n%b\r\n' % (len(data), data)


def parts_of(answer: Response) -> Sequence[bytes]:
    return [answer.body] if isinstance(answer.body, bytes) else answer.body


async def compressed(answer: Response, headers: Headers, limits: Limits) -> tuple[Sequence[bytes], dict[str, str]]:
    """The body and headers to send: compressed when it is large and the client takes gzip."""
    parts = parts_of(answer)
    size = sum(map(len, parts))
    if size <= limits.compress_above or 'Content-Encoding' in answer.headers or not accepts_gzip(headers):
        return parts, answer.headers
    packed = deflate(parts) if size < COMPRESS_ASIDE else await asyncio.to_thread(deflate, parts)
    return [packed], answer.headers | {'Content-Encoding': 'gzip', 'Vary': 'Accept-Encoding'}


def accepts_gzip(headers: Headers) -> bool:
    accepted = headers.get('accept-encoding', '')
    return any(item.partition(';')[0].strip().lower() == 'gzip' for item in accepted.split(','))


def deflate(parts: Sequence[bytes]) -> bytes:
    """gzip at its fastest, as upstream; zlib lets go of the interpreter lock."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    pieces = [packer.compress(part) for part in parts]
    pieces.append(packer.flush())
    return b''.join(pieces)
