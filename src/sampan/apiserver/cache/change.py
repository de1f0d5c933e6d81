"""What happened at a revision, and the events it is to different watchers."""

from __future__ import annotations

from typing import Any, Protocol

from sampan.apiserver.cache.entry import Entry, list_item
from sampan.client.base import EventType


class FrameEncoder(Protocol):
    """Turns events into the wire frames of one representation."""

    identity: str  # encoders with the same identity make the same bytes

    def frame(self, event: Event) -> Any: ...


class Event:
    """One watch event. Frames are made once per representation and shared by all watchers."""

    __slots__ = ('entry', 'frames', 'type')

    def __init__(self, type: EventType, entry: Entry) -> None:
        self.type = type
        self.entry = entry
        self.frames: dict[str, Any] = {}

    def frame(self, encoder: FrameEncoder) -> Any:
        """This event in the encoder's representation."""
        frame = self.frames.get(encoder.identity)
        if frame is None:
            frame = self.frames[encoder.identity] = encoder.frame(self)
        return frame


class Change:
    """A key's step from one version to the next (either may be absent).

    A watcher with a selector sees an object that comes to match as ADDED, and one that ceases to match as
    DELETED with its previous content and this change's revision (upstream: cacher's convertToWatchEvent).
    """

    __slots__ = ('_added', '_deleted', '_modified', 'after', 'before', 'key', 'revision', 'time')

    def __init__(self, key: str, revision: int, before: Entry | None, after: Entry, time: float) -> None:
        self.key = key
        self.revision = revision
        self.before = before  # None: there was no object
        self.after = after  # a tombstone: the object is gone
        self.time = time
        self._added: Event | None = None
        self._modified: Event | None = None
        self._deleted: Event | None = None

    def event(self, matched: bool, matches: bool) -> Event | None:
        """The event for a watcher whose selector matched before and matches now, None if it concerns nobody."""
        if matches:
            return self.modified() if matched else self.added()
        return self.deleted() if matched else None

    def plain(self) -> Event:
        """The event for a watcher without a selector."""
        if self.after.deleted:
            return self.deleted()
        return self.added() if self.before is None else self.modified()

    def added(self) -> Event:
        if self._added is None:
            self._added = Event(EventType.ADDED, self.after)
        return self._added

    def modified(self) -> Event:
        if self._modified is None:
            self._modified = Event(EventType.MODIFIED, self.after)
        return self._modified

    def deleted(self) -> Event:
        if self._deleted is None:
            gone = self.after
            if not gone.deleted:
                assert self.before is not None
                gone = Entry(self.key, self.revision, list_item(self.before.item, self.revision), deleted=True)
            self._deleted = Event(EventType.DELETED, gone)
        return self._deleted

    def forget_frames(self) -> None:
        """Drop the encoded frames; a watcher that resumes here makes them again."""
        self._added = self._modified = self._deleted = None
