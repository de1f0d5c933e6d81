"""The bounds of the front, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may send. Sizes in bytes, times in seconds."""

    body: int = 3 * 1024 * 1024  # upstream: MaxRequestBodyBytes
    head: int = 256 * 1024  # request line and header fields together; upstream 1 MiB
    headers: int = 256  # how many fields
    waiting: int = 64 * 1024  # of a next request, while one is being answered
    arrival: float = 60.0  # for a request to arrive whole; upstream: 32 s for its head
    keep_alive: float = 180.0  # an idle connection is closed
    farewell: float = 2.0  # how long a refused client may go on sending before its connection is cut
    compress_above: int = 128 * 1024  # upstream: defaultGzipThresholdBytes
    write_buffer: int = 256 * 1024  # bytes waiting in a transport before a writer is paused
    stop_grace: float = 5.0  # how long ordinary requests may take to finish at shutdown
