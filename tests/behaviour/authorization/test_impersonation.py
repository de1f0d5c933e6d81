"""Acting as somebody else, by permission."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from tests.support.authorization import ADMIN, Answer, Cluster, account, cluster, rule, user

from sampan.apiserver.request import UserInfo

BOB = user('bob')
WHOAMI = '/apis/authentication.k8s.io/v1/selfsubjectreviews'


def story(tell: Callable[[Cluster], Awaitable[None]]) -> None:
    async def main() -> None:
        async with cluster() as c:
            await tell(c)

    asyncio.run(main())


async def as_other(c: Cluster, who: UserInfo, headers: Mapping[str, str]) -> Answer:
    return await c.ask(who, 'POST', WHOAMI, {}, headers)


def test_an_administrator_acts_as_anybody() -> None:
    async def tell(c: Cluster) -> None:
        headers = {
            'Impersonate-User': 'carol',
            'Impersonate-Group': 'builders',
            'Impersonate-Uid': '7',
            'Impersonate-Extra-acme.io%2fProject': 'boat',
        }
        answer = await as_other(c, ADMIN, headers)
        assert answer.json['status']['userInfo'] == {
            'username': 'carol',
            'uid': '7',
            'groups': ['builders', 'system:authenticated'],
            'extra': {'acme.io/project': ['boat']},
        }
        refused = await c.ask(ADMIN, 'GET', '/api/v1/nodes', headers={'Impersonate-User': 'carol'})
        assert refused.status == 403
        assert 'User "carol" cannot list resource "nodes"' in refused.message

    story(tell)


def test_service_accounts_and_anonymous_have_their_groups() -> None:
    async def tell(c: Cluster) -> None:
        answer = await as_other(c, ADMIN, {'Impersonate-User': 'system:serviceaccount:default:robot'})
        assert answer.json['status']['userInfo']['groups'] == [
            'system:serviceaccounts',
            'system:serviceaccounts:default',
            'system:authenticated',
        ]
        version = await c.ask(ADMIN, 'GET', '/version', headers={'Impersonate-User': 'system:anonymous'})
        assert version.status == 200
        refused = await c.ask(ADMIN, 'GET', '/api', headers={'Impersonate-User': 'system:anonymous'})
        assert refused.status == 403

    story(tell)


def test_each_thing_claimed_must_be_allowed() -> None:
    async def tell(c: Cluster) -> None:
        answer = await as_other(c, BOB, {'Impersonate-User': 'carol'})
        assert answer.status == 403
        await c.grant(BOB, rule('impersonate', "''", 'users', 'carol'))
        allowed = await as_other(c, BOB, {'Impersonate-User': 'carol'})
        assert allowed.json['status']['userInfo']['username'] == 'carol'
        assert (await as_other(c, BOB, {'Impersonate-User': 'dora'})).status == 403
        both = await as_other(c, BOB, {'Impersonate-User': 'carol', 'Impersonate-Group': 'system:masters'})
        assert both.status == 403
        assert both.message.startswith('groups "system:masters" is forbidden: User "bob" cannot impersonate')

    story(tell)


def test_claims_without_a_name_are_a_bad_request() -> None:
    async def tell(c: Cluster) -> None:
        answer = await as_other(c, ADMIN, {'Impersonate-Group': 'builders'})
        assert answer.status == 400
        assert answer.message == (
            'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"builders"}, '
            'Extra:map[string][]string(nil)} without impersonating a user name'
        )

    story(tell)


def test_constrained_impersonation_is_for_one_verb() -> None:
    """KEP-5284: `impersonate:user-info` whom, `impersonate-on:user-info:list` for what."""

    async def tell(c: Cluster) -> None:
        carol = user('carol')
        await c.grant(carol, rule('list get', "''", 'pods'), name='carols')
        await c.grant(
            BOB,
            rule('impersonate:user-info', 'authentication.k8s.io', 'users', 'carol'),
            rule('impersonate-on:user-info:list', "''", 'pods'),
        )
        headers = {'Impersonate-User': 'carol'}
        assert (await c.ask(BOB, 'GET', '/api/v1/pods', headers=headers)).status == 200
        path = '/api/v1/namespaces/default/pods/web'
        refused = await c.ask(BOB, 'GET', path, headers=headers)
        assert refused.status == 403
        assert 'cannot impersonate-on:user-info:get' in refused.message

    story(tell)


def test_a_pods_account_acts_as_its_own_node_only() -> None:
    async def tell(c: Cluster) -> None:
        agent = account('kube-system', 'agent')
        agent = UserInfo(agent.name, '', agent.groups, {'authentication.kubernetes.io/node-name': ['node-1']})
        await c.grant(
            agent,
            rule('impersonate:associated-node', 'authentication.k8s.io', 'nodes'),
            rule('impersonate-on:associated-node:get', "''", 'nodes'),
        )
        own = await c.ask(agent, 'GET', '/api/v1/nodes/node-1', headers={'Impersonate-User': 'system:node:node-1'})
        assert own.status == 404  # allowed, and there is no such node
        other = await c.ask(agent, 'GET', '/api/v1/nodes/node-2', headers={'Impersonate-User': 'system:node:node-2'})
        assert other.status == 403

    story(tell)
