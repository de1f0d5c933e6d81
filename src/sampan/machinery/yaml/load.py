"""Reading YAML: libyaml's events into JSON values, without recursion."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml as pyyaml

from sampan.machinery import gotext
from sampan.machinery.yaml.resolve import resolve, whole

# go-yaml allows 10,000; Python's own JSON encoders, which come next, give up at about 1,000.
MAX_DEPTH = 500
# Values made by aliases may not be more than these shares of all values (go-yaml's limits, against bombs).
_ALIAS_RATIO_LOW, _ALIAS_COUNT_LOW = 0.99, 400_000
_ALIAS_RATIO_HIGH, _ALIAS_COUNT_HIGH = 0.10, 4_000_000

_PREFIX = 'tag:yaml.org,2002:'
_MERGE = object()


class YAMLError(ValueError):
    """Not YAML, or YAML that is no JSON; the text is go-yaml's."""


def load(text: str | bytes, *, strict: bool = False) -> Any:
    """The first document (None if there is none). `strict` refuses doubled keys. Raises YAMLError."""
    return next(load_all(text, strict=strict), None)


def load_all(text: str | bytes, *, strict: bool = False) -> Iterator[Any]:
    """All documents in order; an empty one is None. `strict` refuses doubled keys. Raises YAMLError."""
    parser = pyyaml.CLoader(text)
    try:
        builder = _Builder(strict)
        while parser.check_event():
            event = parser.get_event()
            if isinstance(event, pyyaml.DocumentStartEvent):
                builder = _Builder(strict)
            elif isinstance(event, pyyaml.DocumentEndEvent):
                yield builder.result()
            else:
                builder.take(event)
    except (pyyaml.YAMLError, UnicodeError) as error:
        raise YAMLError(_describe(error)) from None
    finally:
        parser.dispose()


def _describe(error: Exception) -> str:
    """go-yaml's line: scanner errors count from one, parser errors from zero and not at zero."""
    if not isinstance(error, pyyaml.MarkedYAMLError):
        return f'yaml: {getattr(error, "reason", None) or error}'
    line = error.problem_mark.line if error.problem_mark is not None else 0
    if line and isinstance(error, pyyaml.scanner.ScannerError):
        line += 1
    elif not line and error.context_mark:
        line = error.context_mark.line
    return f'yaml: line {line}: {error.problem}' if line else f'yaml: {error.problem}'


@dataclass(slots=True)
class _Open:
    """A collection that is being filled."""

    value: dict[str, Any] | list[Any]
    anchor: str | None
    line: int
    first: int
    key: Any = None
    has_key: bool = False
    merging: bool = False
    seen: set[str] = field(default_factory=set)


class _Builder:
    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self._stack: list[_Open] = []
        self._result: Any = None
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._made = 0
        self._aliased = 0
        self._problems: list[str] = []

    def result(self) -> Any:
        if self._problems:
            raise YAMLError('yaml: unmarshal errors:\n' + '\n'.join(self._problems))
        return self._result

    def take(self, event: Any) -> None:
        if isinstance(event, pyyaml.ScalarEvent):
            self._count(1, 0)
            self._scalar(event)
        elif isinstance(event, pyyaml.MappingStartEvent):
            self._open({}, event)
        elif isinstance(event, pyyaml.SequenceStartEvent):
            self._open([], event)
        elif isinstance(event, pyyaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, pyyaml.AliasEvent):
            self._alias(event)

    def _count(self, made: int, aliased: int) -> None:
        self._made += made
        self._aliased += aliased
        if self._aliased > 100 and self._made > 1000 and self._aliased / self._made > _alias_ratio(self._made):
            raise YAMLError('yaml: document contains excessive aliasing')

    def _open(self, value: Any, event: Any) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise YAMLError(f'yaml: exceeded max depth of {MAX_DEPTH}')
        self._count(1, 0)
        self._stack.append(_Open(value, event.anchor, event.start_mark.line, self._made))

    def _close(self) -> None:
        done = self._stack.pop()
        if done.anchor:
            self._anchors[done.anchor] = (done.value, self._made - done.first + 1)
        self._place(done.value, done.line)

    def _scalar(self, event: Any) -> None:
        value = _scalar_value(event)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        if value == '<<' and event.implicit[0] and self._expects_key():
            value = _MERGE
        self._place(value, event.start_mark.line)

    def _expects_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].value, dict) and not self._stack[-1].has_key

    def _alias(self, event: Any) -> None:
        if any(each.anchor == event.anchor for each in self._stack):
            raise YAMLError(f"yaml: anchor '{event.anchor}' value contains itself")
        if event.anchor not in self._anchors:
            raise YAMLError(f"yaml: unknown anchor '{event.anchor}' referenced")
        value, size = self._anchors[event.anchor]
        self._count(size, size)
        self._place(_copy(value), event.start_mark.line)

    def _place(self, value: Any, line: int) -> None:
        if not self._stack:
            self._result = value
            return
        parent = self._stack[-1]
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif not parent.has_key:
            parent.key, parent.has_key = value if value is _MERGE else _key(value), True
        else:
            parent.has_key = False
            self._member(parent, value, line)

    def _member(self, parent: _Open, value: Any, line: int) -> None:
        assert isinstance(parent.value, dict)
        if parent.key is _MERGE:
            _merge(parent.value, value)
            return
        if self._strict and parent.key in parent.value:
            self._problems.append(f'  line {line + 1}: key {gotext.quote(parent.key)} already set in map')
        parent.value[parent.key] = value


def _alias_ratio(made: int) -> float:
    if made <= _ALIAS_COUNT_LOW:
        return _ALIAS_RATIO_LOW
    if made >= _ALIAS_COUNT_HIGH:
        return _ALIAS_RATIO_HIGH
    share = (made - _ALIAS_COUNT_LOW) / (_ALIAS_COUNT_HIGH - _ALIAS_COUNT_LOW)
    return _ALIAS_RATIO_LOW - (_ALIAS_RATIO_LOW - _ALIAS_RATIO_HIGH) * share


def _scalar_value(event: Any) -> Any:
    tag, text = event.tag, event.value
    if tag is None or tag == '!':
        return resolve(text) if event.implicit[0] and not event.style else text
    if tag == _PREFIX + 'binary':
        try:
            return base64.b64decode(text, validate=False).decode('utf-8', 'replace')
        except binascii.Error:
            raise YAMLError('yaml: !!binary value contains invalid base64 data') from None
    if tag in (_PREFIX + 'int', _PREFIX + 'float', _PREFIX + 'bool', _PREFIX + 'null'):
        return _tagged(tag.removeprefix(_PREFIX), resolve(text), text)
    return text


def _tagged(tag: str, value: Any, text: str) -> Any:
    found = 'null' if value is None else {bool: 'bool', int: 'int', float: 'float'}.get(type(value), 'str')
    if found == tag:
        return value
    if (found, tag) == ('int', 'float'):
        return whole(float(value))
    raise YAMLError(f'yaml: cannot decode !!{found} `{text}` as a !!{tag}')


def _key(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return gotext.number(value)
    what = {type(None): 'nil', dict: 'map', list: 'slice'}.get(type(value), 'value')
    raise YAMLError(f'unsupported map key of type: {what}')


def _merge(target: dict[str, Any], value: Any) -> None:
    maps = value if isinstance(value, list) else [value]
    if not all(isinstance(each, dict) for each in maps):
        raise YAMLError('yaml: map merge requires map or sequence of maps as the value')
    # Of several maps the first one wins.
    for each in reversed(maps):
        target.update(each)


def _copy(value: Any) -> Any:
    """A copy for an alias; what is shared in the text is not shared in memory. Depth is bounded by MAX_DEPTH."""
    root: list[Any] = [None]
    pending: list[tuple[Any, Any, Any]] = [(root, 0, value)]
    while pending:
        container, place, each = pending.pop()
        if isinstance(each, dict):
            container[place] = made = dict.fromkeys(each)
            pending.extend((made, key, inner) for key, inner in each.items())
        elif isinstance(each, list):
            container[place] = filled = [None] * len(each)
            pending.extend((filled, index, inner) for index, inner in enumerate(each))
        else:
            container[place] = each
    return root[0]
