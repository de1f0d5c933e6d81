"""Keywords of a schema that look at one value: its type, texts, numbers, enumerations."""

from __future__ import annotations

from typing import Any

from sampan.machinery import gotext
from sampan.machinery.structural import formats, patterns
from sampan.machinery.structural.problems import Check, Problem, Problems
from sampan.machinery.structural.schemas import INT_OR_STRING, Schema


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


def type_(schema: Schema) -> Check | None:
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


def string(schema: Schema) -> Check | None:
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


def format_(schema: Schema) -> Check | None:
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


def number(schema: Schema) -> Check | None:
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


def enum(schema: Schema) -> Check | None:
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
