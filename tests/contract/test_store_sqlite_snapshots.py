"""The state as a file: saved while it is used, put back whole or not at all; and which revision was when."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sampan.store import Compacted, Create, StoreUnavailable, Update
from sampan.store.sqlite import SqliteConfig, SqliteStore, snapshot
from sampan.testing.world import SimulatedWorld

START = datetime(2026, 1, 1, tzinfo=UTC)


class Clock(SimulatedWorld):
    """A world whose clock is set by hand."""

    time = START

    def now(self) -> datetime:
        return self.time


def test_a_snapshot_of_a_store_in_use_is_what_it_was_at_one_moment(tmp_path: Path) -> None:
    async def main() -> None:
        config = SqliteConfig(tmp_path / 'state.db')
        store = await SqliteStore.open(config)
        await store.commit(Create('/a', b'1'), Create('/b', b'1'))

        async def write() -> None:
            for n in range(200):
                a, b = await store.get('/a'), await store.get('/b')
                assert a is not None and b is not None
                value = b'%d' % n
                await store.commit(Update('/a', value, a.revision), Update('/b', value, b.revision))

        writing = asyncio.create_task(write())
        found = await asyncio.to_thread(snapshot.save, config, tmp_path / 'copy')
        await writing
        assert found.keys == 2
        await store.close()
        copy = await SqliteStore.open(SqliteConfig(tmp_path / 'copy'))
        a, b = await copy.get('/a'), await copy.get('/b')
        assert a is not None and b is not None and a.value == b.value
        assert copy.revision() == found.revision
        await copy.close()

    asyncio.run(main())
    assert (tmp_path / 'copy').stat().st_mode & 0o777 == 0o600


def test_restoring_brings_the_state_back_above_every_revision_seen(tmp_path: Path) -> None:
    async def main() -> None:
        config = SqliteConfig(tmp_path / 'state.db')
        store = await SqliteStore.open(config)
        await store.commit(Create('/a', b'then'))
        saved = snapshot.save(config, tmp_path / 'copy')
        await store.commit(Update('/a', b'now', 2), Create('/b', b''))
        last = await store.commit(Create('/c', b''))
        with pytest.raises(StoreUnavailable, match='in use by another process'):
            snapshot.restore(config, tmp_path / 'copy')
        await store.close()

        aside = snapshot.restore(config, tmp_path / 'copy')
        assert saved.revision == 2 and aside is not None and snapshot.summary(aside).revision == last
        store = await SqliteStore.open(config)
        assert store.revision() == last + 1
        assert [(r.key, r.value) for r in (await store.list('')).records] == [('/a', b'then')]
        for at in (2, last):
            with pytest.raises(Compacted):
                await anext(store.watch('', since=at))
        assert await store.commit(Create('/d', b'')) == last + 2
        await store.close()

    asyncio.run(main())


def test_a_damaged_snapshot_changes_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        config = SqliteConfig(tmp_path / 'state.db')
        store = await SqliteStore.open(config)
        await store.commit(Create('/a', bytes(50_000)))
        snapshot.save(config, tmp_path / 'copy')
        await store.close()
        data = bytearray((tmp_path / 'copy').read_bytes())
        data[8192:16384] = bytes(8192)
        (tmp_path / 'copy').write_bytes(data)
        (tmp_path / 'no-state').write_bytes(b'hello')
        for wrong in ('copy', 'no-state'):
            with pytest.raises(StoreUnavailable):
                snapshot.restore(config, tmp_path / wrong)
        assert snapshot.summary(config.path).keys == 1

    asyncio.run(main())


def test_a_snapshot_never_overwrites(tmp_path: Path) -> None:
    async def main() -> None:
        config = SqliteConfig(tmp_path / 'state.db')
        store = await SqliteStore.open(config)
        (tmp_path / 'copy').write_text('precious')
        with pytest.raises(FileExistsError):
            snapshot.save(config, tmp_path / 'copy')
        await store.close()
        with pytest.raises(StoreUnavailable, match='there is no state'):
            snapshot.save(SqliteConfig(tmp_path / 'none.db'), tmp_path / 'other')

    asyncio.run(main())
    assert (tmp_path / 'copy').read_text() == 'precious'


def test_which_revision_was_the_newest_at_an_instant(tmp_path: Path) -> None:
    async def main() -> None:
        clock = Clock(1)
        store = await SqliteStore.open(SqliteConfig(tmp_path / 'state.db', world=clock))
        for minute in range(1, 6):
            clock.time = START + timedelta(minutes=minute)
            await store.commit(Create(f'/{minute}', b''))
        assert await store.revision_at(START + timedelta(minutes=3)) == 4
        assert await store.revision_at(START + timedelta(minutes=3, seconds=59)) == 4
        assert await store.revision_at(START + timedelta(days=1)) == 6
        with pytest.raises(Compacted):
            await store.revision_at(START)
        await store.compact(4)
        with pytest.raises(Compacted):
            await store.revision_at(START + timedelta(minutes=2))
        assert await store.revision_at(START + timedelta(minutes=3)) == 4
        await store.close()

    asyncio.run(main())


def test_history_behind_the_window_is_forgotten(tmp_path: Path) -> None:
    async def main() -> None:
        clock = Clock(1)
        store = await SqliteStore.open(SqliteConfig(tmp_path / 'state.db', world=clock, window=600))
        for minute in range(31):
            clock.time = START + timedelta(minutes=minute)
            await store.commit(Create(f'/{minute:02}', b''))
        await store.commit(Create('/last', b''))
        assert await store.revision_at(START + timedelta(minutes=25)) == 27
        with pytest.raises(Compacted) as caught:
            await store.get('/00', at=2)
        assert START + timedelta(minutes=13) <= START + timedelta(minutes=caught.value.oldest - 2)
        await store.close()

    asyncio.run(main())


def test_a_file_of_the_first_format_is_brought_up_to_date(tmp_path: Path) -> None:
    async def main() -> None:
        config = SqliteConfig(tmp_path / 'state.db')
        store = await SqliteStore.open(config)
        await store.commit(Create('/a', b''))
        await store.close()
        old = sqlite3.connect(config.path)
        old.executescript('DROP TABLE instants; PRAGMA user_version = 1;')
        old.close()
        store = await SqliteStore.open(config)
        assert await store.commit(Create('/b', b'')) == 3
        assert await store.revision_at(datetime(2100, 1, 1, tzinfo=UTC)) == 3
        await store.close()

    asyncio.run(main())
