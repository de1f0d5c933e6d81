"""What ownership of fields costs: CPU per write with managedFields, and of server-side applies.

    python bench/apply.py [--rounds 5]

Everything runs in this process, through the registry over a memory store: no HTTP, no disk, so that nothing but the
registry's own work is measured. `followed` is the time in the field manager alone. Best of the rounds, because
everything else on the machine only adds.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from sampan.api import codec, defaults
from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Time
from sampan.apiserver.local import LocalClient
from sampan.apiserver.registry.registry import Registry
from sampan.apiserver.request import Request, Response, UserInfo
from sampan.apiserver.stages import compose
from sampan.apiserver.stages.request_info import RequestInfoStage
from sampan.machinery.world import SystemWorld
from sampan.store.memory import MemoryStore

ADMIN = UserInfo('admin', groups=('system:masters', 'system:authenticated'))
DEPLOYMENT = '/apis/apps/v1/namespaces/default/deployments/web'
CALLS = 300


def deployment(**spec: Any) -> bytes:
    """Fifty fields, as a chart writes them."""
    probe = {'httpGet': {'path': '/', 'port': 80}, 'periodSeconds': 5, 'failureThreshold': 3}
    containers = [
        {
            'name': name,
            'image': 'registry.example/app:1',
            'args': ['--verbose'],
            'env': [{'name': f'SETTING_{number}', 'value': 'v'} for number in range(4)],
            'ports': [{'containerPort': 80, 'name': 'http'}],
            'resources': {'limits': {'memory': '1Gi'}, 'requests': {'cpu': '100m', 'memory': '1Gi'}},
            'readinessProbe': probe,
            'volumeMounts': [{'name': 'data', 'mountPath': '/data'}],
        }
        for name in ('app',)
    ]
    labels = {'app': 'web', 'tier': 'front', 'chart': 'web-1'}
    template = {
        'metadata': {'labels': labels, 'annotations': {'checksum': 'x'}},
        'spec': {
            'containers': containers,
            'volumes': [{'name': 'data', 'emptyDir': {}}],
            'serviceAccountName': 'default',
            'nodeSelector': {'disk': 'fast'},
        },
    }
    strategy = {'type': 'RollingUpdate', 'rollingUpdate': {'maxSurge': 1, 'maxUnavailable': 0}}
    whole = {'replicas': 3, 'minReadySeconds': 5, 'revisionHistoryLimit': 3, 'strategy': strategy}
    whole |= {'selector': {'matchLabels': {'app': 'web'}}, 'template': template, **spec}
    metadata = {'name': 'web', 'labels': labels, 'annotations': {'owner': 'team', 'note': 'x'}}
    return msgspec.json.encode({'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': metadata, 'spec': whole})


def pod() -> core_v1.Pod:
    spec = core_v1.PodSpec(containers=[core_v1.Container(name='c', image='busybox', command=['httpd', '-f'])])
    metadata = meta_v1.ObjectMeta(name='web', namespace='default', labels={'app': 'web'}, annotations={'p': 'x' * 2000})
    made = core_v1.Pod(metadata=metadata, spec=spec)
    defaults.set_defaults(made)
    return made


class Bench:
    """One registry."""

    def __init__(self) -> None:
        self.world = SystemWorld()
        self.registry = Registry(store=MemoryStore(), world=self.world)
        self.handler = compose([RequestInfoStage()], self.registry.handle)
        self.client = LocalClient(self.handler, ADMIN)

    async def apply(self, body: bytes, query: str = 'fieldManager=bench') -> Response:
        parts = urlsplit(f'{DEPLOYMENT}?{query}')
        headers = {'content-type': 'application/apply-patch+yaml'}
        answer = await self.handler(Request('PATCH', parts.path, parse_qs(parts.query), headers, body, user=ADMIN))
        assert isinstance(answer, Response)
        assert answer.status < 300, answer
        return answer


async def measured(rounds: int, call: Callable[[], Awaitable[Any]]) -> float:
    """CPU seconds of one call."""
    best = float('inf')
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        for _ in range(CALLS):
            await call()
        best = min(best, (time.process_time() - start) / CALLS)
    return best


def row(what: str, seconds: float) -> None:
    print(f'{what:<52}{seconds * 1e6:>8.1f} µs')


async def followed(bench: Bench, rounds: int) -> None:
    """The field manager alone."""
    fields = bench.registry.endpoints['', 'v1', 'pods'].fields('')
    status = bench.registry.endpoints['', 'v1', 'pods'].fields('status')
    now, obj = Time.of(bench.world.now()), pod()

    async def create() -> None:
        obj.metadata.managed_fields = []
        fields.created(obj, 'bench', now)

    numbers = itertools.count()

    async def create_unknown() -> None:
        obj.metadata.annotations['p'] = str(next(numbers))
        await create()

    row('followed: create of a known shape', await measured(rounds, create))
    row('followed: create of a new shape', await measured(rounds, create_unknown))
    await create()
    obj.metadata.uid = 'u'
    running = codec.clone(obj)
    running.status.phase = 'Running'
    running.status.conditions = [core_v1.PodCondition(type='Ready', status='True')]

    async def update() -> None:
        running.metadata.managed_fields = obj.metadata.managed_fields
        status.updated(obj, running, 'kubelet', now)

    row('followed: status update', await measured(rounds, update))


async def applies(bench: Bench, rounds: int) -> None:
    """Whole requests."""
    body = deployment()
    await bench.apply(body)
    row('apply, unchanged, 50 fields', await measured(rounds, lambda: bench.apply(body)))
    numbers = itertools.count(1)
    row('apply, replicas changed', await measured(rounds, lambda: bench.apply(deployment(replicas=next(numbers) % 90))))
    await bench.apply(body, 'fieldManager=second&force=true')
    row('apply, unchanged, two appliers', await measured(rounds, lambda: bench.apply(body)))


async def main(rounds: int) -> None:
    bench = Bench()
    await bench.registry.start()
    try:
        await bench.client.create(core_v1.Namespace(metadata=meta_v1.ObjectMeta(name='default')))
        await followed(bench, rounds)
        await applies(bench, rounds)
    finally:
        await bench.registry.stop()


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=(__doc__ or '').splitlines()[0])
    parser.add_argument('--rounds', type=int, default=5)
    asyncio.run(main(parser.parse_args().rounds))
