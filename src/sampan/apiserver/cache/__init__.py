"""The watch cache: every object in memory as bytes, every recent change replayable.

Upstream: `k8s.io/apiserver/pkg/storage/cacher`. Upstream keeps one store watch per resource; here a single
watch of the whole store (`feed.Feed`) drives every resource's cache. That buys the one thing per-resource
watches cannot know: when the feed has seen revision R, *no* cache is missing anything up to R, so a consistent
read is a comparison of two integers and, at worst, a short wait. No progress requests to the store exist.

What is kept, per resource (`cache.WatchCache`):

- `Entry` (entry.py): one version of one object: its key, revision and the JSON bytes of a list item (without
  `kind` and `apiVersion`, with `resourceVersion`). GET prepends the kind, LIST joins items, a watch frame wraps
  them; nothing is encoded twice. Labels and selectable fields are read out of the bytes when first asked for.
- Versions of one key are a chain from the newest to the oldest that is still within the history window. A read at
  revision R follows each key's chain to the version that was current at R: pages of one list are exact.
- `Change` (change.py): what happened at a revision. The ring of changes is the history that watches resume from.
  When a change leaves the ring, its older version leaves the chain; a deletion's tombstone leaves with it.
- `Watcher` (watcher.py): one open watch. A change is turned into a frame once per representation and appended
  to the pending frames of each watcher it concerns; the reader takes all of them at once. A watcher
  whose pending bytes exceed its limit is dropped, and its client starts again from where it was.

Watchers are found through the part of the collection they look at (everything, a namespace, one object, one
value of an indexed field such as `spec.nodeName`), so that five thousand kubelets cost one change no more than one.

Start reading at `feed.py`.
"""
