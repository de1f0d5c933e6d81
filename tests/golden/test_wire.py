"""Every kind of 1.36 as JSON, YAML and protobuf: byte for byte there and back."""

from __future__ import annotations

import msgspec
import pytest

from sampan.api import codec, protobuf
from sampan.api.resources import RESOURCES
from sampan.machinery import yaml
from support.reference import data, stems, type_of

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


def test_every_served_kind_has_a_fixture() -> None:
    served = {f'{resource.group or "core"}.{resource.version}.{resource.kind}' for resource in RESOURCES}
    # Upstream keeps fixtures of the kinds of k8s.io/api; these two groups are other modules'.
    served = {kind for kind in served if not kind.startswith(('apiextensions.', 'apiregistration.'))}
    assert served <= set(STEMS)
    assert {'policy.v1.Eviction', 'autoscaling.v1.Scale', 'authentication.k8s.io.v1.TokenRequest'} <= set(STEMS)
