"""The floor under pod start latency: the bare CRI calls for one pod, without any Kubernetes.

    python bench/cri.py [PODS]        as root, with containerd, runc and the CNI plugins installed

Starts a containerd of its own, makes PODS pods (20) one after the other (sandbox, container, start), each of the same
small image that is present already, and prints the median and the 90th percentile of each step in milliseconds, and of
their sum. `measure` gives the same figures to a benchmark that compares a whole cluster with this floor in one run.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'tests'))

from support.containerd import Node, containerd_node, shell

STEPS = ('sandbox', 'create', 'start')
SCRIPT = 'while true; do sleep 3600; done'


@dataclass
class Floor:
    """Seconds each step took, for each pod."""

    sandbox: list[float] = field(default_factory=list)
    create: list[float] = field(default_factory=list)
    start: list[float] = field(default_factory=list)

    def total(self) -> list[float]:
        return [sum(steps) for steps in zip(self.sandbox, self.create, self.start, strict=True)]


async def measure(node: Node, pods: int) -> Floor:
    """Make `pods` pods one after the other; each is removed before the next, outside the measured time."""
    floor, runtime = Floor(), node.runtime
    for number in range(pods):
        config = node.sandbox_config(f'bench-{number}')
        begin = time.perf_counter()
        sandbox = await runtime.run_sandbox(config)
        ran = time.perf_counter()
        container = await runtime.create_container(sandbox, shell(SCRIPT), config)
        created = time.perf_counter()
        await runtime.start_container(container)
        started = time.perf_counter()
        floor.sandbox.append(ran - begin)
        floor.create.append(created - ran)
        floor.start.append(started - created)
        await runtime.stop_container(container, 0)
        await runtime.stop_sandbox(sandbox)
        await runtime.remove_sandbox(sandbox)
    return floor


def line(name: str, seconds: Sequence[float]) -> str:
    deciles = statistics.quantiles(seconds, n=10) if len(seconds) > 1 else [seconds[0]] * 9
    return f'{name:<26} p50 {statistics.median(seconds) * 1000:7.1f} ms   p90 {deciles[8] * 1000:7.1f} ms'


async def main(pods: int) -> None:
    async with containerd_node() as node:
        await measure(node, 1)  # the first one unpacks the image
        floor = await measure(node, pods)
    for step in STEPS:
        print(line(step, getattr(floor, step)))
    print(line('pod', floor.total()))


if __name__ == '__main__':
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
