"""The store of several API servers: an etcd cluster, 3.4 or newer, over gRPC.

Keys and values are upstream's, so a cluster's state can be handed to an upstream API server and back. One commit is
one transaction: its comparisons are the expected revisions, and its failure branch reads what the keys hold instead,
so that a `Conflict` tells the truth of the same instant.

**Watching.** One watch of everything, from the moment of opening (`follower`), feeds the same `Hub` as the other
backends have; a watch that starts in the past first replays with a watch of its own up to where the hub has arrived.
Every revision has an event, so the follower's newest event is the newest revision this process has seen. Others write
too: `latest` asks the cluster (a linearizable read), one request for all who ask meanwhile.

**Failure.** `members` keeps a connection per endpoint and moves on when one does not answer. Reads are tried again on
the next member; a write is only if it cannot have arrived, since nobody knows whether a write without an answer
happened: that is `StoreUnavailable`. The follower resumes at the revision it had reached; if that has been compacted
meanwhile, every watch ends with `Compacted` and its reader lists again.

**Compaction** (`compactor`) is upstream's: every five minutes one of the servers, chosen by a compare-and-swap on
`compact_rev_key`, compacts to what was the newest revision five minutes ago.

Upstream: apiserver `pkg/storage/etcd3`; the wire is etcd's `api/etcdserverpb`. Start reading at `store`.
"""

from sampan.store.etcd.config import EtcdConfig
from sampan.store.etcd.store import EtcdStore

__all__ = ['EtcdConfig', 'EtcdStore']
