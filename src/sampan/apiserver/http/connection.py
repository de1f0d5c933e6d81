"""A connection that left HTTP behind: a reader and a writer over the same transport.

After `101 Switching Protocols` the bytes belong to whoever answered with `Upgrade`. Its `run` gets a
`RawConnection`: asyncio's own StreamReader and StreamWriter (so back-pressure is asyncio's), fed
with whatever the client had already sent behind the request.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

READ_BUFFER = 64 * 1024


@dataclass(slots=True)
class RawConnection:
    """What an `Upgrade.run` works on."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def close(self) -> None:
        """Close, and wait until the transport has let go. Never raises for a peer that is gone."""
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except OSError:
            return  # the peer broke the connection first: it is closed, which is what was asked


def take_over(transport: asyncio.Transport, early: bytes) -> RawConnection:
    """Turn a transport into a RawConnection. `early` is what already arrived behind the request."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=READ_BUFFER, loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    transport.set_protocol(protocol)
    protocol.connection_made(transport)
    if early:
        reader.feed_data(early)
    transport.resume_reading()
    return RawConnection(reader, asyncio.StreamWriter(transport, protocol, reader, loop))
