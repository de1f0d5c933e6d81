"""GET of one pod over HTTPS on 32 connections, beside a bare handler on the same HTTP front.

    python bench/get.py [--connections 32] [--seconds 3] [--rounds 5]

The floor is the API server's own front with a handler that answers ready bytes: what is left are the stages, the
routing and the reading of the object. Both servers share one process and loop and take turns.
"""

from __future__ import annotations

import argparse
import asyncio

from creates import Round, measure, middle
from load import Gets
from served import Served, served

PATH = '/api/v1/namespaces/default/pods/pod-00000'


async def main(connections: int, seconds: float, rounds: int) -> None:
    with served() as process:
        await process.do('fill', 100)
        ours, floor = [], []
        for _ in range(rounds):
            ours.append(measured(process, process.port, connections, seconds))
            floor.append(measured(process, process.front_port, connections, seconds))
    mine, bare = middle(ours), middle(floor)
    print(f'GET of one pod over HTTPS, {connections} connections, median of {rounds} x {seconds:g} s')
    print(f'ours {mine.rate:,.0f}/s, bare handler {bare.rate:,.0f}/s: {mine.rate / bare.rate:.2f}x')
    print(f'server CPU: {mine.server * 1e6:.0f} µs, {bare.server * 1e6:.0f} µs: {bare.server / mine.server:.2f}x')


def measured(process: Served, port: int, connections: int, seconds: float) -> Round:
    return measure(process.process, [Gets(port, process.tls, PATH) for _ in range(connections)], seconds)


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--connections', type=int, default=32)
    parser.add_argument('--seconds', type=float, default=3)
    parser.add_argument('--rounds', type=int, default=5)
    given = parser.parse_args()
    asyncio.run(main(given.connections, given.seconds, given.rounds))
