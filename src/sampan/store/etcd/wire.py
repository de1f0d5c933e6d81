"""Between etcd's messages and the store's."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.store.base import Change, ChangeType, Create, Delete, Record, Update
from sampan.store.etcd.generated import etcd_pb2 as pb

ALL = b'\0'  # as key and as end: every key there is


def key(found: pb.KeyValue) -> str:
    """The key; others may have written some that are no UTF-8, which nobody here asks for."""
    return found.key.decode(errors='surrogateescape')


def record(found: pb.KeyValue) -> Record:
    return Record(key(found), found.value, found.mod_revision, found.create_revision)


def change(event: pb.Event) -> Change:
    """One event of a watch with previous values."""
    now, before = event.kv, event.prev_kv
    if event.type == pb.Event.DELETE:
        return Change(ChangeType.DELETED, key(now), b'', before.value, now.mod_revision)
    created = now.create_revision == now.mod_revision
    type_ = ChangeType.CREATED if created else ChangeType.UPDATED
    return Change(type_, key(now), now.value, b'' if created else before.value, now.mod_revision)


def span(prefix: str, after: str = '') -> tuple[bytes, bytes]:
    """The first key and the end of a range: keys with the prefix that sort behind `after`."""
    start, stem = prefix.encode(), prefix.encode().rstrip(b'\xff')
    end = stem[:-1] + bytes((stem[-1] + 1,)) if stem else ALL
    if after.encode() >= start and after:
        start = after.encode() + b'\0'
    return start or ALL, end


def transaction(changes: Sequence[Create | Update | Delete]) -> pb.TxnRequest:
    """All changes if every expectation holds; else what the keys with expectations hold."""
    conditional = [change for change in changes if expectation(change) is not None]
    return pb.TxnRequest(
        compare=[_compare(change) for change in conditional],
        success=[_operation(change) for change in changes],
        failure=[pb.RequestOp(request_range=pb.RangeRequest(key=change.key.encode())) for change in conditional],
    )


def expectation(change: Create | Update | Delete) -> int | None:
    """The revision the key must have: 0 when it must not exist, -1 when nothing can be right, None when anything is."""
    if isinstance(change, Create):
        return 0
    return None if change.expected is None else change.expected or -1


def _compare(change: Create | Update | Delete) -> pb.Compare:
    return pb.Compare(target=pb.Compare.MOD, key=change.key.encode(), mod_revision=expectation(change) or 0)


def _operation(change: Create | Update | Delete) -> pb.RequestOp:
    name = change.key.encode()
    if isinstance(change, Delete):
        return pb.RequestOp(request_delete_range=pb.DeleteRangeRequest(key=name))
    return pb.RequestOp(request_put=pb.PutRequest(key=name, value=change.value))
