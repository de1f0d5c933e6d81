"""Structured merge: which fields a document has, who owns them, and what becomes of them when somebody applies.

Server-side apply rests on four notions, all pure here:

- A **path element** (elements.py) is one step into a document: a member (`f:name`), an item of a list by its keys
  (`k:{"name":"a"}`), an item of a set by its value (`v:1`), an item of an ordinary list by position (`i:0`). It is kept
  in the form FieldsV1 writes it, so that equal strings are equal steps.
- A **set** of fields (sets.py) is the tree FieldsV1 writes: `{'f:metadata': {'f:labels': {'.': {}, 'f:app': {}}}}`.
  An empty tree below an element says that the element itself is a member and nothing below it is; `.` says so beside
  members below it. Sets are shared and never changed once made; operations make new ones.
- A **type** (schema.py) says for each place whether it is a leaf (scalars, atomic lists and maps) or has members of
  its own (granular maps, lists by key, sets).
- A **document** is decoded JSON. `fieldset.field_set` lists the fields it mentions, `compare.compare` those that
  were removed, modified and added between two, `merging.merge` lays one over another, `removal.remove` takes fields
  out, `validation.validate` says what does not fit the type, `reconcile.reconcile` adapts a set to a type that changed.

`updater.py` is the algorithm above them: given the owners of the fields of the live document (`Owned`, by manager),
what they own after an update, and the new document, the owners and the conflicts after an apply.

Upstream: sigs.k8s.io/structured-merge-diff v6. Documents of one object in several versions meet through the
`Converter` that the caller passes.
"""
