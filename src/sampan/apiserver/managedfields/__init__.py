"""Managed fields: every object tells who owns which of its fields, and server-side apply lives on it.

Upstream: apimachinery `pkg/util/managedfields`, apiserver `pkg/endpoints/handlers/fieldmanager`.

`manager.FieldManager` belongs to one resource. Before admission each write passes through it, and leaves the new
entries in `metadata.managedFields`:

- `created` and `updated` find what the writer changed (machinery/merge) and take those fields from everybody else,
- `applied` merges an apply's document into the live one, or refuses with the conflicts.

The rest are its parts: `managers.py` (what a writer is called), `entries.py` (managedFields to owners and back),
`types.py` (the merge types of the API's types and of custom resources), `documents.py` (objects as the JSON that is
compared), `versions.py` (owners of other versions), `reset.py` (fields a writer cannot own), `capping.py` (no more than
ten updaters), `last_applied.py` (from client-side apply to server-side apply), `conflicts.py` (the 409), `scaling.py`
(ownership of replicas, seen from the scale subresource), `timestamps.py` (a write that changed nothing but the time of
an entry did not happen), `guard.py` (what admission leaves can be read).

**What it costs.** Most creates are of objects that look like one created before, up to name and namespace: their
fields are remembered by the bytes of the rest (`shapes.py`). An update looks only at the members that differ. Sets of
fields that were read or written are remembered by their bytes.
"""
