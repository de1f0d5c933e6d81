"""Mistakes in literals that can be seen before anything runs: durations, timestamps, patterns, mixed lists, format
strings.

Upstream: cel-go's cel/validator.go and ext/formatting.go, which Kubernetes enables from 1.29.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sampan.machinery.cel.ast import Call, ListLiteral, Literal, MapLiteral, Node, children, walk
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.source import Source
from sampan.machinery.cel.types import Type, format_type, unwrap_optional

_EXEMPT = frozenset({'format', 'cel.@block'})


def validate(root: Node, source: Source, libraries: Sequence[str]) -> None:
    """Reports what is wrong with literals. Raises CompileError."""
    if 'ext.strings.2' not in libraries:
        return
    nodes = walk(root)
    calls = [node for node in nodes if isinstance(node, Call)]
    for name, convert in _converters().items():
        for call in calls:
            if call.function == name:
                _literal(call, name, convert, source)
    _homogeneous(root, source)
    for call in calls:
        if call.function == 'format' and call.target is not None:
            _format(call, source)
    source.check()


def _converters() -> dict[str, Callable[[Any], Any]]:
    from sampan.machinery.cel import times
    from sampan.machinery.cel.library import standard
    from sampan.machinery.cel.library.regex import compiled
    from sampan.machinery.cel.values import SECOND, Duration

    def duration(value: Any) -> Any:
        return standard._duration_from_string(value) if isinstance(value, str) else Duration(value)

    def timestamp(value: Any) -> Any:
        return standard._timestamp_from_string(value) if isinstance(value, str) else times.timestamp(value * SECOND)

    return {'duration': duration, 'timestamp': timestamp, 'matches': lambda pattern: compiled(pattern, '')}


def _literal(call: Call, name: str, convert: Callable[[Any], Any], source: Source) -> None:
    if not call.args or not isinstance(call.args[0], Literal):
        return
    if name == 'matches' and call.target is None:
        return
    try:
        convert(call.args[0].value)
    except EvaluationError:
        source.report(call.args[0].at, f'invalid {name} argument')


def _homogeneous(root: Node, source: Source) -> None:
    """Lists and maps whose elements differ in type, except the arguments of a format string."""
    stack: list[tuple[Node, bool]] = [(root, False)]
    found: list[Node] = []
    while stack:
        node, exempt = stack.pop()
        exempt = exempt or (isinstance(node, Call) and node.function in _EXEMPT)
        if not exempt:
            found.append(node)
        stack.extend((child, exempt) for child in reversed(children(node)))
    for node in found:
        if isinstance(node, ListLiteral):
            _elements(node, source)
    for node in found:
        if isinstance(node, MapLiteral):
            _entries(node, source)


def _elements(node: ListLiteral, source: Source) -> None:
    first: Type | None = None
    for index, element in enumerate(node.elements):
        t = unwrap_optional(element.type)[0] if index in node.optional else element.type
        if first is None:
            first = t
        elif not _equivalent(first, t):
            _mismatch(source, element, first, t)
            return


def _entries(node: MapLiteral, source: Source) -> None:
    first: tuple[Type, Type] | None = None
    for entry in node.entries:
        value = unwrap_optional(entry.value.type)[0] if entry.optional else entry.value.type
        if first is None:
            first = (entry.key.type, value)
            continue
        if not _equivalent(first[0], entry.key.type):
            _mismatch(source, entry.key, first[0], entry.key.type)
        if not _equivalent(first[1], value):
            _mismatch(source, entry.value, first[1], value)


def _equivalent(a: Type, b: Type) -> bool:
    return (
        a.kind == b.kind
        and a.name == b.name
        and len(a.params) == len(b.params)
        and all(map(_equivalent, a.params, b.params))
    )


def _mismatch(source: Source, node: Node, wanted: Type, found: Type) -> None:
    source.report(node.at, f"expected type '{format_type(wanted)}' but found '{format_type(found)}'")


def _format(call: Call, source: Source) -> None:
    from sampan.machinery.cel.library.formatting import check_format

    target, arguments = call.target, call.args[0] if call.args else None
    if not isinstance(target, Literal) or not isinstance(target.value, str) or not isinstance(arguments, ListLiteral):
        return
    try:
        used = check_format(target.value, arguments.elements)
    except FormatMistake as mistake:
        source.report(mistake.at if mistake.at >= 0 else call.at, str(mistake))
        return
    if len(arguments.elements) > used:
        source.report(
            call.at,
            f'too many arguments supplied to string.format (expected {used}, got {len(arguments.elements)})',
        )


class FormatMistake(Exception):
    """A clause of a format string that does not fit its argument; `at` is the argument, -1 for the call."""

    def __init__(self, message: str, at: int = -1) -> None:
        super().__init__(message)
        self.at = at
