"""Random objects of every served kind, made from the field tables: no encoding loses anything."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sampan.api import codec, protobuf, schema
from sampan.api.generated import autoscaling_v1, policy_v1
from sampan.api.resources import RESOURCES
from sampan.api.scalars import MicroTime, Quantity, Time
from sampan.machinery import yaml

KINDS = [resource.type for resource in RESOURCES] + [autoscaling_v1.Scale, policy_v1.Eviction]
TEXT = st.text(max_size=6).filter(lambda text: not any('\ud800' <= char <= '\udfff' for char in text))
MOMENTS = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    'string': TEXT,
    'bool': st.booleans(),
    'int32': st.integers(-(2**31), 2**31 - 1),
    'int64': st.integers(-(2**63), 2**63 - 1),
    'double': st.floats(allow_nan=False, allow_infinity=False),
    'bytes': st.binary(min_size=1, max_size=5),
    'time': MOMENTS.map(Time.of),
    'microtime': MOMENTS.map(MicroTime.of),
    'quantity': st.sampled_from(['0', '1', '250m', '64Mi', '1500m', '3e6', '10G', '-1']).map(Quantity),
    'intstr': st.one_of(st.integers(-(2**31), 2**31 - 1), TEXT),
    'raw': st.sampled_from([b'{}', b'{"a":[1,2.50,"x"]}', b'[]']).map(msgspec.Raw),
}
MAX_DEPTH = 6


def value_of(draw: st.DrawFn, info: schema.FieldInfo, container: str, depth: int) -> Any:
    outer, _, inner = container.partition(':')
    if outer == 'map':
        return {key: value_of(draw, info, inner, depth) for key in draw(st.lists(TEXT, max_size=2, unique=True))}
    if outer in ('list', 'wrap'):
        size = draw(st.integers(0, 2))
        return [value_of(draw, info, inner, depth) for _ in range(size)]
    if info.kind == 'union':
        return draw_union(draw, info, depth)
    return draw_object(draw, schema.resolve(info.ref), depth + 1) if info.kind == 'message' else draw(VALUES[info.kind])


def draw_union(draw: st.DrawFn, info: schema.FieldInfo, depth: int) -> Any:
    """A schema, or what the union's name says besides: a boolean, schemas, texts."""

    def one() -> Any:
        return draw_object(draw, schema.resolve('apiextensions_v1.JSONSchemaProps'), depth + 1)

    if draw(st.booleans()):
        return one()
    if info.ref.endswith('OrBool'):
        return draw(st.booleans())
    if info.ref.endswith('OrStringArray'):
        return draw(st.lists(TEXT, min_size=1, max_size=2))
    return [one() for _ in range(draw(st.integers(1, 2)))]


def draw_object(draw: st.DrawFn, kind: type[msgspec.Struct], depth: int) -> Any:
    """An object with about a third of its fields set; fewer and fewer further down."""
    obj = kind()
    infos = [info for info in schema.fields_of(kind) if info.json not in ('kind', 'apiVersion') and info.kind != 'any']
    if depth >= MAX_DEPTH:
        infos = [info for info in infos if info.kind not in ('message', 'union')]
    for info in draw(st.lists(st.sampled_from(infos), max_size=4, unique_by=lambda i: i.json)) if infos else []:
        setattr(obj, info.attr, value_of(draw, info, info.container, depth))
    return obj


@st.composite
def objects(draw: st.DrawFn) -> Any:
    return draw_object(draw, draw(st.sampled_from(KINDS)), 0)


RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@RELAXED
@given(objects())
def test_json_and_protobuf_lose_nothing(obj: Any) -> None:
    encoded = codec.encode(obj)
    again = codec.decode(type(obj), encoded)
    assert codec.encode(again) == encoded
    assert codec.strict_errors(type(obj), encoded) == []
    by_protobuf = protobuf.decode(type(obj), protobuf.encode(obj))
    assert codec.encode(by_protobuf) == encoded


@RELAXED
@given(objects())
def test_the_slow_path_agrees_with_the_fast_one(obj: Any) -> None:
    """A null in an unknown place sends the body through the second look; the outcome must be the same."""
    encoded = codec.encode(obj)
    marked = encoded[:-1] + b',"metadata":null}' if b'"metadata":{}' in encoded[:60] else encoded
    assert codec.encode(codec.decode(type(obj), marked)) == encoded


@settings(RELAXED, max_examples=60)
@given(objects())
def test_yaml_loses_nothing(obj: Any) -> None:
    encoded = codec.encode(obj)
    text = yaml.dump(msgspec.json.decode(encoded))
    assert msgspec.json.decode(msgspec.json.encode(yaml.load(text))) == msgspec.json.decode(encoded)


@pytest.mark.parametrize('kind', KINDS)
def test_an_empty_object_comes_back(kind: type[msgspec.Struct]) -> None:
    encoded = codec.encode(kind())
    assert codec.encode(codec.decode(kind, b'{}')) == encoded
    assert codec.encode(protobuf.decode(kind, protobuf.encode(kind()))) == encoded
