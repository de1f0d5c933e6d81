"""[sig-api-machinery] AggregatedDiscovery, Discovery, server version, and what discovery says of webhooks."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.api import codec, protobuf
from sampan.api.generated import apidiscovery_v2, meta_v1
from support.customresources import DEFINITIONS, GROUP, Server, definition, run

AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
# What client-go's discovery client sends.
CLIENT_GO = f'{AGGREGATED},application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'
PROTOBUF = 'application/vnd.kubernetes.protobuf;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
# Resources the suite looks for: there in every cluster.
BUILT_IN = {
    ('', 'v1', 'namespaces'),
    ('', 'v1', 'pods'),
    ('', 'v1', 'configmaps'),
    ('apps', 'v1', 'deployments'),
    ('apps', 'v1', 'daemonsets'),
    ('apps', 'v1', 'statefulsets'),
    ('batch', 'v1', 'jobs'),
    ('policy', 'v1', 'poddisruptionbudgets'),
    ('rbac.authorization.k8s.io', 'v1', 'roles'),
    ('apiextensions.k8s.io', 'v1', 'customresourcedefinitions'),
    ('apiregistration.k8s.io', 'v1', 'apiservices'),
}


def resources_of(*documents: Any) -> set[tuple[str, str, str]]:
    """(group, version, resource) of aggregated documents."""
    return {
        (group['metadata'].get('name', ''), version['version'], resource['resource'])
        for document in documents
        for group in document['items']
        for version in group['versions']
        for resource in version['resources']
    }


async def aggregated(server: Server, accept: str) -> set[tuple[str, str, str]]:
    documents = []
    for path in ('/api', '/apis'):
        reply = await server.send('GET', path, accept=accept)
        assert reply.status == 200 and reply.content_type.startswith('application/json;g=apidiscovery.k8s.io;v=v2')
        documents.append(reply.json())
    return resources_of(*documents)


def test_should_support_aggregated_discovery_interface() -> None:
    async def story(server: Server) -> None:
        assert await aggregated(server, CLIENT_GO) >= BUILT_IN

    run(story)


def test_should_support_aggregated_discovery_interface_for_crds() -> None:
    async def story(server: Server) -> None:
        assert (GROUP, 'v1', 'crontabs') not in await aggregated(server, CLIENT_GO)
        await server.define(definition())
        assert (GROUP, 'v1', 'crontabs') in await aggregated(server, CLIENT_GO)
        await server.good('DELETE', f'{DEFINITIONS}/crontabs.{GROUP}')
        await server.gone(f'/apis/{GROUP}/v1')
        assert (GROUP, 'v1', 'crontabs') not in await aggregated(server, CLIENT_GO)

    run(story)


def test_should_support_raw_aggregated_discovery_endpoint_accept_headers() -> None:
    async def story(server: Server) -> None:
        assert await aggregated(server, AGGREGATED) >= BUILT_IN
        plain = await server.send('GET', '/apis', accept='application/json')
        assert plain.json()['kind'] == 'APIGroupList'
        for accept in ('', '*/*'):
            assert (await server.send('GET', '/apis', accept=accept)).json()['kind'] == 'APIGroupList', accept
        older = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList'
        assert (await server.send('GET', '/apis', accept=older)).status == 406, 'no longer served since 1.35'
        assert (await server.send('GET', '/apis', accept=PROTOBUF)).body.startswith(b'k8s\0')

    run(story)


def test_should_support_raw_aggregated_discovery_request_for_crds() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        document = (await server.send('GET', '/apis', accept=AGGREGATED)).json()
        group = next(each for each in document['items'] if each['metadata']['name'] == GROUP)
        (version,) = group['versions']
        (found,) = version['resources']
        assert found['responseKind'] == {'group': GROUP, 'version': 'v1', 'kind': 'CronTab'}
        assert (found['scope'], found['singularResource']) == ('Namespaced', 'crontab')

    run(story)


def test_should_validate_preferred_version_for_each_api_group() -> None:
    async def story(server: Server) -> None:
        for group in (await server.good('GET', '/apis'))['groups']:
            assert group['preferredVersion'] in group['versions']
            alone = await server.good('GET', f'/apis/{group["name"]}')
            assert alone['preferredVersion'] == group['preferredVersion']

    run(story)


def test_should_locate_the_group_version_and_a_resource_within_each_api_group() -> None:
    async def story(server: Server) -> None:
        groups = (await server.good('GET', '/apis'))['groups']
        assert len(groups) > 15
        for version in [each for group in groups for each in group['versions']]:
            listed = await server.good('GET', f'/apis/{version["groupVersion"]}')
            assert listed['groupVersion'] == version['groupVersion']
            assert listed['kind'] == 'APIResourceList' and listed['resources']
            assert all(each['kind'] and each['verbs'] for each in listed['resources'])

    run(story)


def test_should_find_the_server_version() -> None:
    async def story(server: Server) -> None:
        version = await server.good('GET', '/version')
        assert version['major'].isdigit() and version['minor'].isdigit()

    run(story)


@pytest.mark.parametrize(
    ('version', 'names'),
    [
        ('admissionregistration.k8s.io/v1', {'mutatingwebhookconfigurations', 'validatingwebhookconfigurations'}),
        ('apiextensions.k8s.io/v1', {'customresourcedefinitions', 'customresourcedefinitions/status'}),
    ],
)
def test_should_include_resources_in_discovery_documents(version: str, names: set[str]) -> None:
    """AdmissionWebhook should include webhook resources in discovery documents, CustomResourceDefinition likewise."""

    async def story(server: Server) -> None:
        group = version.partition('/')[0]
        groups = {each['name']: each for each in (await server.good('GET', '/apis'))['groups']}
        assert version in [each['groupVersion'] for each in groups[group]['versions']]
        assert version in [each['groupVersion'] for each in (await server.good('GET', f'/apis/{group}'))['versions']]
        listed = (await server.good('GET', f'/apis/{version}'))['resources']
        assert names <= {each['name'] for each in listed}

    run(story)


def test_discovery_in_protobuf_says_the_same() -> None:
    async def story(server: Server) -> None:
        documents = {
            '/api': meta_v1.APIVersions,
            '/apis': meta_v1.APIGroupList,
            '/apis/apps': meta_v1.APIGroup,
            '/api/v1': meta_v1.APIResourceList,
            '/apis/apps/v1': meta_v1.APIResourceList,
        }
        for path, kind in documents.items():
            reply = await server.send('GET', path, accept='application/vnd.kubernetes.protobuf')
            assert reply.content_type == 'application/vnd.kubernetes.protobuf'
            found = protobuf.decode(kind, reply.body)
            plain = codec.decode(kind, (await server.send('GET', path)).body)
            found.api_version, found.kind = plain.api_version, plain.kind
            for group in getattr(found, 'groups', ()):
                group.api_version, group.kind = '', ''
            for group in getattr(plain, 'groups', ()):
                group.api_version, group.kind = '', ''
            assert found == plain, path
        for path in ('/api', '/apis'):
            binary = (await server.send('GET', path, accept=PROTOBUF)).body
            listed = protobuf.decode(apidiscovery_v2.APIGroupDiscoveryList, binary)
            plain_names = [
                each['metadata'] for each in (await server.send('GET', path, accept=AGGREGATED)).json()['items']
            ]
            assert [each.metadata.name for each in listed.items] == [each.get('name', '') for each in plain_names]

    run(story)
