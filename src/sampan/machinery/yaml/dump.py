"""Writing YAML the way sigs.k8s.io/yaml does."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cmp_to_key
from io import StringIO
from typing import Any

import yaml as pyyaml

from sampan.machinery.yaml.resolve import reads_as_string

_IMPLICIT = (True, True)


def dump(value: Any) -> str:
    """One document, keys sorted, ending in a newline. `value` is decoded JSON."""
    out = StringIO()
    emitter = pyyaml.CDumper(out, width=80, allow_unicode=True)
    try:
        emitter.emit(pyyaml.StreamStartEvent())
        emitter.emit(pyyaml.DocumentStartEvent(explicit=False))
        for event in _events(value):
            emitter.emit(event)
        emitter.emit(pyyaml.DocumentEndEvent(explicit=False))
        emitter.emit(pyyaml.StreamEndEvent())
    finally:
        emitter.dispose()
    # libyaml marks the end of a bare scalar document, on a line of its own; go-yaml does not.
    text = out.getvalue()
    return text.removesuffix('...\n') if text.endswith('\n...\n') else text


def dump_all(documents: Iterable[Any]) -> str:
    """Several documents, `---` between them."""
    return '---\n'.join(dump(each) for each in documents)


def _events(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield pyyaml.MappingStartEvent(None, None, True, flow_style=not value)
        for key in sorted(value, key=_NATURAL):
            yield _scalar(key)
            yield from _events(value[key])
        yield pyyaml.MappingEndEvent()
    elif isinstance(value, list | tuple):
        yield pyyaml.SequenceStartEvent(None, None, True, flow_style=not value)
        for each in value:
            yield from _events(each)
        yield pyyaml.SequenceEndEvent()
    else:
        yield _scalar(value)


def _scalar(value: Any) -> Any:
    if value is None:
        return _plain('null')
    if isinstance(value, bool):
        return _plain('true' if value else 'false')
    if isinstance(value, int):
        return _plain(str(int(value)))
    if isinstance(value, float):
        return _plain(_float(value))
    if isinstance(value, datetime):
        raise TypeError('dump takes decoded JSON, where times are text')
    text = str(value)
    if '\n' in text:
        return pyyaml.ScalarEvent(None, None, _IMPLICIT, text, style='|')
    style = None if reads_as_string(text) else '"'
    return pyyaml.ScalarEvent(None, None, _IMPLICIT, text, style=style)


def _plain(text: str) -> Any:
    return pyyaml.ScalarEvent(None, None, _IMPLICIT, text)


def _float(value: float) -> str:
    """Go's `strconv.FormatFloat(value, 'g', -1, 64)`."""
    if math.isnan(value):
        return '.nan'
    if math.isinf(value):
        return '.inf' if value > 0 else '-.inf'
    text = repr(value)
    return text.removesuffix('.0')


def _compare(left: str, right: str) -> int:
    """go-yaml's natural order: numbers inside keys compare as numbers, letters stand after other characters."""
    digits = False
    for position, (a, b) in enumerate(zip(left, right, strict=False)):
        if a == b:
            digits = a.isdigit()
            continue
        if a.isalpha() and b.isalpha():
            return -1 if a < b else 1
        if a.isalpha() or b.isalpha():
            return -1 if (a.isalpha() if digits else b.isalpha()) else 1
        return _compare_numbers(left, right, position)
    return len(left) - len(right)


def _compare_numbers(left: str, right: str, position: int) -> int:
    start = 0
    if '0' in (left[position], right[position]):
        behind = position - 1
        while behind >= 0 and left[behind].isdigit():
            if left[behind] != '0':
                start = 1
                break
            behind -= 1
    a, b = _digits(left, position), _digits(right, position)
    first, second = int(f'{start}{a}'), int(f'{start}{b}')
    if first != second:
        return -1 if first < second else 1
    if len(a) != len(b):
        return len(a) - len(b)
    return -1 if left[position] < right[position] else 1


def _digits(text: str, position: int) -> str:
    end = position
    while end < len(text) and '0' <= text[end] <= '9' and end - position < 1000:
        end += 1
    return text[position:end]


_NATURAL = cmp_to_key(_compare)
