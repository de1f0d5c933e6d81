"""exec and attach for WebSocket clients: their channels to the kubelet's SPDY streams.

The client speaks `v5.channel.k8s.io`: the first byte of a message is the channel (0 stdin, 1 stdout, 2 stderr,
3 error, 4 resize), and channel 255 closes the one it names. The kubelet speaks SPDY with a stream for each,
protocol `v4.channel.k8s.io`, whose error stream carries a Status at the end. (upstream:
apiserver/pkg/util/proxy/streamtranslator.go, client-go/tools/remotecommand)

`Translation` is the translation without I/O; `translate` is the shell around it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sampan.api import codec, errors
from sampan.apiserver.connect.nodes import Refused
from sampan.apiserver.connect.pipe import until_one_ends
from sampan.apiserver.connect.socket import Socket, accept_headers
from sampan.apiserver.request import Upgrade
from sampan.machinery import spdy, websocket

if TYPE_CHECKING:
    from sampan.apiserver.connect.nodes import Backend
    from sampan.apiserver.http.connection import RawConnection
    from sampan.apiserver.request import Answer, Request

CLIENT_PROTOCOL = 'v5.channel.k8s.io'
BACKEND_PROTOCOLS = 'v4.channel.k8s.io'
STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
PIECE = 32 * 1024
MAX_STATUS = 64 * 1024


@dataclass(frozen=True, slots=True)
class Streams:
    """Which streams the client asked for."""

    stdin: bool
    stdout: bool
    stderr: bool
    tty: bool

    def channels(self) -> Iterator[tuple[int, str]]:
        """The SPDY streams to open, in upstream's order. A terminal has its errors in its output."""
        yield ERROR, 'error'
        if self.stdin:
            yield STDIN, 'stdin'
        if self.stdout:
            yield STDOUT, 'stdout'
        if self.stderr and not self.tty:
            yield STDERR, 'stderr'
        if self.tty:
            yield RESIZE, 'resize'


@dataclass
class Translation:
    """One session. Gives bytes for the backend and messages for the client."""

    streams: Streams
    session: spdy.Session = field(default_factory=lambda: spdy.Session(client=True))
    status: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self._by_channel: dict[int, int] = {}
        self._by_stream: dict[int, int] = {}
        self._waiting: set[int] = set()  # channels whose end is still to come

    def start(self) -> bytes:
        """What opens all streams."""
        sent = bytearray()
        for channel, name in self.streams.channels():
            stream, opened = self.session.open({'streamType': name})
            self._by_channel[channel] = stream
            self._by_stream[stream] = channel
            sent += opened
        self._waiting = {ERROR, STDOUT, STDERR} & self._by_channel.keys()
        return bytes(sent)

    def greeting(self) -> bytes:
        """An empty message that tells the client it is connected."""
        channel = STDOUT if self.streams.stdout else STDERR if self.streams.stderr else ERROR
        return bytes((channel,))

    @property
    def finished(self) -> bool:
        return not self._waiting

    def from_client(self, message: bytes) -> bytes:
        """A client's message as bytes for the backend; what has no stream is dropped, as upstream does."""
        if not message:
            return b''
        channel, data = message[0], message[1:]
        if channel == CLOSE:
            stream = self._by_channel.get(data[0]) if data else None
            return self.session.data(stream, b'', fin=True) if stream is not None else b''
        stream = self._by_channel.get(channel)
        if stream is None or channel not in (STDIN, RESIZE) or not data:
            return b''
        return self.session.data(stream, data)

    def from_backend(self, data: bytes) -> tuple[list[bytes], bytes]:
        """(messages for the client, bytes for the backend). Raises spdy.ProtocolError."""
        messages: list[bytes] = []
        replies = bytearray()
        for event in self.session.receive(data):
            match event:
                case spdy.Data(stream, content, fin):
                    messages += self._data(self._by_stream.get(stream, -1), content, fin)
                case spdy.StreamAccepted(stream, _, fin) if fin:
                    self._waiting.discard(self._by_stream.get(stream, -1))
                case spdy.StreamReset(stream, _):
                    self._waiting.discard(self._by_stream.get(stream, -1))
                case spdy.StreamOpened(stream, _, _):
                    replies += self.session.reset(stream, spdy.ResetStatus.REFUSED_STREAM)
                case spdy.Ping(_, answer) if not answer:
                    replies += self.session.pong(event)
        return messages, bytes(replies)

    def _data(self, channel: int, content: bytes, fin: bool) -> Iterator[bytes]:
        if fin:
            self._waiting.discard(channel)
        if channel == ERROR:
            self.status += content[: MAX_STATUS - len(self.status)]
        elif channel in (STDOUT, STDERR) and content:
            yield bytes((channel,)) + content

    def verdict(self) -> bytes:
        """The last message: how it ended, on the error channel."""
        status = bytes(self.status)
        if not status:
            lost = errors.internal_error('error sending request: the connection to the kubelet ended without a status')
            status = codec.encode(lost.status)
        return bytes((ERROR,)) + status


async def translate(request: Request, backend: Backend, target: str, streams: Streams) -> Answer:
    """Accept the WebSocket, then connect to the kubelet; what fails after that is said on the error channel."""
    return Upgrade(lambda client: serve(client, backend, target, streams), accept_headers(request, CLIENT_PROTOCOL))


async def serve(client: RawConnection, backend: Backend, target: str, streams: Streams) -> None:
    socket, translation = Socket(client), Translation(streams)
    await socket.send(translation.greeting())
    try:
        await converse(socket, translation, backend, target)
        await socket.send(translation.verdict())
    except errors.ApiError as failed:
        await socket.send(bytes((ERROR,)) + codec.encode(failed.status))
    except websocket.ProtocolError as broken:
        await socket.close(broken.code, str(broken))
        return
    except OSError:
        return  # the client is gone
    await socket.close()


async def converse(socket: Socket, translation: Translation, backend: Backend, target: str) -> None:
    """Until the command has ended or the client is gone. Raises ApiError when the kubelet refuses."""
    headers = {'Connection': 'Upgrade', 'Upgrade': 'SPDY/3.1', 'X-Stream-Protocol-Version': BACKEND_PROTOCOLS}
    try:
        dialed = await backend.dial('POST', target, headers)
    except Refused as refused:
        raise refusal(refused.answer) from refused
    connection = dialed.connection
    connection.writer.write(translation.start())
    ways = {
        asyncio.create_task(upwards(socket, translation, connection)),
        asyncio.create_task(downwards(connection, translation, socket)),
    }
    await until_one_ends(ways, connection)


async def upwards(socket: Socket, translation: Translation, backend: RawConnection) -> None:
    """Input and terminal sizes. Ends with the client."""
    async for message in socket.messages():
        for piece in pieces(message.data):
            backend.writer.write(translation.from_client(piece))
        await backend.writer.drain()


def pieces(message: bytes) -> Iterator[bytes]:
    """A long message as several of the same channel, so that no frame grows beyond what peers accept."""
    yield message[: PIECE + 1]
    for start in range(PIECE + 1, len(message), PIECE):
        yield message[:1] + message[start : start + PIECE]


async def downwards(backend: RawConnection, translation: Translation, socket: Socket) -> None:
    """Output and the status. Ends when every stream has ended, or the connection does."""
    while not translation.finished and (data := await read_some(backend)):
        messages, replies = translation.from_backend(data)
        if replies:
            backend.writer.write(replies)
        for message in messages:
            await socket.send(message)


async def read_some(backend: RawConnection) -> bytes:
    try:
        return await backend.reader.read(PIECE)
    except OSError:
        return b''


def refusal(answer: Answer) -> errors.ApiError:
    """What the kubelet said instead of switching protocols, as upstream's client words it."""
    body = getattr(answer, 'body', b'')
    text = (body if isinstance(body, bytes) else b''.join(body)).decode('utf-8', 'replace').strip()
    return errors.internal_error(f'unable to upgrade connection: {text or "unknown error"}')
