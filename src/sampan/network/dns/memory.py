"""Answers from outside, kept while they hold, half a minute at most (upstream: CoreDNS plugin/cache, `cache 30`).

A kept answer is given out with what is left of its records' times to live. Failures and truncated answers are not kept.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from sampan.network.dns import wire

LONGEST = 30.0  # seconds
KEPT = (wire.Rcode.NOERROR, wire.Rcode.NXDOMAIN)


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: bytes
    ttls: tuple[int, ...]  # where they are
    since: float
    until: float


class Memory:
    """Bounded: when it is full, what has expired goes, and if nothing has, everything."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: dict[bytes, _Kept] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: bytes, now: float) -> bytes | None:
        kept = self._kept.get(key)
        if kept is None or now >= kept.until:
            return None
        return _aged(kept, int(now - kept.since))

    def put(self, key: bytes, answer: bytes, now: float) -> None:
        """Keep an answer; one that may not be kept or makes no sense is passed over."""
        try:
            ttls = tuple(_ttls(answer))
        except (struct.error, IndexError):
            return
        holds = min([LONGEST, *(struct.unpack_from('!I', answer, at)[0] for at in ttls)])
        if not ttls or holds <= 0 or wire.truncated(answer) or answer[3] & 0xF not in KEPT:
            return
        if len(self._kept) >= self._size:
            self._shrink(now)
        self._kept[key] = _Kept(answer, ttls, now, now + holds)

    def _shrink(self, now: float) -> None:
        self._kept = {key: kept for key, kept in self._kept.items() if now < kept.until}
        if len(self._kept) >= self._size:
            self._kept.clear()


def _aged(kept: _Kept, seconds: int) -> bytes:
    answer = bytearray(kept.answer)
    for at in kept.ttls:
        struct.pack_into('!I', answer, at, max(0, struct.unpack_from('!I', answer, at)[0] - seconds))
    return bytes(answer)


def _ttls(answer: bytes) -> Iterator[int]:
    """Where the records' times to live are; OPT has other things there. Raises for what is cut off."""
    _, _, questions, *counts = wire.HEADER.unpack_from(answer)
    position = wire.HEADER.size
    for _ in range(questions):
        position = _after_name(answer, position) + 4
    for _ in range(sum(counts)):
        position = _after_name(answer, position)
        kind, _, _, length = struct.unpack_from('!HHIH', answer, position)
        if kind != wire.Type.OPT:
            yield position + 4
        position += 10 + length
    if position > len(answer):
        raise IndexError('the last record is cut off')


def _after_name(answer: bytes, position: int) -> int:
    while answer[position]:
        if answer[position] >= 0xC0:
            return position + 2
        position += answer[position] + 1
    return position + 1
