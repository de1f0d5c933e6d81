"""LIST of 50,000 pods over HTTPS, beside the same bytes from a bare aiohttp handler.

    python bench/list.py [--pods 50000] [--rounds 5]

As JSON, as a Table (what kubectl asks for), and only those with a label that one of a hundred has. Both servers share
one process and loop; the client reads whole answers and throws them away. The Table is compared with the bare bytes
of the JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time

import uvloop
from served import Served, served

TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io'
JSON = 'application/json'
PODS = '/api/v1/pods'
CHOSEN = f'{PODS}?labelSelector=chosen%3Dyes'


async def fetch(served: Served, port: int, path: str, accept: str = JSON) -> tuple[float, int]:
    """Seconds from the request to the last byte, and how many bytes came."""
    reader, writer = await asyncio.open_connection('127.0.0.1', port, ssl=served.tls, limit=1 << 22)
    try:
        writer.write(f'GET {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n'.encode())
        begin, size = time.perf_counter(), 0
        while data := await reader.read(1 << 20):
            size += len(data)
        return time.perf_counter() - begin, size
    finally:
        writer.close()


async def main(pods: int, rounds: int) -> None:
    with served() as process:
        size = await process.do('fill', pods)
        questions = {
            'JSON': (process.port, PODS, JSON),
            'Table': (process.port, PODS, TABLE),
            'one of a hundred by label': (process.port, CHOSEN, JSON),
            'bare handler': (process.bare_port, '/list', JSON),
        }
        times: dict[str, list[float]] = {name: [] for name in questions}
        sizes: dict[str, int] = {}
        for _ in range(rounds):  # in turns, so that a noisy minute hits all
            for name, question in questions.items():
                seconds, sizes[name] = await fetch(process, *question)
                times[name].append(seconds)
        assert sizes['JSON'] >= size, (sizes, size)
    middle = {name: statistics.median(seconds) for name, seconds in times.items()}
    print(f'LIST of {pods} pods, {size / 1e6:.1f} MB over HTTPS, median of {rounds}')
    for name, seconds in middle.items():
        ratio = seconds / middle['bare handler']
        print(f'  {name:<28}{seconds * 1000:>8.0f} ms{sizes[name] / 1e6:>8.1f} MB{ratio:>8.2f}x')


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--pods', type=int, default=50_000)
    parser.add_argument('--rounds', type=int, default=5)
    given = parser.parse_args()
    uvloop.run(main(given.pods, given.rounds))
