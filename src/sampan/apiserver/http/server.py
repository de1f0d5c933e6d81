"""The listener: accepts connections, makes Requests, writes Answers, stops in good order."""

from __future__ import annotations

import asyncio
import logging
import socket
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from sampan.api import errors
from sampan.apiserver.http.answers import run_upgrade, write_response, write_stream
from sampan.apiserver.http.limits import Limits
from sampan.apiserver.http.requests import BodyTooLarge, make_request, read_body
from sampan.apiserver.http.status import status_response
from sampan.apiserver.request import Answer, Handler, Response, Stream, Upgrade

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

log = logging.getLogger(__name__)


class Connection(RequestHandler):
    """aiohttp's connection, which also tells a running stream that its client went away."""

    __slots__ = ('on_lost', 'write_limit')

    on_lost: Callable[[], Any] | None
    write_limit: int

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            transport.set_write_buffer_limits(high=self.write_limit)
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        if self.on_lost is not None:
            self.on_lost()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is not HTTP is answered shortly, as Go's server does, and not worth a stack trace."""
        if status != HTTPStatus.BAD_REQUEST:
            return super().handle_error(request, status, exc, message)
        log.debug('malformed HTTP from %s: %s', request.remote, message)
        response = web.Response(status=400, text='400 Bad Request')
        response.force_close()
        return response


class Server(web.Server):
    """aiohttp's factory of connections, making ours."""

    def __init__(self, handler: Any, limits: Limits) -> None:
        super().__init__(handler)
        self._limits = limits

    def __call__(self) -> RequestHandler:
        limits = self._limits
        connection = Connection(
            self,
            loop=self._loop,
            access_log=None,  # type: ignore[arg-type]
            keepalive_timeout=limits.keep_alive,
            max_line_size=limits.line,
            max_field_size=limits.header,
            max_headers=limits.headers,
            auto_decompress=False,
        )
        connection.on_lost = None
        connection.write_limit = limits.write_buffer
        return connection


class Front:
    """Serves one handler over HTTP(S).

    `start` returns the port once connections are accepted (OSError if the address is taken);
    `stop` ends watches first, lets ordinary requests finish for `limits.stop_grace` seconds, then closes.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = '127.0.0.1',
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._handler = handler
        self._host = host
        self._port = port
        self._tls = tls
        self._limits = limits or Limits()
        self._server: Server | None = None
        self._listener: asyncio.Server | None = None
        self._streams: set[asyncio.Task[Any]] = set()
        self._stopping = False

    async def start(self) -> int:
        """Listen; returns the port (useful when 0 was asked for)."""
        self._server = Server(self._serve, self._limits)
        options: dict[str, Any] = {'ssl_handshake_timeout': 10.0, 'ssl_shutdown_timeout': 1.0} if self._tls else {}
        self._listener = await asyncio.get_running_loop().create_server(
            self._server, self._host, self._port, ssl=self._tls, backlog=1024, **options
        )
        listening: socket.socket = self._listener.sockets[0]
        return int(listening.getsockname()[1])

    @property
    def connections(self) -> int:
        """How many connections are open, upgraded ones included until they end."""
        return len(self._server.connections) if self._server is not None else 0

    async def stop(self) -> None:
        self._stopping = True
        if self._listener is None or self._server is None:
            return
        self._listener.close()
        for stream in tuple(self._streams):
            stream.cancel()
        self._server.pre_shutdown()
        await self._server.shutdown(self._limits.stop_grace)
        self._listener = None

    async def _serve(self, wire: web.BaseRequest) -> web.StreamResponse:
        try:
            body = await read_body(wire, self._limits.body)
        except BodyTooLarge as too_large:
            return await self._refuse_body(wire, too_large)
        return await self._answer(wire, await self._handler(make_request(wire, body)))

    async def _refuse_body(self, wire: web.BaseRequest, too_large: BodyTooLarge) -> web.StreamResponse:
        """413, then close: the rest of the body is not worth reading."""
        answer = status_response(errors.request_entity_too_large(str(too_large)))
        response = await write_response(wire, answer, self._limits)
        response.force_close()
        return response

    async def _answer(self, wire: web.BaseRequest, answer: Answer) -> web.StreamResponse:
        if isinstance(answer, Response):
            return await write_response(wire, answer, self._limits)
        if isinstance(answer, Stream):
            return await self._stream(wire, answer)
        return await self._upgrade(wire, answer)

    async def _stream(self, wire: web.BaseRequest, answer: Stream) -> web.StreamResponse:
        with self._tracked(wire) as task:
            return await write_stream(wire, answer, lambda: self._stopping and task.uncancel() == 0)

    async def _upgrade(self, wire: web.BaseRequest, answer: Upgrade) -> web.StreamResponse:
        connection = wire.protocol
        early, connection._message_tail = connection._message_tail, b''
        with self._tracked(wire):
            try:
                await run_upgrade(wire, answer, early)
            finally:
                connection.connection_lost(None)  # the transport went away with the upgrade
        return web.Response()

    def _tracked(self, wire: web.BaseRequest) -> _Tracked:
        return _Tracked(self._streams, wire.protocol)


class _Tracked:
    """For its body: the running task is cancelled when the client leaves or the server stops."""

    def __init__(self, streams: set[asyncio.Task[Any]], connection: RequestHandler) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError('an answer is written outside of a task')
        self._task: asyncio.Task[Any] = task
        self._streams = streams
        self._connection = connection

    def __enter__(self) -> asyncio.Task[Any]:
        self._streams.add(self._task)
        if isinstance(self._connection, Connection):
            self._connection.on_lost = self._task.cancel
        return self._task

    def __exit__(self, *_: object) -> None:
        self._streams.discard(self._task)
        if isinstance(self._connection, Connection):
            self._connection.on_lost = None
