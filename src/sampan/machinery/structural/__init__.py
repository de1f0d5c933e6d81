"""Structural schemas: what custom resources are checked, pruned and defaulted by. No I/O.

A schema here is the JSON of an `apiextensions.k8s.io/v1` JSONSchemaProps: a dict with the keys of the wire. An object
is plain JSON too (`dict`, `list`, `str`, `int`, `float`, `bool`, `None`). Nothing here knows about CRDs or requests.

Theory of operation: a schema is looked at twice. `structure.check` says, when a definition is written, whether the
schema is structural: every field it restricts has its type told outside of `anyOf`, `not` and so on. Then each job is
compiled once into nested closures, one per node of the schema, and run for every object:

- `pruning.pruner(schema)` removes what the schema does not know; `pruning.unknown(...)` names it instead.
- `defaulting.defaulter(schema)` fills in what is missing, `defaulting.null_pruner(schema)` removes wrong nulls.
- `values.validator(schema)` finds what is wrong, in the words of kube-openapi; parts that an update leaves as they were
  are forgiven (ratcheting), where old and new parts can be correlated.
- `listtypes.duplicates(...)` and `embedded.check(...)` look at lists that are sets or maps, and at whole objects
  inside objects.
- `formats` are the string formats, `patterns` the regular expressions, `paths` the field paths of definitions.

A node of the schema with nothing to do compiles to `None`, and its part of an object is not walked at all.

Upstream: k8s.io/apiextensions-apiserver/pkg/apiserver/{schema,validation}, k8s.io/kube-openapi/pkg/validation.
"""
