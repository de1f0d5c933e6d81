"""Nobody gives what he does not have."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tests.support.authorization import ADMIN, Cluster, cluster, rule, user

RBAC = '/apis/rbac.authorization.k8s.io/v1'
ROLES, BINDINGS = f'{RBAC}/namespaces/default/roles', f'{RBAC}/namespaces/default/rolebindings'
BOB = user('bob', 'builders')
GIVER = rule('create update get', 'rbac.authorization.k8s.io', 'roles rolebindings clusterroles')


def story(tell: Callable[[Cluster], Awaitable[None]]) -> None:
    async def main() -> None:
        async with cluster() as c:
            await tell(c)

    asyncio.run(main())


def role(name: str, *rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {'metadata': {'name': name}, 'rules': list(rules), **more}


def binding(name: str, kind: str, to: str) -> dict[str, Any]:
    return {
        'metadata': {'name': name},
        'roleRef': {'kind': kind, 'name': to},
        'subjects': [{'kind': 'User', 'name': 'carol'}],
    }


def test_a_role_with_more_than_its_writer_holds_is_refused() -> None:
    async def tell(c: Cluster) -> None:
        await c.grant(BOB, GIVER, rule('get', "''", 'pods'), namespace='default')
        assert await c.status(BOB, 'POST', ROLES, role('fine', rule('get', "''", 'pods'))) == 201
        wanted = role('more', rule('get list', "''", 'pods secrets'), rule('get', 'apps', 'deployments', 'web'))
        answer = await c.ask(BOB, 'POST', ROLES, wanted)
        assert answer.status == 403
        assert answer.message == (
            'roles.rbac.authorization.k8s.io "more" is forbidden: user "bob" (groups=["builders" '
            '"system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n'
            '{APIGroups:[""], Resources:["pods"], Verbs:["list"]}\n'
            '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}\n'
            '{APIGroups:["apps"], Resources:["deployments"], ResourceNames:["web"], Verbs:["get"]}'
        )
        bigger = role('fine', rule('get delete', "''", 'pods'))
        assert await c.status(BOB, 'PUT', f'{ROLES}/fine', bigger) == 403

    story(tell)


def test_who_may_escalate_writes_any_role() -> None:
    async def tell(c: Cluster) -> None:
        escalate = rule('escalate', 'rbac.authorization.k8s.io', 'roles')
        await c.grant(BOB, GIVER, escalate, namespace='default')
        assert await c.status(BOB, 'POST', ROLES, role('all', rule('*', '*', '*'))) == 201

    story(tell)


def test_a_role_with_more_than_its_binder_holds_is_not_bound() -> None:
    async def tell(c: Cluster) -> None:
        await c.grant(BOB, GIVER, rule('get', "''", 'pods'), namespace='default')
        assert await c.status(ADMIN, 'POST', ROLES, role('secrets', rule('get', "''", 'secrets'))) == 201
        answer = await c.ask(BOB, 'POST', BINDINGS, binding('b', 'Role', 'secrets'))
        assert answer.status == 403
        assert answer.message.startswith('rolebindings.rbac.authorization.k8s.io "b" is forbidden: user "bob"')
        assert answer.message.endswith('{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}')
        missing = await c.ask(BOB, 'POST', BINDINGS, binding('b', 'Role', 'nothing'))
        assert missing.status == 404
        assert missing.message == 'roles.rbac.authorization.k8s.io "nothing" not found'

    story(tell)


def test_who_may_bind_a_role_binds_it() -> None:
    async def tell(c: Cluster) -> None:
        may = rule('bind', 'rbac.authorization.k8s.io', 'clusterroles', 'admin')
        await c.grant(BOB, GIVER, may, namespace='default')
        assert await c.status(BOB, 'POST', BINDINGS, binding('a', 'ClusterRole', 'admin')) == 201
        assert await c.status(BOB, 'POST', BINDINGS, binding('b', 'ClusterRole', 'cluster-admin')) == 403

    story(tell)


def test_only_who_may_everything_gathers_roles() -> None:
    async def tell(c: Cluster) -> None:
        await c.grant(BOB, GIVER)
        gathering = {'clusterRoleSelectors': [{'matchLabels': {'gather': 'me'}}]}
        wanted = role('gatherer', aggregationRule=gathering)
        answer = await c.ask(BOB, 'POST', f'{RBAC}/clusterroles', wanted)
        assert answer.status == 403
        assert answer.message.endswith('must have cluster-admin privileges to use an aggregationRule')
        assert await c.status(ADMIN, 'POST', f'{RBAC}/clusterroles', wanted) == 201

    story(tell)


def test_a_collector_may_take_owners_away_from_any_role() -> None:
    async def tell(c: Cluster) -> None:
        await c.grant(BOB, GIVER, namespace='default')
        owner = {'apiVersion': 'v1', 'kind': 'ConfigMap', 'name': 'x', 'uid': 'u'}
        owned = role('all', rule('*', '*', '*'))
        owned['metadata']['ownerReferences'] = [owner]
        made = (await c.ask(ADMIN, 'POST', ROLES, owned)).json
        made['metadata']['ownerReferences'] = []
        assert await c.status(BOB, 'PUT', f'{ROLES}/all', made) == 200

    story(tell)
