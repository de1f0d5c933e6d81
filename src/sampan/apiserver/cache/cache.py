"""One resource's objects and their recent history."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from sortedcontainers import SortedDict

from sampan.apiserver.cache.change import Change
from sampan.apiserver.cache.entry import Entry, list_item
from sampan.apiserver.cache.reading import Reading
from sampan.apiserver.cache.watcher import Watcher

FRAMES_KEPT = 64  # changes whose encoded frames are kept for watchers that are a little behind


@dataclass(frozen=True, slots=True)
class HistoryLimits:
    """How much of the past a cache remembers: changes younger than `seconds`, within the two bounds."""

    seconds: float = 300.0
    changes: int = 20_000
    size: int = 48 * 1024 * 1024  # bytes of replaced versions


class TooOld(Exception):
    """The asked-for revision is older than the cache's history."""

    def __init__(self, asked: int, oldest: int) -> None:
        super().__init__(f'too old resource version: {asked} ({oldest})')
        self.asked = asked
        self.oldest = oldest


class Follower(Protocol):
    """Somebody inside the server who keeps something made from all objects of a cache."""

    def loaded(self, entries: Iterable[Entry]) -> None:
        """Start again from these; none of them is deleted."""
        ...

    def changed(self, entry: Entry) -> None:
        """The newest version of one object; `entry.deleted` when it is gone."""
        ...


class WatchCache:
    """The objects under one storage prefix, in key order, with the versions of the last minutes."""

    def __init__(self, prefix: str, reading: Reading, limits: HistoryLimits | None = None) -> None:
        self.prefix = prefix  # with its closing slash
        self.reading = reading
        self.version = 0  # counts the changes, for who keeps something made from all entries
        self._limits = limits or HistoryLimits()
        self._entries: SortedDict = SortedDict()
        self._history: deque[Change] = deque()
        self._history_size = 0
        self._oldest = 0  # history is complete for every revision greater than this
        self._live = 0
        self._watchers: dict[str, dict[Watcher, None]] = {}
        self._index: dict[str, dict[str, None]] = {}  # value of the indexed field -> keys
        self._followers: list[Follower] = []

    # -- being fed ---------------------------------------------------------------------------------

    def load(self, entries: Iterable[Entry], revision: int) -> None:
        """Start again from a snapshot; watches that were open end, because their history is gone."""
        self.drop_watchers()
        self.version += 1
        self._entries = SortedDict({entry.key: entry for entry in entries})
        self._history.clear()
        self._history_size = 0
        self._oldest = revision
        self._live = len(self._entries)
        self._index.clear()
        for entry in self._entries.values():
            self._index_entry(entry)
        for follower in self._followers:
            follower.loaded(self._entries.values())

    def follow(self, follower: Follower) -> None:
        """Tell `follower` what there is now, and every change from then on, in the order of revisions."""
        self._followers.append(follower)
        follower.loaded(entry for entry in self._entries.values() if not entry.deleted)

    def apply(self, key: str, value: bytes, revision: int, deleted: bool, now: float) -> None:
        """One committed change: replace the version, remember the old one, tell the watchers."""
        before: Entry | None = self._entries.get(key)
        if revision <= self._oldest or (before is not None and before.revision >= revision):
            return
        known = before is not None and not before.deleted
        if deleted and not known:
            return
        item = list_item(before.item if deleted and before is not None else value, revision)
        after = Entry(key, revision, item, before, deleted)
        self._entries[key] = after
        self.version += 1
        self._live += (not deleted) - known
        change = Change(key, revision, before if known else None, after, now)
        self._remember(change)
        self._reindex(before if known else None, after)
        for follower in self._followers:
            follower.changed(after)
        self._tell(change)

    def _remember(self, change: Change) -> None:
        self._history.append(change)
        self._history_size += 0 if change.before is None else len(change.before.item)
        if len(self._history) > FRAMES_KEPT:
            self._history[-1 - FRAMES_KEPT].forget_frames()
        limits = self._limits
        while self._history and (
            len(self._history) > limits.changes
            or self._history_size > limits.size
            or self._history[0].time < change.time - limits.seconds
        ):
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        change = self._history.popleft()
        self._oldest = change.revision
        self._history_size -= 0 if change.before is None else len(change.before.item)
        change.after.previous = None
        if change.after.deleted and self._entries.get(change.key) is change.after:
            del self._entries[change.key]

    def read_by(self, reading: Reading) -> None:
        """Answer selectors another way from now on. Both ways have no index."""
        self.reading = reading
        for entry in self._entries.values():
            entry.fields = None

    # -- indexes -----------------------------------------------------------------------------------

    def _index_entry(self, entry: Entry) -> None:
        value = self.reading.index_value(entry)
        if value:
            self._index.setdefault(value, {})[entry.key] = None

    def _reindex(self, before: Entry | None, after: Entry) -> None:
        if not self.reading.index_field:
            return
        was = '' if before is None else self.reading.index_value(before)
        value = '' if after.deleted else self.reading.index_value(after)
        if was == value:
            return
        if was and was in self._index:
            self._index[was].pop(after.key, None)
            if not self._index[was]:
                del self._index[was]
        if value:
            self._index.setdefault(value, {})[after.key] = None

    # -- reading -----------------------------------------------------------------------------------

    def __len__(self) -> int:
        return self._live

    @property
    def oldest(self) -> int:
        """Reads and watches from revisions below this are too old."""
        return self._oldest

    def get(self, key: str) -> Entry | None:
        """The newest version of one object."""
        entry: Entry | None = self._entries.get(key)
        return None if entry is None or entry.deleted else entry

    def scan(self, prefix: str, start: str = '', at: int | None = None) -> Iterator[Entry]:
        """Live entries under `prefix` from key `start` on, in key order, newest or as of revision `at`.

        Raises TooOld. Do not await between steps: the map may change meanwhile.
        """
        if at is not None and at < self._oldest:
            raise TooOld(at, self._oldest)
        keys = self._entries.irange(max(prefix, start), prefix + '\U0010ffff')
        entries = self._entries
        if at is None:
            return (entry for entry in map(entries.__getitem__, keys) if not entry.deleted)
        return (entry for entry in (entries[key].at(at) for key in keys) if entry is not None)

    def indexed(self, value: str, prefix: str, start: str = '') -> Iterator[Entry]:
        """Live entries whose indexed field has `value`, in key order, newest version."""
        keys = sorted(key for key in self._index.get(value, ()) if key.startswith(prefix) and key >= start)
        return (self._entries[key] for key in keys)

    def labels(self, entry: Entry) -> Mapping[str, str]:
        return self.reading.labels(entry)

    # -- watching ----------------------------------------------------------------------------------

    def watch(self, watcher: Watcher, scope: str = '') -> None:
        """Open a watch: changes since the watcher's revision first, then each as it comes. Raises TooOld."""
        if watcher.since < self._oldest:
            raise TooOld(watcher.since, self._oldest)
        for change in self._since(watcher.since):
            watcher.offer(change)
        self._watchers.setdefault(scope, {})[watcher] = None

    def unwatch(self, watcher: Watcher, scope: str = '') -> None:
        """Close a watch; unknown watchers are fine."""
        watcher.close()
        group = self._watchers.get(scope)
        if group is not None:
            group.pop(watcher, None)
            if not group:
                del self._watchers[scope]

    @property
    def watching(self) -> int:
        """How many watches are open."""
        return sum(map(len, self._watchers.values()))

    def watcher_count(self, namespace: str, name: str) -> int:
        """How many watches a change of this object, or of a new one of the namespace, would concern."""
        groups = self._watchers
        if not groups:
            return 0
        directory = f'{self.prefix}{namespace}/' if namespace else self.prefix
        scopes = ('', directory, directory + name) if name else ('', directory)
        return sum(len(groups[scope]) for scope in scopes if scope in groups)

    def drop_watchers(self) -> None:
        """End every watch; their clients start again."""
        for group in list(self._watchers.values()):
            for watcher in list(group):
                watcher.close()
        self._watchers.clear()

    def _since(self, revision: int) -> Iterator[Change]:
        """History after a revision: it is ordered, and the newest changes are asked for most."""
        newer = []
        for change in reversed(self._history):
            if change.revision <= revision:
                break
            newer.append(change)
        return reversed(newer)

    def _tell(self, change: Change) -> None:
        for scope in self._scopes(change):
            group = self._watchers.get(scope)
            if group:
                for watcher in group:
                    watcher.offer(change)

    def _scopes(self, change: Change) -> tuple[str, ...]:
        """The groups of watchers a change can concern. '' is everybody without a narrower one."""
        directory = change.key[: change.key.rindex('/') + 1]
        if not self.reading.index_field:
            return ('', directory, change.key)
        was = '' if change.before is None else self.reading.index_value(change.before)
        value = self.reading.index_value(change.after)
        if was and was != value:
            return ('', directory, change.key, '=' + was, '=' + value)
        return ('', directory, change.key, '=' + value)
