"""Pod start latency: from the create to Running and Ready seen by a watch, beside the bare CRI calls for the same pod.

    python bench/pods.py [PODS]       as root; stops nothing of yours, makes a cluster of its own and deletes it

Both figures are of one run and take turns, PODS times (20): a pod by the bare CRI calls in a containerd without
Kubernetes (bench/cri.py), then one through a whole cluster: created over HTTPS, scheduled, started by the kubelet,
shown Ready. The image is present. The goal is 1.5x.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'tests'))

from cri import SCRIPT, line, measure

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1
from sampan.client import kubeconfig
from sampan.client.base import Client
from sampan.client.http import HttpClient
from support.containerd import containerd_node
from support.machine import Machine

IMAGE = 'docker.io/library/busybox:1.36'
NAMESPACE = 'default'
PAUSE = 1.0  # seconds: a pod's end is not part of the next one's start
MARKS = ('PodScheduled', 'PodReadyToStartContainers', 'ContainersReady', 'Ready')


def pod(name: str) -> core.Pod:
    container = core.Container(name='main', image=IMAGE, command=['sh', '-c', SCRIPT])
    return core.Pod(
        metadata=meta_v1.ObjectMeta(name=name, namespace=NAMESPACE),
        spec=core.PodSpec(containers=[container], termination_grace_period_seconds=0),
    )


async def start_one(client: Client, name: str) -> dict[str, float]:
    """Seconds from the create until a watch showed each condition true."""
    seen: dict[str, float] = {}
    watching = client.watch(core.Pod, NAMESPACE, field_selector=f'metadata.name={name}')
    begin = time.perf_counter()
    await client.create(pod(name))
    async for event in watching:
        for condition in event.object.status.conditions if hasattr(event.object, 'status') else ():
            if condition.status == 'True':
                seen.setdefault(condition.type, time.perf_counter() - begin)
        if 'Ready' in seen:
            break
    await client.delete(core.Pod, name, NAMESPACE)
    return seen


async def alternate(machine: Machine, pods: int) -> tuple[list[float], list[dict[str, float]]]:
    """The bare calls' seconds and the cluster's, pod by pod."""
    client = HttpClient(kubeconfig.load(machine.state / 'admin.kubeconfig').http_config())
    bare: list[float] = []
    seen: list[dict[str, float]] = []
    try:
        async with containerd_node() as node:
            for number in range(pods + 1):
                bare += (await measure(node, 1)).total()
                seen.append(await start_one(client, f'bench-{number}'))
                await asyncio.sleep(PAUSE)
    finally:
        await client.close()
    return bare[1:], seen[1:]  # without the first ones, which unpack the image


def main(pods: int) -> None:
    with tempfile.TemporaryDirectory(prefix='sampan-bench-') as folder:
        machine = Machine(Path(folder))
        try:
            machine.up()
            machine.load_busybox()
            bare, seen = asyncio.run(alternate(machine, pods))
        finally:
            machine.sampan('delete', '--yes')
    print(line('bare CRI', bare))
    for mark in MARKS:
        print(line(mark, [result[mark] for result in seen if mark in result]))
    ratio = statistics.median(result['Ready'] for result in seen) / statistics.median(bare)
    print(f'Ready / bare CRI: {ratio:.2f}x (goal 1.5x)')


if __name__ == '__main__':
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
