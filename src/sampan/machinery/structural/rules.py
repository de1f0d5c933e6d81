"""CEL rules of schemas: compiled once, evaluated for each object, their costs counted.

A rule belongs to a node of the schema and sees the value there as `self`; a rule that names `oldSelf` (a transition
rule) runs when the node has an old value. Parts without rules anywhere below are not walked.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sampan.machinery import cel, field
from sampan.machinery.field import ErrorType, FieldError, Path
from sampan.machinery.structural import paths, schemas
from sampan.machinery.structural.listtypes import key_of
from sampan.machinery.structural.problems import MISSING
from sampan.machinery.structural.scalars import same
from sampan.machinery.structural.schemas import EMBEDDED, LIST_TYPE, MAP_TYPE, RULES, Schema

PER_CALL_LIMIT = 1_000_000
BUDGET = 10_000_000  # of all rules of one object
LONGEST_MESSAGE = 5120
_REASONS = {
    'FieldValueForbidden': ErrorType.FORBIDDEN,
    'FieldValueRequired': ErrorType.REQUIRED,
    'FieldValueDuplicate': ErrorType.DUPLICATE,
}
_EXHAUSTED = 'validation failed due to running out of cost budget, no further validation rules will be run'


@dataclass(slots=True)
class CompiledRule:
    """One rule. `error` and `message_error` say why it, or its messageExpression, does not compile."""

    rule: Mapping[str, Any]
    program: cel.Program | None = None
    message: cel.Program | None = None
    error: str = ''
    message_error: str = ''
    path: str = ''

    @property
    def is_transition(self) -> bool:
        return self.program is not None and 'oldSelf' in self.program.uses

    @property
    def name(self) -> str:
        """What messages call the rule."""
        return str(self.rule.get('message') or self.rule.get('rule', '')).strip()


def compile_node(schema: Schema, *, root: bool) -> list[CompiledRule]:
    """The rules of one node, in order."""
    declaration = cel.types_from_schema(schema, root=root or bool(schema.get(EMBEDDED)))
    found = []
    for rule in schema.get(RULES) or ():
        compiled = CompiledRule(rule)
        if declaration is None:
            compiled.error = 'failed to convert to declType for CEL validation rules'
        else:
            _compile(compiled, schema, declaration)
        found.append(compiled)
    return found


def _compile(compiled: CompiledRule, schema: Schema, declaration: Any) -> None:
    rule = compiled.rule
    old = cel_types().optional_of(declaration.type) if rule.get('optionalOldSelf') else declaration
    environment = cel.Environment({'self': declaration, 'oldSelf': old})
    try:
        compiled.program = environment.compile(rule.get('rule', ''))
        if compiled.program.result != cel_types().BOOL:
            compiled.program, compiled.error = None, 'cel expression must evaluate to a bool'
    except cel.CompileError as error:
        compiled.error = f'compilation failed: {error}'
    if rule.get('messageExpression'):
        try:
            compiled.message = environment.compile(rule['messageExpression'])
            if compiled.message.result != cel_types().STRING:
                compiled.message, compiled.message_error = None, 'messageExpression must evaluate to a string'
        except cel.CompileError as error:
            compiled.message_error = f'messageExpression compilation failed: {error}'
    if rule.get('fieldPath'):
        try:
            compiled.path, _ = paths.resolve(rule['fieldPath'], schema)
        except paths.BadPath as error:
            compiled.error = compiled.error or str(error)


def cel_types() -> Any:
    from sampan.machinery.cel import types

    return types


class Exhausted(Exception):
    """The budget is used up: no rule runs any more."""


class Rules:
    """All rules of a schema."""

    def __init__(self, schema: Schema) -> None:
        self._root = _Node(schema, root=True)

    def validate(self, value: Any, old: Any = MISSING, path: Path | None = None) -> list[FieldError]:
        """What the rules say about a value, and about what became of the old one (MISSING: there is none)."""
        run = _Run()
        try:
            run.node(self._root, value, old, path, unchanged=False)
        except Exhausted:
            pass  # the errors say so
        return run.errors


class _Node:
    """The rules of one node and of what is below; `empty` if there are none."""

    def __init__(self, schema: Schema, *, root: bool = False) -> None:
        self.schema = schema
        self.type = schema.get('type', '')
        self.rules = compile_node(schema, root=root) if schema.get(RULES) else []
        for part in schema.get('allOf') or ():
            if part.get(RULES):
                self.rules += compile_node({**schema, RULES: part[RULES]}, root=root)
        self.properties = _kept({name: _Node(each) for name, each in schemas.properties(schema).items()})
        self.known = frozenset(schemas.properties(schema))
        self.more = _or_none(schemas.additional(schema))
        self.items = _or_none(schemas.items(schema))
        self.granular = schema.get(MAP_TYPE) != 'atomic'
        self.keyed = schema.get(LIST_TYPE) == 'map'

    @property
    def empty(self) -> bool:
        return not (self.rules or self.properties or self.more or self.items)


def _kept(nodes: dict[str, _Node]) -> dict[str, _Node]:
    return {name: node for name, node in nodes.items() if not node.empty}


def _or_none(schema: Schema | None) -> _Node | None:
    node = None if schema is None else _Node(schema)
    return None if node is None or node.empty else node


class _Run:
    """One validation: the errors so far and the budget that is left."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []
        self._left = BUDGET

    def node(self, node: _Node, value: Any, old: Any, path: Path | None, *, unchanged: bool) -> None:
        """`unchanged`: the nearest part that has an old one equals it."""
        if value is None:
            return
        if old is not MISSING and (node.rules or node.properties or node.more or node.items):
            unchanged = same(value, old)
        for rule in node.rules:
            self._rule(node, rule, value, MISSING if old is None else old, path, unchanged)
        if isinstance(value, dict):
            self._members(node, value, old if node.granular and isinstance(old, dict) else None, path, unchanged)
        elif isinstance(value, list) and node.items is not None:
            before = _by_key(old, node.schema) if node.keyed and isinstance(old, list) else {}
            for index, part in enumerate(value):
                assert path is not None, 'the root of an object is no list'
                earlier = before.get(_key(part, node.schema), MISSING) if before else MISSING
                self.node(node.items, part, earlier, path.index(index), unchanged=unchanged)

    def _members(
        self, node: _Node, value: dict[str, Any], old: dict[str, Any] | None, path: Path | None, unchanged: bool
    ) -> None:
        for name, part in value.items():
            earlier = MISSING if old is None else old.get(name, MISSING)
            if name in node.properties:
                here = Path(name) if path is None else path.child(name)
                self.node(node.properties[name], part, earlier, here, unchanged=unchanged)
            elif node.more is not None and name not in node.known:
                here = Path(f'[{name}]') if path is None else path.key(name)
                self.node(node.more, part, earlier, here, unchanged=unchanged)

    # -- one rule ------------------------------------------------------------------------------------

    def _rule(self, node: _Node, rule: CompiledRule, value: Any, old: Any, path: Path | None, unchanged: bool) -> None:
        if rule.program is None:
            self.errors.append(field.invalid(path, node.type, f'rule compile error: {rule.error}'))
            return
        optional = bool(rule.rule.get('optionalOldSelf'))
        if rule.is_transition and old is MISSING and not optional:
            return
        bindings = {'self': value, 'oldSelf': _optional(old) if optional else old}
        try:
            holds, cost = rule.program.evaluate(bindings, PER_CALL_LIMIT)
        except cel.EvaluationError as error:
            self._pay(error.cost, node, path)
            self._failed(node, rule, error, path)
            return
        self._pay(cost, node, path)
        if holds is True:
            return
        found = self._violation(node, rule, bindings, value, path)
        if rule.is_transition or not unchanged:
            self.errors.append(found)

    def _pay(self, cost: int, node: _Node, path: Path | None) -> None:
        if cost > self._left:
            self.errors.append(field.invalid(path, node.type, _EXHAUSTED))
            raise Exhausted
        self._left -= cost

    def _failed(self, node: _Node, rule: CompiledRule, error: cel.EvaluationError, path: Path | None) -> None:
        text = str(error)
        if text.startswith('no such overload'):
            detail = (
                f"'{text}': call arguments did not match a supported operator, function or macro signature for rule: "
                f'{rule.name}'
            )
        elif isinstance(error, cel.CostLimitExceeded):
            stopped = 'no further validation rules will be run due to call cost exceeds limit for rule'
            detail = f"'{text}': {stopped}: {rule.name}"
            self.errors.append(field.invalid(path, node.type, detail))
            raise Exhausted
        else:
            detail = f'{text} evaluating rule: {rule.name}'
        self.errors.append(field.invalid(path, node.type, detail))

    def _violation(
        self, node: _Node, rule: CompiledRule, bindings: dict[str, Any], value: Any, path: Path | None
    ) -> FieldError:
        detail = self._message(node, rule, bindings, path)
        if not detail:
            detail = rule.name if rule.rule.get('message') else f'failed rule: {rule.name}'
        shown = field.OMITTED if node.type in ('object', 'array') else value
        if rule.path:
            path = Path(rule.path) if path is None else path.child(rule.path)
        sort = _REASONS.get(rule.rule.get('reason') or '', ErrorType.INVALID)
        if sort is ErrorType.REQUIRED:
            return field.required(path, detail)
        if sort is ErrorType.FORBIDDEN:
            return field.forbidden(path, detail)
        if sort is ErrorType.DUPLICATE:
            return field.duplicate(path, shown)
        return field.invalid(path, shown, detail)

    def _message(self, node: _Node, rule: CompiledRule, bindings: dict[str, Any], path: Path | None) -> str:
        """The messageExpression's text; '' when it has none, fails, or makes no presentable line."""
        if rule.message is None:
            return ''
        try:
            text, cost = rule.message.evaluate(bindings, PER_CALL_LIMIT)
        except cel.EvaluationError as error:
            self._pay(error.cost, node, path)
            return ''
        self._pay(cost, node, path)
        text = str(text).strip()
        return '' if '\n' in text or '\r' in text or len(text.encode()) > LONGEST_MESSAGE else text


def _optional(old: Any) -> Any:
    from sampan.machinery.cel.values import Optional

    return Optional(present=False) if old is MISSING else Optional(old)


def _key(part: Any, schema: Schema) -> str:
    from sampan.machinery.gotext import json_text

    return json_text(key_of(part, schema)) if isinstance(part, dict) else ''


def _by_key(old: list[Any], schema: Schema) -> dict[str, Any]:
    return {_key(part, schema): part for part in old if isinstance(part, dict)}
