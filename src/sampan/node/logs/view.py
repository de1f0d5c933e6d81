"""What of a log file's lines a reader gets to see; no I/O (upstream: logWriter and ReadLogs of cri-client)."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sampan.node.logs.format import BadLine, fixed_width, nanoseconds, parse

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LogOptions:
    """PodLogOptions as the node needs them. `since` is in nanoseconds since 1970, 0 for from the beginning."""

    follow: bool = False
    tail: int | None = None  # lines from the end
    since: int = 0
    timestamps: bool = False
    limit: int | None = None  # bytes
    stream: str = 'All'  # All, Stdout, Stderr


class LogView:
    """Turns lines of the file into bytes for the reader. `done` says that nothing more will come."""

    def __init__(self, options: LogOptions) -> None:
        self._options = options
        self._left = options.limit
        # Without following, no more lines than asked for, though the file may have grown since the tail was found.
        self._lines = options.tail if not options.follow else None
        self._new_line = True  # a time stamp goes before a line of output, not before each piece of it
        self.done = self._lines == 0 or self._left == 0

    def feed(self, line: bytes) -> bytes:
        """The reader's bytes for one line of the file. A line that is not CRI's is passed over, as upstream does."""
        if self.done:
            return b''
        try:
            out = self._see(line)
        except BadLine as error:
            log.warning('not a log line: %s', error)
            return b''
        self._count()
        return self._limited(out)

    def _see(self, line: bytes) -> bytes:
        entry, options = parse(line), self._options
        first, self._new_line = self._new_line, not entry.content or entry.content.endswith(b'\n')
        if options.stream not in ('All', entry.stream.capitalize()):
            return b''
        if options.since and nanoseconds(entry.timestamp) < options.since:
            return b''
        if options.timestamps and first:
            return fixed_width(entry.timestamp) + b' ' + entry.content
        return entry.content

    def _count(self) -> None:
        if self._lines is not None:
            self._lines -= 1
            self.done = self._lines <= 0

    def _limited(self, out: bytes) -> bytes:
        if self._left is None:
            return out
        out = out[: self._left]
        self._left -= len(out)
        self.done = self.done or self._left <= 0
        return out
