"""The expressions of admission policies: what they can speak about, and how they are compiled.

`object`, `oldObject` and `params` are of any type, `request` and `namespaceObject` have the fields below, `authorizer`
asks the authorizer, `variables` has what the policy declares. Validation compiles to find mistakes, the admission
plugins to run. Upstream: k8s.io/apiserver/pkg/admission/plugin/cel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sampan.api.matchconditions import REQUEST

if TYPE_CHECKING:
    from sampan.machinery.cel import Environment, Program, Type
    from sampan.machinery.cel.schema import Declaration

VARIABLES = 'kubernetes.variables'
_STRING = {'type': 'string'}
_STRINGS = {'type': 'array', 'items': _STRING}
_LABELS = {'type': 'object', 'additionalProperties': _STRING}
_TIME = {'type': 'string', 'format': 'date-time'}
_CONDITION = {'status': _STRING, 'type': _STRING, 'message': _STRING, 'reason': _STRING, 'lastTransitionTime': _TIME}
NAMESPACE: dict[str, Any] = {
    'type': 'object',
    'properties': {
        'metadata': {
            'type': 'object',
            'properties': {
                **dict.fromkeys(('name', 'generateName', 'namespace', 'UID', 'resourceVersion'), _STRING),
                'labels': _LABELS,
                'annotations': _LABELS,
                'creationTimestamp': _TIME,
                'deletionTimestamp': _TIME,
                'deletionGracePeriodSeconds': {'type': 'integer'},
                'generation': {'type': 'integer'},
                'finalizers': _STRINGS,
            },
        },
        'spec': {'type': 'object', 'properties': {'finalizers': _STRINGS}},
        'status': {
            'type': 'object',
            'properties': {
                'phase': _STRING,
                'conditions': {'type': 'array', 'items': {'type': 'object', 'properties': _CONDITION}},
            },
        },
    },
}


class ExpressionError(Exception):
    """An expression that is no good; the text is upstream's."""


@dataclass(frozen=True, slots=True)
class Names:
    """Which of the optional names an expression may use."""

    params: bool = False
    authorizer: bool = False
    patches: bool = False  # the types Object and JSONPatch


@cache
def environment(names: Names) -> Environment:
    """The environment for some names, without variables."""
    from sampan.machinery.cel import DYN, Environment, base_libraries, types_from_schema
    from sampan.machinery.cel.library.authorizer import AUTHORIZER_TYPE, RESOURCE_TYPE

    declared: dict[str, Any] = {
        'object': DYN,
        'oldObject': DYN,
        'request': types_from_schema(dict(REQUEST), name='kubernetes.AdmissionRequest'),
        'namespaceObject': types_from_schema(NAMESPACE, name='kubernetes.Namespace'),
    }
    if names.params:
        declared['params'] = DYN
    if names.authorizer:
        declared['authorizer'] = AUTHORIZER_TYPE
        declared['authorizer.requestResource'] = RESOURCE_TYPE
    libraries = base_libraries()
    if names.patches:
        libraries = (*libraries, 'kubernetes.jsonpatch')
    return Environment(declared, libraries, patches=names.patches)


class Compiler:
    """Compiles the expressions of one policy; variables are known to what is compiled after them.

    `declared` gives names a type that is better known than by the policy alone.
    """

    def __init__(self, *, composed: bool, declared: Mapping[str, Declaration] | None = None) -> None:
        self._declared = dict(declared or {})
        self._variables: Declaration | None = None
        self._environments: dict[Names, Environment] = {}
        if composed:
            from sampan.machinery.cel.schema import Declaration
            from sampan.machinery.cel.types import struct

            self._variables = Declaration(struct(VARIABLES), 2)
            self._variables.fields = {}

    def compile(self, text: str, names: Names, expect: Type | tuple[Type, ...]) -> Program:
        """A program of one of the wanted types. Raises ExpressionError."""
        from sampan.machinery.cel import CompileError

        try:
            return self._environment(names).compile(text, expect)
        except CompileError as error:
            plain = str(error).startswith(('must evaluate', 'program instantiation'))
            raise ExpressionError(str(error) if plain else f'compilation failed: {error}') from None

    def variable(self, name: str, text: str, names: Names) -> Program:
        """A variable's program; whether it compiles or not, the name is known from now on. Raises ExpressionError."""
        from sampan.machinery.cel import ANY, DYN

        assert self._variables is not None
        try:
            program = self.compile(text, names, ANY)
        except ExpressionError:
            self._know(name, DYN)
            raise
        self._know(name, program.result)
        return program

    def _know(self, name: str, t: Type) -> None:
        from sampan.machinery.cel import DYN
        from sampan.machinery.cel.schema import Field, plain

        assert self._variables is not None and self._variables.fields is not None
        kept = t if t.kind not in ('struct', 'opaque', 'type', 'param') else DYN
        self._variables.fields[name] = Field(name, plain(kept))

    def _environment(self, names: Names) -> Environment:
        found = self._environments.get(names)
        if found is None:
            found = environment(names)
            if self._declared:
                found = found.extend(self._declared)
            if self._variables is not None:
                found = found.extend({'variables': self._variables})
            self._environments[names] = found
        return found
