"""A whole API server without sockets, and definitions to give it."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.request import Request, Stream, UserInfo
from sampan.apiserver.server import ApiServer
from sampan.store.memory import MemoryStore
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld
from support.registry import Reply

ADMIN = UserInfo('admin', groups=('system:masters', 'system:authenticated'))
DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
GROUP = 'stable.example.com'
TABS = f'/apis/{GROUP}/v1/namespaces/default/crontabs'

SPEC = {
    'type': 'object',
    'properties': {
        'cronSpec': {'type': 'string', 'pattern': '^\\S+$'},
        'replicas': {'type': 'integer', 'minimum': 0, 'default': 1},
        'color': {'type': 'string', 'enum': ['red', 'blue']},
        'any': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': True},
        'port': {'x-kubernetes-int-or-string': True},
        'steps': {
            'type': 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name'],
            'items': {
                'type': 'object',
                'required': ['name'],
                'properties': {'name': {'type': 'string', 'maxLength': 10}, 'weight': {'type': 'integer'}},
            },
        },
    },
}
SCHEMA = {
    'type': 'object',
    'properties': {
        'spec': SPEC,
        'status': {'type': 'object', 'properties': {'replicas': {'type': 'integer'}, 'selector': {'type': 'string'}}},
    },
}


def version(name: str = 'v1', *, storage: bool = True, schema: Any = None, **more: Any) -> dict[str, Any]:
    chosen = copy.deepcopy(SCHEMA if schema is None else schema)
    return {'name': name, 'served': True, 'storage': storage, 'schema': {'openAPIV3Schema': chosen}, **more}


def definition(*versions: dict[str, Any], scope: str = 'Namespaced', **spec: Any) -> dict[str, Any]:
    names = {
        'plural': 'crontabs',
        'singular': 'crontab',
        'kind': 'CronTab',
        'shortNames': ['ct'],
        'categories': ['all'],
    }
    return {
        'apiVersion': 'apiextensions.k8s.io/v1',
        'kind': 'CustomResourceDefinition',
        'metadata': {'name': f'crontabs.{GROUP}'},
        'spec': {'group': GROUP, 'scope': scope, 'names': names, 'versions': list(versions) or [version()], **spec},
    }


def tab(name: str = 'one', spec: Any = None, api_version: str = f'{GROUP}/v1', **more: Any) -> dict[str, Any]:
    chosen = {'cronSpec': '*/5'} if spec is None else spec
    return {'apiVersion': api_version, 'kind': 'CronTab', 'metadata': {'name': name}, 'spec': chosen, **more}


class Server:
    """The pipeline of one server, asked as an administrator."""

    def __init__(self, server: ApiServer) -> None:
        self.api = server
        self.client = server.client()

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Request:
        parts = urlsplit(path)
        data = body if isinstance(body, bytes) else b'' if body is None else json.dumps(body).encode()
        names = {name.replace('_', '-'): value for name, value in headers.items()}
        return Request(method, parts.path, parse_qs(parts.query, keep_blank_values=True), names, data, user=ADMIN)

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        request = self.request(method, path, body, **headers)
        answer = await self.api.handler(request)
        assert not isinstance(answer, Stream)
        return Reply(answer, request)  # type: ignore[arg-type]

    async def good(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer's object; anything but success fails the test."""
        reply = await self.send(method, path, body, **headers)
        assert reply.status < 300, reply.body
        return reply.json()

    async def define(self, crd: dict[str, Any]) -> Any:
        """Create a definition and wait until it is established."""
        await self.good('POST', DEFINITIONS, crd)
        return await self.condition(crd['metadata']['name'], 'Established')

    async def condition(self, name: str, type_: str, status: str = 'True') -> Any:
        """The definition as soon as it has the condition; the virtual clock does not let this wait in vain."""
        async with asyncio.timeout(30):
            while True:
                crd = await self.good('GET', f'{DEFINITIONS}/{name}')
                for each in crd.get('status', {}).get('conditions', []):
                    if each['type'] == type_ and each['status'] == status:
                        return crd
                await asyncio.sleep(0.01)

    async def gone_stale(self) -> None:
        """Let the server see its newest definitions."""
        for _ in range(20):
            await asyncio.sleep(0.01)

    async def gone(self, path: str) -> None:
        async with asyncio.timeout(30):
            while (await self.send('GET', path)).status != 404:
                await asyncio.sleep(0.01)


async def tell(story: Callable[[Server], Awaitable[None]]) -> None:
    """Tell a story to a fresh server, on whatever loop runs."""
    server = ApiServer(store=MemoryStore(), world=SimulatedWorld(), config=ApiServerConfig())
    await server.start(listen=False)
    try:
        await story(Server(server))
    finally:
        await server.stop()


def run(story: Callable[[Server], Awaitable[None]]) -> None:
    """Tell a story to a fresh server, in virtual time."""
    run_virtual(tell(story))
