"""What a file can suffer: restarts, damage, a second owner, no room, a dead event loop."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from sampan.store import (
    Change,
    Compacted,
    Conflict,
    Create,
    Delete,
    MemoryStore,
    Store,
    StoreUnavailable,
    Update,
)
from sampan.store.sqlite import SqliteConfig, SqliteStore


def on(path: Path, body: Callable[[SqliteStore], Awaitable[None]], **config: int) -> None:
    """Open the store at `path`, run `body`, close it."""

    async def main() -> None:
        async with asyncio.timeout(60):
            store = await SqliteStore.open(SqliteConfig(path=path, **config))
            try:
                await body(store)
            finally:
                await store.close()

    asyncio.run(main())


def refused(path: Path, match: str) -> None:
    async def main() -> None:
        await SqliteStore.open(SqliteConfig(path=path))

    with pytest.raises(StoreUnavailable, match=match):
        asyncio.run(main())


async def _fill(store: SqliteStore) -> None:
    await store.commit(Create('/a', b'1'), Create('/b', bytes(3000)))
    await store.commit(Update('/a', b'2', 2))
    await store.commit(Delete('/b'))
    await store.compact(2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / 'state' / 'state.db'


def test_state_history_and_compaction_survive_a_restart(path: Path) -> None:
    async def check(store: SqliteStore) -> None:
        assert store.revision() == 4
        record = await store.get('/a')
        assert record is not None and (record.value, record.revision, record.created) == (b'2', 3, 2)
        assert [r.key for r in (await store.list('/', at=2)).records] == ['/a', '/b']
        assert [c.revision for c in await anext(store.watch('/', since=2))] == [3, 4]
        with pytest.raises(Compacted):
            await store.get('/a', at=1)
        assert await store.commit(Create('/c', b'')) == 5

    on(path, _fill)
    on(path, check)


def test_history_bounds_itself_and_forgotten_rows_leave_the_file(path: Path) -> None:
    async def small(store: SqliteStore) -> None:
        for at in (1, store.revision() - 101):
            with pytest.raises(Compacted):
                await store.get('/a', at=at)
        assert [r.key for r in (await store.list('/')).records] == ['/a', '/kept']

    async def churn(store: SqliteStore) -> None:
        revision = await store.commit(Create('/a', b''), Create('/kept', b''))
        for n in range(300):
            revision = await store.commit(Update('/a', b'%d' % n, revision), Create(f'/{n}', b''))
            await store.commit(Delete(f'/{n}'))
        assert store.revision() == 602
        await small(store)
        record = await store.get('/a', at=store.revision() - 50)
        assert record is not None

    on(path, churn, history=100)
    with sqlite3.connect(path) as connection:
        rows = connection.execute('SELECT count(*) FROM log').fetchone()[0]
    assert rows < 260, 'about a hundred commits of at most two changes, and the living'


def test_a_second_owner_is_refused_with_the_first_ones_pid(path: Path) -> None:
    async def body(store: SqliteStore) -> None:
        with pytest.raises(StoreUnavailable, match=rf'in use by another process \(pid {os.getpid()}\).*sampan down'):
            await SqliteStore.open(SqliteConfig(path=path))
        assert await store.commit(Create('/a', b'')) == 2

    on(path, body)
    on(path, _reopened)


async def _reopened(store: SqliteStore) -> None:
    assert store.revision() == 2


def _damaged() -> Iterator[tuple[str, Callable[[Path], object], str]]:
    yield 'garbage', lambda p: p.write_bytes(b'garbage' * 1000), 'is damaged'
    yield 'empty', lambda p: p.write_bytes(b''), 'is damaged .the file is empty'
    yield 'truncated', lambda p: os.truncate(p, p.stat().st_size // 2), 'is damaged'
    yield 'overwritten page', lambda p: _overwrite(p), 'is damaged'


def _overwrite(path: Path) -> None:
    with path.open('r+b') as file:
        file.seek(8192 * 2)
        file.write(b'\xff' * 8192)


@pytest.mark.parametrize(('damage', 'match'), [d[1:] for d in _damaged()], ids=[d[0] for d in _damaged()])
def test_a_damaged_file_is_refused_and_left_as_it_is(path: Path, damage: Callable[[Path], object], match: str) -> None:
    async def fill(store: SqliteStore) -> None:
        for n in range(200):
            await store.commit(Create(f'/{n}', bytes(2000)))

    on(path, fill)
    damage(path)
    before = path.read_bytes()
    refused(path, f'{match}.*Restore it from a snapshot')
    assert path.read_bytes() == before
    refused(path, match)


def test_a_missing_file_with_its_log_still_there_is_no_new_cluster(path: Path) -> None:
    on(path, _fill)
    path.unlink()
    path.with_name('state.db-wal').write_bytes(b'x')
    refused(path, 'the file is missing, but its write-ahead log is there')


def test_a_crash_while_the_file_is_made_leaves_no_trace(path: Path) -> None:
    path.parent.mkdir()
    path.with_name('state.db.new').write_bytes(b'half')
    on(path, _fill)
    assert not path.with_name('state.db.new').exists()


def test_another_programs_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute('CREATE TABLE t (x)')
    refused(path, 'is not a Sampan state file')


def test_a_newer_format_is_refused(path: Path) -> None:
    on(path, _fill)
    with sqlite3.connect(path) as connection:
        connection.execute('PRAGMA user_version = 99')
    refused(path, 'has format 99')


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / 'file').write_text('')
    refused(tmp_path / 'file' / 'state.db', 'cannot use .*check the folder')


def test_the_file_is_private(path: Path) -> None:
    async def body(store: SqliteStore) -> None:
        await _fill(store)
        for file in path.parent.iterdir():
            assert file.stat().st_mode & 0o077 == 0, file

    on(path, body)
    assert path.parent.stat().st_mode & 0o077 == 0


def test_commits_that_wait_share_a_transaction_and_keep_their_own_conflicts(path: Path) -> None:
    async def body(store: SqliteStore) -> None:
        results = await asyncio.gather(
            *(store.commit(Create(f'/{n % 50}', b'%d' % n)) for n in range(100)), return_exceptions=True
        )
        assert results[:50] == list(range(2, 52))
        assert all(isinstance(r, Conflict) for r in results[50:])
        assert store.revision() == 51

    on(path, body, waiting=30, group=7)


def test_a_cancelled_commit_leaves_the_store_working(path: Path) -> None:
    async def body(store: SqliteStore) -> None:
        tasks = [asyncio.ensure_future(store.commit(Create(f'/{n}', b''))) for n in range(20)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(r, int) for r in results[1::2])
        page = await store.list('/')
        assert {f'/{n}' for n in range(1, 20, 2)} <= {r.key for r in page.records}
        assert len(page.records) == store.revision() - 1

    on(path, body)


def test_a_process_that_forgets_to_close_still_ends(path: Path) -> None:
    program = (
        'import asyncio, pathlib, sys\n'
        'from sampan.store import Create\n'
        'from sampan.store.sqlite import SqliteConfig, SqliteStore\n'
        'async def main():\n'
        '    store = await SqliteStore.open(SqliteConfig(path=pathlib.Path(sys.argv[1])))\n'
        '    await store.commit(Create("/a", b"1"))\n'
        '    asyncio.ensure_future(store.commit(Create("/b", b"1")))\n'
        'asyncio.run(main())\n'
    )
    done = subprocess.run([sys.executable, '-c', program, str(path)], timeout=30, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, '')

    async def check(store: SqliteStore) -> None:
        assert (await store.get('/a')) is not None

    on(path, check)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix='sampan-disk-') as folder:
        subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(['umount', '-l', folder], check=True)


@pytest.mark.root
def test_a_full_disk_fails_commits_loses_nothing_and_heals(small_disk: Path) -> None:
    filler = small_disk / 'filler'
    acknowledged: list[str] = []

    async def body(store: SqliteStore) -> None:
        watch = store.watch('/', since=1)
        filler.write_bytes(bytes(500_000))
        with pytest.raises(StoreUnavailable, match='is full: free some space'):
            for n in range(5000):
                await store.commit(Create(f'/{n}', bytes(3000)))
                acknowledged.append(f'/{n}')
        assert acknowledged
        assert store.revision() == 1 + len(acknowledged)
        assert len((await store.list('/')).records) == len(acknowledged), 'reading goes on'
        filler.unlink()
        assert await store.commit(Create('/again', b'')) == 2 + len(acknowledged)
        seen: list[str] = []
        while len(seen) < len(acknowledged) + 1:
            seen += [change.key for change in await anext(watch)]
        assert seen == [*acknowledged, '/again']

    async def check(store: SqliteStore) -> None:
        assert {r.key for r in (await store.list('/')).records} == {*acknowledged, '/again'}

    path = small_disk / 'state.db'
    on(path, body)
    on(path, check)


@pytest.mark.root
def test_no_room_even_for_a_new_file(small_disk: Path) -> None:
    with (small_disk / 'filler').open('wb') as filler, pytest.raises(OSError):
        filler.write(bytes(3 << 20))
        filler.flush()
    refused(small_disk / 'state.db', 'is full|No space left')
    assert not (small_disk / 'state.db').exists()


Commit = list[Create | Update | Delete]


async def _one_change(chance: random.Random, key: str, value: bytes, store: MemoryStore) -> Create | Update | Delete:
    """Something that mostly succeeds in the store as it is."""
    record = await store.get(key)
    if record is None or chance.random() < 0.1:
        return Create(key, value)
    if chance.random() < 0.4:
        return Delete(key)
    return Update(key, value, record.revision)


async def _one_by_one(store: MemoryStore) -> tuple[list[Commit], list[str]]:
    """Commits, and what the memory store says to each."""
    chance, commits, told = random.Random(7), [], []
    for n in range(800):
        keys = chance.sample(range(20), chance.randint(1, 3)) if n % 4 else [100 + n]
        commit = [await _one_change(chance, f'/k/{key}', b'%d' % n, store) for key in keys]
        try:
            told.append(str(await store.commit(*commit)))
        except Conflict as conflict:
            told.append(str(conflict))
        commits.append(commit)
    return commits, told


async def _history(store: Store) -> list[Change]:
    seen: list[Change] = []
    async with aclosing(store.watch('/', since=1)) as watch:
        while not seen or seen[-1].revision < store.revision():
            seen += await anext(watch)
    return seen


def test_commits_that_share_a_transaction_see_each_other(path: Path) -> None:
    """Hundreds at once, often of the same keys, give what the memory store gives one by one."""

    async def check(store: SqliteStore) -> None:
        memory = MemoryStore()
        commits, expected = await _one_by_one(memory)
        answers = await asyncio.gather(*(store.commit(*commit) for commit in commits), return_exceptions=True)
        told = [str(answer) for answer in answers]
        assert told == expected
        assert any('precondition' in answer for answer in told)
        assert await store.list('/') == await memory.list('/')
        assert await _history(store) == await _history(memory)

    on(path, check)
