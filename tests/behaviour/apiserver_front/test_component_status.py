"""What Kubernetes shows as componentstatuses."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from sampan.apiserver.component_status import WARNING, Unhealthy
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.request import Request, UserInfo
from sampan.apiserver.server import ApiServer
from sampan.store.memory import MemoryStore
from sampan.testing.world import SimulatedWorld

ADMIN = UserInfo('admin', groups=('system:masters', 'system:authenticated'))
PATH = '/api/v1/componentstatuses'
TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io'


async def _well() -> str:
    return 'ok'


async def _ill() -> str:
    raise Unhealthy('HTTP probe failed with statuscode: 500')


async def _ask(server: ApiServer, path: str, accept: str = '') -> tuple[int, Any, list[str]]:
    request = Request('GET', path.partition('?')[0], {}, {'accept': accept}, b'', user=ADMIN)
    answer = await server.handler(request)
    body = answer.body if isinstance(answer.body, bytes) else b''.join(answer.body)  # type: ignore[union-attr]
    return answer.status, json.loads(body), request.warnings


def test_components_are_asked_and_the_resource_is_deprecated() -> None:
    async def body() -> None:
        server = ApiServer(store=MemoryStore(), world=SimulatedWorld(), config=ApiServerConfig())
        server.component_probes.update({'scheduler': _ill, 'controller-manager': _well})
        await server.start(listen=False)
        try:
            status, listed, warnings = await _ask(server, PATH)
            assert (status, listed['kind'], warnings) == (200, 'ComponentStatusList', [WARNING])
            found = {item['metadata']['name']: item['conditions'] for item in listed['items']}
            assert found == {
                'scheduler': [
                    {'type': 'Healthy', 'status': 'False', 'error': 'HTTP probe failed with statuscode: 500'}
                ],
                'controller-manager': [{'type': 'Healthy', 'status': 'True', 'message': 'ok'}],
                'etcd-0': [{'type': 'Healthy', 'status': 'True', 'message': 'ok'}],
            }
            _, table, _ = await _ask(server, PATH, TABLE)
            assert [row['cells'] for row in table['rows']] == [
                ['scheduler', 'Unhealthy', '', 'HTTP probe failed with statuscode: 500'],
                ['controller-manager', 'Healthy', 'ok', ''],
                ['etcd-0', 'Healthy', 'ok', ''],
            ]
            assert (await _ask(server, PATH + '/etcd-0'))[1]['metadata']['name'] == 'etcd-0'
            status, refused, _ = await _ask(server, PATH + '/dns')
            assert (status, refused['message']) == (404, 'componentstatus "dns" not found')
        finally:
            await server.stop()

    asyncio.run(body())
