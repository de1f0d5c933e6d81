"""Locks: one holder, known by its process; free when it is gone."""

import asyncio
import os
import subprocess
import sys

import pytest

from sampan.cluster import lock

HOLD = """
import sys
from pathlib import Path
from sampan.cluster import lock
lock.take(Path(sys.argv[1]), 'up')
print('held', flush=True)
input()
"""


def test_the_second_learns_who_is_first_and_what_it_does(tmp_path):
    descriptor = lock.take(tmp_path / 'a', 'down')
    with pytest.raises(lock.Held) as raised:
        lock.take(tmp_path / 'a', 'up')
    assert (raised.value.pid, raised.value.command) == (os.getpid(), 'down')
    os.close(descriptor)
    os.close(lock.take(tmp_path / 'a', 'up'))


def test_a_killed_holder_holds_nothing(tmp_path):
    path = tmp_path / 'a'
    holder = subprocess.Popen([sys.executable, '-c', HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout.readline()
    with pytest.raises(lock.Held) as raised:
        lock.take(path, 'down')
    assert (raised.value.pid, raised.value.command) == (holder.pid, 'up')

    async def main():
        waiting = asyncio.create_task(lock.wait(path, 'down'))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        holder.kill()
        async with asyncio.timeout(10):
            return await waiting

    os.close(asyncio.run(main()))
    holder.wait()
    holder.stdin.close()
    holder.stdout.close()
