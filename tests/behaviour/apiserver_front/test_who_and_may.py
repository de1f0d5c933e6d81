"""Who asks, and whether they may: certificates, tokens, anonymous callers, and upstream's refusals."""

from __future__ import annotations

import json
import ssl
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from tests.behaviour.apiserver_front.servers import config, pki, run, served

from sampan.api import errors
from sampan.api.generated import authentication_v1 as authentication
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1
from sampan.apiserver.request import Request, Response
from sampan.apiserver.server import ApiServer
from sampan.cluster.pki import Leaf, Pki
from sampan.machinery.world import SystemWorld
from sampan.store.memory import MemoryStore

WHOAMI = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
REVIEW = {'apiVersion': 'authentication.k8s.io/v1', 'kind': 'SelfSubjectReview'}


def test_a_client_certificate_is_a_user_with_groups() -> None:
    async def main() -> None:
        async with served('alice') as s:
            status, review = await s.post(WHOAMI, REVIEW)
            assert status == 201
            info = review['status']['userInfo']
            assert info['username'] == 'alice'
            assert info['groups'] == ['builders', 'system:authenticated']
            assert info['extra']['authentication.kubernetes.io/credential-id'][0].startswith('X509SHA256=')

    run(main())


def test_a_static_token_is_a_user() -> None:
    async def main() -> None:
        async with served(token='bob-token') as s:
            _, review = await s.post(WHOAMI, REVIEW)
            assert review['status']['userInfo'] == {
                'username': 'bob',
                'uid': '2',
                'groups': ['builders', 'system:authenticated'],
            }

    run(main())


@pytest.mark.parametrize('token', ['wrong', 'a.b.c', 'e30.e30.e30', 'x' * 5000, 'bob-token2'])
def test_a_wrong_token_is_a_401_whatever_it_asks_for(token: str) -> None:
    async def main() -> None:
        async with served(token=token) as s:
            for path in ('/api/v1/pods', '/version', '/healthz'):
                status, _, body = await s.get(path)
                assert status == 401
                assert json.loads(body) == {
                    'kind': 'Status',
                    'apiVersion': 'v1',
                    'metadata': {},
                    'status': 'Failure',
                    'message': 'Unauthorized',
                    'reason': 'Unauthorized',
                    'code': 401,
                }

    run(main())


def test_anonymous_callers_see_health_and_version_only() -> None:
    async def main() -> None:
        async with served() as s:
            for path in ('/healthz', '/livez', '/readyz', '/version'):
                assert (await s.get(path))[0] == 200
            status, headers, body = await s.get('/api/v1/namespaces/default/pods')
            assert status == 403
            assert json.loads(body)['message'] == (
                'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" '
                'in the namespace "default"'
            )
            assert headers['X-Content-Type-Options'] == 'nosniff'  # type: ignore[index, call-overload]
            _, _, body = await s.get('/metrics')
            assert json.loads(body)['message'] == 'forbidden: User "system:anonymous" cannot get path "/metrics"'

    run(main())


@pytest.mark.parametrize(
    ('method', 'path', 'message'),
    [
        (
            'GET',
            '/api/v1/nodes',
            'nodes is forbidden: User "bob" cannot list resource "nodes" in API group "" at the cluster scope',
        ),
        (
            'DELETE',
            '/apis/apps/v1/namespaces/a/deployments/web',
            'deployments.apps "web" is forbidden: User "bob" cannot delete resource "deployments" in API group "apps" '
            'in the namespace "a"',
        ),
        (
            'GET',
            '/api/v1/namespaces/a/pods/web/log',
            'pods "web" is forbidden: User "bob" cannot get resource "pods/log" in API group "" in the namespace "a"',
        ),
        (
            'DELETE',
            '/api/v1/namespaces/a/pods',
            'pods is forbidden: User "bob" cannot deletecollection resource "pods" in API group "" '
            'in the namespace "a"',
        ),
        (
            'GET',
            '/api/v1/namespaces/a/pods?watch=1',
            'pods is forbidden: User "bob" cannot watch resource "pods" in API group "" in the namespace "a"',
        ),
    ],
)
def test_refusals_are_worded_as_upstream(method: str, path: str, message: str) -> None:
    async def main() -> None:
        async with (
            served(token='bob-token') as s,
            s.session.request(method, s.base + path) as answer,
        ):
            assert answer.status == 403
            assert (await answer.json())['message'] == message

    run(main())


def test_authenticated_users_may_discover() -> None:
    async def main() -> None:
        async with served(token='bob-token') as s:
            for path in ('/api', '/apis', '/api/v1', '/apis/apps/v1', '/openapi/v3', '/openapi/v2', '/version'):
                assert (await s.get(path))[0] == 200, path

    run(main())


def test_impersonation_headers_make_the_request_somebody_elses() -> None:
    async def main() -> None:
        async with served('admin') as s:
            status, _, body = await s.get('/api/v1/pods', **{'Impersonate-User': 'bob'})
            assert status == 403
            assert 'User "bob" cannot list resource "pods"' in json.loads(body)['message']
            both = {'Impersonate-User': 'bob', 'Impersonate-Group': 'system:masters'}
            status, _, _ = await s.get('/api/v1/pods', **both)
            assert status == 200

    run(main())


def test_a_certificate_of_a_foreign_authority_is_refused_and_others_go_on(tmp_path: Any) -> None:
    async def main() -> None:
        Pki(tmp_path, SystemWorld()).ensure([Leaf('mallory', 'mallory', ('system:masters',))])
        async with served('admin') as s:
            tls = ssl.create_default_context(cafile=str(pki() / 'ca.crt'))
            tls.load_cert_chain(tmp_path / 'mallory.crt', tmp_path / 'mallory.key')
            async with (
                aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls)) as foreign,
                foreign.get(s.base + '/api/v1/pods') as answer,
            ):
                assert answer.status == 401
                assert (await answer.json())['reason'] == 'Unauthorized'
            assert (await s.get('/api/v1/pods'))[0] == 200

    run(main())


# --- service accounts ------------------------------------------------------------------------------


async def account(server: ApiServer, name: str = 'robot') -> core.ServiceAccount:
    client = server.client()
    return await client.create(core.ServiceAccount(metadata=meta_v1.ObjectMeta(name=name, namespace='default')))


async def token_of(server: ApiServer, name: str = 'robot', **spec: Any) -> authentication.TokenRequest:
    body = authentication.TokenRequest(spec=authentication.TokenRequestSpec(**spec))
    answer = await server.client().create_subresource(core.ServiceAccount, name, 'default', 'token', body)
    assert isinstance(answer, authentication.TokenRequest)
    return answer


async def ask(server: ApiServer, token: str, path: str = '/api/v1/namespaces/default/pods') -> Response:
    answer = await server.handler(Request('GET', path, headers={'authorization': f'Bearer {token}'}))
    assert isinstance(answer, Response)
    return answer


def started(story: Any, **changes: Any) -> None:
    """A story about a server in the process."""

    async def main() -> None:
        server = ApiServer(store=MemoryStore(), world=SystemWorld(), config=replace(config(), **changes))
        await server.start(listen=False)
        try:
            await story(server)
        finally:
            await server.stop()

    run(main())


def test_a_service_accounts_token_is_its_user() -> None:
    async def story(server: ApiServer) -> None:
        robot = await account(server)
        answer = await token_of(server)
        refused = await ask(server, answer.status.token)
        assert refused.status == 403
        assert b'system:serviceaccount:default:robot' in bytes(refused.body)
        review = authentication.TokenReview(spec=authentication.TokenReviewSpec(token=answer.status.token))
        checked = await server.client().create(review)
        assert checked.status.authenticated
        user = checked.status.user
        assert user.username == 'system:serviceaccount:default:robot'
        assert user.uid == robot.metadata.uid
        assert user.groups[:2] == ['system:serviceaccounts', 'system:serviceaccounts:default']
        assert user.extra['authentication.kubernetes.io/credential-id'][0].startswith('JTI=')

    started(story)


def test_a_token_ends_with_its_account() -> None:
    async def story(server: ApiServer) -> None:
        await account(server)
        token = (await token_of(server)).status.token
        assert (await ask(server, token)).status == 403
        await server.client().delete(core.ServiceAccount, 'robot', 'default')
        assert (await ask(server, token)).status == 401
        await account(server)  # another one of the same name
        assert (await ask(server, token)).status == 401

    started(story)


def test_a_pods_token_ends_with_the_pod() -> None:
    async def story(server: ApiServer) -> None:
        client = server.client()
        await account(server)
        spec = core.PodSpec(service_account_name='robot', containers=[core.Container(name='c', image='x')])
        pod = await client.create(core.Pod(metadata=meta_v1.ObjectMeta(name='p', namespace='default'), spec=spec))
        ref = authentication.BoundObjectReference(api_version='v1', kind='Pod', name='p', uid=pod.metadata.uid)
        answer = await token_of(server, bound_object_ref=ref)
        assert (await ask(server, answer.status.token)).status == 403
        await client.delete(core.Pod, 'p', 'default', grace_period_seconds=0)
        assert (await ask(server, answer.status.token)).status == 401

    started(story)


def test_what_a_token_request_may_not_ask() -> None:
    async def story(server: ApiServer) -> None:
        await account(server)
        with pytest.raises(errors.ApiError) as invalid:
            await token_of(server, expiration_seconds=60)
        assert invalid.value.code == 422
        assert 'may not specify a duration less than 10 minutes' in str(invalid.value)
        ref = authentication.BoundObjectReference(api_version='v1', kind='ConfigMap', name='x')
        with pytest.raises(errors.ApiError) as wrong:
            await token_of(server, bound_object_ref=ref)
        assert str(wrong.value) == 'cannot bind token to object of type /v1, Kind=ConfigMap'
        with pytest.raises(errors.ApiError) as missing:
            await token_of(server, name='nobody')
        assert errors.is_not_found(missing.value)

    started(story)


def test_a_token_for_others_is_not_for_this_server() -> None:
    async def story(server: ApiServer) -> None:
        await account(server)
        token = (await token_of(server, audiences=['vault'])).status.token
        assert (await ask(server, token)).status == 401
        review = authentication.TokenReview(
            spec=authentication.TokenReviewSpec(token=token, audiences=['vault', 'other'])
        )
        checked = await server.client().create(review)
        assert checked.status.authenticated

    started(story)


def test_a_token_of_other_keys_is_refused() -> None:
    async def story(server: ApiServer) -> None:
        await account(server)

        async def other(stranger: ApiServer) -> None:
            await account(stranger)
            token = (await token_of(stranger)).status.token
            assert (await ask(server, token)).status == 401

        async with stranger() as second:
            await other(second)

    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def stranger() -> Any:
        second = ApiServer(store=MemoryStore(), world=SystemWorld(), config=replace(config(), signing_key=None))
        await second.start(listen=False)
        yield second
        await second.stop()

    started(story)


class LaterWorld(SystemWorld):
    """A clock that can be moved on."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = timedelta()

    def now(self) -> Any:
        return super().now() + self.ahead


def test_a_token_expires() -> None:
    async def main() -> None:
        world = LaterWorld()
        server = ApiServer(store=MemoryStore(), world=world, config=config())
        await server.start(listen=False)
        await account(server)
        token = (await token_of(server, expiration_seconds=600)).status.token
        world.ahead = timedelta(seconds=590)
        assert (await ask(server, token)).status == 403
        world.ahead = timedelta(seconds=600 + 61)
        assert (await ask(server, token)).status == 401
        await server.stop()

    run(main())


def test_the_keys_are_published() -> None:
    async def story(server: ApiServer) -> None:
        await account(server)
        token = (await token_of(server)).status.token
        answer = await ask(server, token, '/openid/v1/jwks')
        (key,) = json.loads(bytes(answer.body))['keys']  # type: ignore[arg-type]
        assert (key['kty'], key['alg'], key['use']) == ('EC', 'ES256', 'sig')
        answer = await ask(server, token, '/.well-known/openid-configuration')
        document = json.loads(bytes(answer.body))  # type: ignore[arg-type]
        assert document['issuer'] == 'https://kubernetes.default.svc.cluster.local'
        assert document['jwks_uri'].endswith('/openid/v1/jwks')

    started(story)


def test_can_i() -> None:
    async def main() -> None:
        async with served(token='bob-token') as s:
            question = {
                'apiVersion': 'authorization.k8s.io/v1',
                'kind': 'SelfSubjectAccessReview',
                'spec': {'resourceAttributes': {'verb': 'list', 'resource': 'pods', 'namespace': 'default'}},
            }
            path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
            status, answer = await s.post(path, question)
            assert (status, answer['status']) == (201, {'allowed': False})
            question['spec'] = {'nonResourceAttributes': {'verb': 'get', 'path': '/api/v1'}}
            assert (await s.post(path, question))[1]['status']['allowed'] is True
            question['spec'] = {}
            status, answer = await s.post(path, question)
            assert status == 422
            rules = {
                'apiVersion': 'authorization.k8s.io/v1',
                'kind': 'SelfSubjectRulesReview',
                'spec': {'namespace': 'a'},
            }
            _, answer = await s.post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', rules)
            assert {
                'verbs': ['create'],
                'apiGroups': ['authentication.k8s.io'],
                'resources': ['selfsubjectreviews'],
            } in (answer['status']['resourceRules'])

    run(main())
