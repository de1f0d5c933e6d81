"""Logs: rotated, followed through rotations, and no harm on a full disk."""

import asyncio
import contextlib
import errno
import subprocess
import sys

from sampan.cluster import logfile
from sampan.cluster.config import load_or_create
from sampan.cluster.logfile import LogFile, keep_small, move_away, rotate_if_large, rotated, tail
from sampan.cluster.logs import FollowedLog, logs


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


def test_a_log_written_by_others_is_rotated_before_they_start(tmp_path, monkeypatch):
    monkeypatch.setattr(logfile, 'SIZE_LIMIT', 10)
    path = tmp_path / 'a.log'
    rotate_if_large(path)
    for content in (b'short', b'much longer than that'):
        path.write_bytes(content)
        rotate_if_large(path)
    assert not path.exists() and rotated(path, 1).read_bytes() == b'much longer than that'


class FullDisk:
    def write(self, chunk):
        raise OSError(errno.ENOSPC, 'No space left on device')

    def close(self):
        return None


def test_a_full_disk_costs_lines_and_says_how_many_bytes(tmp_path):
    log = LogFile(tmp_path / 'a.log')
    real, log._file = log._file, FullDisk()
    log.write(b'lost\n')
    log.write(b'lost too\n')
    log._file = real
    log.write(b'there\n')
    log.close()
    assert (tmp_path / 'a.log').read_bytes() == b'\n(14 bytes could not be written here)\nthere\n'


def test_following_goes_through_rotation_and_misses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(logfile, 'SIZE_LIMIT', 30)
    log = LogFile(tmp_path / 'a.log')
    log.write(b'before\n')
    followed, seen = FollowedLog(tmp_path / 'a.log'), []
    for number in range(20):
        log.write(b'line %02d\n' % number)
        seen += followed.news()
    log.close()
    assert b''.join(seen) == b''.join(b'line %02d\n' % number for number in range(20))


def test_a_log_that_is_not_there_yet_is_followed_from_its_first_line(tmp_path):
    followed = FollowedLog(tmp_path / 'a.log')
    assert followed.news() == []
    (tmp_path / 'a.log').write_bytes(b'first\n')
    assert followed.news() == [b'first\n']
    assert followed.news() == []


def test_logs_f_prints_what_was_and_what_comes(tmp_path, capsys):
    load_or_create(tmp_path, tmp_path / 'run')
    log = LogFile(tmp_path / 'logs' / 'node.log')
    log.write(b'old\nbefore\n')

    async def main():
        task = asyncio.create_task(logs(tmp_path, 'node', follow=True, lines=1))
        said = ''
        async with asyncio.timeout(10):
            while 'before' not in said:
                await asyncio.sleep(0.01)
                said += capsys.readouterr().out
            log.write(b'after\n')
            while 'after' not in said:
                await asyncio.sleep(0.01)
                said += capsys.readouterr().out
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return said

    assert asyncio.run(main()) == 'before\nafter\n'


def test_a_log_that_its_writer_keeps_open_is_moved_away(tmp_path):
    path = tmp_path / 'a.log'
    with path.open('ab', buffering=0) as writer:
        for number in range(logfile.KEPT + 2):
            writer.write(b'%d' % number)
            move_away(path)
            assert path.stat().st_size == 0
            assert rotated(path, 1).read_bytes() == b'%d' % number
        writer.write(b'now')
    assert path.read_bytes() == b'now'
    assert sorted(each.name for each in tmp_path.iterdir()) == ['a.log', 'a.log.1', 'a.log.2', 'a.log.3']


def test_following_goes_through_that_too(tmp_path):
    path = tmp_path / 'a.log'
    with path.open('ab', buffering=0) as writer:
        followed, seen = FollowedLog(path), []
        for number in range(20):
            writer.write(b'line %02d\n' % number)
            if number % 3:
                seen += followed.news()
            if number % 5 == 0:
                move_away(path)
                seen += followed.news()
        seen += followed.news()
    assert b''.join(seen) == b''.join(b'line %02d\n' % number for number in range(20))


WRITER = """
import asyncio, os, sys
from pathlib import Path
from sampan.cluster import logfile

async def main(path):
    logfile.SIZE_LIMIT, logfile.INTERVAL = 100, 0.01
    assert logfile.is_stderr(path)
    keeper = asyncio.create_task(logfile.keep_small(path, logfile.reopen))
    for number in range(60):
        print(f'line {number:02}', file=sys.stderr, flush=True)
        await asyncio.sleep(0.005)
    keeper.cancel()

asyncio.run(main(Path(sys.argv[1])))
"""


def test_a_process_rotates_what_it_writes_itself_and_loses_nothing(tmp_path, monkeypatch):
    path = tmp_path / 'a.log'
    with path.open('ab') as out:
        subprocess.run([sys.executable, '-c', WRITER, str(path)], stdout=out, stderr=out, check=True, timeout=30)
    files = [rotated(path, number) for number in range(logfile.KEPT, -1, -1)]
    text = b''.join(file.read_bytes() for file in files if file.exists())
    lines = [int(line.split()[1]) for line in text.splitlines()]
    assert rotated(path, 1).exists() and lines == list(range(lines[0], 60))


def test_a_log_that_cannot_be_rotated_is_tried_again(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(logfile, 'SIZE_LIMIT', 1)
    monkeypatch.setattr(logfile, 'INTERVAL', 0)
    path = tmp_path / 'a.log'
    path.write_bytes(b'long')
    tried = []

    def failing(path):
        tried.append(path)
        if len(tried) < 3:
            raise OSError(errno.ENOSPC, 'No space left on device')
        path.write_bytes(b'')

    async def main():
        keeper = asyncio.create_task(keep_small(path, failing))
        async with asyncio.timeout(10):
            while len(tried) < 3:
                await asyncio.sleep(0)
        keeper.cancel()

    asyncio.run(main())
    assert caplog.text.count('cannot rotate') == 2
