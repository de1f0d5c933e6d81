"""5,000 watchers on pods, 100 events a second: how old an event is when its watcher has it, and what a watcher takes.

    python bench/watchers.py [--watchers 5000] [--rate 100] [--seconds 10]
    python bench/watchers.py --watchers 500 --every     each watches all pods, instead of those of a node of its own

Over HTTPS. The server is held to one core; the watchers are in this process and get the others. An event is a change of
one pod and carries the time it was sent; both processes read the same monotonic clock.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from typing import cast

import uvloop
from creates import cpu, resident
from served import MARK, Served, served

CONNECT_AT_ONCE = 50
DIGITS = 20  # of a time in nanoseconds
PATIENCE = 60.0  # seconds for what is still on its way


class Watcher(asyncio.Protocol):
    """Notes how old each event is when it arrives."""

    def __init__(self, path: str, ages: list[float]) -> None:
        self._path = path
        self._ages = ages
        self._rest = b''

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast('asyncio.Transport', transport).write(f'GET {self._path} HTTP/1.1\r\nHost: x\r\n\r\n'.encode())

    def data_received(self, data: bytes) -> None:
        now, data = time.monotonic_ns(), self._rest + data
        pieces = data.split(MARK)
        for piece in pieces[1:-1] if len(pieces[-1]) < DIGITS else pieces[1:]:
            sent = int(piece[:DIGITS])
            if sent:
                self._ages.append((now - sent) / 1e9)
        cut = len(pieces) > 1 and len(pieces[-1]) < DIGITS
        self._rest = MARK + pieces[-1] if cut else pieces[-1][1 - len(MARK) :]


async def connect(process: Served, count: int, every: bool) -> list[float]:
    """Open the watches; the list their ages go to."""
    ages: list[float] = []
    loop = asyncio.get_running_loop()
    for start in range(0, count, CONNECT_AT_ONCE):
        await asyncio.gather(
            *(
                loop.create_connection(
                    lambda number=number: Watcher(path(number, every), ages),  # type: ignore[misc]
                    '127.0.0.1',
                    process.port,
                    ssl=process.tls,
                )
                for number in range(start, min(start + CONNECT_AT_ONCE, count))
            )
        )
    return ages


def path(number: int, every: bool) -> str:
    watch = '/api/v1/pods?watch=true'
    return watch if every else f'{watch}&fieldSelector=spec.nodeName%3Dnode-{number:05}'


async def main(watchers: int, rate: int, seconds: int, every: bool) -> None:
    with served() as process:
        os.sched_setaffinity(process.process, {min(os.sched_getaffinity(0))})
        await process.do('fill', 10 if every else watchers)
        before = resident(process.process)
        ages = await connect(process, watchers, every)
        await asyncio.sleep(2)  # they all have what there was
        each = (resident(process.process) - before) * 1000 / watchers
        busy = cpu(process.process)
        took = await process.do('send', (rate, seconds))
        wanted = rate * seconds * (watchers if every else 1)
        try:
            async with asyncio.timeout(PATIENCE):
                while len(ages) < wanted:  # noqa: ASYNC110 - the protocols only note what comes
                    await asyncio.sleep(0.1)
        except TimeoutError:
            print(f'{wanted - len(ages)} of {wanted} events did not come within {PATIENCE:.0f} s')
        busy = cpu(process.process) - busy
    ages.sort()
    print(f'{watchers} watchers over HTTPS, {rate * seconds} events in {took:.1f} s, {len(ages)} deliveries')
    print(f'age of an event: median {ages[len(ages) // 2] * 1000:.1f} ms, greatest {ages[-1] * 1000:.0f} ms')
    print(f'server: {each:.1f} KB a watcher, {busy / took * 100:.0f} % of its core')


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--watchers', type=int, default=5000)
    parser.add_argument('--rate', type=int, default=100, help='events a second')
    parser.add_argument('--seconds', type=int, default=10)
    parser.add_argument('--every', action='store_true', help='each watches all pods')
    given = parser.parse_args()
    uvloop.run(main(given.watchers, given.rate, given.seconds, given.every))
