"""The objects that mutating policies construct: `JSONPatch{op: ...}` and `Object{spec: Object.spec{...}}`.

Upstream: k8s.io/apiserver/pkg/cel/mutation.
"""

from __future__ import annotations

from typing import Any, Final

from sampan.machinery.cel.types import DYN, STRING, Type, list_of, struct
from sampan.machinery.cel.values import ObjectValue

OBJECT: Final = struct('Object')
JSON_PATCH: Final = struct('JSONPatch')
JSON_PATCHES: Final = list_of(JSON_PATCH)
_OPERATION: Final = {'op': STRING, 'from': STRING, 'path': STRING, 'value': DYN}


def is_patch_type(name: str) -> bool:
    return name == 'JSONPatch' or name == 'Object' or name.startswith('Object.')


def patch_field(name: str, field: str) -> Type | None:
    """The type of a field; objects may have any."""
    return _OPERATION.get(field) if name == 'JSONPatch' else DYN


def misnamed(value: Any, path: str = 'Object') -> list[str]:
    """Complaints about objects whose type is not named after their place.

    Upstream: CheckTypeNamesMatchFieldPathNames.
    """
    if isinstance(value, ObjectValue):
        found = []
        if value.cel_type.name != path:
            found.append(
                f'unexpected type name "{value.cel_type.name}", expected "{path}", which matches field name path from '
                'root Object type'
            )
        return found + [wrong for key, part in value.items() for wrong in misnamed(part, f'{path}.{key}')]
    if isinstance(value, (list, tuple)):
        return [wrong for part in value for wrong in misnamed(part, path)]
    if isinstance(value, dict):
        return [wrong for part in value.values() for wrong in misnamed(part, path)]
    return []
