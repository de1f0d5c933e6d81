"""Other servers behind this one, over real HTTPS."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from tests.behaviour.apiserver_front.servers import Served, pki, run, served
from tests.support.extension_server import AGGREGATED, GROUP, ROOT, VERSION, ExtensionServer, extension_server

from sampan.api.generated import apiregistration_v1 as apiregistration
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1
from sampan.apiserver.authn.request_headers import RequestHeaderConfig
from sampan.apiserver.config import ProxyClientConfig
from sampan.apiserver.http.tls import TlsConfig
from sampan.cluster.pki import FRONT_PROXY, Leaf, Pki
from sampan.machinery.world import SystemWorld
from sampan.store.base import Create, Update

NAME = f'{VERSION}.{GROUP}'
FLUNDER = {'apiVersion': f'{GROUP}/{VERSION}', 'kind': 'Flunder', 'metadata': {'name': 'f'}}


@cache
def folder() -> Path:
    """The certificates of the servers, and of the extension server."""
    found = pki()
    Pki(found, SystemWorld()).ensure(
        [
            Leaf('front-proxy-client', 'front-proxy-client', authority=FRONT_PROXY),
            Leaf('sample', 'sample', server=True, names=('sample-api.wardle.svc',)),
        ]
    )
    return found


def settings() -> dict[str, Any]:
    certificates = folder()
    proxy_ca = certificates / f'{FRONT_PROXY}.crt'
    return {
        'tls': TlsConfig(
            certificates / 'apiserver.crt', certificates / 'apiserver.key', certificates / 'ca.crt', proxy_ca
        ),
        'request_header': RequestHeaderConfig(proxy_ca, allowed_names=('front-proxy-client',)),
        'proxy_client': ProxyClientConfig(
            certificates / 'front-proxy-client.crt', certificates / 'front-proxy-client.key'
        ),
    }


def api_service(**changes: Any) -> apiregistration.APIService:
    spec = {
        'group': GROUP,
        'version': VERSION,
        'group_priority_minimum': 2000,
        'version_priority': 200,
        'ca_bundle': (folder() / 'ca.crt').read_bytes(),
        'service': apiregistration.ServiceReference(namespace='wardle', name='sample-api', port=7443),
    } | changes
    name = f'{spec["version"]}.{spec["group"]}'
    return apiregistration.APIService(
        metadata=meta_v1.ObjectMeta(name=name), spec=apiregistration.APIServiceSpec(**spec)
    )


async def exposed(s: Served, port: int) -> None:
    """The extension server as a Service of the cluster."""
    client = s.server.client()
    await client.create(core.Namespace(metadata=meta_v1.ObjectMeta(name='wardle')))
    await client.create(
        core.Service(
            metadata=meta_v1.ObjectMeta(name='sample-api', namespace='wardle'),
            spec=core.ServiceSpec(ports=[core.ServicePort(port=7443, target_port=443, protocol='TCP')]),
        )
    )
    await put(s, piece(port))


def piece(port: int, *, ready: bool = True) -> discovery.EndpointSlice:
    return discovery.EndpointSlice(
        metadata=meta_v1.ObjectMeta(
            name='sample-api', namespace='wardle', labels={'kubernetes.io/service-name': 'sample-api'}
        ),
        address_type='IPv4',
        endpoints=[discovery.Endpoint(addresses=['127.0.0.1'], conditions=discovery.EndpointConditions(ready=ready))],
        ports=[discovery.EndpointPort(name='', port=port, protocol='TCP')],
    )


async def put(s: Served, obj: discovery.EndpointSlice) -> None:
    """Into the store: nobody may write an endpoint on loopback, where the test's server is."""
    registry = s.server._assembly.registry
    endpoint = registry.endpoint(discovery.EndpointSlice)
    key = endpoint.key(obj.metadata.namespace, obj.metadata.name)
    present = endpoint.cache.get(key)
    value = endpoint.stored(obj)
    await registry.store.commit(Create(key, value) if present is None else Update(key, value, present.revision))


async def condition(client: Any, status: str, reason: str = '', name: str = NAME) -> str:
    """The message of the condition Available as soon as it is this."""
    async for event in client.watch(apiregistration.APIService, field_selector=f'metadata.name={name}'):
        for each in event.object.status.conditions:
            if each.status == status and reason in ('', each.reason):
                return str(each.message)
    raise AssertionError('the watch ended')


@asynccontextmanager
async def aggregated(identity: str = 'admin', **options: Any) -> AsyncIterator[tuple[Served, ExtensionServer]]:
    """A server, and an extension server behind it that is available."""
    files = folder()
    proxy_ca = files / f'{FRONT_PROXY}.crt'
    async with (
        extension_server(files / 'sample.crt', files / 'sample.key', proxy_ca, **options) as extension,
        served(identity, **settings()) as s,
    ):
        await exposed(s, extension.port)
        await s.server.client().create(api_service())
        await condition(s.server.client(), 'True', 'Passed')
        yield s, extension


async def until(s: Served, path: str, wanted: Any, **headers: str) -> Any:
    """The document at a path as soon as it has what is wanted."""
    for _ in range(200):
        document = json.loads((await s.get(path, **headers))[2])
        if wanted(document):
            return document
        await asyncio.sleep(0.02)
    raise AssertionError(f'{path} never had it: {document}')


def test_the_sample_api_server_can_be_used() -> None:
    """Aggregator: Should be able to support the 1.17 Sample API Server using the current Aggregator."""

    async def main() -> None:
        async with aggregated() as (s, extension):
            status, made = await s.post(f'{ROOT}/namespaces/default/flunders', FLUNDER)
            assert (status, made['metadata']['resourceVersion']) == (201, '1')
            status, _, body = await s.get(f'{ROOT}/namespaces/default/flunders?limit=500')
            assert (status, [each['metadata']['name'] for each in json.loads(body)['items']]) == (200, ['f'])
            assert (await s.get(f'{ROOT}/namespaces/default/flunders/none'))[0] == 404
            async with s.session.delete(f'{s.base}{ROOT}/namespaces/default/flunders/f') as answer:
                assert answer.status == 200
            assert json.loads((await s.get(f'{ROOT}/flunders'))[2])['items'] == []
            method, path, headers = extension.seen[1]
            assert (method, path) == ('GET', f'{ROOT}/namespaces/default/flunders?limit=500')
            assert headers['X-Remote-User'] == 'kubernetes-admin'
            assert headers.getall('X-Remote-Group') == ['system:masters', 'system:authenticated']
            assert headers['X-Forwarded-For'] == '127.0.0.1'
            resources = json.loads((await s.get(ROOT))[2])
            assert resources['resources'][0]['name'] == 'flunders'
            # Status of the APIService, patched and replaced; deletion of a collection.
            listed = json.loads((await s.get(f'/apis/apiregistration.k8s.io/v1/apiservices/{NAME}/status'))[2])
            assert listed['status']['conditions'][0]['message'] == 'all checks passed'
            await s.server.client().delete(apiregistration.APIService, NAME)
            for _ in range(100):
                if (await s.get(f'{ROOT}/flunders'))[0] == 404:
                    break
                await asyncio.sleep(0.02)
            assert (await s.get(ROOT))[0] == 404

    run(main())


def test_a_watch_and_an_upgrade_pass_through() -> None:
    async def main() -> None:
        async with aggregated() as (s, _):
            async with s.session.get(f'{s.base}{ROOT}/flunders?watch=true') as answer:
                assert answer.status == 200
                await s.post(f'{ROOT}/namespaces/a/flunders', FLUNDER)
                event = json.loads(await answer.content.readline())
                assert (event['type'], event['object']['metadata']['namespace']) == ('ADDED', 'a')
            url = f'{s.base}{ROOT}/namespaces/a/flunders/f/exec'.replace('https', 'wss')
            async with s.session.ws_connect(url) as socket:
                await socket.send_str('hi')
                assert await socket.receive_str() == 'hihi'

    run(main())


def test_discovery_is_merged() -> None:
    async def main() -> None:
        async with aggregated() as (s, _):

            def has(document: Any) -> bool:
                found = [each for each in document['items'] if each['metadata']['name'] == GROUP]
                return bool(found) and bool(found[0]['versions'][0].get('resources'))

            document = await until(s, '/apis', has, Accept=AGGREGATED)
            names = [each['metadata']['name'] for each in document['items']]
            assert names[0] == 'apiregistration.k8s.io'
            assert names.index(GROUP) == len(names) - 1
            version = document['items'][-1]['versions'][0]
            assert (version['freshness'], version['resources'][0]['resource']) == ('Current', 'flunders')
            groups = json.loads((await s.get('/apis'))[2])['groups']
            assert groups[-1]['preferredVersion']['groupVersion'] == f'{GROUP}/{VERSION}'
            assert json.loads((await s.get(f'/apis/{GROUP}'))[2])['name'] == GROUP

    run(main())


def test_a_server_without_aggregated_discovery_is_asked_the_old_way() -> None:
    async def main() -> None:
        async with aggregated(aggregated=False) as (s, _):

            def has(document: Any) -> bool:
                return any(each['metadata']['name'] == GROUP and each['versions'][0].get('resources')
                           for each in document['items'])  # fmt: skip

            document = await until(s, '/apis', has, Accept=AGGREGATED)
            found = document['items'][-1]['versions'][0]['resources'][0]
            assert (found['resource'], found['scope'], found['shortNames']) == ('flunders', 'Namespaced', ['fl'])

    run(main())


def test_openapi_is_merged() -> None:
    async def main() -> None:
        async with aggregated() as (s, _):
            path = f'{ROOT}/namespaces/{{namespace}}/flunders/{{name}}'
            document = await until(s, '/openapi/v2', lambda found: path in found['paths'])
            model = document['definitions']['com.example.wardle.v1alpha1.Flunder']
            # Its idea of ObjectMeta is another one than ours.
            assert model['properties']['metadata']['$ref'].endswith('ObjectMeta_v2')
            assert '/apis/others.example.com/v1/' not in document['paths']
            assert 'com.example.Unused' not in document['definitions']
            index = json.loads((await s.get('/openapi/v3'))[2])['paths']
            address = index[ROOT.strip('/')]['serverRelativeURL']
            assert address == f'/openapi/v3{ROOT}?hash=ABC'
            assert json.loads((await s.get(address))[2])['info']['title'] == 'sample'

    run(main())


def test_who_is_not_allowed_is_refused_here() -> None:
    """The other server is not asked; headers that claim to come from a front proxy are not passed on."""

    async def main() -> None:
        async with aggregated('alice') as (s, extension):
            before = len(extension.seen)
            forged = {'X-Remote-User': 'root', 'X-Remote-Extra-Scopes': 'all'}
            status, _, body = await s.get(f'{ROOT}/flunders', **forged)
            assert status == 403
            assert 'flunders.wardle.example.com is forbidden' in json.loads(body)['message']
            assert len(extension.seen) == before

    run(main())


def test_forged_identities_are_not_passed_on() -> None:
    async def main() -> None:
        async with aggregated() as (s, extension):
            await s.get(f'{ROOT}/flunders', **{'X-Remote-User': 'root', 'X-Remote-Extra-Scopes': 'all', 'X-Other': '1'})
            headers = extension.seen[-1][2]
            assert headers.getall('X-Remote-User') == ['kubernetes-admin']
            assert 'X-Remote-Extra-Scopes' not in headers
            assert headers['X-Other'] == '1'

    run(main())


def test_redirects_are_not_followed_and_not_passed_on() -> None:
    async def main() -> None:
        async with aggregated() as (s, extension):
            extension.redirects = True
            async with s.session.get(f'{s.base}{ROOT}/flunders', allow_redirects=False) as answer:
                assert answer.status == 502
                assert 'Location' not in answer.headers
                text = await answer.text()
            assert text == 'the backend attempted to redirect this request, which is not permitted'

    run(main())


def test_availability_is_checked_in_order() -> None:
    """Service, port, slices, endpoints, then discovery; until all are there the answer is 503."""

    async def main() -> None:
        files = folder()
        async with (
            extension_server(files / 'sample.crt', files / 'sample.key') as extension,
            served('admin', **settings()) as s,
        ):
            client = s.server.client()
            await client.create(api_service())
            assert (
                await condition(client, 'False', 'ServiceNotFound') == 'service/sample-api in "wardle" is not present'
            )
            status, _, body = await s.get(f'{ROOT}/flunders')
            assert (status, body) == (503, b'service unavailable\n')
            metrics = (await s.get('/metrics'))[2].decode()
            assert f'aggregator_unavailable_apiservice{{name="{NAME}"}} 1.0' in metrics
            table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
            shown = json.loads((await s.get(f'/apis/apiregistration.k8s.io/v1/apiservices/{NAME}', Accept=table))[2])
            assert shown['rows'][0]['cells'][1:3] == ['wardle/sample-api', 'False (ServiceNotFound)']
            await exposed(s, extension.port)
            await condition(client, 'True', 'Passed')
            await put(s, piece(extension.port, ready=False))
            text = await condition(client, 'False', 'MissingEndpoints')
            assert text == 'endpointslices for service/sample-api in "wardle" have no addresses with port name ""'
            await client.delete(discovery.EndpointSlice, 'sample-api', 'wardle')
            text = await condition(client, 'False', 'EndpointsNotFound')
            assert text == 'cannot find endpointslices for service/sample-api in "wardle"'

    run(main())


def test_a_server_with_the_wrong_certificate_or_answer_is_not_available() -> None:
    async def main() -> None:
        files = folder()
        async with (
            extension_server(files / 'sample.crt', files / 'sample.key') as extension,
            served('admin', **settings()) as s,
        ):
            client = s.server.client()
            await exposed(s, extension.port)
            wrong = (files / f'{FRONT_PROXY}.crt').read_bytes()
            await client.create(api_service(ca_bundle=wrong))
            text = await condition(client, 'False', 'FailedDiscoveryCheck')
            assert text.startswith(f'failing or missing response from https://127.0.0.1:{extension.port}{ROOT}: Get ')
            assert 'x509: certificate signed by unknown authority' in text
            extension.status = 403
            found = await client.get(apiregistration.APIService, NAME)
            found.spec.ca_bundle, found.spec.insecure_skip_tls_verify = b'', True
            await client.update(found)
            url = f'https://127.0.0.1:{extension.port}{ROOT}'
            while True:
                text = await condition(client, 'False', 'FailedDiscoveryCheck')
                if 'bad status' in text:
                    break
                await asyncio.sleep(0.02)
            assert text == f'failing or missing response from {url}: bad status from {url}: 403'
            extension.status = 200
            await condition(client, 'True', 'Passed')  # it is tried again without a reason

    run(main())


def test_metrics_are_an_api_of_another_server() -> None:
    """As metrics-server registers itself: `kubectl top` asks through the aggregator."""

    async def main() -> None:
        files = folder()
        group, version = 'metrics.k8s.io', 'v1beta1'
        async with (
            extension_server(files / 'sample.crt', files / 'sample.key', group=group, version=version) as extension,
            served('admin', **settings()) as s,
        ):
            await exposed(s, extension.port)
            obj = api_service(group=group, version=version, group_priority_minimum=100, version_priority=100)
            obj.spec.ca_bundle, obj.spec.insecure_skip_tls_verify = b'', True
            await s.server.client().create(obj)
            await condition(s.server.client(), 'True', 'Passed', f'{version}.{group}')
            assert (await s.get(f'/apis/{group}/{version}/flunders'))[0] == 200
            assert json.loads((await s.get('/apis'))[2])['groups'][-1]['name'] == group

    run(main())


def test_what_is_served_here_has_local_api_services() -> None:
    async def main() -> None:
        async with served('admin', **settings()) as s:
            client = s.server.client()
            found = {each.metadata.name: each for each in (await client.list(apiregistration.APIService)).items}
            assert {'v1.', 'v1.apps', 'v2.autoscaling', 'v1.flowcontrol.apiserver.k8s.io'} <= set(found)
            assert 'v1.apiregistration.k8s.io' not in found
            apps = found['v1.apps']
            assert (apps.spec.group_priority_minimum, apps.spec.version_priority) == (17800, 15)
            assert apps.metadata.labels == {'kube-aggregator.kubernetes.io/automanaged': 'onstart'}
            assert apps.status.conditions[0].message == 'Local APIServices are always available'
            table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
            shown = json.loads((await s.get('/apis/apiregistration.k8s.io/v1/apiservices', Accept=table))[2])
            assert shown['rows'][0]['cells'][:3] == ['v1.', 'Local', 'True']
            assert all(each['cells'][1:3] == ['Local', 'True'] for each in shown['rows'])

    run(main())


def test_extension_servers_find_whom_to_believe() -> None:
    async def main() -> None:
        async with served('admin', **settings()) as s:
            found = await s.server.client().get(core.ConfigMap, 'extension-apiserver-authentication', 'kube-system')
            assert found.data['client-ca-file'] == (folder() / 'ca.crt').read_text()
            assert found.data['requestheader-client-ca-file'] == (folder() / f'{FRONT_PROXY}.crt').read_text()
            assert found.data['requestheader-allowed-names'] == '["front-proxy-client"]'
            assert found.data['requestheader-username-headers'] == '["X-Remote-User"]'
            assert found.data['requestheader-extra-headers-prefix'] == '["X-Remote-Extra-"]'

    run(main())
