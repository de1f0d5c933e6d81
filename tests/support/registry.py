"""A registry over a memory store on a virtual clock, with the in-process client and plain requests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sampan.api.generated import apps_v1, core_v1, meta_v1
from sampan.apiserver.local import LocalClient
from sampan.apiserver.registry.config import RegistryConfig
from sampan.apiserver.registry.registry import Registry
from sampan.apiserver.request import Request, Response, Stream, UserInfo
from sampan.apiserver.served import ServedResources
from sampan.apiserver.stages import compose
from sampan.apiserver.stages.recovery import Recovery
from sampan.apiserver.stages.request_info import RequestInfoStage
from sampan.store.memory import MemoryStore
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld

ADMIN = UserInfo('admin', groups=('system:masters', 'system:authenticated'))


class Reply:
    """An answer as a client sees it."""

    def __init__(self, answer: Response, request: Request) -> None:
        self.status = answer.status
        self.body = answer.body if isinstance(answer.body, bytes) else b''.join(answer.body)
        self.content_type = answer.content_type
        self.headers = answer.headers
        self.warnings = request.warnings

    def json(self) -> Any:
        return json.loads(self.body)


class Bench:
    """One registry and the ways to talk to it."""

    def __init__(self, registry: Registry, store: MemoryStore, world: SimulatedWorld) -> None:
        self.registry = registry
        self.store = store
        self.world = world
        self.handler = compose([Recovery(), RequestInfoStage()], registry.handle)
        self.client = LocalClient(self.handler, ADMIN)

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Request:
        parts = urlsplit(path)
        data = body if isinstance(body, bytes) else b'' if body is None else json.dumps(body).encode()
        names = {name.replace('_', '-'): value for name, value in headers.items()}
        query: Mapping[str, list[str]] = parse_qs(parts.query, keep_blank_values=True)
        return Request(method, parts.path, query, names, data, user=ADMIN)

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """One whole answer."""
        request = self.request(method, path, body, **headers)
        answer = await self.handler(request)
        assert isinstance(answer, Response), answer
        return Reply(answer, request)

    @asynccontextmanager
    async def watching(self, path: str, **headers: str) -> Any:
        """A watch over the wire: yields `next_events(count)`."""
        answer = await self.handler(self.request('GET', path, **headers))
        assert isinstance(answer, Stream), answer
        assert answer.chunks is not None
        lines = _Lines(answer.chunks)
        try:
            yield lines
        finally:
            await answer.chunks.aclose()  # type: ignore[attr-defined]


class _Lines:
    def __init__(self, chunks: Any) -> None:
        self._chunks = chunks
        self._waiting: list[Any] = []

    async def take(self, count: int) -> list[Any]:
        """The next `count` events, decoded. Fails the test if they do not come within two virtual hours."""
        async with asyncio.timeout(7200):
            while len(self._waiting) < count:
                chunk = await anext(self._chunks)
                self._waiting += [json.loads(line) for line in chunk.splitlines()]
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    async def rest(self) -> list[Any]:
        """Everything until the server ends the watch."""
        async for chunk in self._chunks:
            self._waiting += [json.loads(line) for line in chunk.splitlines()]
        taken, self._waiting = self._waiting, []
        return taken


@asynccontextmanager
async def registry(
    *,
    namespaces: tuple[str, ...] = ('default',),
    store: MemoryStore | None = None,
    config: RegistryConfig | None = None,
    runtime_config: Mapping[str, str] | None = None,
) -> Any:
    """A started registry with the given namespaces and their default service accounts."""
    world, own = SimulatedWorld(1), store or MemoryStore()
    made = Registry(store=own, world=world, config=config, served=ServedResources(runtime_config))
    await made.start()
    bench = Bench(made, own, world)
    try:
        for name in namespaces:
            await bench.client.create(core_v1.Namespace(metadata=meta_v1.ObjectMeta(name=name)))
            account = core_v1.ServiceAccount(metadata=meta_v1.ObjectMeta(name='default', namespace=name))
            await bench.client.create(account)
        yield bench
    finally:
        await made.stop()


def run(body: Callable[[Bench], Awaitable[None]], **options: Any) -> None:
    """Run a test's body against a fresh registry under virtual time."""

    async def main() -> None:
        async with registry(**options) as bench:
            await body(bench)

    run_virtual(main())


def config_map(name: str = 'settings', **more: Any) -> core_v1.ConfigMap:
    labels, finalizers = more.pop('labels', {}), more.pop('finalizers', [])
    meta = meta_v1.ObjectMeta(name=name, namespace='default', labels=labels, finalizers=finalizers)
    return core_v1.ConfigMap(metadata=meta, **more)


def pod(name: str = 'web', **spec: Any) -> core_v1.Pod:
    labels = spec.pop('labels', {})
    containers = spec.pop('containers', None) or [core_v1.Container(name='main', image='example.test/web:1')]
    return core_v1.Pod(
        metadata=meta_v1.ObjectMeta(name=name, namespace='default', labels=labels),
        spec=core_v1.PodSpec(containers=containers, **spec),
    )


def deployment(name: str = 'web', replicas: int = 2) -> apps_v1.Deployment:
    labels = {'app': name}
    return apps_v1.Deployment(
        metadata=meta_v1.ObjectMeta(name=name, namespace='default'),
        spec=apps_v1.DeploymentSpec(
            replicas=replicas,
            selector=meta_v1.LabelSelector(match_labels=labels),
            template=core_v1.PodTemplateSpec(metadata=meta_v1.ObjectMeta(labels=labels), spec=pod().spec),
        ),
    )


def service(name: str = 'web', type: str = 'ClusterIP', **spec: Any) -> core_v1.Service:
    ports = spec.pop('ports', None) or [core_v1.ServicePort(port=80)]
    return core_v1.Service(
        metadata=meta_v1.ObjectMeta(name=name, namespace='default'),
        spec=core_v1.ServiceSpec(type=type, ports=ports, **spec),
    )
