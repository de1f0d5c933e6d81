"""What only an etcd cluster can do, and what it does when members fail."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import pytest

from sampan.store import Compacted, Conflict, Create, StoreError, StoreUnavailable, Update
from sampan.store.etcd import EtcdConfig, EtcdStore
from sampan.store.etcd.compactor import Compactor
from sampan.store.etcd.latest import Latest
from sampan.store.etcd.members import Members
from support.etcd import Etcd, etcd, free_ports

QUICK = '--unsafe-no-fsync'


@asynccontextmanager
async def opened(config: EtcdConfig) -> AsyncIterator[EtcdStore]:
    store = await EtcdStore.open(config)
    try:
        yield store
    finally:
        await store.close()


def test_what_one_server_commits_the_other_reads_and_watches() -> None:
    async def main() -> None:
        async with etcd(1, QUICK) as running, opened(running.config) as one, opened(running.config) as other:
            async with aclosing(other.watch('/a/', since=1)) as watch:
                revision = await one.commit(Create('/a/1', b'x'))
                assert await other.latest() == revision
                assert [(c.key, c.revision) for c in await anext(watch)] == [('/a/1', revision)]
            assert await other.commit(Update('/a/1', b'y', revision)) == revision + 1
            with pytest.raises(Conflict):
                await one.commit(Update('/a/1', b'z', revision))

    asyncio.run(main())


def test_writers_go_on_when_the_leader_is_killed_and_nothing_acknowledged_is_lost() -> None:
    async def main() -> None:
        async with etcd(3, QUICK) as running, opened(running.config) as store:
            acknowledged: dict[str, int] = {}
            watched: list[str] = []

            async def follow() -> None:
                async for batch in store.watch('/w/', since=1):
                    watched.extend(change.key for change in batch)

            async def write(writer: int) -> None:
                for n in range(120):
                    key = f'/w/{writer}/{n}'
                    try:
                        acknowledged[key] = await store.commit(Create(key, b'x'))
                    except StoreError:
                        continue  # nobody knows whether it happened

            following = asyncio.create_task(follow())
            async with asyncio.TaskGroup() as group:
                for writer in range(4):
                    group.create_task(write(writer))
                await asyncio.sleep(0.05)
                running.members[await leader(running)].kill()
            page = await store.list('/w/')
            assert acknowledged.keys() <= {record.key for record in page.records}
            assert all(acknowledged.get(record.key, record.revision) == record.revision for record in page.records)
            last = await store.commit(Create('/w/last', b''))
            async with asyncio.timeout(20):
                while '/w/last' not in watched:
                    await asyncio.sleep(0.02)
            following.cancel()
            assert watched == [record.key for record in sorted(page.records, key=lambda r: r.revision)] + ['/w/last']
            assert last > max(acknowledged.values())

    asyncio.run(main())


async def leader(running: Etcd) -> int:
    """The member that leads: of members that answer alone, the one whose own status says so."""
    process = await asyncio.create_subprocess_exec(
        'etcdctl',
        '--write-out=json',
        '--endpoints=' + ','.join(running.config.endpoints),
        'endpoint',
        'status',
        stdout=asyncio.subprocess.PIPE,
        env={'ETCDCTL_API': '3'},
    )
    output, _ = await process.communicate()
    for index, status in enumerate(json.loads(output)):
        if status['Status']['leader'] == status['Status']['header']['member_id']:
            return index
    raise AssertionError(f'nobody leads: {output!r}')


def test_without_a_majority_the_error_says_so_and_with_it_everything_goes_on() -> None:
    async def main() -> None:
        async with etcd(3, QUICK) as running, opened(replace(running.config, timeout=1.0)) as store:
            await store.commit(Create('/a', b'1'))
            for member in running.members[1:]:
                member.pause()
            with pytest.raises(StoreUnavailable, match='check that a majority of its members runs'):
                await store.get('/a')
            with pytest.raises(StoreUnavailable, match='does not answer'):
                await store.commit(Create('/b', b'1'))
            for member in running.members[1:]:
                member.resume()
            async with asyncio.timeout(20):
                while True:
                    try:
                        await store.commit(Create('/c', b'1'))
                        break
                    except (StoreUnavailable, Conflict):
                        continue
            record = await store.get('/a')
            assert record is not None and record.value == b'1'

    asyncio.run(main())


def test_a_restarted_member_is_found_again_and_watches_miss_nothing() -> None:
    async def main() -> None:
        async with etcd(1) as running, opened(replace(running.config, timeout=2.0)) as store:
            watch = store.watch('/', since=1)
            await store.commit(Create('/a', b''))
            running.members[0].kill()
            with pytest.raises(StoreUnavailable):
                await store.commit(Create('/lost', b''))
            running.members[0].start()
            await store.get('/a')
            await store.commit(Create('/b', b''))
            seen: list[str] = []
            async with asyncio.timeout(20):
                while len(seen) < 2:
                    seen += [change.key for change in await anext(watch)]
            assert seen == ['/a', '/b']

    asyncio.run(main())


def test_a_full_cluster_says_what_to_do() -> None:
    async def main() -> None:
        async with etcd(1, QUICK, '--quota-backend-bytes=65536') as running, opened(running.config) as store:
            with pytest.raises(StoreUnavailable, match='etcdctl compact, defrag, alarm disarm'):
                for n in range(100):
                    await store.commit(Create(f'/{n}', bytes(16_384)))
            assert await store.get('/0') is not None, 'reading goes on'

    asyncio.run(main())


def test_nobody_there_is_a_clear_error() -> None:
    async def main() -> None:
        port = free_ports(1)[0]
        with pytest.raises(StoreUnavailable, match=f'127.0.0.1:{port}.*does not answer'):
            await EtcdStore.open(EtcdConfig.from_urls([f'http://127.0.0.1:{port}'], timeout=0.5))

    asyncio.run(main())


def test_of_two_servers_one_compacts_and_what_is_an_interval_old() -> None:
    async def main() -> None:
        async with etcd(1, QUICK) as running, opened(running.config) as store:
            members = Members(running.config)
            one, other = (Compactor(members, 3600.0) for _ in range(2))
            await store.commit(Create('/a', b''))
            await one.round()
            await other.round()
            first = await store.latest()
            await store.commit(Create('/b', b''))
            await one.round()
            await other.round()
            with pytest.raises(Compacted) as caught:
                await store.get('/a', at=first - 1)
            assert caught.value.oldest == first
            assert await store.get('/a', at=first) is not None
            for compactor in (one, other):
                await compactor.stop()
            await members.close()

    asyncio.run(main())


def test_readers_who_ask_together_share_a_question_put_after_they_asked() -> None:
    async def main() -> None:
        asked = 0
        gate = asyncio.Event()

        async def question() -> int:
            nonlocal asked
            asked += 1
            mine = asked
            await gate.wait()
            return mine

        latest = Latest(question)
        first = asyncio.create_task(latest.ask())
        await asyncio.sleep(0)
        later = [asyncio.create_task(latest.ask()) for _ in range(50)]
        await asyncio.sleep(0)
        later[0].cancel()
        gate.set()
        assert await first == 1
        assert await asyncio.gather(*later[1:]) == [2] * 49
        assert asked == 2

    asyncio.run(main())


def test_a_failed_question_is_told_to_everybody_and_the_next_is_put_anew() -> None:
    async def main() -> None:
        answers: list[int | Exception] = [StoreUnavailable('gone'), StoreUnavailable('still gone'), 7]

        async def question() -> int:
            await asyncio.sleep(0)
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        latest = Latest(question)
        results = await asyncio.gather(*(latest.ask() for _ in range(3)), return_exceptions=True)
        assert [str(result) for result in results] == ['gone', 'still gone', 'still gone']
        assert await latest.ask() == 7

    asyncio.run(main())


@pytest.mark.parametrize('urls', [['ftp://x'], ['http://'], ['http://a', 'https://b'], ['http://a/path']])
def test_urls_that_make_no_sense(urls: list[str]) -> None:
    with pytest.raises(ValueError):
        EtcdConfig.from_urls(urls)


def test_urls() -> None:
    config = EtcdConfig.from_urls(['etcd://one', 'http://[::1]:99', 'two:5'])
    assert (config.endpoints, config.tls) == (('one:2379', '[::1]:99', 'two:5'), False)
    assert EtcdConfig.from_urls(['https://one']).tls
