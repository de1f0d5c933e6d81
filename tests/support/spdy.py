"""A SPDY/3.1 client as client-go's: upgrade a request, open streams, collect what comes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field

from sampan.machinery.spdy import Data, Event, Ping, Session, StreamAccepted, StreamOpened, StreamReset


@dataclass(slots=True)
class SpdyClient:
    """One upgraded connection. `protocol` is what the server chose."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    protocol: str
    session: Session = field(default_factory=lambda: Session(client=True))
    received: dict[int, bytearray] = field(default_factory=dict)
    finished: set[int] = field(default_factory=set)

    def open(self, **headers: str) -> int:
        stream, data = self.session.open(headers)
        self.writer.write(data)
        self.received[stream] = bytearray()
        return stream

    def send(self, stream: int, data: bytes, *, fin: bool = False) -> None:
        self.writer.write(self.session.data(stream, data, fin=fin))

    async def until_finished(self, *streams: int) -> None:
        """Read until the server has ended these streams, or the connection."""
        while not self.finished.issuperset(streams):
            await self.read_some()

    async def until_received(self, stream: int, text: bytes) -> None:
        while text not in self.received[stream]:
            await self.read_some()

    async def read_some(self) -> None:
        data = await self.reader.read(65536)
        if not data:
            raise ConnectionError(f'the server closed the connection; received {self.received}')
        for event in self.session.receive(data):
            self._take(event)

    def _take(self, event: Event) -> None:
        if isinstance(event, Data):
            self.received[event.stream] += event.data
            if event.fin:
                self.finished.add(event.stream)
        elif isinstance(event, StreamReset):
            self.finished.add(event.stream)
        elif isinstance(event, Ping) and not event.answer:
            self.writer.write(self.session.pong(event))
        elif isinstance(event, StreamOpened):
            raise AssertionError(f'the server opened a stream: {event}')
        else:
            assert isinstance(event, StreamAccepted) or event is not None

    def close(self) -> None:
        self.writer.close()


async def upgrade(
    host: str, port: int, target: str, protocols: Sequence[str], tls: ssl.SSLContext | None = None
) -> SpdyClient:
    """POST and switch to SPDY. Raises ConnectionError with the server's answer when it will not."""
    reader, writer = await asyncio.open_connection(host, port, ssl=tls, server_hostname=host if tls else None)
    lines = [f'POST {target} HTTP/1.1', f'Host: {host}:{port}', 'Connection: Upgrade', 'Upgrade: SPDY/3.1']
    lines += [f'X-Stream-Protocol-Version: {protocol}' for protocol in protocols]
    writer.write(('\r\n'.join(lines) + '\r\nContent-Length: 0\r\n\r\n').encode())
    head = (await reader.readuntil(b'\r\n\r\n')).decode()
    if ' 101 ' not in head.split('\r\n', 1)[0]:
        raise ConnectionError(head + (await reader.read(1000)).decode())
    fields = dict(line.lower().split(': ', 1) for line in head.strip().split('\r\n')[1:])
    return SpdyClient(reader, writer, fields.get('x-stream-protocol-version', ''))
