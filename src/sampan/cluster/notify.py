"""How a process tells its supervisor what it is doing: lines of JSON through an inherited pipe.

The idea is systemd's `sd_notify`; the words are ours. A process started by hand has no pipe and
its notices go to the log instead.
"""

from __future__ import annotations

import logging
import os
from typing import Literal

import msgspec

ENVIRONMENT = 'SAMPAN_NOTIFY_FD'
TEXT_LIMIT = 1000  # characters; a notice must fit into one atomic write
logger = logging.getLogger(__name__)


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """`step`: something was done. `ready`: serving. `degraded`: works, but look at `text`. `failed`: giving up."""

    kind: Literal['step', 'ready', 'degraded', 'failed']
    text: str = ''
    remedy: str = ''


class Notifier:
    """The child's end of the pipe."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    @classmethod
    def from_environment(cls) -> Notifier:
        """Take the descriptor out of the environment, so that our own children do not inherit the idea."""
        value = os.environ.pop(ENVIRONMENT, '')
        if not value:
            return cls(None)
        os.set_inheritable(int(value), False)
        return cls(int(value))

    def step(self, text: str) -> None:
        self._send(Notice('step', text[:TEXT_LIMIT]))

    def ready(self) -> None:
        self._send(Notice('ready'))

    def degraded(self, text: str, remedy: str = '') -> None:
        self._send(Notice('degraded', text[:TEXT_LIMIT], remedy[:TEXT_LIMIT]))

    def failed(self, text: str, remedy: str = '') -> None:
        self._send(Notice('failed', text[:TEXT_LIMIT], remedy[:TEXT_LIMIT]))

    def _send(self, notice: Notice) -> None:
        logger.info('%s %s', notice.kind, notice.text)
        if self._descriptor is None:
            return
        try:
            # One short write to a pipe is atomic (POSIX: up to PIPE_BUF bytes).
            os.write(self._descriptor, msgspec.json.encode(notice) + b'\n')
        except BrokenPipeError:
            self._descriptor = None  # the supervisor is gone; the signal it left for us follows
