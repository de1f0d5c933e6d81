"""How upstream complains about the result of a strategic merge patch.

It converts the patched map into the type by reflection, not by a JSON decoder, so the same mistake reads
differently than in a create or a merge patch. Upstream: apimachinery/pkg/runtime/converter.go.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from sampan.api.generated import tables

_TYPE_ERROR = re.compile(r'json: cannot unmarshal (\w+)(?: (\S+))? into Go (?:struct field \S+|value) of type (\S+)')
_INTEGERS = frozenset({'int', 'int32', 'int64', 'uint8'})
_NUMBERS = _INTEGERS | {'float64'}
_KINDS = {'array': 'slice', 'object': 'map', 'string': 'string', 'bool': 'bool'}


def from_unstructured(complaint: str) -> str:
    """The converter's words for a JSON decoder's complaint; complaints that are no type error stay as they are."""
    found = _TYPE_ERROR.fullmatch(complaint)
    if found is None:
        return complaint
    source, literal, target = found.groups()
    kind = _KINDS.get(source) or ('float64' if literal and not literal.lstrip('-').isdigit() else 'int64')
    return _words(kind, target.lstrip('*'))


def _words(kind: str, target: str) -> str:
    if target.startswith('map['):
        return f'cannot restore map from {kind}'
    if target.startswith('[]'):
        return f'cannot restore slice from {kind}'
    if target in _NUMBERS:
        return f'cannot convert {kind} to {target}' if kind in _NUMBERS else f'unrecognized type: {target}'
    if target == 'bool':
        return 'unrecognized type: bool'
    if target in _structs():
        return f'cannot restore struct from: {kind}'
    # Strings of all names. Go converts integers to them (as code points), which the converter refuses.
    return f'cannot convert int64 to {target}' if kind == 'int64' else 'unrecognized type: string'


@cache
def _structs() -> frozenset[str]:
    """The Go names of all structs, `v1.PodSpec`."""
    modules = (importlib.import_module(f'{tables.__name__}.{m.name}') for m in pkgutil.iter_modules(tables.__path__))
    return frozenset(f'{m.__name__.rpartition("_")[2]}.{name}' for m in modules for name in m.FIELDS)
