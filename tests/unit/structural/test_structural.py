"""Schemas of custom resources: structure, pruning, defaults, values, formats, paths, versions."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.machinery import jsonpath
from sampan.machinery.structural import defaulting, formats, paths, patterns, pruning, structure, values
from sampan.machinery.versions import newest_first

ROOT = {'type': 'object'}


def of(**properties: Any) -> dict[str, Any]:
    return {'type': 'object', 'properties': properties}


@pytest.mark.parametrize(
    ('schema', 'told'),
    [
        (of(a={'type': 'string'}), []),
        (of(a={}), ['properties[a].type: Required value: must not be empty for specified object fields']),
        ({'type': 'string'}, ['type: Invalid value: "string": must be object at the root']),
        (of(a={'type': 'array'}), ['properties[a].items: Required value: must be specified']),
        (
            {**ROOT, 'anyOf': [{'properties': {'b': {'minimum': 1}}}]},
            ['properties[b]: Required value: because it is defined in anyOf[0].properties[b]'],
        ),
        (
            of(a={'type': 'integer', 'not': {'type': 'string'}}),
            ['properties[a].not.type: Forbidden: must be empty to be structural'],
        ),
        (of(a={'x-kubernetes-int-or-string': True, 'anyOf': [{'type': 'integer'}, {'type': 'string'}]}), []),
        (
            {**ROOT, 'additionalProperties': {'type': 'string'}},
            ['additionalProperties: Forbidden: must not be used at the root'],
        ),
    ],
)
def test_what_is_not_structural(schema: dict[str, Any], told: list[str]) -> None:
    assert [str(each) for each in structure.check(schema, None)] == told


def test_pruning() -> None:
    schema = of(
        a={'type': 'object', 'additionalProperties': of(x={'type': 'string'})},
        b={'type': 'object', 'x-kubernetes-preserve-unknown-fields': True, 'properties': {'c': of()}},
        d={'type': 'array', 'items': of(x={'type': 'string'})},
    )
    obj = {'kind': 'K', 'z': 1, 'a': {'k': {'x': '1', 'y': 2}}, 'b': {'any': {'q': 1}, 'c': {'w': 1}}, 'd': [{'y': 1}]}
    assert pruning.unknown(obj, schema, root=True) == ['a.k.y', 'b.c.w', 'd[0].y', 'z']
    assert pruning.pruner(schema, root=True)(obj)
    assert obj == {'kind': 'K', 'a': {'k': {'x': '1'}}, 'b': {'any': {'q': 1}, 'c': {}}, 'd': [{}]}
    assert not pruning.pruner(schema, root=True)(obj)


def test_defaults_and_nulls() -> None:
    schema = of(
        a={'type': 'integer', 'default': 1},
        b={**of(c={'type': 'string', 'default': 'x'}), 'default': {}},
        n={'type': 'string', 'nullable': True, 'default': 'd'},
        gone={'type': 'string'},
    )
    obj: dict[str, Any] = {'a': None, 'n': None, 'gone': None}
    fill, nulls = defaulting.defaulter(schema), defaulting.null_pruner(schema)
    assert fill is not None and nulls is not None
    fill(obj)
    nulls(obj)
    assert obj == {'a': 1, 'n': None, 'b': {'c': 'x'}}
    assert defaulting.defaulter(of(a={'type': 'string'})) is None


@pytest.mark.parametrize(
    ('schema', 'value', 'told'),
    [
        ({'type': 'integer'}, 1.0, []),
        ({'type': 'integer'}, True, ['x: Invalid value: "boolean": x in body must be of type integer: "boolean"']),
        ({'maximum': 2, 'exclusiveMaximum': True}, 2, ['x: Invalid value: 2: x in body should be less than 2']),
        ({'type': 'number', 'multipleOf': 0.1}, 0.3, []),
        ({'type': 'string', 'format': 'mac'}, '1', ['x: Invalid value: "1": x in body must be of type mac: "1"']),
        ({'type': 'string', 'nullable': True}, None, []),
        ({'type': 'array', 'items': {'type': 'string'}, 'maxItems': 1}, ['a', 1], [
            'x[1]: Invalid value: "integer": x[1] in body must be of type string: "integer"',
            'x: Too many: 2: must have at most 1 item',
        ]),
        ({'minProperties': 1}, {}, ['x: Invalid value: "": x in body should have at least 1 properties']),
        ({'oneOf': [{'required': ['a']}, {'required': ['b']}]}, {'a': 1, 'b': 2}, [
            '<nil>: Invalid value: "": "x" must validate one and only one schema (oneOf). Found 2 valid alternatives',
        ]),
        ({'not': {'required': ['a']}}, {'a': 1}, ['<nil>: Invalid value: "": "x" must not validate the schema (not)']),
        ({'allOf': [{'minimum': 5}, {'maximum': 9}]}, 3, [
            'x: Invalid value: 3: x in body should be greater than or equal to 5',
            '<nil>: Invalid value: "": "x" must validate all the schemas (allOf)',
        ]),
        ({'enum': ['a', 1, None]}, 2, ['x: Unsupported value: 2: supported values: "a", "1", "null"']),
    ],
)  # fmt: skip
def test_values(schema: dict[str, Any], value: Any, told: list[str]) -> None:
    validate = values.validator(of(x=schema))
    assert [str(each) for each in validate({'x': value})] == told


def test_ratcheting_goes_by_keys_in_lists_of_type_map() -> None:
    items = {'type': 'object', 'properties': {'k': {'type': 'string'}, 'v': {'type': 'string', 'maxLength': 1}}}
    schema = of(
        l={'type': 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'], 'items': items},
        p={'type': 'array', 'items': {'type': 'string', 'maxLength': 1}},
    )
    validate = values.validator(schema)
    old = {'l': [{'k': 'a', 'v': 'long'}], 'p': ['long']}
    assert validate({'l': [{'k': 'b', 'v': 'x'}, {'k': 'a', 'v': 'long'}], 'p': ['long']}, old) == []
    assert len(validate({'l': [{'k': 'b', 'v': 'long'}], 'p': ['long', 'long']}, old)) == 3


@pytest.mark.parametrize(
    ('name', 'good', 'bad'),
    [
        ('date-time', '2024-02-29T10:00:00Z', '2023-02-29T10:00:00Z'),
        ('date', '2024-02-29', '2024-2-9'),
        ('uuid', '6BA7B810-9DAD-11D1-80B4-00C04FD430C8', '6ba7b810'),
        ('ipv6', '::1', '1.2.3.4'),
        ('cidr', '10.0.0.0/8', '10.0.0.0/33'),
        ('hostname', 'a-b.example', '-a'),
        ('uri', 'https://example.com/a', 'nothing'),
        ('email', 'a@example.com', 'a@'),
        ('byte', 'YWJj', 'a'),
        ('duration', '1h30m', '1 parsec'),
        ('mac', '00:00:5e:00:53:01', '00:00'),
        ('isbn', '978-0321751041', '978-0321751042'),
        ('k8s-short-name', 'a-b', 'A'),
        ('hexcolor', '#fff', '#ff'),
    ],
)
def test_formats(name: str, good: str, bad: str) -> None:
    test = formats.test_of(formats.effective({'type': 'string', 'format': name}))
    assert test is not None
    assert test(good) and not test(bad)


def test_a_format_of_another_type_means_nothing() -> None:
    assert not formats.recognized({'type': 'integer', 'format': 'date'})
    assert not formats.recognized({'type': 'string', 'format': 'nonsense'})
    assert formats.recognized({'type': 'integer', 'format': 'int32'})


def test_patterns_are_gos() -> None:
    assert patterns.search('^a+$')('aaa')
    assert not patterns.search('^a+$')('b')
    with pytest.raises(patterns.BadPattern, match='error parsing regexp: missing closing'):
        patterns.search('(a')


def test_paths() -> None:
    schema = of(a={'type': 'object', 'additionalProperties': {'type': 'string'}})
    assert paths.resolve(".a['b.c']", schema) == ('a[b.c]', {'type': 'string'})
    with pytest.raises(paths.BadPath, match='does not refer to a valid field'):
        paths.resolve('.b', schema)


@pytest.mark.parametrize(
    ('path', 'found'),
    [
        ('.a.b', [1]),
        (".a['b']", [1]),
        ('.l[0].n', ['x']),
        ('.l[-1].n', ['y']),
        ('.l[*].n', ['x', 'y']),
        ('.l[?(@.n=="y")].v', [2]),
        ('.l[?(@.v>1)].n', ['y']),
        ('..n', ['x', 'y']),
        ('.nothing.here', []),
        ('.d\\.e', [7]),
    ],
)
def test_json_paths(path: str, found: list[Any]) -> None:
    document = {'a': {'b': 1}, 'l': [{'n': 'x', 'v': 1}, {'n': 'y', 'v': 2}], 'd.e': 7}
    assert jsonpath.compile(path).find(document) == found


def test_versions() -> None:
    names = ['v1beta1', 'foo1', 'v10', 'v2', 'v1', 'v11alpha2', 'v12alpha1', 'v3beta1', 'foo10']
    assert newest_first(names) == ['v10', 'v2', 'v1', 'v3beta1', 'v1beta1', 'v12alpha1', 'v11alpha2', 'foo1', 'foo10']
