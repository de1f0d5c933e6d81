"""From a path to what answers it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1
from sampan.apiserver.request import Answer, Request, Response
from sampan.client.base import Client
from sampan.machinery.world import World
from sampan.node.runtime.base import Runtime, RuntimeFailure
from sampan.node.server import execution
from sampan.node.server.auth import OPEN_PATHS, Gate
from sampan.node.server.containers import PodSource, Refused
from sampan.node.server.logs import container_logs
from sampan.node.server.stats import Stats

log = logging.getLogger(__name__)

EXPOSITION = 'text/plain; version=0.0.4; charset=utf-8'
TEXT = 'text/plain; charset=utf-8'
UNHEALTHY = b'[+]ping ok\n[+]log ok\n[-]syncloop failed: reason withheld\nhealthz check failed\n'

Parts = list[str]
Route = Callable[[Request, Parts], Awaitable[Answer]]


class KubeletHandler:
    """Answers a kubelet's requests: `await handler(request)`. Never raises for a bad request."""

    def __init__(
        self,
        *,
        node_name: str,
        pods: PodSource,
        runtime: Runtime,
        world: World,
        healthy: Callable[[], bool] = lambda: True,
        client: Client | None = None,
    ) -> None:
        """`client` is whom to ask about callers that are not in system:masters."""
        self._gate = Gate(node_name=node_name, world=world, client=client)
        self._pods = pods
        self._runtime = runtime
        self._world = world
        self._healthy = healthy
        self._stats = Stats(node_name=node_name, runtime=runtime, world=world)
        self._reading: dict[str, Route] = {
            'healthz': self._health,
            'pods': self._list_pods,
            'runningpods': self._running_pods,
            'containerLogs': self._container_logs,
            'stats': self._summary,
            'metrics': self._metrics,
        }
        self._connecting: dict[str, Route] = {
            'exec': self._exec,
            'attach': self._attach,
            'portForward': self._port_forward,
        }

    async def __call__(self, request: Request) -> Answer:
        try:
            if request.path.rstrip('/') not in OPEN_PATHS:
                await self._gate.admit(request)
            return await self._route(request)
        except Refused as refused:
            return refused.response()
        except RuntimeFailure as error:
            return Refused(500, error.message).response()

    async def _route(self, request: Request) -> Answer:
        root, *parts = request.path.strip('/').split('/')
        if root in self._reading:
            if request.method not in ('GET', 'HEAD'):
                return Response(405, b'Method Not Allowed', TEXT, {'Allow': 'GET'})
            return await self._reading[root](request, parts)
        if root in self._connecting:
            if request.method not in ('GET', 'POST'):
                return Response(405, b'405: Method Not Allowed', TEXT, {'Allow': 'GET, POST'})
            return await self._connecting[root](request, parts)
        if root == 'run' and request.method == 'POST':
            return await self._run(request, parts)
        raise Refused(404, '404 page not found\n')

    async def _health(self, request: Request, parts: Parts) -> Answer:
        if not self._healthy():
            return Response(500, UNHEALTHY, TEXT)
        return Response(200, b'ok', TEXT)

    async def _list_pods(self, request: Request, parts: Parts) -> Answer:
        return Response(200, codec.encode(core.PodList(items=list(self._pods.pods()))))

    async def _running_pods(self, request: Request, parts: Parts) -> Answer:
        """What the runtime runs, whether anybody wants it or not."""
        containers = await self._runtime.containers()
        items = []
        for sandbox in await self._runtime.sandboxes():
            if sandbox.ready:
                own = [
                    core.Container(name=item.name, image=item.image)
                    for item in containers
                    if item.sandbox == sandbox.id
                ]
                meta = meta_v1.ObjectMeta(name=sandbox.name, namespace=sandbox.namespace, uid=sandbox.uid)
                items.append(core.Pod(metadata=meta, spec=core.PodSpec(containers=own)))
        return Response(200, codec.encode(core.PodList(items=items)))

    async def _container_logs(self, request: Request, parts: Parts) -> Answer:
        namespace, pod, container = _three(parts)
        return await container_logs(request, self._pods.pod(namespace, pod), container, self._runtime, self._world)

    async def _summary(self, request: Request, parts: Parts) -> Answer:
        if parts != ['summary']:
            raise Refused(404, '404 page not found\n')
        return Response(200, codec.encode(await self._stats.summary(self._pods.pods())))

    async def _metrics(self, request: Request, parts: Parts) -> Answer:
        if not parts:
            return Response(200, _process_metrics(), EXPOSITION)
        if parts == ['resource']:
            return Response(200, await self._stats.resource_metrics(self._pods.pods()), EXPOSITION)
        raise Refused(404, '404 page not found\n')

    async def _exec(self, request: Request, parts: Parts) -> Answer:
        pod, container = self._named(parts)
        return await execution.execute(request, pod, container, self._runtime)

    async def _attach(self, request: Request, parts: Parts) -> Answer:
        pod, container = self._named(parts)
        return await execution.attach(request, pod, container, self._runtime)

    async def _run(self, request: Request, parts: Parts) -> Answer:
        pod, container = self._named(parts)
        return await execution.run(request, pod, container, self._runtime)

    async def _port_forward(self, request: Request, parts: Parts) -> Answer:
        if len(parts) not in (2, 3):
            raise Refused(404, '404: Page Not Found')
        uid = parts[2] if len(parts) == 3 else ''
        return await execution.port_forward(request, self._pods.pod(parts[0], parts[1]), uid, self._runtime)

    def _named(self, parts: Parts) -> tuple[core.Pod | None, str]:
        """NAMESPACE/POD[/UID]/CONTAINER: the pod, if it is that one, and the container's name."""
        if len(parts) not in (3, 4):
            raise Refused(404, '404: Page Not Found')
        pod = self._pods.pod(parts[0], parts[1])
        if pod is not None and len(parts) == 4 and pod.metadata.uid != parts[2]:
            pod = None
        return pod, parts[-1]


def _three(parts: Parts) -> tuple[str, str, str]:
    if len(parts) != 3:
        raise Refused(404, '404: Page Not Found')
    return parts[0], parts[1], parts[2]


def _process_metrics() -> bytes:
    from prometheus_client import REGISTRY, generate_latest  # 4 MB that a node nobody scrapes does without

    return generate_latest(REGISTRY)
