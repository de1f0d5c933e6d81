"""LIST of 10,000 pods over HTTPS, beside the same bytes from a bare aiohttp handler.

    python bench/list.py [--pods 10000] [--rounds 10]

Both servers share one process and loop; the client reads whole answers and throws them away.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time

import uvloop
from served import Served, served


async def fetch(served: Served, port: int, path: str) -> tuple[float, int]:
    """Seconds from the request to the last byte, and how many bytes came."""
    reader, writer = await asyncio.open_connection('127.0.0.1', port, ssl=served.tls, limit=1 << 22)
    try:
        writer.write(f'GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'.encode())
        begin, size = time.perf_counter(), 0
        while data := await reader.read(1 << 20):
            size += len(data)
        return time.perf_counter() - begin, size
    finally:
        writer.close()


async def main(pods: int, rounds: int) -> None:
    with served() as process:
        size = await process.do('fill', pods)
        ours, floor = [], []
        for _ in range(rounds):  # in turns, so that a noisy minute hits both
            seconds, got = await fetch(process, process.port, '/api/v1/pods')
            assert got >= size, (got, size)
            ours.append(seconds)
            floor.append((await fetch(process, process.bare_port, '/list'))[0])
    mine, bare = statistics.median(ours) * 1000, statistics.median(floor) * 1000
    print(f'LIST of {pods} pods, {size / 1e6:.1f} MB over HTTPS, median of {rounds}')
    print(f'ours {mine:.0f} ms, bare handler {bare:.0f} ms: {mine / bare:.2f}x')


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--pods', type=int, default=10_000)
    parser.add_argument('--rounds', type=int, default=10)
    given = parser.parse_args()
    uvloop.run(main(given.pods, given.rounds))
