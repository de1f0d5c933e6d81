"""One event to 1,000 watchers over HTTPS, beside a bare aiohttp broadcast of as many bytes.

    python bench/watch.py [--watchers 1000] [--events 20] [--rounds 5]

Each round sends events one after the other and ends when every watcher has the last of them. The floor's
broadcaster writes the ready bytes straight to the responses. Both servers share one process and loop.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from typing import cast

import uvloop
from served import Served, served

CONNECT_AT_ONCE = 50


class Listener(asyncio.Protocol):
    """Counts the frames of one stream: each ends with a newline inside its chunk."""

    def __init__(self, path: str, crowd: Crowd) -> None:
        self._path = path
        self._crowd = crowd
        self.frames = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast('asyncio.Transport', transport).write(f'GET {self._path} HTTP/1.1\r\nHost: x\r\n\r\n'.encode())

    def data_received(self, data: bytes) -> None:
        found = data.count(b'}\n')
        if found:
            self.frames += found
            self._crowd.note(found)


class Crowd:
    """All listeners of one server."""

    def __init__(self) -> None:
        self.total = 0
        self._wanted = 0
        self._reached = asyncio.Event()

    def note(self, frames: int) -> None:
        self.total += frames
        if self.total >= self._wanted:
            self._reached.set()

    async def reach(self, total: int) -> None:
        self._wanted = total
        self._reached.clear()
        if self.total < total:
            await asyncio.wait_for(self._reached.wait(), 120)


async def listen(process: Served, port: int, path: str, count: int) -> Crowd:
    crowd, loop = Crowd(), asyncio.get_running_loop()
    for start in range(0, count, CONNECT_AT_ONCE):
        await asyncio.gather(
            *(
                loop.create_connection(lambda: Listener(path, crowd), '127.0.0.1', port, ssl=process.tls)
                for _ in range(min(CONNECT_AT_ONCE, count - start))
            )
        )
    return crowd


async def main(watchers: int, events: int, rounds: int) -> None:
    with served() as process:
        await process.do('fill', 1)
        ours = await listen(process, process.port, '/api/v1/pods?watch=true', watchers)
        await ours.reach(watchers)  # each begins with the one pod there is
        floor = await listen(process, process.bare_port, '/stream', watchers)
        size = await process.do('change', 1)
        await ours.reach(2 * watchers)
        while await process.do('broadcast', (size, 0)) < watchers:  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.1)
        mine, bare = [], []
        for _ in range(rounds):
            mine.append(await timed(process, ours, 'change', events, watchers * events))
            bare.append(await timed(process, floor, 'broadcast', (size, events), watchers * events))
    print(f'{events} events of {size} bytes to {watchers} watchers over HTTPS, median of {rounds}')
    rate, floor_rate = (watchers * events / statistics.median(seconds) for seconds in (mine, bare))
    print(f'ours {rate:,.0f} deliveries/s, bare broadcast {floor_rate:,.0f}: {rate / floor_rate:.2f}x')


async def timed(process: Served, crowd: Crowd, command: str, argument: object, frames: int) -> float:
    begin, target = time.perf_counter(), crowd.total + frames
    await process.do(command, argument)
    await crowd.reach(target)
    return time.perf_counter() - begin


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--watchers', type=int, default=1000)
    parser.add_argument('--events', type=int, default=20)
    parser.add_argument('--rounds', type=int, default=5)
    given = parser.parse_args()
    uvloop.run(main(given.watchers, given.events, given.rounds))
