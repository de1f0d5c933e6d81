"""Ranges of keys. Python compares strings by code point, which is the order of their UTF-8 bytes."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.store.base import Create, Delete, Update

POSITION_BITS = 20  # for a change's position within its commit
MAX_CHANGES = 1 << POSITION_BITS
_LAST = 0x10FFFF
_BEFORE_SURROGATES, _AFTER_SURROGATES = 0xD7FF, 0xE000


def prefix_end(prefix: str) -> str | None:
    """The first key behind every key that starts with `prefix`; None if there is no such key."""
    stem = prefix.rstrip(chr(_LAST))
    if not stem:
        return None
    last = ord(stem[-1])
    return stem[:-1] + chr(_AFTER_SURROGATES if last == _BEFORE_SURROGATES else last + 1)


def check_keys(changes: Sequence[Create | Update | Delete]) -> None:
    """One commit names a key once, as in etcd (the order within would matter), and keys are valid UTF-8.

    Raises ValueError, also for more than `MAX_CHANGES`.
    """
    if len(changes) > MAX_CHANGES:
        raise ValueError(f'{len(changes)} changes in one commit; the limit is {MAX_CHANGES}')
    seen: set[str] = set()
    for change in changes:
        change.key.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
        if change.key in seen:
            raise ValueError(f'duplicate key in one commit: {change.key}')
        seen.add(change.key)
