"""Policies made ready to run: every expression compiled once, those that do not compile with what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.policyexpressions import Compiler, ExpressionError, Names

if TYPE_CHECKING:
    from sampan.machinery.cel import Program, Type


@dataclass(frozen=True, slots=True)
class Expression:
    """A text with its program, or with the reason why there is none."""

    text: str
    program: Program | None
    problem: str = ''


@dataclass(slots=True)
class Compiled:
    """All expressions of a policy, in the order of its fields. `messages` has None where a validation has none."""

    variables: dict[str, Expression] = field(default_factory=dict)
    conditions: list[Expression] = field(default_factory=list)
    validations: list[Expression] = field(default_factory=list)
    messages: list[Expression | None] = field(default_factory=list)
    annotations: list[Expression] = field(default_factory=list)
    mutations: list[Expression] = field(default_factory=list)


class _Making:
    """One policy being compiled."""

    def __init__(self, params: bool, variables: Sequence[registration.Variable]) -> None:
        from sampan.machinery.cel import BOOL

        self.bool = BOOL
        self.names = Names(params=params, authorizer=True)
        self.compiler = Compiler(composed=bool(variables))
        self.made = Compiled()
        for variable in variables:
            self.made.variables[variable.name] = self._variable(variable)

    def _variable(self, variable: registration.Variable) -> Expression:
        try:
            program = self.compiler.variable(variable.name, variable.expression, self.names)
        except ExpressionError as error:
            return Expression(variable.expression, None, str(error))
        return Expression(variable.expression, program)

    def expression(self, text: str, expect: Type | tuple[Type, ...], names: Names | None = None) -> Expression:
        try:
            return Expression(text, self.compiler.compile(text, names or self.names, expect))
        except ExpressionError as error:
            return Expression(text, None, str(error))

    def conditions(self, conditions: Sequence[registration.MatchCondition]) -> None:
        self.made.conditions = [self.expression(condition.expression, self.bool) for condition in conditions]


def validating(policy: registration.ValidatingAdmissionPolicy) -> Compiled:
    """The expressions of a validating policy."""
    from sampan.machinery.cel import NULL, STRING

    spec = policy.spec
    making = _Making(spec.param_kind is not None, spec.variables)
    making.conditions(spec.match_conditions)
    without = Names(params=spec.param_kind is not None)
    for validation in spec.validations:
        making.made.validations.append(making.expression(validation.expression, making.bool))
        text = validation.message_expression
        making.made.messages.append(making.expression(text, STRING, without) if text else None)
    for annotation in spec.audit_annotations:
        making.made.annotations.append(making.expression(annotation.value_expression, (STRING, NULL)))
    return making.made


def mutating(policy: registration.MutatingAdmissionPolicy) -> Compiled:
    """The expressions of a mutating policy."""
    from sampan.machinery.cel.patch_types import JSON_PATCHES, OBJECT

    spec = policy.spec
    making = _Making(spec.param_kind is not None, spec.variables)
    making.conditions(spec.match_conditions)
    names = Names(params=spec.param_kind is not None, authorizer=True, patches=True)
    for mutation in spec.mutations:
        part: Any = mutation.apply_configuration or mutation.json_patch
        wanted = OBJECT if mutation.apply_configuration is not None else JSON_PATCHES
        making.made.mutations.append(making.expression(part.expression if part else '', wanted, names))
    return making.made
