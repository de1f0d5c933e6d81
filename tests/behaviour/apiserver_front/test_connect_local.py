"""Logs of nodes that live in the same process, without any socket."""

from __future__ import annotations

import pytest
from tests.behaviour.apiserver_front.fakes import FakeKubelet
from tests.behaviour.apiserver_front.servers import add_pod, run

from sampan.api import errors
from sampan.apiserver.connect.local import LocalNodes
from sampan.apiserver.request import Request, Response, Stream, UserInfo
from sampan.apiserver.server import ApiServer
from sampan.machinery.world import SystemWorld
from sampan.store.memory import MemoryStore

POD = '/api/v1/namespaces/default/pods/web'
MASTER = UserInfo('admin', groups=('system:masters',))


def test_logs_come_from_the_handler_of_the_node() -> None:
    async def main() -> None:
        fake = FakeKubelet()
        server = ApiServer(store=MemoryStore(), world=SystemWorld(), nodes=LocalNodes({'n1': fake}))
        await server.start(listen=False)
        await add_pod(server, 0)
        answer = await server.handler(Request('GET', f'{POD}/log', user=MASTER, query={'tailLines': ['1']}))
        assert isinstance(answer, Stream)
        assert answer.chunks is not None
        text = b''.join([chunk async for chunk in answer.chunks])
        assert text == b"/containerLogs/default/web/c ['tailLines']\nsecond line\n"
        assert fake.seen[0].user is not None
        assert fake.seen[0].user.name == 'kube-apiserver-kubelet-client'
        upgrade = Request('GET', f'{POD}/exec', user=MASTER, query={'command': ['ls'], 'stdout': ['1']})
        refused = await server.handler(upgrade)
        assert isinstance(refused, Response)
        assert refused.status == 400
        await server.stop()

    run(main())


def test_an_unknown_node_is_said() -> None:
    async def main() -> None:
        with pytest.raises(errors.ApiError) as error:
            await LocalNodes({}).connect('n9')
        assert errors.is_not_found(error.value)

    run(main())
