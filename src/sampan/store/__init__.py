"""Where the cluster's state is kept: a revisioned key-value store of a dozen methods.

What upstream keeps in etcd, under the same keys (`/registry/pods/default/web-0`) and as the same JSON.
The API server is the only reader and writer; everybody else goes through it.

**The promise** is in `base` and checked by one suite for every backend (`tests/contract`): one
integer counts every commit of the whole store; a commit applies all of its changes or none, is
checked against the revisions its writer saw, and is answered when it is durable; reads are
snapshots, of now or of any revision that is not compacted; a watch delivers every later change
exactly once and in order, or ends with `Compacted` and its reader lists again.

**Backends.** `memory` lives on the event loop alone, deterministic, for tests and simulation.
`sqlite` is the default of a cluster: one file, one writer thread that puts every commit waiting for
it into one transaction, so that many writers share one fsync. `etcd` is for several API servers: a real cluster, over
gRPC; it is imported from its own package, so that others do not load gRPC.

**Watches** are fed by `hub`, from memory, behind the commit. A reader that does not keep up is cut
off at a limit instead of growing the process.

Start reading at `base`, then `memory`.
"""

from sampan.store.base import (
    Change,
    ChangeType,
    Compacted,
    Conflict,
    Create,
    Delete,
    FutureRevision,
    Page,
    Record,
    Store,
    StoreError,
    StoreUnavailable,
    Update,
    Watch,
)
from sampan.store.memory import HistoryLimits, MemoryStore

__all__ = [
    'Change',
    'ChangeType',
    'Compacted',
    'Conflict',
    'Create',
    'Delete',
    'FutureRevision',
    'HistoryLimits',
    'MemoryStore',
    'Page',
    'Record',
    'Store',
    'StoreError',
    'StoreUnavailable',
    'Update',
    'Watch',
]
