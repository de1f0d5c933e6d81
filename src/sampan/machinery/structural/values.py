"""What is wrong with a value, in kube-openapi's words.

`validator(schema)` compiles the schema's keywords into one closure per node. A closure returns the problems of its
value (`problems.py`), without a path; whoever called it for a part puts the part's name in front: a good value costs
no text. `scalars.py` has the keywords of single values; lists, objects and combinations are here.

An update may leave faults where they are (ratcheting): problems of a part that equals its old part are dropped. Parts
correspond by field name, by key in lists of type map, and not at all in other lists.

Upstream: k8s.io/kube-openapi/pkg/validation/{validate,errors}, apiextensions-apiserver/pkg/apiserver/validation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sampan.machinery import gotext
from sampan.machinery.field import FieldError, Path
from sampan.machinery.structural import scalars, schemas
from sampan.machinery.structural.listtypes import key_of
from sampan.machinery.structural.problems import MISSING, Check, Problem, Problems, field_error
from sampan.machinery.structural.scalars import same
from sampan.machinery.structural.schemas import LIST_TYPE, MAP_TYPE, Schema


def validator(schema: Schema) -> Callable[..., list[FieldError]]:
    """What finds the faults of a value; it takes the value, its old value or MISSING, and its path (None: a root)."""
    check = compiled(schema)

    def validate(value: Any, old: Any = MISSING, path: Path | None = None) -> list[FieldError]:
        found = None if check is None else check(value, old)
        return [field_error(problem, path) for problem in found] if found else []

    return validate


# -- one node ---------------------------------------------------------------------------------------


def compiled(schema: Schema) -> Check | None:
    """All keywords of one node; None if it accepts everything."""
    checks: list[Check] = [
        check
        for make in (
            scalars.type_,
            _combined,
            scalars.string,
            scalars.format_,
            scalars.number,
            _list,
            scalars.enum,
            _object,
        )
        if (check := make(schema)) is not None
    ]
    if not checks:
        return None
    return _ratcheting(checks, scalars.type_(schema), scalars.enum(schema))


def _ratcheting(checks: list[Check], type_: Check | None, enum: Check | None) -> Check:
    of_null = [check for check in (type_, enum) if check is not None]

    def check(value: Any, old: Any) -> Problems:
        found: Problems = None
        for each in checks if value is not None else of_null:
            more = each(value, old)
            if more:
                found = more if found is None else found + more
        if found and old is not MISSING and same(value, old):
            return None
        return found

    return check


# -- lists and objects ------------------------------------------------------------------------------


def _list(schema: Schema) -> Check | None:
    least, most, unique = schema.get('minItems'), schema.get('maxItems'), schema.get('uniqueItems')
    item_schema = schemas.items(schema)
    item = None if item_schema is None else compiled(item_schema)
    if least is None and most is None and not unique and item is None:
        return None
    keyed = schema.get(LIST_TYPE) == 'map'

    def check(value: Any, old: Any) -> Problems:
        if type(value) is not list:
            return None
        found: list[Problem] = []
        if item is not None:
            before = _by_key(old, schema) if keyed and type(old) is list else None
            for index, part in enumerate(value):
                wrong = item(part, _old_element(part, before, schema))
                if wrong:
                    found += _named(wrong, f'[{index}]')
        if least is not None and len(value) < least:
            found.append(Problem('', f'{{}} in body should have at least {least} items', len(value)))
        if most is not None and len(value) > most:
            found.append(Problem('too many', f'{{}} in body should have at most {most} items', len(value), most))
        if unique and any(same(one, other) for at, one in enumerate(value) for other in value[:at]):
            found.append(Problem('', "{} in body shouldn't contain duplicates"))
        return found or None

    return check


def _by_key(old: list[Any], schema: Schema) -> dict[str, Any]:
    return {gotext.json_text(key_of(part, schema)): part for part in old if isinstance(part, dict)}


def _old_element(part: Any, before: Mapping[str, Any] | None, schema: Schema) -> Any:
    if not before or not isinstance(part, dict):
        return MISSING
    return before.get(gotext.json_text(key_of(part, schema)), MISSING)


def _named(problems: list[Problem], name: str) -> list[Problem]:
    for problem in problems:
        problem.below(name)
    return problems


def _object(schema: Schema) -> Check | None:
    least, most = schema.get('minProperties'), schema.get('maxProperties')
    known_schemas = schemas.properties(schema)
    known = {name: made for name in sorted(known_schemas) if (made := compiled(known_schemas[name])) is not None}
    more_schema = schemas.additional(schema)
    more = None if more_schema is None else compiled(more_schema)
    closed = schema.get('additionalProperties') is False
    defaulted = frozenset(name for name, each in known_schemas.items() if each.get('default') is not None)
    required = tuple(name for name in schema.get('required') or () if name not in defaulted)
    if not (known or more or closed or required) and least is None and most is None:
        return None
    granular = schema.get(MAP_TYPE) != 'atomic'

    def check(value: Any, old: Any) -> Problems:
        if type(value) is not dict:
            return None
        if least is not None and len(value) < least:
            return [Problem('', f'{{}} in body should have at least {least} properties', '')]
        if most is not None and len(value) > most:
            return [Problem('too many', f'{{}} in body should have at most {most} properties', len(value), most)]
        before = old if granular and type(old) is dict else None
        found: list[Problem] = []
        if more is not None:
            for name, part in value.items():
                if name not in known_schemas and (wrong := more(part, _old_member(before, name))):
                    found += _named(wrong, name)
        elif closed:
            found += [_forbidden(name) for name in value if name not in known_schemas]
        for name, inner in known.items():
            if name in value and (wrong := inner(value[name], _old_member(before, name))):
                found += _named(wrong, name)
        for name in required:
            if name not in value:
                found.append(Problem('required', '{} in body is required', path=name))
        return found or None

    return check


def _old_member(before: Mapping[str, Any] | None, name: str) -> Any:
    return MISSING if before is None else before.get(name, MISSING)


def _forbidden(name: str) -> Problem:
    return Problem('', f'{{}}.{name} in body is a forbidden property')


# -- combinations -----------------------------------------------------------------------------------


def _combined(schema: Schema) -> Check | None:
    any_of, one_of, all_of = ([_or_true(each) for each in schema.get(key) or ()] for key in ('anyOf', 'oneOf', 'allOf'))
    not_ = _or_true(schema['not']) if schema.get('not') is not None else None
    if not (any_of or one_of or all_of or not_):
        return None

    def check(value: Any, old: Any) -> Problems:
        found: list[Problem] = []
        if any_of:
            found += _any_of(any_of, value, old)
        if one_of:
            found += _one_of(one_of, value, old)
        if all_of:
            found += _all_of(all_of, value, old)
        if not_ is not None and not not_(value, MISSING):
            found.append(_composite('must not validate the schema (not)'))
        return found or None

    return check


def _or_true(schema: Schema) -> Check:
    check = compiled(schema)
    return check if check is not None else (lambda value, old: None)


def _composite(rest: str) -> Problem:
    return Problem('composite', f'"{{}}" {rest}')


def _any_of(checks: Iterable[Check], value: Any, old: Any) -> list[Problem]:
    failures: list[list[Problem]] = []
    for check in checks:
        wrong = check(value, old)
        if not wrong:
            return []
        failures.append(wrong)
    return [_composite('must validate at least one schema (anyOf)'), *min(failures, key=len)]


def _one_of(checks: Iterable[Check], value: Any, old: Any) -> list[Problem]:
    failures: list[list[Problem]] = []
    passed = 0
    for check in checks:
        wrong = check(value, old)
        if wrong:
            failures.append(wrong)
        else:
            passed += 1
    if passed == 1:
        return []
    if passed:
        return [_composite(f'must validate one and only one schema (oneOf). Found {passed} valid alternatives')]
    return [
        _composite('must validate one and only one schema (oneOf). Found none valid'),
        *min(failures, key=len),
    ]


def _all_of(checks: Iterable[Check], value: Any, old: Any) -> list[Problem]:
    results = [check(value, old) for check in checks]
    found = [problem for wrong in results if wrong for problem in wrong]
    if not found:
        return []
    none = '' if any(not wrong for wrong in results) else '. None validated'
    return [*found, _composite(f'must validate all the schemas (allOf){none}')]
