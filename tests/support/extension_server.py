"""A small aggregated API server, as the sample API server is: flunders of wardle.example.com, in memory.

It believes front proxies by their certificate, says who asked, and can be told to misbehave.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

GROUP, VERSION = 'wardle.example.com', 'v1alpha1'
API_VERSION = f'{GROUP}/{VERSION}'
ROOT = f'/apis/{API_VERSION}'
MODEL = 'com.example.wardle.v1alpha1.Flunder'
AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
FLUNDERS = {
    'name': 'flunders',
    'singularName': 'flunder',
    'namespaced': True,
    'kind': 'Flunder',
    'verbs': ['create', 'delete', 'get', 'list', 'watch'],
    'shortNames': ['fl'],
}


class ExtensionServer:
    """`seen` are the requests for resources: method, path and headers."""

    def __init__(self, *, aggregated: bool = True, group: str = GROUP, version: str = VERSION) -> None:
        self.group, self.version = group, version
        self.root = f'/apis/{group}/{version}'
        self.aggregated = aggregated
        self.redirects = False
        self.status = 200  # of discovery
        self.objects: dict[tuple[str, str], dict[str, Any]] = {}
        self.seen: list[tuple[str, str, Any]] = []
        self.port = 0
        self._revision = 0
        self._watchers: list[asyncio.Queue[dict[str, Any]]] = []

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get('/apis', self.groups)
        app.router.add_get(self.root, self.resources)
        app.router.add_get('/openapi/v2', self.openapi_2)
        app.router.add_get('/openapi/v3', self.openapi_3_index)
        app.router.add_get(f'/openapi/v3{self.root}', self.openapi_3)
        app.router.add_get(f'{self.root}/flunders', self.list)
        app.router.add_get(f'{self.root}/namespaces/{{ns}}/flunders', self.list)
        app.router.add_post(f'{self.root}/namespaces/{{ns}}/flunders', self.create)
        app.router.add_get(f'{self.root}/namespaces/{{ns}}/flunders/{{name}}', self.get)
        app.router.add_delete(f'{self.root}/namespaces/{{ns}}/flunders/{{name}}', self.delete)
        app.router.add_get(f'{self.root}/namespaces/{{ns}}/flunders/{{name}}/exec', self.echo)
        return app

    # -- discovery -----------------------------------------------------------------------------------

    async def groups(self, request: web.Request) -> web.Response:
        if not self.aggregated or 'APIGroupDiscoveryList' not in request.headers.get('Accept', ''):
            return web.json_response({'kind': 'APIGroupList', 'apiVersion': 'v1', 'groups': []})
        resource = {
            'resource': 'flunders',
            'responseKind': {'group': self.group, 'version': self.version, 'kind': 'Flunder'},
            'scope': 'Namespaced',
            'singularResource': 'flunder',
            'verbs': FLUNDERS['verbs'],
            'shortNames': ['fl'],
        }
        versions = [{'version': self.version, 'resources': [resource], 'freshness': 'Current'}]
        items = [{'metadata': {'name': self.group}, 'versions': versions}]
        body = {'kind': 'APIGroupDiscoveryList', 'apiVersion': 'apidiscovery.k8s.io/v2', 'items': items}
        return web.Response(body=json.dumps(body).encode(), headers={'Content-Type': AGGREGATED, 'ETag': '"1"'})

    async def resources(self, request: web.Request) -> web.Response:
        body = {
            'kind': 'APIResourceList',
            'apiVersion': 'v1',
            'groupVersion': f'{self.group}/{self.version}',
            'resources': [FLUNDERS],
        }
        return web.json_response(body, status=self.status)

    async def openapi_2(self, request: web.Request) -> web.Response:
        reference = {'$ref': f'#/definitions/{MODEL}'}
        paths = {
            f'{self.root}/namespaces/{{namespace}}/flunders/{{name}}': {
                'get': {'responses': {'200': {'description': 'OK', 'schema': reference}}}
            },
            '/apis/others.example.com/v1/': {'get': {}},
        }
        definitions = {
            MODEL: {
                'type': 'object',
                'properties': {'metadata': {'$ref': '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'}},
            },
            'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': {'type': 'object', 'properties': {'odd': {}}},
            'com.example.Unused': {'type': 'object'},
        }
        return web.json_response({'swagger': '2.0', 'info': {}, 'paths': paths, 'definitions': definitions})

    async def openapi_3_index(self, request: web.Request) -> web.Response:
        name = self.root.strip('/')
        return web.json_response({'paths': {name: {'serverRelativeURL': f'/openapi/v3/{name}?hash=ABC'}}})

    async def openapi_3(self, request: web.Request) -> web.Response:
        return web.json_response({'openapi': '3.0.0', 'info': {'title': 'sample'}})

    # -- flunders ------------------------------------------------------------------------------------

    def _note(self, request: web.Request) -> None:
        self.seen.append((request.method, request.path_qs, request.headers.copy()))

    async def list(self, request: web.Request) -> web.StreamResponse:
        self._note(request)
        if self.redirects:
            return web.Response(status=302, headers={'Location': 'http://169.254.169.254/'})
        if request.query.get('watch') in ('1', 'true'):
            return await self._watch(request)
        namespace = request.match_info.get('ns', '')
        items = [obj for (ns, _), obj in sorted(self.objects.items()) if namespace in ('', ns)]
        metadata = {'resourceVersion': str(self._revision)}
        return web.json_response(
            {'kind': 'FlunderList', 'apiVersion': f'{self.group}/{self.version}', 'metadata': metadata, 'items': items}
        )

    async def _watch(self, request: web.Request) -> web.StreamResponse:
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._watchers.append(queue)
        answer = web.StreamResponse(headers={'Content-Type': 'application/json'})
        await answer.prepare(request)
        while True:
            event = await queue.get()
            await answer.write(json.dumps(event).encode() + b'\n')

    async def create(self, request: web.Request) -> web.Response:
        self._note(request)
        obj = await request.json()
        self._revision += 1
        metadata = obj['metadata']
        metadata |= {'namespace': request.match_info['ns'], 'resourceVersion': str(self._revision), 'uid': 'u'}
        self.objects[metadata['namespace'], metadata['name']] = obj
        self._tell('ADDED', obj)
        return web.json_response(obj, status=201)

    async def get(self, request: web.Request) -> web.Response:
        self._note(request)
        obj = self.objects.get((request.match_info['ns'], request.match_info['name']))
        if obj is None:
            return web.json_response(
                {'kind': 'Status', 'apiVersion': 'v1', 'status': 'Failure', 'reason': 'NotFound', 'code': 404},
                status=404,
            )
        return web.json_response(obj)

    async def delete(self, request: web.Request) -> web.Response:
        self._note(request)
        obj = self.objects.pop((request.match_info['ns'], request.match_info['name']))
        self._tell('DELETED', obj)
        return web.json_response(obj)

    async def echo(self, request: web.Request) -> web.StreamResponse:
        """A WebSocket that says everything twice."""
        self._note(request)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(message.data * 2)
        return socket

    def _tell(self, kind: str, obj: dict[str, Any]) -> None:
        for queue in self._watchers:
            queue.put_nowait({'type': kind, 'object': obj})


@asynccontextmanager
async def extension_server(
    certificate: Path, key: Path, front_proxy_ca: Path | None = None, **options: Any
) -> AsyncIterator[ExtensionServer]:
    """One that listens on 127.0.0.1; with an authority of front proxies it serves nobody without their certificate."""
    made = ExtensionServer(**options)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    if front_proxy_ca is not None:
        tls.load_verify_locations(front_proxy_ca)
        tls.verify_mode = ssl.CERT_REQUIRED
    runner = web.AppRunner(made.application(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, '127.0.0.1', 0, ssl_context=tls)
    await site.start()
    made.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    try:
        yield made
    finally:
        await runner.cleanup()
