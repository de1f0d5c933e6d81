"""CustomResourceConversionWebhook: a real HTTPS server behind a Service converts custom resources."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from sampan.api.generated import discovery_v1, meta_v1
from support.customresources import GROUP, TABS, Server, definition, tell, version
from support.webhooks import SERVICE, ca_bundle, server_context

OLD, NEW = TABS, TABS.replace('/v1/', '/v2/')
SCHEMA = {
    'type': 'object',
    'properties': {'hostPort': {'type': 'string'}, 'host': {'type': 'string'}, 'port': {'type': 'string'}},
}
SERVICES = '/api/v1/namespaces/default/services'
SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices'
PORT = 9443

Document = dict[str, Any]


class Converter:
    """The webhook of the conformance suite: v1 has `hostPort`, v2 has `host` and `port`."""

    def __init__(self) -> None:
        self.reviews: list[Document] = []
        self.hosts: set[str] = set()
        self.connections: set[Any] = set()
        self.broken: web.Response | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        review = json.loads(await request.read())
        self.reviews.append(review)
        self.hosts.add(request.host)
        self.connections.add(request.transport)
        if self.broken is not None:
            return self.broken
        asked = review['request']
        made = [convert(each, asked['desiredAPIVersion']) for each in asked['objects']]
        response = {'uid': asked['uid'], 'convertedObjects': made, 'result': {'status': 'Success'}}
        return web.json_response({'kind': 'ConversionReview', 'apiVersion': review['apiVersion'], 'response': response})


def convert(obj: Document, wanted: str) -> Document:
    if wanted.endswith('/v2'):
        obj['host'], _, obj['port'] = obj.pop('hostPort').partition(':')
    else:
        obj['hostPort'] = f'{obj.pop("host")}:{obj.pop("port")}'
    return {**obj, 'apiVersion': wanted}


def old(name: str, **more: Any) -> Document:
    return {'apiVersion': f'{GROUP}/v1', 'kind': 'CronTab', 'metadata': {'name': name}, 'hostPort': 'a:80', **more}


def new(name: str) -> Document:
    return {'apiVersion': f'{GROUP}/v2', 'kind': 'CronTab', 'metadata': {'name': name}, 'host': 'b', 'port': '81'}


async def deploy(server: Server, port: int) -> None:
    """The Service, its only endpoint, and a definition that names it."""
    await server.good('POST', SERVICES, {'metadata': {'name': SERVICE}, 'spec': {'ports': [{'port': PORT}]}})
    made = discovery_v1.EndpointSlice(
        metadata=meta_v1.ObjectMeta(
            name='converter', namespace='default', labels={'kubernetes.io/service-name': SERVICE}
        ),
        address_type='IPv4',
        ports=[discovery_v1.EndpointPort(name='', port=port)],
        endpoints=[discovery_v1.Endpoint(addresses=['127.0.0.1'])],
    )
    registry = server.api._assembly.registry
    endpoint = registry.endpoint(discovery_v1.EndpointSlice)  # nobody may create one on loopback
    await registry.objects.create(endpoint, endpoint.key('default', 'converter'), made, False)
    await registry.feed.fresh()
    config = {
        'service': {'name': SERVICE, 'namespace': 'default', 'path': '/crdconvert', 'port': PORT},
        'caBundle': base64.b64encode(ca_bundle()).decode(),
    }
    webhook = {'clientConfig': config, 'conversionReviewVersions': ['v1', 'v1beta1']}
    conversion = {'strategy': 'Webhook', 'webhook': webhook}
    versions = version(schema=SCHEMA), version('v2', storage=False, schema=SCHEMA)
    await server.define(definition(*versions, conversion=conversion))


def run(body: Callable[[Server, Converter], Awaitable[None]]) -> None:
    """In real time: there are real sockets."""

    async def main() -> None:
        converter = Converter()
        application = web.Application(client_max_size=1 << 30)
        application.router.add_post('/crdconvert', converter.handle)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, '127.0.0.1', 0, ssl_context=server_context()).start()

        async def story(server: Server) -> None:
            await deploy(server, runner.addresses[0][1])
            await body(server, converter)

        try:
            async with asyncio.timeout(60):
                await tell(story)
        finally:
            await runner.cleanup()

    asyncio.run(main())


def test_should_be_able_to_convert_from_cr_v1_to_cr_v2() -> None:
    """'CustomResourceConversionWebhook [Privileged:ClusterAdmin] should be able to convert from CR v1 to CR v2'"""

    async def body(server: Server, converter: Converter) -> None:
        await server.good('POST', OLD, old('one'))
        found = await server.good('GET', f'{NEW}/one')
        assert (found['apiVersion'], found['host'], found['port']) == (f'{GROUP}/v2', 'a', '80')
        assert 'hostPort' not in found
        assert converter.reviews[-1]['request']['desiredAPIVersion'] == f'{GROUP}/v2'
        assert converter.hosts == {f'{SERVICE}.default.svc:{PORT}'}

    run(body)


def test_should_be_able_to_convert_a_non_homogeneous_list_of_crs() -> None:
    """'CustomResourceConversionWebhook [...] should be able to convert a non homogeneous list of CRs'

    One object is written before the storage version changes and one after: a list in either version has both.
    """

    async def body(server: Server, converter: Converter) -> None:
        await server.good('POST', OLD, old('one'))
        path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/crontabs.' + GROUP
        crd = await server.good('GET', path)
        crd['spec']['versions'][0]['storage'], crd['spec']['versions'][1]['storage'] = False, True
        await server.good('PUT', path, crd)
        await server.gone_stale()
        await server.good('POST', NEW, new('two'))
        first = await server.good('GET', OLD)
        assert [each['hostPort'] for each in first['items']] == ['a:80', 'b:81']
        second = await server.good('GET', NEW)
        assert [(each['host'], each['port']) for each in second['items']] == [('a', '80'), ('b', '81')]
        assert len(converter.connections) == 1

    run(body)


def test_a_long_list_is_converted_in_one_review() -> None:
    async def body(server: Server, converter: Converter) -> None:
        for number in range(200):
            await server.good(
                'POST', OLD, old(f'n{number:03}', metadata={'name': f'n{number:03}', 'annotations': {'x': 'y' * 5000}})
            )
        converter.reviews.clear()
        listed = await server.good('GET', NEW)
        assert len(listed['items']) == 200 and all(each['host'] == 'a' for each in listed['items'])
        assert len(converter.reviews) == 1

    run(body)


def test_conversions_are_counted() -> None:
    async def body(server: Server, converter: Converter) -> None:
        await server.good('POST', OLD, old('one'))
        await server.good('GET', f'{NEW}/one')
        await server.good('POST', OLD, old('two'))
        converter.broken = web.json_response({'kind': 'ConversionReview', 'apiVersion': 'apiextensions.k8s.io/v1'})
        assert (await server.send('GET', f'{NEW}/two')).status == 500
        lines = (await server.send('GET', '/metrics')).body.decode().splitlines()
        malformed = 'failure_type="conversion_webhook_malformed_response_failure",result="failure"'
        assert 'apiserver_conversion_webhook_request_total{failure_type="",result="success"} 1.0' in lines
        assert f'apiserver_conversion_webhook_request_total{{{malformed}}} 1.0' in lines
        assert f'apiserver_conversion_webhook_duration_seconds_count{{{malformed}}} 1.0' in lines
        labels = f'crd_name="crontabs.{GROUP}",from_version="v1",succeeded="true",to_version="v2"'
        assert f'apiserver_crd_conversion_webhook_duration_seconds_count{{{labels}}} 1.0' in lines

    run(body)


URL = f'https://{SERVICE}.default.svc:{PORT}/crdconvert?timeout=30s'


@pytest.mark.parametrize(
    ('broken', 'text'),
    [
        (True, 'an error on the server ("broken") has prevented the request from succeeding'),
        (False, f'Post "{URL}": no endpoints available for service "{SERVICE}"'),
    ],
)
def test_a_webhook_that_fails_or_is_not_there(broken: bool, text: str) -> None:
    async def body(server: Server, converter: Converter) -> None:
        await server.good('POST', OLD, old('one'))
        if broken:
            converter.broken = web.Response(status=500, text='broken')
        else:
            await server.good('DELETE', f'{SLICES}/converter')
        reply = await server.send('GET', f'{NEW}/one')
        about = f'Internal error occurred: conversion webhook for {GROUP}/v1, Kind=CronTab failed: '
        assert (reply.status, reply.json()['message']) == (500, about + text)
        assert (await server.send('GET', f'{OLD}/one')).status == 200

    run(body)
