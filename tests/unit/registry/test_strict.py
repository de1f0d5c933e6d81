"""The fast strictness check never calls a faulty body clean."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.api import codec
from sampan.api.generated import core_v1
from sampan.apiserver.representation import strict
from support.reference import REFERENCE

WORDS = st.sampled_from(['name', 'labels', 'data', 'metadata', 'dta', 'a":', '\\', 'spec', 'kind', 'é'])


def members(value: Any) -> str:
    """JSON of a value in which objects are lists of pairs, so that members can repeat."""
    if isinstance(value, list):
        return '{' + ','.join(f'{json.dumps(name)}:{members(inner)}' for name, inner in value) + '}'
    return json.dumps(value)


LABELS = st.lists(st.tuples(WORDS, WORDS), max_size=4)
METADATA = st.lists(
    st.one_of(st.tuples(st.just('labels'), LABELS), st.tuples(st.sampled_from(['name', 'nme']), WORDS)), max_size=4
)
BODIES = st.lists(
    st.one_of(
        st.tuples(st.just('metadata'), METADATA), st.tuples(st.just('data'), LABELS), st.tuples(st.just('dta'), WORDS)
    ),
    max_size=4,
)


@given(BODIES)
def test_clean_means_that_the_slow_walk_finds_nothing(body: Any) -> None:
    data = members(body).encode()
    if strict.clean(core_v1.ConfigMap, data):
        assert codec.strict_errors(core_v1.ConfigMap, data) == []


@pytest.mark.parametrize('name', ['core.v1.Pod', 'core.v1.Service', 'core.v1.Node'])
def test_complete_objects_are_clean(name: str) -> None:
    kind = getattr(core_v1, name.rpartition('.')[2])
    data = (REFERENCE / 'wire-1.36.0' / f'{name}.json').read_bytes()
    assert strict.clean(kind, data) or codec.strict_errors(kind, data) == []
    compact = json.dumps(json.loads(data)).encode()
    assert strict.clean(kind, compact)


@pytest.mark.parametrize(
    'data',
    [
        b'{"metadata":{"name":"a","name":"b"}}',
        b'{"spec":{"containers":[{"name":"a","nme":"b"}]}}',
        b'{"spec":{"containers":[{"name":"a"},{"name":"b","image":"c","image":"d"}]}}',
        b'{"metadata":{"labels":{"a":"1","\\u0061":"2"}}}',
    ],
)
def test_faults_are_seen(data: bytes) -> None:
    assert not strict.clean(core_v1.Pod, data)
