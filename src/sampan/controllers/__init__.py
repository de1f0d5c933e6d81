"""The controllers: each watches the API and moves the cluster one step towards what was asked for.

Upstream: kube-controller-manager. Nothing here is called by another room; everything goes through the `Client`.

Theory of operation. A controller (`base.Controller`) declares the kinds it watches and how a change of each maps to
keys: `For(Kind)` is the object itself, `Owned(Kind)` the object that controls it, `Mapped(Kind, function)` whatever the
function says. Keys go into a `client.workqueue.WorkQueue`; workers take them and call `reconcile(key)`, which reads the
present state from shared informers, compares it with what is wanted, and writes at most one step. It never acts on
what changed, only on what is; so a missed or doubled event, a restart or a conflict costs a second look and nothing
else. An exception puts the key back with back-off; a `Result(requeue_after=...)` puts it back later.

Informers lag behind our own writes. Where acting twice would do harm (creating pods), the controller notes what it
expects to see (`expectations`) and acts again only when it has seen it. Ownership is by ControllerRef (`ownership`):
orphans that match are adopted, owned ones that no longer match are released.

What has arithmetic in it keeps that in pure modules (`deployment.rolling`, `replicaset.ranking`,
`endpoints.slices`, `nodelifecycle.health`, `garbagecollector.graph`), apart from reading and writing.

Where to start reading: `base`, then `replicaset.controller`. To add one: a module with its declaration, and one line
in `registry` (docs/howto/add-a-controller.md).
"""
