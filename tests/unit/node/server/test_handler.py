"""The kubelet's server without sockets to it: who may ask, and what is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from multidict import CIMultiDict

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1
from sampan.apiserver.http.connection import RawConnection
from sampan.apiserver.request import Answer, Request, Response, Stream, Upgrade, UserInfo
from sampan.machinery.world import SystemWorld
from sampan.node.runtime.base import (
    ContainerStats,
    ContainerStatus,
    ExecResult,
    NotFound,
    SandboxStatus,
    State,
)
from sampan.node.server import KubeletHandler

MASTER = UserInfo('kube-apiserver-kubelet-client', groups=('system:masters',))
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass
class FakeRuntime:
    """Just what the server asks a runtime."""

    log: Path = Path('/nowhere')
    url: str = ''
    executed: list[tuple[Any, ...]] = field(default_factory=list)

    async def container_status(self, container: str) -> ContainerStatus:
        if container != 'c1':
            raise NotFound(f'container {container}')
        return ContainerStatus('c1', 's1', 'web', 0, State.EXITED, 'i', 'i', NOW, log_path=str(self.log))

    async def sandboxes(self) -> Sequence[SandboxStatus]:
        return [SandboxStatus(f's{n}', n == 1, 'web-0', 'default', 'u1', n, NOW) for n in (0, 1)]

    async def containers(self) -> Sequence[ContainerStatus]:
        return [await self.container_status('c1')]

    async def container_stats(self) -> Sequence[ContainerStats]:
        return [ContainerStats('c1', 1_500_000_000, 4096)]

    async def exec_sync(self, container: str, command: Sequence[str], timeout: float) -> ExecResult:
        return ExecResult(' '.join(command).encode(), b'!', 0)

    async def exec_url(self, container: str, command: Sequence[str], **streams: bool) -> str:
        self.executed.append((container, tuple(command), streams))
        return self.url

    async def port_forward_url(self, sandbox: str, ports: Sequence[int]) -> str:
        self.executed.append((sandbox, tuple(ports)))
        return self.url


def running(container_id: str) -> core.ContainerState:
    del container_id
    return core.ContainerState(running=core.ContainerStateRunning())


def pod(**status: Any) -> core.Pod:
    web = core.ContainerStatus(name='web', container_id='containerd://c1', **{'state': running('c1'), **status})
    return core.Pod(
        metadata=meta_v1.ObjectMeta(name='web-0', namespace='default', uid='u1'),
        spec=core.PodSpec(containers=[core.Container(name='web', image='i')]),
        status=core.PodStatus(container_statuses=[web]),
    )


class Pods:
    def __init__(self, *pods: core.Pod) -> None:
        self._pods = {(item.metadata.namespace, item.metadata.name): item for item in pods}

    def pod(self, namespace: str, name: str) -> core.Pod | None:
        return self._pods.get((namespace, name))

    def pods(self) -> Sequence[core.Pod]:
        return list(self._pods.values())


def request(method: str, target: str, user: UserInfo | None = MASTER, **more: Any) -> Request:
    path, _, text = target.partition('?')
    query: dict[str, list[str]] = {}
    for pair in filter(None, text.split('&')):
        name, _, value = pair.partition('=')
        query.setdefault(name, []).append(value)
    return Request(method, path, query, user=user, **more)


def ask(target: str, method: str = 'GET', *, runtime: Any = None, pods: Pods | None = None, **more: Any) -> Answer:
    handler = KubeletHandler(
        node_name='n1', pods=pods or Pods(pod()), runtime=runtime or FakeRuntime(), world=SystemWorld()
    )
    return asyncio.run(handler(request(method, target, **more)))


def text(answer: Answer) -> tuple[int, str]:
    assert isinstance(answer, Response)
    assert isinstance(answer.body, bytes)
    return answer.status, answer.body.decode()


def read(answer: Answer) -> bytes:
    assert isinstance(answer, Stream)
    assert answer.chunks is not None

    async def all_of(chunks: AsyncIterator[bytes]) -> bytes:
        return b''.join([piece async for piece in chunks])

    return asyncio.run(all_of(answer.chunks))


def test_only_the_cluster_s_masters_may_ask() -> None:
    assert text(ask('/healthz', user=None)) == (200, 'ok')
    assert text(ask('/pods', user=None)) == (401, 'Unauthorized')
    node = UserInfo('system:node:n2', groups=('system:nodes',))
    assert text(ask('/exec/default/web-0/web', 'POST', user=node)) == (
        403,
        'Forbidden (user=system:node:n2, verb=create, resource=nodes, subresource(s)=[proxy])\n',
    )
    assert text(ask('/pods', user=MASTER))[0] == 200


@pytest.mark.parametrize(
    ('target', 'method', 'code', 'body'),
    [
        ('/nothing', 'GET', 404, '404 page not found\n'),
        ('/containerLogs/default/web-0/web', 'POST', 405, 'Method Not Allowed'),
        ('/containerLogs/default/no/web', 'GET', 404, 'pod "no" does not exist'),
        ('/containerLogs/default/web-0/no', 'GET', 404, 'container "no" not found in pod "web-0"'),
        ('/containerLogs/default/web-0/web?tailLines=x', 'GET', 400, '{"message": "Unable to decode query."}'),
        ('/containerLogs/default/web-0/web?tailLines=-1', 'GET', 422, '{"message": "Invalid request."}'),
        (
            '/containerLogs/default/web-0/web?previous=true',
            'GET',
            400,
            'previous terminated container "web" in pod "web-0" not found',
        ),
        (
            '/containerLogs/default/web-0/web',
            'GET',
            400,
            'failed to try resolving symlinks in path "/nowhere": lstat /nowhere: no such file or directory',
        ),
        ('/exec/default/web-0/web', 'POST', 400, 'you must specify at least 1 of stdin, stdout, stderr'),
        ('/exec/default/no/web?output=1', 'POST', 404, 'pod does not exist'),
        ('/exec/default/web-0/no?output=1', 'POST', 500, 'container not found ("no")'),
        ('/exec/default/web-0/web?output=1', 'POST', 400, 'Upgrade request required'),
        ('/exec/default/web-0/other-uid/web?output=1', 'POST', 404, 'pod does not exist'),
        ('/portForward/default/web-0/u2', 'POST', 404, 'pod not found'),
        ('/portForward/default/web-0?port=x', 'POST', 400, 'unable to parse "x" as a port'),
        ('/run/default/web-0/web?cmd=a%20b', 'POST', 200, 'a%20b!'),
    ],
)
def test_answers_are_upstreams(target: str, method: str, code: int, body: str) -> None:
    assert text(ask(target, method)) == (code, body)


@pytest.mark.parametrize(
    ('reason', 'why'),
    [
        ('ErrImagePull', "image can't be pulled"),
        ('ImagePullBackOff', 'trying and failing to pull image'),
        ('ContainerCreating', 'ContainerCreating'),
    ],
)
def test_a_container_that_waits_has_no_log(reason: str, why: str) -> None:
    state = core.ContainerState(waiting=core.ContainerStateWaiting(reason=reason))
    answer = ask('/containerLogs/default/web-0/web', pods=Pods(pod(state=state)))
    assert text(answer) == (400, f'container "web" in pod "web-0" is waiting to start: {why}')


def test_the_previous_container_s_log_can_be_had(tmp_path: Path) -> None:
    (tmp_path / 'log').write_bytes(b'2026-01-02T03:04:05Z stdout F before\n')
    last = core.ContainerState(terminated=core.ContainerStateTerminated(container_id='containerd://c1'))
    pods = Pods(pod(last_state=last))
    runtime = FakeRuntime(log=tmp_path / 'log')
    answer = ask('/containerLogs/default/web-0/web?previous=true&timestamps=true', runtime=runtime, pods=pods)
    assert read(answer) == b'2026-01-02T03:04:05.000000000Z before\n'


def test_logs_since_a_time(tmp_path: Path) -> None:
    (tmp_path / 'log').write_bytes(b'2026-01-02T03:04:05Z stdout F old\n2026-01-02T03:04:06.5Z stdout F new\n')
    runtime = FakeRuntime(log=tmp_path / 'log')
    answer = ask('/containerLogs/default/web-0/web?sinceTime=2026-01-02T03:04:06Z', runtime=runtime)
    assert read(answer) == b'new\n'
    assert read(ask('/containerLogs/default/web-0/web?sinceSeconds=5', runtime=runtime)) == b''


def test_usage_as_metrics_server_reads_it() -> None:
    code, body = text(ask('/metrics/resource'))
    lines = [line.rsplit(' ', 1)[0] for line in body.splitlines() if not line.startswith('#')]
    assert code == 200
    assert 'container_cpu_usage_seconds_total{container="web",namespace="default",pod="web-0"} 1.5' in lines
    assert 'pod_memory_working_set_bytes{namespace="default",pod="web-0"} 4096' in lines
    assert 'resource_scrape_error' in lines
    summary = msgspec.json.decode(text(ask('/stats/summary'))[1])
    assert summary['pods'][0]['containers'][0]['cpu']['usageCoreNanoSeconds'] == 1_500_000_000
    assert summary['node']['nodeName'] == 'n1'
    assert summary['node']['memory']['workingSetBytes'] > 0


@asynccontextmanager
async def streaming_server(answer: bytes) -> AsyncIterator[tuple[str, asyncio.Queue[bytes]]]:
    """A runtime's streaming server: answers the head, then sends back what it gets, in capitals."""
    heads: asyncio.Queue[bytes] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.put_nowait(await reader.readuntil(b'\r\n\r\n'))
        writer.write(answer)
        while data := await reader.read(100):
            writer.write(data.upper())
        writer.close()

    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    async with server:
        yield f'http://127.0.0.1:{server.sockets[0].getsockname()[1]}/exec/token', heads


async def execute(url: str, runtime: FakeRuntime) -> Answer:
    runtime.url = url
    handler = KubeletHandler(node_name='n1', pods=Pods(pod()), runtime=runtime, world=SystemWorld())  # type: ignore[arg-type]
    headers = CIMultiDict({'Connection': 'Upgrade', 'Upgrade': 'SPDY/3.1', 'Host': 'node:10250'})
    headers.add('X-Stream-Protocol-Version', 'v5.channel.k8s.io')
    headers.add('X-Stream-Protocol-Version', 'v4.channel.k8s.io')
    target = '/exec/default/web-0/web?command=ls&command=-l&output=1&error=1&tty=1'
    return await handler(request('POST', target, headers=headers, upgrade=lambda: 'spdy/3.1'))


def test_an_upgraded_connection_is_passed_through() -> None:
    async def main() -> None:
        runtime = FakeRuntime()
        head_lines = (
            'HTTP/1.1 101 Switching Protocols',
            'Upgrade: SPDY/3.1',
            'X-Stream-Protocol-Version: v4.channel.k8s.io',
        )
        switched = '\r\n'.join((*head_lines, '', 'first ')).encode()
        async with streaming_server(switched) as (url, heads):
            answer = await execute(url, runtime)
            assert isinstance(answer, Upgrade)
            assert answer.headers['X-Stream-Protocol-Version'] == 'v4.channel.k8s.io'
            assert runtime.executed == [
                ('c1', ('ls', '-l'), {'stdin': False, 'stdout': True, 'stderr': False, 'tty': True})
            ]
            head = (await heads.get()).decode()
            assert head.startswith('POST /exec/token HTTP/1.1\r\nHost: 127.0.0.1:')
            assert 'v5.channel.k8s.io' in head and 'v4.channel.k8s.io' in head
            assert await talk(answer) == b'first HELLO'

    asyncio.run(main())


async def talk(answer: Upgrade) -> bytes:
    """Be the client of an upgraded connection: say hello, stop sending, read to the end."""
    ended = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer.run(RawConnection(reader, writer))
        writer.close()
        ended.set_result(None)

    async with await asyncio.start_server(serve, '127.0.0.1', 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b'hello')
        writer.write_eof()
        got = await reader.read()
        await ended
        writer.close()
        return got


def test_a_runtime_that_refuses_is_heard() -> None:
    async def main() -> None:
        refusal = b'HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nContent-Type: text/plain\r\n\r\ngone'
        async with streaming_server(refusal) as (url, _):
            answer = await execute(url, FakeRuntime())
        assert text(answer) == (404, 'gone')

    asyncio.run(main())


def test_a_runtime_that_is_not_there_is_a_clear_error() -> None:
    async def main() -> None:
        async with streaming_server(b'') as (url, _):
            pass
        code, body = text(await execute(url, FakeRuntime()))
        assert code == 500
        assert body.startswith('error dialing the runtime at 127.0.0.1:')

    asyncio.run(main())
