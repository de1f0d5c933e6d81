"""An API server in the process, asked by different people."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sampan.apiserver.authz.base import ALLOWED, Attributes, Decision, Rules, Verdict
from sampan.apiserver.authz.rbac import notation
from sampan.apiserver.authz.rbac.authorizer import matches
from sampan.apiserver.authz.rbac.controller_roles import CONTROLLERS
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.local import LocalClient
from sampan.apiserver.registry.registry import Registry
from sampan.apiserver.request import Request, Response, UserInfo
from sampan.apiserver.server import ApiServer
from sampan.apiserver.stages import compose
from sampan.apiserver.stages.authorization import Authorization
from sampan.apiserver.stages.recovery import Recovery
from sampan.apiserver.stages.request_info import RequestInfoStage
from sampan.client.base import Client
from sampan.controllers.identities import user_of
from sampan.store.memory import MemoryStore
from sampan.testing.world import SimulatedWorld

AUTHENTICATED = 'system:authenticated'


def user(name: str, *groups: str, **extra: list[str]) -> UserInfo:
    return UserInfo(name, groups=(*groups, AUTHENTICATED), extra=extra)


def account(namespace: str, name: str) -> UserInfo:
    groups = ('system:serviceaccounts', f'system:serviceaccounts:{namespace}', AUTHENTICATED)
    return UserInfo(f'system:serviceaccount:{namespace}:{name}', groups=groups)


def node(name: str) -> UserInfo:
    return user(f'system:node:{name}', 'system:nodes')


ADMIN = user('admin', 'system:masters')


class Answer:
    """What a caller got."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def message(self) -> str:
        return str(self.json.get('message', ''))


class Cluster:
    """A started server; `ask` sends one request as somebody, through the whole pipeline."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server
        self.admin: Client = server.client(ADMIN)

    def now(self) -> datetime:
        """The server's time."""
        return self.server._world.now()

    def client(self, who: UserInfo) -> Client:
        return self.server.client(who)

    async def ask(
        self, who: UserInfo, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        path, _, query = path.partition('?')
        pairs = [pair.partition('=') for pair in query.split('&') if pair]
        request = Request(
            method,
            path,
            query={name: [value] for name, _, value in pairs},
            headers={'content-type': 'application/json', 'accept': 'application/json', **(headers or {})},
            body=b'' if body is None else json.dumps(body).encode(),
            user=who,
        )
        answer = await self.server.handler(request)
        assert isinstance(answer, Response)
        return Answer(answer.status, answer.body if isinstance(answer.body, bytes) else b''.join(answer.body))

    async def status(self, who: UserInfo, method: str, path: str, body: Any = None) -> int:
        return (await self.ask(who, method, path, body)).status

    async def grant(self, to: UserInfo, *rules: Mapping[str, Any], namespace: str = '', name: str = 'granted') -> None:
        """A role with these rules, bound to a user, as the administrator gives them."""
        kind = 'Role' if namespace else 'ClusterRole'
        base = '/apis/rbac.authorization.k8s.io/v1' + (f'/namespaces/{namespace}' if namespace else '')
        plural = kind.lower() + 's'
        metadata = {'name': name}
        made = await self.ask(ADMIN, 'POST', f'{base}/{plural}', {'metadata': metadata, 'rules': list(rules)})
        assert made.status == 201, made.body
        binding = {
            'metadata': metadata,
            'roleRef': {'kind': kind, 'name': name},
            'subjects': [{'kind': 'User', 'name': to.name}],
        }
        bound = await self.ask(ADMIN, 'POST', f'{base}/{plural[:-1]}bindings', binding)
        assert bound.status == 201, bound.body


class OnlyRole:
    """An authorizer that knows one controller's default role, without a store."""

    def __init__(self, name: str) -> None:
        self._rules = notation.rules(CONTROLLERS[name])

    async def authorize(self, attributes: Attributes) -> Verdict:
        for each in self._rules:
            named = not each.resource_names or attributes.name in each.resource_names
            if attributes.is_resource and named and matches(each, attributes):
                return ALLOWED
        return Verdict(Decision.NO_OPINION, 'its role does not give it that')

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        return Rules()


def controller_client(registry: Registry, name: str) -> Client:
    """A client with the rights of a controller's account and no others."""
    stages = [Recovery(), RequestInfoStage(), Authorization(OnlyRole(name))]
    user_name, groups = user_of(name)
    return LocalClient(compose(stages, registry.handle), UserInfo(user_name, groups=groups))


def rule(verbs: str, groups: str, resources: str, names: str = '') -> dict[str, Any]:
    """A rule of words separated by blanks; the core group is `''`."""
    return {
        'verbs': verbs.split(),
        'apiGroups': ['' if group == "''" else group for group in groups.split()],
        'resources': resources.split(),
        **({'resourceNames': names.split()} if names else {}),
    }


@asynccontextmanager
async def cluster(config: ApiServerConfig | None = None) -> AsyncIterator[Cluster]:
    """A server over a memory store, started and stopped."""
    server = ApiServer(store=MemoryStore(), world=SimulatedWorld(0), config=config)
    await server.start(listen=False)
    try:
        yield Cluster(server)
    finally:
        await server.stop()
