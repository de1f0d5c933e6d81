"""OpenAPI 2 as protobuf: everything of the JSON document is in it, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sampan.api import resources
from sampan.api.wire import fields
from sampan.apiserver.openapi import gnostic, v2
from support.reference import REFERENCE


def message(data: bytes) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for number, _, value in fields(data):
        found.setdefault(number, []).append(value)
    return found


def pairs(data: bytes) -> dict[str, bytes]:
    """A message of names and values."""
    return {(entry := message(pair))[1][0].decode(): entry[2][0] for pair in message(data)[1]}


def schema(name: str) -> dict[int, list[Any]]:
    definitions = message(gnostic.document(v2.document(resources.RESOURCES)))[9][0]
    return message(pairs(definitions)[name])


def test_a_schema_carries_what_clients_read() -> None:
    pod = schema('io.k8s.api.core.v1.Pod')
    assert message(pod[22][0]) == {1: [b'object']}
    extension = message(pod[31][0])
    assert extension[1] == [b'x-kubernetes-group-version-kind']
    assert json.loads(message(extension[2][0])[2][0]) == [{'group': '', 'kind': 'Pod', 'version': 'v1'}]
    spec = message(pairs(pod[25][0])['spec'])
    assert spec[1] == [b'#/definitions/io.k8s.api.core.v1.PodSpec']


def test_lists_and_maps_of_schemas() -> None:
    container = schema('io.k8s.api.core.v1.Container')
    assert container[19] == [b'name']
    arguments = message(pairs(container[25][0])['args'])
    item = message(message(arguments[23][0])[1][0])
    assert message(item[22][0]) == {1: [b'string']}
    labels = message(pairs(schema('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta')[25][0])['labels'])
    additional = message(message(labels[21][0])[1][0])
    assert message(additional[22][0]) == {1: [b'string']}


def test_paths_and_parameters() -> None:
    paths = message(gnostic.document(v2.document(resources.RESOURCES)))[8][0]
    named = {(entry := message(pair))[1][0].decode(): message(entry[2][0]) for pair in message(paths)[2]}
    assert set(named) == set(v2.document(resources.RESOURCES)['paths'])
    pods = named['/api/v1/namespaces/{namespace}/pods']
    listing = message(pods[2][0])
    assert listing[5] == [b'listCoreV1NamespacedPod']
    parameters = [message(message(message(p)[1][0])[2][0]) for p in pods[9]]
    in_path = next(message(p[4][0]) for p in parameters if 4 in p)
    assert (in_path[1], in_path[2], in_path[4]) == ([1], [b'path'], [b'namespace'])
    body = message(message(message(message(pods[4][0])[8][0])[1][0])[1][0])
    assert (body[2], body[3], body[4]) == ([b'body'], [b'body'], [1])


def test_the_published_document_of_all_of_kubernetes_has_no_key_we_do_not_know() -> None:
    published = json.loads((REFERENCE / 'openapi-v2-1.36.0.json').read_text())
    definitions = message(gnostic.document(published))[9][0]
    assert set(pairs(definitions)) == set(published['definitions'])


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(ValueError, match="Info has no field 'titel'"):
        gnostic.document({'info': {'titel': 'Kubernetes'}})
