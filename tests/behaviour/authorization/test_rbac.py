"""Roles say what may be done, bindings say who may do it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.support.authorization import ADMIN, Cluster, account, cluster, rule, user

PODS = '/api/v1/namespaces/{}/pods'
RBAC = '/apis/rbac.authorization.k8s.io/v1'
BOB, ALICE = user('bob'), user('alice', 'builders')


def story(tell: Callable[[Cluster], Awaitable[None]]) -> None:
    async def main() -> None:
        async with cluster() as c:
            await tell(c)

    asyncio.run(main())


def test_nobody_may_anything_that_no_binding_gives() -> None:
    async def tell(c: Cluster) -> None:
        answer = await c.ask(BOB, 'GET', PODS.format('default'))
        assert answer.status == 403
        assert answer.message == (
            'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"'
        )

    story(tell)


def test_a_role_holds_in_its_namespace_only_and_at_once() -> None:
    async def tell(c: Cluster) -> None:
        await c.grant(BOB, rule('list', "''", 'pods'), namespace='default')
        assert await c.status(BOB, 'GET', PODS.format('default')) == 200
        assert await c.status(BOB, 'GET', PODS.format('kube-system')) == 403
        assert await c.status(BOB, 'GET', '/api/v1/pods') == 403
        assert await c.status(BOB, 'GET', '/api/v1/namespaces/default/services') == 403
        assert await c.status(BOB, 'DELETE', PODS.format('default')) == 403
        assert await c.status(ADMIN, 'DELETE', f'{RBAC}/namespaces/default/rolebindings/granted') == 200
        assert await c.status(BOB, 'GET', PODS.format('default')) == 403

    story(tell)


def test_a_cluster_role_may_be_bound_for_one_namespace() -> None:
    async def tell(c: Cluster) -> None:
        role = {'metadata': {'name': 'reader'}, 'rules': [rule('get list', "''", 'pods')]}
        assert await c.status(ADMIN, 'POST', f'{RBAC}/clusterroles', role) == 201
        binding = {
            'metadata': {'name': 'readers'},
            'roleRef': {'kind': 'ClusterRole', 'name': 'reader'},
            'subjects': [{'kind': 'Group', 'name': 'builders'}, {'kind': 'ServiceAccount', 'name': 'robot'}],
        }
        assert await c.status(ADMIN, 'POST', f'{RBAC}/namespaces/default/rolebindings', binding) == 201
        for who in (ALICE, account('default', 'robot')):
            assert await c.status(who, 'GET', PODS.format('default')) == 200
            assert await c.status(who, 'GET', '/api/v1/pods') == 403
        assert await c.status(account('other', 'robot'), 'GET', PODS.format('default')) == 403
        assert await c.status(BOB, 'GET', PODS.format('default')) == 403

    story(tell)


@pytest.mark.parametrize(
    ('given', 'allowed', 'refused'),
    [
        (rule('get', "''", 'pods/log'), ('get', '', 'pods', 'log'), ('get', '', 'pods', '')),
        (
            rule('get', '*', '*/scale'),
            ('get', 'apps', 'deployments', 'scale'),
            ('get', 'apps', 'deployments', 'status'),
        ),
        (rule('*', 'apps', '*'), ('patch', 'apps', 'deployments', 'status'), ('get', '', 'pods', '')),
        (rule('get', "'' apps", 'pods deployments'), ('get', 'apps', 'deployments', ''), ('list', '', 'pods', '')),
    ],
)
def test_rules_match_subresources_and_wildcards_as_upstreams(
    given: dict[str, Any], allowed: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    async def tell(c: Cluster) -> None:
        await c.grant(BOB, given)
        assert await can(c, BOB, allowed)
        assert not await can(c, BOB, refused)

    story(tell)


async def can(c: Cluster, who: Any, asked: tuple[str, ...], name: str = '') -> bool:
    verb, group, resource, subresource = asked
    attributes = {'verb': verb, 'group': group, 'resource': resource, 'subresource': subresource, 'name': name}
    body = {'spec': {'resourceAttributes': attributes}}
    answer = await c.ask(who, 'POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body)
    return bool(answer.json['status']['allowed'])


def test_a_rule_may_be_limited_to_names() -> None:
    async def tell(c: Cluster) -> None:
        await c.grant(BOB, rule('get watch list', "''", 'configmaps', 'one two'))
        assert await can(c, BOB, ('get', '', 'configmaps', ''), 'one')
        assert not await can(c, BOB, ('get', '', 'configmaps', ''), 'three')
        assert not await can(c, BOB, ('list', '', 'configmaps', ''))
        path = '/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3Done'.replace('%3D', '=')
        assert await c.status(BOB, 'GET', path) == 200

    story(tell)


def test_paths_that_are_no_resources_are_given_by_cluster_roles() -> None:
    async def tell(c: Cluster) -> None:
        assert await c.status(BOB, 'GET', '/metrics') == 403
        await c.grant(BOB, {'verbs': ['get'], 'nonResourceURLs': ['/metrics', '/logs/*']})
        assert await c.status(BOB, 'GET', '/metrics') == 200
        assert await c.status(BOB, 'GET', '/logs/apt/history.log') == 404

    story(tell)


def test_a_binding_of_a_role_that_is_not_there_gives_nothing_and_says_so() -> None:
    async def tell(c: Cluster) -> None:
        binding = {
            'metadata': {'name': 'lost'},
            'roleRef': {'kind': 'ClusterRole', 'name': 'lost'},
            'subjects': [{'kind': 'User', 'name': 'bob'}],
        }
        assert await c.status(ADMIN, 'POST', f'{RBAC}/clusterrolebindings', binding) == 201
        answer = await c.ask(BOB, 'GET', '/api/v1/nodes')
        assert answer.message == (
            'nodes is forbidden: User "bob" cannot list resource "nodes" in API group "" at the cluster scope: '
            'RBAC: clusterrole.rbac.authorization.k8s.io "lost" not found'
        )

    story(tell)


def test_a_review_says_what_allowed_it() -> None:
    async def tell(c: Cluster) -> None:
        await c.grant(BOB, rule('get', "''", 'pods'), namespace='default', name='pods')
        spec = {
            'user': 'bob',
            'resourceAttributes': {'verb': 'get', 'resource': 'pods', 'namespace': 'default'},
        }
        answer = await c.ask(ADMIN, 'POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {'spec': spec})
        assert answer.json['status'] == {
            'allowed': True,
            'reason': 'RBAC: allowed by RoleBinding "pods/default" of Role "pods" to User "bob"',
        }

    story(tell)


def test_the_default_roles_are_there_and_come_back() -> None:
    async def tell(c: Cluster) -> None:
        roles = (await c.ask(ADMIN, 'GET', f'{RBAC}/clusterroles')).json['items']
        named = {role['metadata']['name']: role for role in roles}
        assert {'cluster-admin', 'admin', 'edit', 'view', 'system:node', 'system:controller:job-controller'} <= set(
            named
        )
        discovery = named['system:discovery']
        assert discovery['metadata']['labels'] == {'kubernetes.io/bootstrapping': 'rbac-defaults'}
        assert discovery['metadata']['annotations'] == {'rbac.authorization.kubernetes.io/autoupdate': 'true'}
        emptied = {**named['system:public-info-viewer'], 'rules': []}
        path = f'{RBAC}/clusterroles/system:public-info-viewer'
        assert await c.status(ADMIN, 'PUT', path, emptied) == 200
        kept = {**named['system:monitoring'], 'rules': []}
        kept['metadata']['annotations']['rbac.authorization.kubernetes.io/autoupdate'] = 'false'
        assert await c.status(ADMIN, 'PUT', f'{RBAC}/clusterroles/system:monitoring', kept) == 200
        assert await c.status(ADMIN, 'DELETE', f'{RBAC}/clusterrolebindings/system:node') == 200
        await c.server._assembly.bootstrap_roles()
        again = await c.ask(ADMIN, 'GET', path)
        assert again.json['rules'] == named['system:public-info-viewer']['rules']
        assert (await c.ask(ADMIN, 'GET', f'{RBAC}/clusterroles/system:monitoring')).json['rules'] == []
        assert await c.status(ADMIN, 'GET', f'{RBAC}/clusterrolebindings/system:node') == 200

    story(tell)


def test_everybody_may_discover_and_review_himself() -> None:
    async def tell(c: Cluster) -> None:
        for path in ('/api', '/apis', '/openapi/v2', '/version', '/healthz', '/readyz'):
            assert await c.status(BOB, 'GET', path) == 200, path
        answer = await c.ask(BOB, 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {})
        assert answer.json['status']['userInfo']['username'] == 'bob'
        assert await can(c, BOB, ('create', 'authorization.k8s.io', 'selfsubjectrulesreviews', ''))

    story(tell)


def test_rules_are_listed() -> None:
    async def tell(c: Cluster) -> None:
        await c.grant(BOB, rule('get', "''", 'pods', 'web'), namespace='default')
        body = {'spec': {'namespace': 'default'}}
        answer = await c.ask(BOB, 'POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', body)
        status = answer.json['status']
        assert status['incomplete'] is False
        assert {'verbs': ['get'], 'apiGroups': [''], 'resources': ['pods'], 'resourceNames': ['web']} in (
            status['resourceRules']
        )
        assert any('/healthz' in each['nonResourceURLs'] for each in status['nonResourceRules'])

    story(tell)


def test_what_is_wrong_with_roles_and_bindings() -> None:
    async def tell(c: Cluster) -> None:
        role = {'metadata': {'name': 'r'}, 'rules': [{'verbs': [], 'nonResourceURLs': ['/x']}]}
        answer = await c.ask(ADMIN, 'POST', f'{RBAC}/namespaces/default/roles', role)
        assert answer.status == 422
        assert answer.message == (
            'Role.rbac.authorization.k8s.io "r" is invalid: [rules[0].verbs: Required value: verbs must contain at '
            'least one value, rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to '
            'non-resource URLs]'
        )
        binding: dict[str, Any] = {
            'metadata': {'name': 'b'},
            'roleRef': {'kind': 'ClusterRole', 'name': 'view'},
            'subjects': [{'kind': 'User', 'name': 'bob'}],
        }
        path = f'{RBAC}/namespaces/default/rolebindings'
        made = (await c.ask(ADMIN, 'POST', path, binding)).json
        assert made['subjects'][0]['apiGroup'] == made['roleRef']['apiGroup'] == 'rbac.authorization.k8s.io'
        made['roleRef']['name'] = 'edit'
        answer = await c.ask(ADMIN, 'PUT', f'{path}/b', made)
        assert answer.status == 422
        assert 'cannot change roleRef' in answer.message

    story(tell)
