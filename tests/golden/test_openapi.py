"""What we say of ourselves agrees with the published description, schema by schema and operation by operation."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from sampan.api import resources
from sampan.apiserver.openapi import v2, v3
from support.reference import REFERENCE


@cache
def published() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((REFERENCE / 'openapi-v2-1.36.0.json').read_text())
    return document


@cache
def ours() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(v2.document(resources.RESOURCES, resources.GROUPS)))
    return document


def without_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_texts(v) for k, v in value.items() if not (k == 'description' and isinstance(v, str))}
    return [without_texts(v) for v in value] if isinstance(value, list) else value


def without_enums(value: Any) -> Any:
    """The published description is made with enums switched off; servers have them on."""
    if isinstance(value, dict):
        return {k: without_enums(v) for k, v in value.items() if not (k == 'enum' and isinstance(v, list))}
    return value


def comparable(schema: dict[str, Any]) -> dict[str, Any]:
    found = without_enums(without_texts(schema))
    if 'required' in found:
        found['required'] = sorted(found['required'])
    return dict(found)


@pytest.mark.parametrize('name', sorted(ours()['definitions']))
def test_schemas(name: str) -> None:
    mine, theirs = (comparable(document['definitions'][name]) for document in (ours(), published()))
    if name.endswith(('DeleteOptions', 'WatchEvent')):  # known in every group; we serve fewer
        mine.pop('x-kubernetes-group-version-kind')
        theirs.pop('x-kubernetes-group-version-kind')
    assert mine == theirs


def parameters(document: dict[str, Any], *lists: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """(name, place, type) of each, references followed."""
    found = set()
    for parameter in (p for each in lists for p in each):
        if '$ref' in parameter:
            parameter = document['parameters'][parameter['$ref'].rpartition('/')[2]]
        found.add((parameter['name'], parameter['in'], parameter.get('type', '')))
    return found


def described(document: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    item = document['paths'][path]
    operation = item[method]
    answers = {code: without_texts(answer).get('schema') for code, answer in operation['responses'].items()}
    kept = ('operationId', 'tags', 'x-kubernetes-action', 'x-kubernetes-group-version-kind')
    return {key: operation.get(key) for key in kept} | {
        'answers': answers,
        'parameters': parameters(document, item.get('parameters', []), operation.get('parameters', [])),
    }


@pytest.mark.parametrize('path', sorted(ours()['paths']))
def test_operations(path: str) -> None:
    item = ours()['paths'][path]
    assert set(item) == set(published()['paths'][path])
    for method in set(item) - {'parameters'}:
        assert described(ours(), path, method) == described(published(), path, method)


@pytest.mark.parametrize('group', resources.GROUPS, ids=lambda group: group.name or 'core')
def test_version_3_refers_only_to_what_it_holds(group: resources.Group) -> None:
    for version in group.versions:
        document = v3.document(resources.in_group(group.name, version))
        text = json.dumps(document)
        names = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}
        assert names == names & set(document['components']['schemas'])
        patched = [item['patch'] for item in document['paths'].values() if 'patch' in item]
        for operation in patched:
            if operation['x-kubernetes-action'] == 'patch':
                assert {'fieldValidation', 'dryRun'} <= {p['name'] for p in operation['parameters']}


def test_enums() -> None:
    definitions = ours()['definitions']
    pod = definitions['io.k8s.api.core.v1.PodSpec']['properties']
    assert pod['restartPolicy'] == {'type': 'string', 'enum': ['Always', 'Never', 'OnFailure']}
    families = definitions['io.k8s.api.core.v1.ServiceSpec']['properties']['ipFamilies']
    assert families['items'] == {'type': 'string', 'enum': ['', 'IPv4', 'IPv6']}
    slices = definitions['io.k8s.api.discovery.v1.EndpointSlice']['properties']['addressType']
    assert slices['enum'] == ['FQDN', 'IPv4', 'IPv6']
    path = ours()['definitions']['io.k8s.api.networking.v1.HTTPIngressPath']['properties']['pathType']
    assert path['enum'] == ['Exact', 'ImplementationSpecific', 'Prefix']
    types = ours()['definitions']['io.k8s.api.networking.v1.NetworkPolicySpec']['properties']['policyTypes']
    assert types['items'] == {'type': 'string', 'enum': ['Egress', 'Ingress']}


# Published paths that this server does not serve.
NOT_SERVED = (
    '/logs/',  # files of the host's /var/log
)


def test_every_published_path_is_described() -> None:
    missing = published()['paths'].keys() - ours()['paths'].keys()
    assert {path for path in missing if not path.startswith(NOT_SERVED)} == set()


def test_every_published_schema_is_described() -> None:
    missing = published()['definitions'].keys() - ours()['definitions'].keys()
    assert missing == set()
