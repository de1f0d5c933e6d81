"""The API types of Kubernetes 1.36 and everything that is a fact about them.

Theory of operation
-------------------
`generated` holds one module per group and version (`core_v1`, `apps_v1`, `meta_v1`, ...), each type a
`msgspec.Struct`, written by `tools/generate_api.py` from published facts: names, types, numbers. Never
edit them; change the tool. Beside them, `generated.tables` has one row per field (protobuf numbers,
merge keys, list types), imported only by who needs it, through `schema`.

- `scalars`: Time, MicroTime, Quantity, IntOrString, raw JSON.
- `codec`: JSON bytes to objects and back; strict decoding; `clone`.
- `protobuf`: the same in upstream's protobuf encoding.
- `resources`: what is served: names, verbs, subresources, keys, selectable fields. Adding a resource
  starts with one entry there (docs/howto/add-a-resource.md).
- `errors`: `ApiError`, every failure a client can see, as upstream words it.
- `columns`: what `kubectl get` shows.
- `defaults`, `validation`: behaviour written by hand, one module per kind or family.
- `qos`, `podrequests`, `podresources`, `nodeselection`, `tolerations`: what a pod asks for, as API server, scheduler,
  controllers and nodes must all read it.

How Go's types become Python's: a value field has its zero value as default (`''`, `0`, `[]`, a
default-constructed struct); a pointer field is `T | None = None`. What Go leaves out when empty is left
out, what Go always writes is always written. Raw JSON fields default to `scalars.NO_RAW`. `kind` and
`api_version` are filled in on everything that has them.

Upstream: k8s.io/api, k8s.io/apimachinery. Start reading at `resources`.
"""
