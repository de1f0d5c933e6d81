"""What is wrong with a value, in kube-openapi's words.

`validator(schema)` compiles the schema's keywords into one closure per node. A closure returns the problems of its
value, without a path; whoever called it for a part puts the part's name in front: a good value costs no text.

An update may leave faults where they are (ratcheting): problems of a part that equals its old part are dropped. Parts
correspond by field name, by key in lists of type map, and not at all in other lists.

Upstream: k8s.io/kube-openapi/pkg/validation/{validate,errors}, apiextensions-apiserver/pkg/apiserver/validation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sampan.machinery import field, gotext
from sampan.machinery.field import FieldError, Path
from sampan.machinery.structural import formats, patterns, schemas
from sampan.machinery.structural.listtypes import key_of
from sampan.machinery.structural.schemas import INT_OR_STRING, LIST_TYPE, MAP_TYPE, Schema

MISSING: Any = object()  # there is no old value to compare with


class Problem:
    """One thing wrong: where below the value, of what sort, and a message in which `{}` is the full path."""

    __slots__ = ('limit', 'message', 'path', 'sort', 'value')

    def __init__(self, sort: str, message: str, value: Any = '', limit: Any = None, path: str = '') -> None:
        self.sort = sort
        self.message = message
        self.value = value
        self.limit = limit
        self.path = path

    def below(self, name: str) -> None:
        """Put the name of the part in front."""
        if not self.path:
            self.path = name
        else:
            self.path = name + self.path if self.path[0] == '[' else f'{name}.{self.path}'


Problems = list[Problem] | None
Check = Callable[[Any, Any], Problems]  # (value, old value or MISSING)


def validator(schema: Schema) -> Callable[..., list[FieldError]]:
    """What finds the faults of a value; it takes the value, its old value or MISSING, and its path (None: a root)."""
    check = compiled(schema)

    def validate(value: Any, old: Any = MISSING, path: Path | None = None) -> list[FieldError]:
        found = None if check is None else check(value, old)
        return [_field_error(problem, path) for problem in found] if found else []

    return validate


def _field_error(problem: Problem, root: Path | None) -> FieldError:
    text = problem.message.replace('{}', problem.path)
    if problem.sort == 'composite':  # upstream's composite errors carry no path of their own
        return field.invalid(root, '', text)
    path = root
    if problem.path:
        path = Path(problem.path) if root is None else root.child(problem.path)
    match problem.sort:
        case 'required':
            return field.required(path)
        case 'enum':
            return field.not_supported(path, problem.value, problem.limit)
        case 'too long':
            return field.too_long(path, '', problem.limit)
        case 'too many':
            return field.too_many(path, problem.value, problem.limit)
        case 'type':
            return field.type_invalid(path, problem.value, text)
    return field.invalid(path, '' if problem.value is None else problem.value, text)


# -- one node ---------------------------------------------------------------------------------------


def compiled(schema: Schema) -> Check | None:
    """All keywords of one node; None if it accepts everything."""
    checks: list[Check] = [
        check
        for make in (_type, _combined, _string, _format, _number, _list, _enum, _object)
        if (check := make(schema)) is not None
    ]
    if not checks:
        return None
    return _ratcheting(checks, _type(schema), _enum(schema))


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


def same(one: Any, other: Any) -> bool:
    """Equality of JSON values; true is not 1."""
    if type(one) is not type(other):
        return False
    if type(one) is dict:
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if type(one) is list:
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def type_name(value: Any) -> tuple[str, str]:
    """The JSON type of a value, and the format Go's reflection gives it."""
    if isinstance(value, bool):
        return 'boolean', ''
    if isinstance(value, int):
        return 'integer', 'int64'
    if isinstance(value, float):
        return 'number', 'double'
    if value is None:
        return 'null', ''
    if isinstance(value, str):
        return 'string', ''
    return ('array' if isinstance(value, list) else 'object'), ''


_PYTHON = {'string': str, 'object': dict, 'array': list, 'boolean': bool}


def _type(schema: Schema) -> Check | None:
    wanted = ['integer', 'string'] if schema.get(INT_OR_STRING) else [schema['type']] if schema.get('type') else []
    format_ = formats.effective(schema)
    if not wanted:
        return None
    nullable = bool(schema.get('nullable'))
    simple = _PYTHON.get(wanted[0]) if len(wanted) == 1 and not format_ else None
    named = ','.join(wanted)

    def check(value: Any, old: Any) -> Problems:
        if type(value) is simple:
            return None
        if value is None:
            return None if nullable or 'null' in wanted else [_wrong_type(named, 'null')]
        actual, of_go = type_name(value)
        whole = actual == 'number' and 'integer' in wanted and float(value).is_integer()
        fits = actual in wanted or whole or (actual == 'integer' and 'number' in wanted)
        if format_ and actual not in ('string', 'array') and not (fits or of_go == format_):
            return [_wrong_type(format_, of_go)]
        if format_ and actual in ('string', 'array') and not {'number', 'integer'} & set(wanted):
            return None
        return None if fits else [_wrong_type(named, actual)]

    return check


def _wrong_type(wanted: str, actual: str) -> Problem:
    return Problem('type', f'{{}} in body must be of type {wanted}: {gotext.quote(actual)}', actual)


# -- strings and numbers ----------------------------------------------------------------------------


def _string(schema: Schema) -> Check | None:
    longest, shortest, pattern = schema.get('maxLength'), schema.get('minLength'), schema.get('pattern')
    if longest is None and shortest is None and not pattern:
        return None
    found = _search(pattern) if pattern else None

    def check(value: Any, old: Any) -> Problems:
        if type(value) is not str:
            return None
        if longest is not None and len(value) > longest:
            return [Problem('too long', f'{{}} in body should be at most {longest} chars long', value, longest)]
        if shortest is not None and len(value) < shortest:
            return [Problem('', f'{{}} in body should be at least {shortest} chars long', value)]
        if found is not None and not found(value):
            return [Problem('', f"{{}} in body should match '{pattern}'", value)]
        return None

    return check


def _search(pattern: str) -> patterns.Search | None:
    """Definitions with a bad pattern are refused; one that got here some other way checks nothing."""
    try:
        return patterns.search(pattern)
    except patterns.BadPattern:
        return None


def _format(schema: Schema) -> Check | None:
    name = formats.effective(schema)
    test = formats.test_of(name) if name else None
    if test is None:
        return None
    chosen = test

    def check(value: Any, old: Any) -> Problems:
        if type(value) is not str or chosen(value):
            return None
        return [Problem('type', f'{{}} in body must be of type {name}: {gotext.quote(value)}', value)]

    return check


def _number(schema: Schema) -> Check | None:
    highest, lowest, factor = schema.get('maximum'), schema.get('minimum'), schema.get('multipleOf')
    if highest is None and lowest is None and factor is None:
        return None
    below, above = bool(schema.get('exclusiveMaximum')), bool(schema.get('exclusiveMinimum'))

    def check(value: Any, old: Any) -> Problems:
        if type(value) is not int and type(value) is not float:
            return None
        found = []
        if factor is not None and not _is_multiple(value, factor):
            found.append(Problem('', f'{{}} in body should be a multiple of {gotext.number(float(factor))}', value))
        if highest is not None and (value >= highest if below else value > highest):
            limit = f'less than {"" if below else "or equal to "}{gotext.number(float(highest))}'
            found.append(Problem('', f'{{}} in body should be {limit}', value))
        if lowest is not None and (value <= lowest if above else value < lowest):
            limit = f'greater than {"" if above else "or equal to "}{gotext.number(float(lowest))}'
            found.append(Problem('', f'{{}} in body should be {limit}', value))
        return found or None

    return check


def _is_multiple(value: float, factor: float) -> bool:
    if factor <= 0:
        return False
    return bool(round(value / factor, 9).is_integer())


def _enum(schema: Schema) -> Check | None:
    allowed = schema.get('enum')
    if not allowed:
        return None
    shown = [each if isinstance(each, str) else gotext.json_text(each) for each in allowed]
    quick = frozenset(each for each in allowed if isinstance(each, str))

    def check(value: Any, old: Any) -> Problems:
        if type(value) is str:
            fits = value in quick
        else:
            fits = value is not None and any(_equal(value, each) for each in allowed)
        return None if fits else [Problem('enum', '{} in body should be one of them', value, shown)]

    return check


def _equal(value: Any, allowed: Any) -> bool:
    """Numbers are converted to the type of the allowed value first."""
    if type(value) in (int, float) and type(allowed) in (int, float):
        return bool(type(allowed)(value) == allowed)
    return same(value, allowed)


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
