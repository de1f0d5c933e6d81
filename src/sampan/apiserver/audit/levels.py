"""The words of audit policies and events."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How much is written down; each level includes those before it."""

    NONE = 0
    METADATA = 1
    REQUEST = 2
    REQUEST_RESPONSE = 3

    @property
    def text(self) -> str:
        return LEVEL_NAMES[self]


LEVEL_NAMES = {
    Level.NONE: 'None',
    Level.METADATA: 'Metadata',
    Level.REQUEST: 'Request',
    Level.REQUEST_RESPONSE: 'RequestResponse',
}
LEVELS = {name: level for level, name in LEVEL_NAMES.items()}


class Stage(StrEnum):
    """Where a request is."""

    REQUEST_RECEIVED = 'RequestReceived'
    RESPONSE_STARTED = 'ResponseStarted'
    RESPONSE_COMPLETE = 'ResponseComplete'
    PANIC = 'Panic'
