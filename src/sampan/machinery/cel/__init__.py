"""The Common Expression Language, as Kubernetes runs it: parse, check, estimate, evaluate. No I/O.

Rules of custom resources, admission policies, match conditions, claim mappings and selectors of devices are
written in CEL. Whoever has such a text does three things here::

    env = Environment({'self': types_from_schema(schema), 'oldSelf': types_from_schema(schema)})
    program = env.compile('self.replicas <= self.maxReplicas')         # CompileError: upstream's text and positions
    value, cost = program.evaluate({'self': obj, 'oldSelf': old}, budget=1_000_000)

Public interface
----------------
`Environment(variables, libraries=base_libraries(), types=())`
    The declared names and functions. `variables` maps a name (dots allowed: `object.spec` is not one, but
    `variables.foo` may be) to a `Type`. Build it once and keep it: `env.extend(variables, types)` shares what is
    built. `Environment.compile(text, expect=None) -> Program` raises `CompileError`; with `expect` (a Type or several)
    a result of another type (dyn too) is an error as well: `must evaluate to bool but got dyn`.
`CompileError`
    `.issues` (each with line, column, message) and `str(error)` = what cel-go prints:
    `ERROR: <input>:1:5: undeclared reference to 'x' (in container '')` with the source line and a caret below.
`Program`
    `.result` the static type; `.uses` the names of variables it refers to (`oldSelf` makes a transition rule);
    `.evaluate(bindings, budget=PER_CALL_LIMIT) -> (value, cost)`. Bindings are JSON values (`dict`, `list`, `str`,
    `int`, ...) for variables whose type comes from a schema or is dyn, CEL values otherwise; a callable wrapped in
    `Lazy` is asked once, when needed.
    `.estimate(sizes=None) -> (low, high)`: the bounds of the cost, from the schema's maxLength, maxItems, ....
    `.interpret(...)` is not here: programs are compiled to closures once, evaluation builds no tree.
`EvaluationError`
    what went wrong at run time, with upstream's words: `no such key: x`, `division by zero`, `index out of bounds: 3`.
    `.cost` is what was used up to there. `CostLimitExceeded` is the subclass for a budget that ran out
    (`operation cancelled: actual cost limit exceeded`).
`types_from_schema(schema, root=False) -> Type`
    A structural schema or an OpenAPI v3 schema (a JSON dict, `x-kubernetes-*` keys included) as a type, with the
    sizes it promises. `root=True` is for the root of an object: apiVersion, kind, metadata.name and
    metadata.generateName are always there. None when there is nothing to type (a preserved unknown field).
`base_libraries(version='1.36')`
    the libraries of upstream's base environment at that compatibility version; `LIBRARIES` has each by name, so
    a caller may add some (`'ext.Encoders'`, `'jsonpatch'`).
`escape(name)`, `unescape(name)`
    property names to CEL identifiers and back: `namespace` is `__namespace__`, `a-b` is `a__dash__b`.

Values
------
null None, bool, int `int`, uint `UInt`, double `float`, string `str`, bytes `bytes`, list `list`, map `dict`,
`google.protobuf.Timestamp` `Timestamp` (nanoseconds since the epoch), `google.protobuf.Duration` `Duration`
(nanoseconds), a type `Type`, `optional_type` `Optional`; library values (`ip`, `cidr`, `url`, `quantity`, ...) are
small classes.
`to_json(value)` gives a JSON value back.

Theory of operation
-------------------
`source` knows lines and columns, `lexer` makes tokens, `parser` goes over them (`cursor`), makes the tree of `ast`,
`literals` included, and expands `macros`;
`checker` gives every node a type and every call its overloads, by `types` and `unify`; `validators` looks at literals.
`plan` turns the checked tree into closures over one frame (a list: cost and variables), with the work chosen by static
types; only values of type dyn are dispatched at run time. Costs that do not depend on data are summed when the
program is built and paid at the branch they belong to. `estimate` walks the same tree with sizes instead of values.
A value that comes from a schema stays JSON as long as it is only selected from and iterated; it is converted (a
date-time to a Timestamp, a number to a double, a list of type set to a set) where it is used (`schema`, `convert`).

Upstream: github.com/google/cel-go and k8s.io/apiserver/pkg/cel.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sampan.machinery.cel.convert import to_json
    from sampan.machinery.cel.costs import PER_CALL_LIMIT
    from sampan.machinery.cel.environment import Environment
    from sampan.machinery.cel.errors import CompileError, CostLimitExceeded, EvaluationError, Issue
    from sampan.machinery.cel.escaping import escape, unescape
    from sampan.machinery.cel.frame import Suspended
    from sampan.machinery.cel.library import LIBRARIES, base_libraries
    from sampan.machinery.cel.numbers import UInt
    from sampan.machinery.cel.program import Program
    from sampan.machinery.cel.schema import Declaration, types_from_schema
    from sampan.machinery.cel.types import (
        ANY,
        BOOL,
        BYTES,
        DOUBLE,
        DURATION,
        DYN,
        INT,
        NULL,
        STRING,
        TIMESTAMP,
        UINT,
        Type,
        list_of,
        map_of,
        optional_of,
        struct,
    )
    from sampan.machinery.cel.values import Duration, Lazy, Optional, Timestamp

# The parts are loaded when somebody first asks for them: a server without expressions starts without them.
_PARTS = {
    'ANY': 'types',
    'BOOL': 'types',
    'BYTES': 'types',
    'CompileError': 'errors',
    'CostLimitExceeded': 'errors',
    'DOUBLE': 'types',
    'DURATION': 'types',
    'DYN': 'types',
    'Declaration': 'schema',
    'Duration': 'values',
    'Environment': 'environment',
    'EvaluationError': 'errors',
    'INT': 'types',
    'Issue': 'errors',
    'LIBRARIES': 'library',
    'Lazy': 'values',
    'NULL': 'types',
    'Optional': 'values',
    'PER_CALL_LIMIT': 'costs',
    'Program': 'program',
    'STRING': 'types',
    'Suspended': 'frame',
    'TIMESTAMP': 'types',
    'Timestamp': 'values',
    'Type': 'types',
    'UINT': 'types',
    'UInt': 'numbers',
    'base_libraries': 'library',
    'escape': 'escaping',
    'list_of': 'types',
    'map_of': 'types',
    'optional_of': 'types',
    'struct': 'types',
    'to_json': 'convert',
    'types_from_schema': 'schema',
    'unescape': 'escaping',
}


def __getattr__(name: str) -> Any:
    part = _PARTS.get(name)
    if part is None:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    found = globals()[name] = getattr(import_module(f'{__name__}.{part}'), name)
    return found


__all__ = [
    'ANY',
    'BOOL',
    'BYTES',
    'DOUBLE',
    'DURATION',
    'DYN',
    'INT',
    'LIBRARIES',
    'NULL',
    'PER_CALL_LIMIT',
    'STRING',
    'TIMESTAMP',
    'UINT',
    'CompileError',
    'CostLimitExceeded',
    'Declaration',
    'Duration',
    'Environment',
    'EvaluationError',
    'Issue',
    'Lazy',
    'Optional',
    'Program',
    'Suspended',
    'Timestamp',
    'Type',
    'UInt',
    'base_libraries',
    'escape',
    'list_of',
    'map_of',
    'optional_of',
    'struct',
    'to_json',
    'types_from_schema',
    'unescape',
]
