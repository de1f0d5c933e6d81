"""The durable store of a cluster on one machine: one SQLite file.

**Layout.** `log` has a row per change; its id is `revision << 20 | position`, so that id order is
history and a revision is a range of ids. `live` points from each living key to its newest row. `state`
holds the current revision, the compacted one, and how far the sweep of forgotten rows has come.
A row knows the id it superseded: compaction deletes those, walking the log once.

**Writing.** One thread owns the writing connection. It takes every commit that waits, applies them in
one transaction, each with its own revision and its own conflicts, and pays for one fsync (WAL,
synchronous=FULL). Answers and watch batches go back to the event loop behind it.

**Reading.** A `get` is a look-up on the loop's own connection (about ten microseconds); lists and
replays run on a few reader threads. WAL gives each read transaction its snapshot.

**Trouble.** The file is created whole or not at all, checked at open, and never recreated over a
damaged one. A full disk fails the commits that met it; the store goes on when there is room again.
"""

from sampan.store.sqlite.file import SqliteConfig
from sampan.store.sqlite.store import SqliteStore

__all__ = ['SqliteConfig', 'SqliteStore']
