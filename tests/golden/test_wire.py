"""Every kind of 1.36 as JSON, YAML and protobuf: byte for byte there and back."""

from __future__ import annotations

import msgspec
import pytest

from sampan.api import codec, protobuf
from sampan.api.resources import RESOURCES
from sampan.machinery import yaml
from support.reference import data, later, stems, type_of

STEMS = stems()

# Objects inside objects: Go writes their kind only if somebody set it (which its defaulting does for
# claim templates); ours always carry it.
NESTED_KINDS = {
    'admission.k8s.io.v1.AdmissionReview': b'"kind":"Status","apiVersion":"v1",',
    'admission.k8s.io.v1beta1.AdmissionReview': b'"kind":"Status","apiVersion":"v1",',
    'apps.v1.StatefulSet': b'"kind":"PersistentVolumeClaim","apiVersion":"v1",',
    'apps.v1beta1.StatefulSet': b'"kind":"PersistentVolumeClaim","apiVersion":"v1",',
    'apps.v1beta2.StatefulSet': b'"kind":"PersistentVolumeClaim","apiVersion":"v1",',
}


def written(stem: str, obj: msgspec.Struct) -> bytes:
    """The object's JSON, laid out as the fixtures are, without the kinds of nested objects."""
    compact = codec.encode(obj)
    nested = NESTED_KINDS.get(stem)
    if nested:
        assert compact.count(nested) == 1
        compact = compact.replace(nested, b'')
    return msgspec.json.format(compact, indent=2)


@pytest.mark.parametrize('stem', STEMS)
def test_json(stem: str) -> None:
    fixture = data(stem, 'json')
    assert written(stem, codec.decode(type_of(stem), fixture)) == fixture


@pytest.mark.parametrize('stem', STEMS)
def test_protobuf(stem: str) -> None:
    kind, fixture = type_of(stem), data(stem, 'pb')
    obj = protobuf.decode(kind, fixture)
    assert protobuf.encode(obj) == fixture
    assert written(stem, obj) == data(stem, 'json')


@pytest.mark.parametrize('stem', STEMS)
def test_yaml(stem: str) -> None:
    fixture = data(stem, 'yaml').decode()
    as_json = msgspec.json.encode(yaml.load(fixture))
    obj = codec.decode(type_of(stem), as_json)
    assert yaml.dump(msgspec.json.decode(written(stem, obj))) == fixture


# What a later release writes, and what 1.36 makes of it: a field it does not know goes; a map that is not optional
# there (and that nobody set any more) is written.
OTHERWISE = {
    'core.v1.Pod.after_roundtrip': (
        b'"containersValue"\n        ]\n      }',
        b'"containersValue"\n        ],\n        "resources": {}\n      }',
    ),
    'storage.k8s.io.v1.CSINode.after_roundtrip': (b',\n  "status": {}', b''),
    'storage.k8s.io.v1beta1.CSINode.after_roundtrip': (b',\n  "status": {}', b''),
}


def of_1_36(stem: str) -> bytes:
    """The JSON of 1.36 for what a later release has written."""
    fixture = data(stem, 'json')
    if stem not in OTHERWISE:
        return fixture
    theirs, ours = OTHERWISE[stem]
    assert fixture.count(theirs) == 1
    return fixture.replace(theirs, ours)


@pytest.mark.parametrize('stem', later())
def test_what_a_later_release_writes_is_read(stem: str) -> None:
    kind, wanted = type_of(stem), of_1_36(stem)
    from_json = codec.decode(kind, data(stem, 'json'))
    from_yaml = codec.decode(kind, msgspec.json.encode(yaml.load(data(stem, 'yaml').decode())))
    from_protobuf = protobuf.decode(kind, data(stem, 'pb'))
    for obj in (from_json, from_yaml, from_protobuf):
        assert written(stem, obj) == wanted
    if b'"status"' not in OTHERWISE.get(stem, (b'',))[0]:
        assert protobuf.encode(from_protobuf) == data(stem, 'pb')


def test_later_forms_are_there() -> None:
    assert len(later()) == 6


def test_every_served_kind_has_a_fixture() -> None:
    served = {f'{resource.group or "core"}.{resource.version}.{resource.kind}' for resource in RESOURCES}
    # Upstream keeps fixtures of the kinds of k8s.io/api; these two groups are other modules'.
    served = {kind for kind in served if not kind.startswith(('apiextensions.', 'apiregistration.'))}
    assert served <= set(STEMS)
    assert {'policy.v1.Eviction', 'autoscaling.v1.Scale', 'authentication.k8s.io.v1.TokenRequest'} <= set(STEMS)
