"""What differs between two objects, field by field: for messages that must say what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from sampan.api import codec
from sampan.machinery import gotext

_LIMIT = 20


def difference(path: str, old: Any, new: Any) -> str:
    """Lines `- path: old` and `+ path: new`, the first twenty differences."""
    before, after = (msgspec.json.decode(codec.encode(value)) for value in (old, new))
    lines = []
    for number, (where, left, right) in enumerate(_differences(path, before, after)):
        if number == _LIMIT:
            lines.append('  ...')
            break
        if left is not _ABSENT:
            lines.append(f'- {where}: {gotext.json_text(left)}')
        if right is not _ABSENT:
            lines.append(f'+ {where}: {gotext.json_text(right)}')
    return '\n'.join(lines)


_ABSENT = object()


def _differences(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _differences(f'{path}.{key}', old.get(key, _ABSENT), new.get(key, _ABSENT))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (left, right) in enumerate(zip(old, new, strict=True)):
            yield from _differences(f'{path}[{index}]', left, right)
    elif old != new:
        yield path, old, new
