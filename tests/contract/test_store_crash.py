"""`kill -9` under 64 writers, a hundred times: no acknowledged write is missing, no revision repeats."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from pathlib import Path

import pytest

from sampan.store import Compacted
from sampan.store.sqlite import SqliteConfig, SqliteStore

from .store_crash_writer import WRITERS, value

ROUNDS = 100
SCRIPT = Path(__file__).with_name('store_crash_writer.py')


def _one_life(path: Path, round_: int, chance: random.Random) -> dict[str, int]:
    """Start the victim, kill it after a while; what it had acknowledged."""
    victim = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(path), str(round_)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert victim.stdout is not None and victim.stderr is not None
    try:
        wanted = chance.randrange(1, 12 * WRITERS)
        lines = [victim.stdout.readline() for _ in range(wanted)]
    finally:
        victim.kill()
    # Not `communicate`: it reads the file descriptor and would lose what `readline` has buffered.
    rest, errors = victim.stdout.read(), victim.stderr.read()
    victim.wait()
    assert errors == b'' and victim.returncode == -9
    acknowledged = {}
    for line in b''.join([*lines, rest]).splitlines(keepends=True):
        assert line.endswith(b'\n')
        key, revision = line.decode().split()
        acknowledged[key] = int(revision)
    return acknowledged


async def _check(path: Path, acknowledged: dict[str, int], before: int) -> int:
    """Everything acknowledged is there, and history is gapless; the newest revision."""
    store = await SqliteStore.open(SqliteConfig(path=path, history=40_000))
    try:
        for key, revision in acknowledged.items():
            record = await store.get(key)
            assert record is not None, f'{key}, acknowledged at {revision}, is missing'
            if key.startswith('/key/'):
                assert (record.revision, record.value) == (revision, value(key))
            else:
                assert record.created == revision
        await _check_history(store, before)
        return store.revision()
    finally:
        await store.close()


async def _check_history(store: SqliteStore, since: int) -> None:
    watch = store.watch('', since=since)
    position = since
    try:
        while position < store.revision():
            for change in await anext(watch):
                assert change.revision in (position, position + 1), 'a revision is missing or out of order'
                position = change.revision
    except Compacted:
        assert since < store.revision() - 30_000, 'only the oldest history may be gone'


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_kill_nine_a_hundred_times(tmp_path: Path) -> None:
    chance = random.Random(20260101)
    path = tmp_path / 'state.db'
    everything: dict[str, int] = {}
    revision = 1
    for round_ in range(ROUNDS):
        acknowledged = _one_life(path, round_, chance)
        assert min(acknowledged.values()) > revision, 'a revision was used twice'
        assert len(set(acknowledged.values())) == len(acknowledged), 'a revision was acknowledged twice'
        everything |= acknowledged
        revision = asyncio.run(_check(path, acknowledged, revision))
        assert revision >= max(acknowledged.values())
    assert len(everything) > ROUNDS * WRITERS
    asyncio.run(_check(path, everything, 1))
