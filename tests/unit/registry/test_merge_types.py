"""Merge types of the API's types agree with what the published OpenAPI document says about lists and maps."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import pytest

from sampan.api import generated
from sampan.api.generated import apps_v1, core_v1, meta_v1
from sampan.apiserver.managedfields.types import custom_type, type_of
from sampan.apiserver.openapi.schemas import definition_name
from sampan.machinery.merge import sets
from sampan.machinery.merge.fieldset import field_set
from sampan.machinery.merge.schema import Type
from sampan.machinery.merge.validation import Misfit, validate
from support.reference import REFERENCE, data, stems
from support.reference import type_of as kind_of


@cache
def definitions() -> dict[str, Any]:
    document = json.loads((REFERENCE / 'openapi-v2-1.36.0.json').read_bytes())
    found: dict[str, Any] = document['definitions']
    return found


def kinds() -> Iterator[type[msgspec.Struct]]:
    for module in pkgutil.iter_modules(generated.__path__):
        if module.name == 'tables':
            continue
        members = vars(importlib.import_module(f'{generated.__name__}.{module.name}')).values()
        structs = [each for each in members if isinstance(each, type) and issubclass(each, msgspec.Struct)]
        own = [each for each in structs if each.__module__.endswith(module.name)]
        yield from (each for each in own if definition_name(each) in definitions())


def described(found: Type) -> tuple[Any, ...]:
    if found.list is not None and found.map is None:
        return (
            ('list', 'atomic') if found.list.atomic else ('list', 'map' if found.list.keys else 'set', found.list.keys)
        )
    if found.map is not None and found.list is None:
        return ('map', 'atomic' if found.map.atomic else 'granular')
    return ('other',)


def expected(schema: dict[str, Any]) -> tuple[Any, ...]:
    kind = schema.get('type')
    if kind == 'array':
        type_ = schema.get('x-kubernetes-list-type', 'atomic')
        if 'x-kubernetes-list-type' not in schema and 'merge' in schema.get('x-kubernetes-patch-strategy', ''):
            key = schema.get('x-kubernetes-patch-merge-key')
            return ('list', 'map', (key,)) if key else ('list', 'set', ())
        if type_ == 'atomic':
            return ('list', 'atomic')
        return ('list', type_, tuple(schema.get('x-kubernetes-list-map-keys', ())))
    target = definitions()[schema['$ref'].rpartition('/')[2]] if '$ref' in schema else schema
    if target.get('type') == 'object' and ('properties' in target or 'additionalProperties' in target):
        relation = schema.get('x-kubernetes-map-type') or target.get('x-kubernetes-map-type', 'granular')
        return ('map', relation)
    return ('other',)


def test_every_published_definition_is_known() -> None:
    assert len(set(kinds())) > 700


def test_lists_and_maps_are_taken_apart_as_published() -> None:
    wrong = []
    for kind in kinds():
        members = type_of(kind).map
        assert members is not None
        for name, schema in definitions()[definition_name(kind)].get('properties', {}).items():
            want = expected(schema)
            found = described(members.fields[name][1])
            if want != ('other',) and found != want:
                wrong.append(f'{definition_name(kind)}.{name}: {found}, published {want}')
    assert wrong == []


def test_whole_types_are_leaves_where_published() -> None:
    published = {name for name, schema in definitions().items() if schema.get('x-kubernetes-map-type') == 'atomic'}
    found = {definition_name(kind) for kind in kinds() if (members := type_of(kind).map) and members.atomic}
    assert found == published


@pytest.mark.parametrize('stem', stems())
def test_every_wire_fixture_fits_its_type(stem: str) -> None:
    document = json.loads(data(stem, 'json'))
    found = type_of(kind_of(stem))
    validate(document, found, duplicates=True)
    fields = field_set(document, found)
    assert sets.decode(sets.encode(fields)) == fields


@pytest.mark.parametrize(
    ('kind', 'path', 'defaults'),
    [
        (core_v1.Container, 'ports', {'containerPort': 0, 'protocol': 'TCP'}),
        (core_v1.ServiceSpec, 'ports', {'port': 0, 'protocol': 'TCP'}),
        (core_v1.PodSpec, 'containers', {'name': ''}),
        (core_v1.PodSpec, 'imagePullSecrets', {'name': ''}),
        (core_v1.ServiceAccount, 'secrets', {}),
        (core_v1.PodStatus, 'conditions', {'type': ''}),
        (meta_v1.ObjectMeta, 'ownerReferences', {'uid': ''}),
        (apps_v1.DeploymentStatus, 'conditions', {'type': ''}),
    ],
)
def test_key_fields_have_upstreams_defaults(kind: Any, path: str, defaults: dict[str, Any]) -> None:
    members = type_of(kind).map
    assert members is not None
    found = members.fields[path][1].list
    assert found is not None
    assert found.defaults == defaults


def test_a_custom_resource_has_typed_metadata_and_objects_inside_too() -> None:
    inner = {'type': 'object', 'properties': {'spec': {'type': 'object'}}, 'x-kubernetes-embedded-resource': True}
    found = custom_type({'type': 'object', 'properties': {'spec': {'type': 'object', 'properties': {'pod': inner}}}})
    meta = {'finalizers': ['a'], 'labels': {'a': 'b'}}
    document = {'apiVersion': 'a/v1', 'kind': 'K', 'metadata': meta, 'spec': {'pod': {'kind': 'P', 'metadata': meta}}}
    validate(document, found)
    own = {'f:finalizers': {'v:"a"': {}}, 'f:labels': {'f:a': {}}}
    assert field_set(document, found) == {
        'f:apiVersion': {},
        'f:kind': {},
        'f:metadata': own,
        'f:spec': {'f:pod': {'f:kind': {}, 'f:metadata': own}},
    }
    with pytest.raises(Misfit, match=r'\.spec\.x: field not declared in schema'):
        validate({**document, 'spec': {'x': 1}}, found)


def test_a_custom_resource_without_a_schema_is_deduced() -> None:
    found = custom_type(None)
    assert field_set({'spec': {'a': [1], 'b': {'c': 1}}}, found) == {
        'f:spec': {'.': {}, 'f:a': {}, 'f:b': {'.': {}, 'f:c': {}}}
    }
