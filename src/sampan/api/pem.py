"""PEM as Go's encoding/pem reads it: whole blocks out of a text, whatever stands between them.

A block whose end, header or base64 is broken is passed over, as if it were text. Upstream: Go's encoding/pem.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK = re.compile(
    rb'^-----BEGIN (?P<type>[^\n]*?)-----[ \t\r]*\n(?P<body>.*?)^-----END (?P=type)-----[ \t\r]*$',
    re.MULTILINE | re.DOTALL,
)
CERTIFICATE = 'CERTIFICATE'


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its type (`CERTIFICATE`), whether it has headers, and its bytes."""

    type: str
    has_headers: bool
    data: bytes


def blocks(text: bytes) -> Iterator[Block]:
    """The blocks of a text, in order."""
    position = 0
    while (found := _BLOCK.search(text, position)) is not None:
        block = _decoded(found)
        if block is not None:
            yield block
        position = found.end() if block is not None else found.start() + 1


def _decoded(found: re.Match[bytes]) -> Block | None:
    lines = [line.strip() for line in found['body'].splitlines()]
    headers = 0
    while headers < len(lines) and b':' in lines[headers]:
        headers += 1
    try:
        data = base64.b64decode(b''.join(lines[headers:]), validate=True)
    except binascii.Error:
        return None
    return Block(found['type'].decode('utf-8', 'replace'), headers > 0, data)
