"""exec, attach, port-forward and run: finding what is meant, and asking the runtime for it."""

from __future__ import annotations

from dataclasses import dataclass

from sampan.api.generated import core_v1 as core
from sampan.apiserver.request import Answer, Request, Response
from sampan.node.runtime.base import NotFound, Runtime, RuntimeFailure
from sampan.node.server.containers import Refused, ready_sandbox, running_container
from sampan.node.server.streaming import pass_on

RUN_TIMEOUT = 0.0  # none, as upstream


@dataclass(frozen=True, slots=True)
class Streams:
    """Which of a command's streams the client wants (query parameters input, output, error, tty, each `1`)."""

    stdin: bool
    stdout: bool
    stderr: bool
    tty: bool

    @classmethod
    def of(cls, request: Request) -> Streams:
        stdin, stdout, stderr, tty = (request.first(name) == '1' for name in ('input', 'output', 'error', 'tty'))
        stderr = stderr and not tty  # a terminal has one output
        if not (stdin or stdout or stderr):
            raise Refused(400, 'you must specify at least 1 of stdin, stdout, stderr')
        return cls(stdin, stdout, stderr, tty)


async def execute(request: Request, pod: core.Pod | None, container: str, runtime: Runtime) -> Answer:
    streams = Streams.of(request)
    identifier = running_container(_existing(pod), container)
    try:
        url = await runtime.exec_url(
            identifier,
            tuple(request.query.get('command', ())),
            stdin=streams.stdin,
            stdout=streams.stdout,
            stderr=streams.stderr,
            tty=streams.tty,
        )
    except RuntimeFailure as error:
        raise _refused(error) from error
    return await pass_on(request, url)


async def attach(request: Request, pod: core.Pod | None, container: str, runtime: Runtime) -> Answer:
    streams = Streams.of(request)
    identifier = running_container(_existing(pod), container)
    try:
        url = await runtime.attach_url(
            identifier, stdin=streams.stdin, stdout=streams.stdout, stderr=streams.stderr, tty=streams.tty
        )
    except RuntimeFailure as error:
        raise _refused(error) from error
    return await pass_on(request, url)


async def port_forward(request: Request, pod: core.Pod | None, uid: str, runtime: Runtime) -> Answer:
    pod = _existing(pod)
    if uid and pod.metadata.uid != uid:
        raise Refused(404, 'pod not found')
    ports = _ports(request)
    try:
        url = await runtime.port_forward_url(await ready_sandbox(pod, runtime), ports)
    except RuntimeFailure as error:
        raise _refused(error) from error
    return await pass_on(request, url)


def _ports(request: Request) -> list[int]:
    """The ports of the query: WebSocket clients name them there, SPDY clients in their streams' headers."""
    found = []
    for text in ','.join(request.query.get('port', ())).split(','):
        if text:
            if not text.isdigit() or not 0 < int(text) < 65536:
                raise Refused(400, f'unable to parse "{text}" as a port')
            found.append(int(text))
    return found


async def run(request: Request, pod: core.Pod | None, container: str, runtime: Runtime) -> Answer:
    """Run a command to its end and answer its output; the command is split at spaces."""
    identifier = running_container(_existing(pod), container)
    try:
        result = await runtime.exec_sync(identifier, request.first('cmd').split(' '), RUN_TIMEOUT)
    except RuntimeFailure as error:
        raise Refused(500, error.message) from error
    if result.exit_code:
        raise Refused(500, f"command '{request.first('cmd')}' exited with {result.exit_code}: {result.stderr!r}")
    return Response(200, result.stdout + result.stderr)


def _existing(pod: core.Pod | None) -> core.Pod:
    if pod is None:
        raise Refused(404, 'pod does not exist')
    return pod


def _refused(error: RuntimeFailure) -> Refused:
    return Refused(404 if isinstance(error, NotFound) else 500, error.message)
