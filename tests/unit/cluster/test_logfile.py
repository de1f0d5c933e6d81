import asyncio

from sampan.cluster import logfile
from sampan.cluster.logfile import LogFile, rotated, tail


def test_a_full_log_is_rotated_and_old_ones_are_dropped(tmp_path, monkeypatch):
    monkeypatch.setattr(logfile, 'SIZE_LIMIT', 100)
    path = tmp_path / 'a.log'
    log = LogFile(path)
    for number in range(30):
        log.write(f'line {number:02} {"x" * 20}\n'.encode())
    log.close()
    files = [rotated(path, number) for number in range(logfile.KEPT + 1)]
    assert all(file.exists() and file.stat().st_size <= 100 for file in files)
    assert not rotated(path, logfile.KEPT + 1).exists()
    assert b'line 29' in path.read_bytes()
    assert len(list(tail(path, 2))) == 2


def test_a_follower_sees_what_is_written_and_ends_with_the_log(tmp_path):
    async def main():
        log = LogFile(tmp_path / 'a.log')
        log.write(b'before\n')
        seen = []

        async def follow():
            async for chunk in log.follow():
                seen.append(chunk)

        task = asyncio.create_task(follow())
        await asyncio.sleep(0)
        log.write(b'one\n')
        log.write(b'two\n')
        await asyncio.sleep(0)
        log.close()
        await task
        return seen

    assert b''.join(asyncio.run(main())) == b'one\ntwo\n'


def test_a_follower_that_does_not_read_is_dropped(tmp_path, monkeypatch):
    monkeypatch.setattr(logfile, 'BACKLOG', 4)

    async def main():
        log = LogFile(tmp_path / 'a.log')
        chunks = log.follow()
        first = asyncio.ensure_future(anext(chunks))
        await asyncio.sleep(0)
        for _ in range(10):
            log.write(b'x')
        assert await first == b'x'
        rest = [chunk async for chunk in chunks]
        log.close()
        return rest

    assert len(asyncio.run(main())) < 9
