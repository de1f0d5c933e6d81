"""Newline-separated frames out of a stream of chunks."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator

MAX_FRAME = 64 << 20  # bytes; the server's objects are far below, so more is not a watch


class FrameTooLong(ConnectionError):
    """The stream has no newline where one must be; it is not followed any longer."""


async def split_frames(chunks: AsyncIterable[bytes], limit: int = MAX_FRAME) -> AsyncIterator[bytes]:
    """Each frame without its newline; blank lines are skipped.

    An unfinished last frame is dropped: the stream broke off in it, and what it says will be told again.
    """
    parts: list[bytes] = []
    size = 0
    async for chunk in chunks:
        head, *rest = chunk.split(b'\n')
        parts.append(head)
        size += len(head)
        for part in rest:
            frame = b''.join(parts)
            if frame.strip():
                yield frame
            parts, size = [part], len(part)
        if size > limit:
            raise FrameTooLong(f'a watch frame is longer than {limit} bytes')
