"""pods/log, pods/exec, pods/attach, pods/portforward (upstream: pkg/registry/core/pod/rest and strategy.go)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.apiserver.connect.log_options import log_query
from sampan.apiserver.connect.socket import offered_protocols
from sampan.apiserver.connect.translate import CLIENT_PROTOCOL, Streams, translate
from sampan.apiserver.connect.tunnel import tunnel, tunneled_protocols
from sampan.apiserver.request import Request, Response, Stream

if TYPE_CHECKING:
    from sampan.apiserver.authn.service_accounts import Lookup
    from sampan.apiserver.connect.nodes import NodeConnector
    from sampan.apiserver.request import Answer, Handler

TEXT = 'text/plain'
MAX_ERROR = 64 * 1024


class PodConnections:
    """The handlers of pods' connecting subresources."""

    def __init__(self, *, lookup: Lookup, nodes: NodeConnector) -> None:
        self._lookup = lookup
        self._nodes = nodes

    def handlers(self) -> Mapping[tuple[str, str, str], Handler]:
        return {
            ('', 'pods', 'log'): self.log,
            ('', 'pods', 'exec'): self.exec,
            ('', 'pods', 'attach'): self.attach,
            ('', 'pods', 'portforward'): self.port_forward,
        }

    async def log(self, request: Request) -> Answer:
        pod = await self._pod(request)
        query = log_query(request)
        container = logged_container(pod, request.first('container'))
        if not pod.spec.node_name:
            return Response(200, b'', TEXT)  # nothing has run yet
        verified = not request.flag('insecureSkipTLSVerifyBackend')
        backend = await self._nodes.connect(pod.spec.node_name, verified=verified)
        target = f'/containerLogs/{place(pod)}/{quote(container)}' + (f'?{query}' if query else '')
        return await checked(await backend.request(plain(request), target), pod.metadata.name)

    async def exec(self, request: Request) -> Answer:
        command = request.query.get('command', ())
        if not command:
            raise errors.bad_request('you must specify at least 1 command for the container')
        return await self._stream('exec', request, [('command', word) for word in command])

    async def attach(self, request: Request) -> Answer:
        return await self._stream('attach', request, [])

    async def _stream(self, verb: str, request: Request, query: list[tuple[str, str]]) -> Answer:
        pod = await self._pod(request)
        streams = streams_of(request)
        container = chosen_container(pod, request.first('container'))
        backend = await self._nodes.connect(assigned_node(pod))
        target = f'/{verb}/{place(pod)}/{quote(container)}?{urlencode([*stream_query(streams), *query])}'
        require_upgrade(request)
        if CLIENT_PROTOCOL in offered_protocols(request):
            return await translate(request, backend, target, streams)
        return await backend.request(request, target)

    async def port_forward(self, request: Request) -> Answer:
        pod = await self._pod(request)
        backend = await self._nodes.connect(assigned_node(pod))
        ports = urlencode([('port', port) for port in request.query.get('ports', ())])
        target = f'/portForward/{place(pod)}' + (f'?{ports}' if ports else '')
        require_upgrade(request)
        if tunneled_protocols(request):
            return await tunnel(request, backend, target)
        return await backend.request(request, target)

    async def _pod(self, request: Request) -> core.Pod:
        info = request.info
        if info is None:
            raise RuntimeError('connectors come behind request info')
        if info.verb not in ('get', 'create'):
            raise errors.method_not_supported('', 'pods', info.verb)
        pod: core.Pod = await self._lookup(core.Pod, info.name, info.namespace)
        return pod


def plain(request: Request) -> Request:
    """The request as it goes on to the kubelet: no upgrade, no body."""
    return Request(method='GET', path=request.path, headers={}, peer=request.peer)


def require_upgrade(request: Request) -> None:
    if request.upgrade is None:
        raise errors.bad_request('Upgrade request required')


def place(pod: core.Pod) -> str:
    return f'{quote(pod.metadata.namespace)}/{quote(pod.metadata.name)}'


def assigned_node(pod: core.Pod) -> str:
    if not pod.spec.node_name:
        raise errors.bad_request(f'pod {pod.metadata.name} does not have a host assigned')
    return pod.spec.node_name


def streams_of(request: Request) -> Streams:
    streams = Streams(*(request.flag(name) for name in ('stdin', 'stdout', 'stderr', 'tty')))
    if not (streams.stdin or streams.stdout or streams.stderr):
        raise errors.bad_request('you must specify at least 1 of stdin, stdout, stderr')
    return streams


def stream_query(streams: Streams) -> list[tuple[str, str]]:
    """The kubelet's names for the same."""
    wanted = {'input': streams.stdin, 'output': streams.stdout, 'error': streams.stderr, 'tty': streams.tty}
    return [(name, '1') for name, value in wanted.items() if value]


def names(containers: list[core.Container]) -> str:
    return ' '.join(container.name for container in containers)


def logged_container(pod: core.Pod, name: str) -> str:
    """The container whose log is meant; the only one if none is named. Raises 400."""
    spec = pod.spec
    if name:
        return valid_container(pod, name)
    if len(spec.containers) == 1:
        return spec.containers[0].name
    message = f'a container name must be specified for pod {pod.metadata.name}'
    if spec.containers:
        message += f', choose one of: [{names(spec.containers)}]'
        if spec.init_containers:
            message += f' or one of the init containers: [{names(spec.init_containers)}]'
    raise errors.bad_request(message)


def chosen_container(pod: core.Pod, name: str) -> str:
    """The container to go into. Raises 400."""
    return logged_container(pod, name)


def valid_container(pod: core.Pod, name: str) -> str:
    spec = pod.spec
    known = {c.name for c in (*spec.containers, *spec.init_containers)} | {c.name for c in spec.ephemeral_containers}
    if name not in known:
        raise errors.bad_request(f'container {name} is not valid for pod {pod.metadata.name}')
    return name


async def checked(answer: Answer, pod: str) -> Answer:
    """A log as the kubelet sends it, or its refusal as a Status (upstream: GenericHttpResponseChecker)."""
    status = getattr(answer, 'status', 200)
    if 200 <= status <= 206:
        return answer
    text = (await text_of(answer)).decode('utf-8', 'replace')
    if 300 <= status < 400:
        raise errors.internal_error('redirects forbidden')
    if status == 500:
        raise errors.internal_error(text)
    if status == 400:
        raise errors.bad_request(text)
    raise errors.generic(status, 'GET', '', 'pods/log', pod, text, unexpected=status != 404)


async def text_of(answer: Answer) -> bytes:
    if isinstance(answer, Response):
        return answer.body if isinstance(answer.body, bytes) else b''.join(answer.body)
    text = bytearray()
    if isinstance(answer, Stream) and answer.chunks is not None:
        async for chunk in answer.chunks:
            text += chunk[: MAX_ERROR - len(text)]
    return bytes(text)
