"""Field paths of definitions (`.spec.color`, `.spec.map['key']`) against a schema.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go (ValidFieldPath).
"""

from __future__ import annotations

import re

from sampan.machinery.structural import schemas
from sampan.machinery.structural.schemas import Schema

_STEP = re.compile(r"\.([^.\[\]'\\]+)|\['((?:[^'\\]|\\.)*)'\]")


class BadPath(ValueError):
    """The path leads nowhere. The text is upstream's."""


def resolve(path: str, schema: Schema, *, subscripts: bool = True) -> tuple[str, Schema]:
    """The path as messages show it, and the schema of what it leads to. Raises BadPath."""
    shown, at, here = '', 0, schema
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            raise BadPath(f'expected [ or . but got: {path[at : at + 1]}')
        at = step.end()
        if step[2] is not None and not subscripts:
            raise BadPath('array notation is not allowed')
        name = step[1] if step[1] is not None else re.sub(r'\\(.)', r'\1', step[2])
        known = schemas.properties(here)
        if name in known:
            shown += f'.{name}' if shown else name
            here = known[name]
        elif step[2] is not None and schemas.additional(here) is not None:
            shown += f'[{name}]'
            here = schemas.additional(here) or {}
        else:
            raise BadPath('does not refer to a valid field')
    return shown, here
