"""CEL rules of schemas: their form, whether they compile, and what they may cost.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/{validation,cel_validation}.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sampan.api.validation.common import Errors
from sampan.machinery import field as fields
from sampan.machinery.field import FieldError, Path
from sampan.machinery.structural import paths
from sampan.machinery.structural.schemas import EMBEDDED, RULES, Schema

RULE_LIMIT = 10_000_000
SCHEMA_LIMIT = 100_000_000
MAX_REQUEST = 3 * 1024 * 1024
_MAX = 2**64 - 1
_REASONS = ('FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired')
_LINES = re.compile(r'[\n\r]')
_SHOWN = 4  # of the most expensive rules


@dataclass(slots=True)
class _Total:
    """What all rules of a schema may cost together, and which the most."""

    cost: int = 0
    most: list[tuple[int, Path]] = field(default_factory=list)

    def add(self, path: Path, cost: int) -> None:
        self.cost = min(_MAX, self.cost + cost)
        self.most = sorted([*self.most, (cost, path)], key=lambda each: -each[0])[:_SHOWN]


@dataclass(frozen=True, slots=True)
class Context:
    """Where a rule runs: how often at most in one object (None: as often as fits into a request)."""

    schema: Schema
    times: int | None
    costs: bool
    total: _Total
    is_root: bool = False

    @classmethod
    def root(cls, schema: Schema, *, costs: bool) -> Context:
        return cls(schema, 1, costs, _Total(), is_root=True)

    def member(self, schema: Schema) -> Context:
        return replace(self, schema=schema, is_root=False)

    def values(self, parent: Schema, schema: Schema) -> Context:
        return self._many(schema, parent.get('maxProperties'))

    def items(self, parent: Schema, schema: Schema) -> Context:
        return self._many(schema, parent.get('maxItems'))

    def _many(self, schema: Schema, most: int | None) -> Context:
        times = None if self.times is None or most is None else min(_MAX, self.times * most)
        return replace(self, schema=schema, times=times, is_root=False)

    def too_expensive(self, path: Path) -> Iterator[FieldError]:
        """What the schema as a whole has to be told."""
        if self.total.cost <= SCHEMA_LIMIT:
            return
        for _, expensive in self.total.most:
            detail = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema'
            yield fields.forbidden(expensive, detail)
        name = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema'
        yield fields.forbidden(path, _exceeds(name, self.total.cost, SCHEMA_LIMIT))


def _exceeds(name: str, cost: int, limit: int) -> str:
    factor = cost / limit
    shown = 'more than 100x' if factor > 100 else f'{factor:.6f}x' if factor < 1.5 else f'{factor:.1f}x'
    return (
        f'{name} exceeds budget by factor of {shown} (try simplifying the rule, or adding maxItems, maxProperties, and '
        'maxLength where arrays, maps, and strings are declared)'
    )


def form(schema: Schema, path: Path) -> Errors:
    """Rules and messages are there, and on one line."""
    for index, rule in enumerate(schema.get(RULES) or ()):
        yield from _form(rule, schema, path.child(RULES).index(index))


def _form(rule: dict[str, Any], schema: Schema, at: Path) -> Errors:
    text, message, computed = rule.get('rule', ''), rule.get('message', ''), rule.get('messageExpression', '')
    if not text.strip():
        yield fields.required(at.child('rule'), 'rule is not specified')
    elif message and not message.strip():
        yield fields.invalid(at.child('message'), message, 'must be non-empty if specified')
    elif _LINES.search(message.strip()):
        yield fields.invalid(at.child('message'), message, 'must not contain line breaks')
    elif _LINES.search(text.strip()) and not message.strip():
        yield fields.required(at.child('message'), 'message must be specified if rule contains line breaks')
    if computed and not computed.strip():
        yield fields.required(at.child('messageExpression'), 'messageExpression must be non-empty if specified')
    reason = rule.get('reason')
    if reason is not None and reason not in _REASONS:
        yield fields.not_supported(at.child('reason'), reason, _REASONS)
    where = rule.get('fieldPath', '')
    if where and not where.strip():
        yield fields.invalid(at.child('fieldPath'), where, 'must be non-empty if specified')
    if _LINES.search(where):
        yield fields.invalid(at.child('fieldPath'), where, 'must not contain line breaks')
    if where:
        try:
            paths.resolve(where, schema)
        except paths.BadPath:
            yield fields.invalid(at.child('fieldPath'), where, 'must be a valid path')


def compiled(schema: Schema, path: Path, uncorrelated: Path | None, context: Context) -> Errors:
    """Whether the rules of one node compile and cost too much."""
    from sampan.machinery import cel
    from sampan.machinery.structural.rules import compile_node

    is_root = context.is_root or bool(schema.get(EMBEDDED))
    declaration = cel.types_from_schema(schema, root=is_root)
    times = context.times
    if times is None:
        times = MAX_REQUEST // ((declaration.min_size if declaration is not None else 1) + 1)
    for index, rule in enumerate(compile_node(schema, root=is_root)):
        at, written = path.child(RULES).index(index), rule.rule
        if rule.program is not None:
            yield from _cost('estimated rule cost', rule.program.estimate()[1] * times, at.child('rule'), context)
        if rule.error:
            yield fields.invalid(at.child('rule'), written, rule.error)
        if rule.message_error:
            yield fields.invalid(at.child('messageExpression'), written, rule.message_error)
        elif rule.message is not None:
            name = 'estimated messageExpression cost'
            yield from _cost(name, rule.message.estimate()[1], at.child('messageExpression'), context)
        if rule.is_transition:
            if uncorrelated is not None:
                detail = f'oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelated}'
                yield fields.invalid(at.child('rule'), written.get('rule', ''), detail)
        elif written.get('optionalOldSelf') is not None:
            detail = 'may not be set if oldSelf is not used in rule'
            yield fields.invalid(at.child('optionalOldSelf'), written['optionalOldSelf'], detail)


def _cost(name: str, cost: int, at: Path, context: Context) -> Errors:
    cost = min(_MAX, cost)
    if context.costs and cost > RULE_LIMIT:
        yield fields.forbidden(at, _exceeds(name, cost, RULE_LIMIT))
    context.total.add(at, cost)
