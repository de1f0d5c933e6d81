"""The victim of the crash test: 64 writers that report each commit once it is acknowledged, until killed.

Usage: store_crash_writer.py FILE ROUND. Lines on standard output: `key revision`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from sampan.store import Create, Update
from sampan.store.sqlite import SqliteConfig, SqliteStore

WRITERS = 64


async def write(store: SqliteStore, round_: str, writer: int) -> None:
    """Alternate between a new key, and the writer's counter together with another new key."""
    counter = f'/counter/{round_}/{writer}'
    at = await store.commit(Create(counter, b'0'))
    report(counter, at)
    n = 0
    while True:
        n += 1
        key = f'/key/{round_}/{writer}/{n}'
        if n % 3:
            revision = await store.commit(Create(key, value(key)))
        else:
            at = revision = await store.commit(Update(counter, b'%d' % n, at), Create(key, value(key)))
        report(key, revision)


def value(key: str) -> bytes:
    """Something long enough to spread over pages."""
    return key.encode() * 40


def report(key: str, revision: int) -> None:
    os.write(1, f'{key} {revision}\n'.encode())


async def main() -> None:
    store = await SqliteStore.open(SqliteConfig(path=Path(sys.argv[1]), history=40_000))
    await asyncio.gather(*(write(store, sys.argv[2], writer) for writer in range(WRITERS)))


if __name__ == '__main__':
    asyncio.run(main())
