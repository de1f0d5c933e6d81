"""What in a document does not fit its type.

Upstream: structured-merge-diff `typed/validate.go`, with its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sampan.machinery import gotext
from sampan.machinery.merge import elements
from sampan.machinery.merge.items import LIST, MAP, ItemError, element_of, shape_of
from sampan.machinery.merge.schema import BOOLEAN, NUMERIC, STRING, ListType, MapType, Type


class Misfit(ValueError):
    """The document does not fit the type; the text lists where and why."""


def validate(document: Any, type: Type, *, duplicates: bool = False) -> None:
    """Raises Misfit. `duplicates`: lists may have several items that cannot be told apart."""
    found = [f'{path}: {text}' if path else text for path, text in _check(document, type, '', duplicates)]
    if found:
        raise Misfit(found[0] if len(found) == 1 else '\n  '.join(['errors:', *found]))


def _check(value: Any, type: Type, path: str, duplicates: bool) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    shape = shape_of(type, value)
    if shape == MAP and type.map is not None:
        if isinstance(value, dict):
            yield from _check_map(value, type.map, path, duplicates)
        else:
            yield path, f'expected map, got {_pointer(value)}'
    elif shape == LIST and type.list is not None:
        if isinstance(value, list):
            yield from _check_list(value, type.list, path, duplicates)
        else:
            yield path, f'expected list, got {_pointer(value)}'
    elif type.scalar:
        wrong = _scalar(value, type.scalar)
        if wrong:
            yield path, wrong
    else:
        yield path, 'schema error: invalid atom: inlined'


def _scalar(value: Any, kind: str) -> str:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == NUMERIC:
        return '' if number else f'expected numeric (int or float), got {_go_type(value)}'
    if kind == STRING:
        if isinstance(value, str):
            return ''
        return f'expected string, got &value.valueUnstructured{{Value:{_go_syntax(value)}}}'
    if kind == BOOLEAN:
        return '' if isinstance(value, bool) else f'expected boolean, got {_pointer(value)}'
    return '' if isinstance(value, (str, int, float)) else f'expected any scalar, got {_pointer(value)}'


def _pointer(value: Any) -> str:
    """A value as upstream prints its wrapper."""
    return f'&{{{gotext.value(value)}}}'


def _go_type(value: Any) -> str:
    if isinstance(value, dict):
        return 'map[string]interface {}'
    if isinstance(value, list):
        return '[]interface {}'
    return 'bool' if isinstance(value, bool) else 'string'


def _go_syntax(value: Any) -> str:
    if isinstance(value, dict):
        inside = ', '.join(f'{gotext.quote(name)}:{_go_syntax(value[name])}' for name in sorted(value))
        return f'map[string]interface {{}}{{{inside}}}'
    if isinstance(value, list):
        return f'[]interface {{}}{{{", ".join(map(_go_syntax, value))}}}'
    if isinstance(value, str):
        return gotext.quote(value)
    return 'interface {}(nil)' if value is None else gotext.value(value)


def _check_map(value: dict[str, Any], map: MapType, path: str, duplicates: bool) -> Iterator[tuple[str, str]]:
    for name, item in value.items():
        declared = map.fields.get(name)
        type = declared[1] if declared else map.element
        if type is None:
            yield f'{path}.{name}', 'field not declared in schema'
            return
        yield from _check(item, type, f'{path}.{name}', duplicates)


def _check_list(value: list[Any], list_: ListType, path: str, duplicates: bool) -> Iterator[tuple[str, str]]:
    seen = set()
    for position, item in enumerate(value):
        if list_.atomic:
            element = f'{elements.INDEX}{position}'
        else:
            try:
                element = element_of(list_, item)
            except ItemError as error:
                yield path, f'element {position}: {error}'
                return
            if element in seen and not duplicates:
                yield path, f'duplicate entries for key {elements.shown(element)}'
            seen.add(element)
        yield from _check(item, list_.element, path + elements.shown(element), duplicates)
