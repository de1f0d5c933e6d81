"""From client-side apply to server-side apply: the annotation says what kubectl applied before.

Upstream: managedfields/internal/{lastappliedmanager,lastappliedupdater}.go.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sampan.machinery.merge import sets
from sampan.machinery.merge.compare import compare
from sampan.machinery.merge.fieldset import field_set
from sampan.machinery.merge.schema import Type
from sampan.machinery.merge.sets import EMPTY, Tree
from sampan.machinery.merge.validation import Misfit, validate

ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration'
LONGEST = 256 * 1024  # bytes of all annotations together
# Go's encoder writes nothing that a browser might take for markup.
_ESCAPES = (('<', '\\u003c'), ('>', '\\u003e'), ('&', '\\u0026'))


def _annotations(document: Any) -> dict[str, str]:
    found = (document.get('metadata') or {}).get('annotations')
    return found if isinstance(found, dict) else {}


def still_applied(live: Any, version: str, type: Type) -> Tree:
    """The fields kubectl applied client-side, as far as the object still has them so: nobody else is in their way."""
    text = _annotations(live).get(ANNOTATION, '')
    if not text:
        return EMPTY
    try:
        applied = msgspec.json.decode(text, type=dict)
        if applied.get('apiVersion') != version:
            return EMPTY
        validate(applied, type)
    except (msgspec.MsgspecError, Misfit):
        return EMPTY
    change = compare(applied, live, type)
    fields = field_set(applied, type)
    for gone in (change.modified, change.added, change.removed):
        fields = sets.difference(fields, gone)
    return fields


def has_annotation(annotations: dict[str, str]) -> bool:
    """Whether client-side apply has been here."""
    return bool(annotations.get(ANNOTATION))


def annotated(annotations: dict[str, str], applied: Any) -> dict[str, str]:
    """The annotations with what was applied now; without it when that would be too long."""
    metadata = dict(applied.get('metadata') or {})
    if isinstance(metadata.get('annotations'), dict):
        metadata['annotations'] = {name: value for name, value in metadata['annotations'].items() if name != ANNOTATION}
    text = msgspec.json.encode({**applied, 'metadata': metadata}, order='deterministic').decode() + '\n'
    for character, escaped in _ESCAPES:
        text = text.replace(character, escaped)
    found = {**annotations, ANNOTATION: text}
    if sum(len(name.encode()) + len(value.encode()) for name, value in found.items()) > LONGEST:
        del found[ANNOTATION]
    return found
