"""Who may ask a kubelet is the API server's decision."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from sampan.api.generated import authentication_v1 as authentication
from sampan.api.generated import authorization_v1 as authorization
from sampan.apiserver.request import Request, UserInfo
from sampan.machinery.world import SystemWorld
from sampan.node.server.auth import Gate, subresources
from sampan.node.server.containers import Refused


class Later(SystemWorld):
    ahead = timedelta()

    def now(self) -> Any:
        return super().now() + self.ahead


class Server:
    """Answers reviews: one token, one right. Counts what it was asked."""

    def __init__(self, allowed: str = 'stats') -> None:
        self.allowed = allowed
        self.asked: list[Any] = []

    async def create(self, obj: Any) -> Any:
        self.asked.append(obj)
        if isinstance(obj, authentication.TokenReview):
            user = authentication.UserInfo(username='prometheus', groups=['system:authenticated'])
            good = obj.spec.token == 'good'
            obj.status = authentication.TokenReviewStatus(authenticated=good, user=user if good else None)
            return obj
        attributes = obj.spec.resource_attributes
        may = (attributes.resource, attributes.name, attributes.subresource) == ('nodes', 'n1', self.allowed)
        obj.status = authorization.SubjectAccessReviewStatus(allowed=may)
        return obj


def admit(gate: Gate, path: str, token: str = 'good', method: str = 'GET', user: UserInfo | None = None) -> int:
    """200, or the status of the refusal."""
    headers = {'authorization': f'Bearer {token}'} if token else {}
    try:
        asyncio.run(gate.admit(Request(method, path, headers=headers, user=user)))
    except Refused as refused:
        return refused.response().status
    return 200


def test_a_token_is_reviewed_and_its_user_asked_about_once() -> None:
    server, world = Server(), Later()
    gate = Gate(node_name='n1', world=world, client=server)  # type: ignore[arg-type]
    assert [admit(gate, '/stats/summary') for _ in range(3)] == [200, 200, 200]
    assert len(server.asked) == 2
    assert admit(gate, '/exec/a/b/c', method='POST') == 403
    assert admit(gate, '/stats', token='bad') == 401
    assert admit(gate, '/stats', token='') == 401
    world.ahead = timedelta(seconds=301)
    before = len(server.asked)
    assert admit(gate, '/stats/summary') == 200
    assert len(server.asked) == before + 2


def test_a_finer_right_or_that_of_the_proxy_is_enough() -> None:
    for allowed in ('pods', 'proxy'):
        gate = Gate(node_name='n1', world=SystemWorld(), client=Server(allowed))  # type: ignore[arg-type]
        assert admit(gate, '/pods') == 200
    gate = Gate(node_name='n1', world=SystemWorld(), client=Server('metrics'))  # type: ignore[arg-type]
    assert admit(gate, '/pods') == 403


def test_without_an_api_server_only_masters_may() -> None:
    gate = Gate(node_name='n1', world=SystemWorld())
    assert admit(gate, '/pods', user=UserInfo('x', groups=('system:masters',))) == 200
    assert admit(gate, '/pods', user=UserInfo('kube-apiserver-kubelet-client')) == 403


@pytest.mark.parametrize(
    ('path', 'expected'),
    [
        ('/stats/summary', ('stats',)),
        ('/metrics/cadvisor', ('metrics',)),
        ('/logs/', ('log',)),
        ('/pods', ('pods', 'proxy')),
        ('/runningpods/', ('pods', 'proxy')),
        ('/configz', ('configz', 'proxy')),
        ('/containerLogs/a/b/c', ('proxy',)),
        ('/statsx', ('proxy',)),
    ],
)
def test_paths_are_subresources_of_the_node(path: str, expected: tuple[str, ...]) -> None:
    assert subresources(path) == expected
