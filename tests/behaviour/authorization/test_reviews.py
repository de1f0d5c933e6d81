"""The APIs that ask what the pipeline asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.support.authorization import ADMIN, Cluster, account, cluster, node, rule, user

from sampan.apiserver.config import ApiServerConfig

API = '/apis/authorization.k8s.io/v1'
BOB = user('bob')


def story(tell: Callable[[Cluster], Awaitable[None]], config: ApiServerConfig | None = None) -> None:
    async def main() -> None:
        async with cluster(config) as c:
            await tell(c)

    asyncio.run(main())


async def review(c: Cluster, who: Any, attributes: dict[str, Any], **more: Any) -> dict[str, Any]:
    spec = {'user': who.name, 'groups': list(who.groups), 'resourceAttributes': attributes, **more}
    answer = await c.ask(ADMIN, 'POST', f'{API}/subjectaccessreviews', {'spec': spec})
    assert answer.status == 201, answer.body
    status: dict[str, Any] = answer.json['status']
    return status


def test_subject_review_should_support_subject_review_api_operations() -> None:
    """[sig-auth] [Conformance] A review of a ServiceAccount agrees with what it gets when it is impersonated.

    SubjectAccessReview for the cluster, LocalSubjectAccessReview for one namespace.
    """

    async def tell(c: Cluster) -> None:
        robot = account('default', 'robot')
        headers = {'Impersonate-User': robot.name}
        path = '/api/v1/namespaces/default/configmaps'
        for allowed in (False, True):
            if allowed:
                await c.grant(robot, rule('list', "''", 'configmaps'), namespace='default')
            asked = {'verb': 'list', 'resource': 'configmaps', 'namespace': 'default'}
            assert (await review(c, robot, asked))['allowed'] is allowed
            spec = {'user': robot.name, 'resourceAttributes': asked}
            local = f'{API}/namespaces/default/localsubjectaccessreviews'
            assert (await c.ask(ADMIN, 'POST', local, {'spec': spec})).json['status']['allowed'] is allowed
            assert (await c.ask(ADMIN, 'GET', path, headers=headers)).status == (200 if allowed else 403)

    story(tell)


def test_selectors_narrow_the_question() -> None:
    async def tell(c: Cluster) -> None:
        pods = {'verb': 'list', 'resource': 'pods'}
        own = {'fieldSelector': {'rawSelector': 'spec.nodeName=one'}}
        others = {'fieldSelector': {'requirements': [{'key': 'spec.nodeName', 'operator': 'In', 'values': ['two']}]}}
        assert (await review(c, node('one'), pods))['allowed'] is False
        assert (await review(c, node('one'), pods | own))['allowed'] is True
        assert (await review(c, node('one'), pods | others))['allowed'] is False
        unknown = {'fieldSelector': {'requirements': [{'key': 'a', 'operator': 'Newer', 'values': ['b']}]}}
        assert (await review(c, ADMIN, pods | unknown))['evaluationError'] == (
            'spec.resourceAttributes.fieldSelector ignored due to parse error'
        )

    story(tell)


@pytest.mark.parametrize(
    ('body', 'message'),
    [
        ({'spec': {'user': 'x'}}, 'exactly one of nonResourceAttributes or resourceAttributes must be specified'),
        ({'spec': {'resourceAttributes': {}}}, 'at least one of user or group must be specified'),
        (
            {'spec': {'user': 'x', 'resourceAttributes': {}, 'nonResourceAttributes': {}}},
            'cannot be specified in combination with resourceAttributes',
        ),
        ({'metadata': {'name': 'n'}, 'spec': {'user': 'x', 'resourceAttributes': {}}}, 'must be empty'),
        (
            {
                'spec': {
                    'user': 'x',
                    'resourceAttributes': {
                        'labelSelector': {'rawSelector': 'a', 'requirements': [{'key': 'a', 'operator': 'Exists'}]}
                    },
                }
            },
            'may not specified at the same time as requirements',
        ),
    ],
)
def test_what_is_no_question(body: dict[str, Any], message: str) -> None:
    async def tell(c: Cluster) -> None:
        answer = await c.ask(ADMIN, 'POST', f'{API}/subjectaccessreviews', body)
        assert answer.status == 422
        assert message in answer.message

    story(tell)


def test_reviews_of_others_are_for_those_who_may() -> None:
    async def tell(c: Cluster) -> None:
        body = {'spec': {'user': 'x', 'resourceAttributes': {'verb': 'get', 'resource': 'pods'}}}
        assert await c.status(BOB, 'POST', f'{API}/subjectaccessreviews', body) == 403
        assert await c.status(node('n'), 'POST', f'{API}/subjectaccessreviews', body) == 201

    story(tell)


def test_a_nodes_rules_are_not_all_listed_and_that_is_said() -> None:
    async def tell(c: Cluster) -> None:
        answer = await c.ask(node('n'), 'POST', f'{API}/selfsubjectrulesreviews', {'spec': {'namespace': 'default'}})
        status = answer.json['status']
        assert status['incomplete'] is True
        assert status['evaluationError'] == 'node authorizer does not support user rule resolution'

    story(tell)


@pytest.mark.parametrize(('mode', 'expected'), [('AlwaysAllow', 200), ('AlwaysDeny', 403)])
def test_other_modes(mode: str, expected: int) -> None:
    async def tell(c: Cluster) -> None:
        answer = await c.ask(BOB, 'GET', '/api/v1/nodes')
        assert answer.status == expected
        assert await c.status(ADMIN, 'GET', '/api/v1/nodes') == 200
        if mode == 'AlwaysDeny':
            assert answer.message.endswith('Everything is forbidden.')

    story(tell, ApiServerConfig(authorization_modes=(mode,)))


def test_abac_reads_policies_from_a_file(tmp_path: Any) -> None:
    file = tmp_path / 'policy.jsonl'
    start = '{"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":'
    file.write_text(
        '# who may\n'
        f'{start}{{"user":"bob","namespace":"default","resource":"pods","apiGroup":"","readonly":true}}}}\n'
        f'{start}{{"group":"*","nonResourcePath":"/version","readonly":true}}}}\n'
    )

    async def tell(c: Cluster) -> None:
        assert await c.status(BOB, 'GET', '/version') == 200
        assert await c.status(BOB, 'GET', '/api/v1/namespaces/default/pods') == 200
        refused = await c.ask(user('eve'), 'GET', '/api/v1/namespaces/default/pods')
        assert refused.message.endswith('No policy matched.')
        asked = {'verb': 'create', 'resource': 'pods', 'namespace': 'default'}
        assert (await review(c, BOB, asked))['allowed'] is False

    story(tell, ApiServerConfig(authorization_modes=('ABAC',), authorization_policy_file=file))
