"""CRI's log format: `2016-10-06T00:17:09.669794202Z stdout F content`, one line for each piece of output.

The tag says whether the piece ended with a newline (F, full) or was cut, because it was too long or because the output
had no newline yet (P, partial): then the newline at the line's end is the format's, not the container's.
"""

from __future__ import annotations

from calendar import timegm
from dataclasses import dataclass
from datetime import datetime

STREAMS = frozenset((b'stdout', b'stderr'))
NANOSECONDS = 1_000_000_000


class BadLine(ValueError):
    """Not a line of CRI's format."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of output. `content` ends with a newline unless the piece is partial."""

    timestamp: bytes
    stream: str
    content: bytes


def parse(line: bytes) -> Entry:
    """One line of a log file, with or without its newline. Raises `BadLine`. Unknown further tags are ignored."""
    parts = line.split(b' ', 3)
    if len(parts) != 4:
        raise BadLine('a log line has a time, a stream, a tag and content')
    timestamp, stream, tags, content = parts
    if stream not in STREAMS:
        raise BadLine(f'unexpected stream type {stream!r}')
    if tags.split(b':', 1)[0] == b'P' and content.endswith(b'\n'):
        content = content[:-1]
    return Entry(timestamp, stream.decode(), content)


def nanoseconds(timestamp: bytes) -> int:
    """An RFC 3339 time stamp in nanoseconds since 1970. Raises `BadLine`."""
    try:
        text = timestamp.decode('ascii')
        seconds, zone = text[:19], text[19:]
        fraction = ''
        if zone.startswith('.'):
            digits = len(zone) - len(zone[1:].lstrip('0123456789')) - 1
            fraction, zone = zone[1 : 1 + digits], zone[1 + digits :]
        moment = datetime.fromisoformat(seconds + ('+00:00' if zone == 'Z' else zone))
    except (UnicodeDecodeError, ValueError) as error:
        raise BadLine(f'unexpected timestamp {timestamp!r}') from error
    return timegm(moment.utctimetuple()) * NANOSECONDS + int(fraction.ljust(9, '0')[:9] or '0')


def fixed_width(timestamp: bytes) -> bytes:
    """The time stamp with all nine digits of the fraction: the runtime leaves trailing zeros out."""
    end = max(timestamp.find(b'Z'), timestamp.find(b'+', 19), timestamp.find(b'-', 19))
    if end < 0:
        raise BadLine(f'unexpected timestamp {timestamp!r}')
    whole, _, fraction = timestamp[:end].partition(b'.')
    return whole + b'.' + fraction.ljust(9, b'0') + timestamp[end:]
