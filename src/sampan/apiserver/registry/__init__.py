"""The registry: what happens to a request once it is known who asks and that they may.

Upstream: `k8s.io/apiserver/pkg/endpoints/handlers`, `pkg/registry/generic/registry` and, for what is particular to a
resource, `k8s.io/kubernetes/pkg/registry`.

`Registry.handle` (registry.py) finds the `Endpoint` of the resource (endpoint.py: the resource-table entry, its type,
its strategy, its watch cache) and hands a `Call` (call.py) to the verb's module in `verbs/`, or to the
subresource's in `subresources/`. Subresources that lead elsewhere (logs, exec, tokens) and virtual
resources (reviews) are connectors: handlers given by whoever assembles the server.

A write goes: decode → wipe and fill system metadata → mutating admission → strategy's `prepare` → validation →
validating admission → commit → answer. Reads come from the watch cache: a read waits until
the cache has seen everything that was committed before it began, so it is as fresh as the store.

Reads and writes of the store are in `objects.py`; a read-modify-write is repeated when somebody else was faster.

**What a resource adds** is a `Strategy` (strategies/base.py) in `strategies/`; most need none.
"""
