"""A kubelet that is none: it speaks the kubelet's protocols and runs nothing."""

from __future__ import annotations

import json
from typing import Any

from sampan.apiserver.request import Answer, Request, Response, Stream, Upgrade
from sampan.machinery import spdy


class FakeKubelet:
    """Logs say what was asked; exec answers its input in capitals; ports echo with their number in front."""

    def __init__(self) -> None:
        self.seen: list[Request] = []

    async def __call__(self, request: Request) -> Answer:
        self.seen.append(request)
        verb = request.path.split('/')[1]
        if verb == 'containerLogs':
            return await self._logs(request)
        if verb in ('exec', 'attach', 'portForward'):
            serve = Forwarding() if verb == 'portForward' else Shouting(request)
            protocol = 'portforward.k8s.io' if verb == 'portForward' else 'v4.channel.k8s.io'
            headers = {'Connection': 'Upgrade', 'Upgrade': 'SPDY/3.1', 'X-Stream-Protocol-Version': protocol}
            return Upgrade(serve.run, headers)
        return Response(body=f'{request.method} {request.path}'.encode(), content_type='text/plain')

    async def _logs(self, request: Request) -> Answer:
        if request.path.endswith('/waiting'):
            text = b'container "waiting" in pod "web" is waiting to start: ContainerCreating'
            return Response(400, text, 'text/plain')

        async def chunks() -> Any:
            yield f'{request.path} {sorted(request.query)}\n'.encode()
            yield b'second line\n'

        return Stream(chunks=chunks(), content_type='text/plain; charset=utf-8')


class SpdyServer:
    """One SPDY connection."""

    def __init__(self) -> None:
        self.session = spdy.Session(client=False)
        self.headers: dict[int, dict[str, str]] = {}
        self.connection: Any = None

    async def run(self, connection: Any) -> None:
        self.connection = connection
        while data := await connection.reader.read(65536):
            for event in self.session.receive(data):
                if isinstance(event, spdy.StreamOpened):
                    self.headers[event.stream] = dict(event.headers)
                    self.send(self.session.reply(event.stream))
                    await self.opened(event.stream)
                elif isinstance(event, spdy.Data):
                    await self.data(event)
            await connection.writer.drain()
            if self.done():
                return

    def send(self, data: bytes) -> None:
        self.connection.writer.write(data)

    def stream(self, kind: str) -> int:
        return next(s for s, h in self.headers.items() if h['streamtype'] == kind)

    async def opened(self, stream: int) -> None:
        return

    async def data(self, event: spdy.Data) -> None:
        return

    def done(self) -> bool:
        return False


class Shouting(SpdyServer):
    """Answers stdin in capitals until it ends, then exits with 7 (or 0 for the command `true`)."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self._command = list(request.query.get('command', ()))
        self._finished = False

    async def opened(self, stream: int) -> None:
        kinds = {headers['streamtype'] for headers in self.headers.values()}
        if self._command == ['true'] and {'error', 'stdout', 'stderr'} <= kinds and not self._finished:
            self._exit(0)

    async def data(self, event: spdy.Data) -> None:
        kind = self.headers[event.stream]['streamtype']
        if kind == 'resize' and event.data:
            self.send(self.session.data(self.stream('stdout'), b'size ' + event.data))
        if kind == 'stdin':
            if event.data:
                self.send(self.session.data(self.stream('stdout'), event.data.upper()))
            if event.fin:
                self._exit(7)

    def _exit(self, code: int) -> None:
        status: dict[str, Any] = {'metadata': {}, 'status': 'Success'}
        if code:
            cause = {'reason': 'ExitCode', 'message': str(code)}
            status |= {
                'status': 'Failure',
                'reason': 'NonZeroExitCode',
                'message': f'command terminated with non-zero exit code: exit status {code}',
                'details': {'causes': [cause]},
            }
        self.send(self.session.data(self.stream('error'), json.dumps(status).encode(), fin=True))
        for kind in ('stdout', 'stderr'):
            if any(h['streamtype'] == kind for h in self.headers.values()):
                self.send(self.session.data(self.stream(kind), b'', fin=True))
        self._finished = True

    def done(self) -> bool:
        return self._finished


class Forwarding(SpdyServer):
    """Each data stream gets back what it sends, behind its port."""

    async def data(self, event: spdy.Data) -> None:
        headers = self.headers[event.stream]
        if headers['streamtype'] != 'data':
            return
        answer = f'{headers["port"]}:'.encode() + event.data if event.data else b''
        self.send(self.session.data(event.stream, answer, fin=event.fin))
