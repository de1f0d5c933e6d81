"""Making everything as it was, without forgetting what has been since.

The past is not cut off: what differs is written back in one new commit. So revisions go on growing, watches see
ordinary changes, and a rewind can itself be rewound.
"""

from __future__ import annotations

from collections.abc import Collection

from sampan.store.base import Conflict, Create, Delete, Record, Store, Update

# Who holds a lease, and which nodes and servers are there, is about now.
PRESENT = ('/registry/leases/', '/registry/masterleases/', '/registry/minions/')
ATTEMPTS = 10  # others may write meanwhile


async def rewind(store: Store, revision: int, *, keep: Collection[str] = ()) -> int:
    """Make every key what it was at `revision`; return the revision of the commit that does.

    Keys that start with one of `keep` stay as they are. Raises Compacted and FutureRevision for revisions that
    cannot be read, and Conflict when others write all the time.
    """
    kept = tuple(keep)
    past = {record.key: record for record in (await store.list('', at=revision)).records if not _starts(record, kept)}
    for attempt in range(ATTEMPTS):
        now = {record.key: record for record in (await store.list('')).records if not _starts(record, kept)}
        try:
            return await store.commit(*difference(now, past))
        except Conflict:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError('unreachable')


def difference(now: dict[str, Record], past: dict[str, Record]) -> list[Create | Update | Delete]:
    """What has to change, each change only if nobody was there meanwhile."""
    changes: list[Create | Update | Delete] = [
        Delete(key, record.revision) for key, record in now.items() if key not in past
    ]
    for key, record in past.items():
        present = now.get(key)
        if present is None:
            changes.append(Create(key, record.value))
        elif present.value != record.value:
            changes.append(Update(key, record.value, present.revision))
    return changes


def _starts(record: Record, prefixes: tuple[str, ...]) -> bool:
    return record.key.startswith(prefixes)
