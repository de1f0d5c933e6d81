"""The bounds of the front, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may send. Sizes in bytes, times in seconds."""

    body: int = 3 * 1024 * 1024  # upstream: MaxRequestBodyBytes
    line: int = 64 * 1024  # the request line; upstream bounds line and headers together by 1 MiB
    header: int = 64 * 1024  # one header field
    headers: int = 256
    keep_alive: float = 180.0  # an idle connection is closed; upstream's IdleTimeout is 90 s
    compress_above: int = 128 * 1024  # upstream: defaultGzipThresholdBytes
    write_buffer: int = 256 * 1024  # bytes waiting in a transport before a writer is paused
    stop_grace: float = 5.0  # how long ordinary requests may take to finish at shutdown
