"""Rules never break: whatever decodes is judged, not crashed on; and defaults never make an object worse."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.api_types.test_round_trip import draw_object

from sampan.api import codec, qos, schema
from sampan.api.defaults import set_defaults
from sampan.api.generated import core_v1 as core
from sampan.api.validation import (
    RULES,
    validate,
    validate_ephemeral_containers,
    validate_finalize,
    validate_resize,
    validate_status_update,
    validate_update,
)
from sampan.machinery.patch import PatchError, strategic_merge_patch

CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
KINDS = [kind for kind in RULES if hasattr(kind(), 'metadata')]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two objects of one kind, as they come from the wire."""
    kind = draw(st.sampled_from([*KINDS, core.Pod, core.Pod, core.Service]))
    first = draw_object(draw, kind, 0)
    second = draw_object(draw, kind, 0) if draw(st.booleans()) else codec.clone(first)
    return first, second


def strings(errors: list[Any]) -> None:
    """Every error can be printed: the message goes into a Status."""
    for error in errors:
        assert error.field is not None
        assert error.body()
        assert error.type.value


@settings(max_examples=300, suppress_health_check=CHECKS, deadline=None)
@given(pairs())
def test_nothing_that_decodes_breaks_the_rules(objects: tuple[Any, Any]) -> None:
    new, old = objects
    for obj in (new, old):
        set_defaults(obj)
        strings(validate(obj))
    before = codec.encode(new), codec.encode(old)
    strings(validate_update(new, old))
    strings(validate_status_update(new, old))
    if isinstance(new, core.Pod) and isinstance(old, core.Pod):
        strings(validate_ephemeral_containers(new, old))
        strings(validate_resize(new, old))
        assert qos.compute_pod_qos(new.spec) in ('BestEffort', 'Burstable', 'Guaranteed')
    if isinstance(new, core.Namespace) and isinstance(old, core.Namespace):
        strings(validate_finalize(new, old))
    assert (codec.encode(new), codec.encode(old)) == before, 'validation changes nothing'


@settings(max_examples=100, suppress_health_check=CHECKS, deadline=None)
@given(pairs())
def test_defaults_twice_are_defaults_once(objects: tuple[Any, Any]) -> None:
    for obj in objects:
        set_defaults(obj)
        once = codec.encode(obj)
        set_defaults(obj)
        assert codec.encode(obj) == once


@settings(max_examples=100, suppress_health_check=CHECKS, deadline=None)
@given(pairs())
def test_an_object_may_always_stay_as_it_is(objects: tuple[Any, Any]) -> None:
    """Unless it was wrong from the beginning, writing back what was read is fine."""
    for obj in objects:
        set_defaults(obj)
        obj.metadata.resource_version = '1'
        if type(obj) in (core.Pod, core.Service, core.Node, core.Namespace) and not validate(obj):
            assert validate_update(codec.clone(obj), obj) == []


_KEYS = st.sampled_from(
    [
        'metadata',
        'spec',
        'labels',
        'containers',
        'name',
        'image',
        'env',
        'value',
        'tolerations',
        'volumes',
        'finalizers',
        '$patch',
        '$retainKeys',
        '$setElementOrder/containers',
        '$deleteFromPrimitiveList/finalizers',
        '$setElementOrder/env',
    ]
)
_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(['a', 'b', 'delete', 'replace', 'merge', 'name'])
)
_JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3), max_leaves=25
)


@settings(max_examples=400, suppress_health_check=CHECKS, deadline=None)
@given(_JSON, _JSON)
def test_strategic_patches_apply_or_are_refused(doc: Any, patch: Any) -> None:
    if not isinstance(doc, dict):
        return
    before = repr((doc, patch))
    try:
        strategic_merge_patch(doc, patch, schema.patch_schema(core.Pod))
    except PatchError:
        pass
    assert repr((doc, patch)) == before


POD: dict[str, Any] = {
    'metadata': {'name': 'x', 'finalizers': ['a.b/c']},
    'spec': {
        'containers': [
            {
                'name': 'a',
                'image': '1',
                'env': [{'name': 'X', 'value': '1'}],
                'ports': [{'containerPort': 80, 'protocol': 'TCP'}],
            },
            {'name': 'b', 'image': '2'},
        ],
        'volumes': [{'name': 'v', 'emptyDir': {}}],
        'tolerations': [{'key': 'a'}],
    },
}


@pytest.mark.parametrize(
    ('patch', 'check'),
    [
        (
            {'spec': {'containers': [{'name': 'b', 'image': '3'}]}},
            lambda pod: [each['image'] for each in pod['spec']['containers']] == ['1', '3'],
        ),
        (
            {'spec': {'containers': [{'name': 'a', 'env': [{'name': 'Y', 'value': '2'}]}]}},
            lambda pod: {each['name'] for each in pod['spec']['containers'][0]['env']} == {'X', 'Y'},
        ),
        (
            {'spec': {'containers': [{'name': 'a', 'ports': [{'containerPort': 80, 'name': 'web'}]}]}},
            lambda pod: (
                pod['spec']['containers'][0]['ports'] == [{'containerPort': 80, 'protocol': 'TCP', 'name': 'web'}]
            ),
        ),
        (
            {'spec': {'volumes': [{'name': 'v', '$retainKeys': ['name', 'secret'], 'secret': {'secretName': 's'}}]}},
            lambda pod: pod['spec']['volumes'] == [{'name': 'v', 'secret': {'secretName': 's'}}],
        ),
        ({'spec': {'tolerations': [{'key': 'b'}]}}, lambda pod: pod['spec']['tolerations'] == [{'key': 'b'}]),
        (
            {'metadata': {'finalizers': ['d.e/f']}},
            lambda pod: sorted(pod['metadata']['finalizers']) == ['a.b/c', 'd.e/f'],
        ),
    ],
)
def test_the_generated_tables_know_how_pods_are_patched(patch: dict[str, Any], check: Any) -> None:
    result = strategic_merge_patch(POD, patch, schema.patch_schema(core.Pod))
    assert check(result), result
    codec.decode(core.Pod, msgspec.json.encode(result))
