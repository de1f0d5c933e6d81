"""sig-auth: every way to say who one is."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from sampan.api.generated import authentication_v1 as authentication
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1
from sampan.apiserver.authn import jwt
from sampan.apiserver.authn.base import AuthenticationFailed, BearerTokens
from sampan.apiserver.authn.configuration import ConfigurationError
from sampan.apiserver.authn.flags import OidcFlags
from sampan.apiserver.authn.keys import SigningKey, generate_signing_key
from sampan.apiserver.authn.reload import Issuers
from sampan.apiserver.authn.request_headers import RequestHeaderConfig, RequestHeaders
from sampan.apiserver.authn.static_tokens import StaticTokens
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.request import Request, Response, UserInfo
from sampan.apiserver.server import ApiServer
from sampan.client.informer import InformerFactory
from sampan.cluster.pki import Leaf, Pki
from sampan.controllers.config import ControllersConfig
from sampan.controllers.manager import ControllerManager
from sampan.machinery.world import SystemWorld
from sampan.store.memory import MemoryStore

from .servers import pki, run


def story(body: Any, **config: Any) -> None:
    async def main() -> None:
        server = ApiServer(store=MemoryStore(), world=SystemWorld(), config=ApiServerConfig(port=0, **config))
        await server.start(listen=False)
        try:
            await body(server)
        finally:
            await server.stop()

    run(main())


async def who(server: ApiServer, token: str) -> authentication.UserInfo | int:
    """Whose token it is; the status of the refusal."""
    body = json.dumps({'kind': 'SelfSubjectReview', 'apiVersion': 'authentication.k8s.io/v1'}).encode()
    path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
    headers = {'authorization': f'Bearer {token}', 'content-type': 'application/json'}
    answer = await server.handler(Request('POST', path, headers=headers, body=body))
    assert isinstance(answer, Response)
    return answer.object.status.user_info if answer.status == 201 else answer.status


# --- bootstrap tokens ----------------------------------------------------------------------------------


def bootstrap(**changes: bytes) -> core.Secret:
    data = {
        'token-id': b'abcdef',
        'token-secret': b'0123456789abcdef',
        'usage-bootstrap-authentication': b'true',
        'auth-extra-groups': b'system:bootstrappers:workers',
        **{key.replace('_', '-'): value for key, value in changes.items()},
    }
    metadata = meta_v1.ObjectMeta(name='bootstrap-token-abcdef', namespace='kube-system')
    return core.Secret(metadata=metadata, type='bootstrap.kubernetes.io/token', data=data)


def test_a_bootstrap_token_is_a_bootstrapper() -> None:
    async def body(server: ApiServer) -> None:
        await server.client().create(bootstrap())
        user = await who(server, 'abcdef.0123456789abcdef')
        assert isinstance(user, authentication.UserInfo)
        assert user.username == 'system:bootstrap:abcdef'
        assert user.groups == ['system:bootstrappers', 'system:bootstrappers:workers', 'system:authenticated']
        assert await who(server, 'abcdef.0123456789abcdee') == 401
        assert await who(server, 'fedcba.0123456789abcdef') == 401

    story(body, bootstrap_token_auth=True)


@pytest.mark.parametrize(
    'changes',
    [
        {'expiration': b'2020-01-01T00:00:00Z'},
        {'expiration': b'soon'},
        {'usage_bootstrap_authentication': b'false'},
        {'auth_extra_groups': b'system:masters'},
        {'token_id': b'fedcba'},
    ],
)
def test_a_bootstrap_token_can_end(changes: dict[str, bytes]) -> None:
    async def body(server: ApiServer) -> None:
        await server.client().create(bootstrap(**changes))
        assert await who(server, 'abcdef.0123456789abcdef') == 401

    story(body, bootstrap_token_auth=True)


# --- tokens in Secrets ---------------------------------------------------------------------------------


def test_a_token_secret_gets_its_token_which_ends_with_it() -> None:
    async def body(server: ApiServer) -> None:
        client = server.client()
        await client.create(core.ServiceAccount(metadata=meta_v1.ObjectMeta(name='robot', namespace='default')))
        metadata = meta_v1.ObjectMeta(
            name='robot-token', namespace='default', annotations={'kubernetes.io/service-account.name': 'robot'}
        )
        await client.create(core.Secret(metadata=metadata, type='kubernetes.io/service-account-token'))
        async with tokens_controller(server):
            found = await seen(server, lambda secret: secret is not None and 'token' in secret.data)
            assert found is not None
            assert found.data['namespace'] == b'default'
            assert found.data['ca.crt'] == b'authority'
            assert found.metadata.annotations['kubernetes.io/service-account.uid']
            token = found.data['token'].decode()
            user = await who(server, token)
            assert isinstance(user, authentication.UserInfo)
            assert user.username == 'system:serviceaccount:default:robot'
            assert await who(server, token[:-4] + 'AAAA') == 401
            await client.delete(core.ServiceAccount, 'robot', 'default')
            assert await who(server, token) == 401
            assert await seen(server, lambda secret: secret is None) is None

    story(body, signing_key=pki() / 'sa.key')


@asynccontextmanager
async def tokens_controller(server: ApiServer) -> AsyncIterator[None]:
    client, world = server.client(), SystemWorld()
    config = ControllersConfig(root_ca='authority', service_account_private_key_file=pki() / 'sa.key')
    informers = InformerFactory(client, world)
    manager = ControllerManager(
        client=client, world=world, config=config, informers=informers, controllers=('serviceaccount-token',)
    )
    tasks = [asyncio.ensure_future(informers.run()), asyncio.ensure_future(manager.run())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def seen(server: ApiServer, good: Any) -> core.Secret | None:
    """The Secret (None: there is none) as soon as it is as wished."""
    client = server.client()
    listing = await client.list(core.Secret, 'default')
    state = next(iter(listing.items), None)
    if good(state):
        return state
    async for event in client.watch(core.Secret, 'default', resource_version=listing.resource_version):
        state = None if event.type.value == 'DELETED' else event.object
        if good(state):
            return state
    raise AssertionError('the watch ended')


# --- OpenID Connect ------------------------------------------------------------------------------------


class Issuer:
    """An OpenID provider on localhost."""

    def __init__(self) -> None:
        self.keys: list[SigningKey] = [generate_signing_key()]
        self.url = ''
        self.fetched = 0

    async def start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_get('/.well-known/openid-configuration', self._configuration)
        app.router.add_get('/keys', self._jwks)
        runner = web.AppRunner(app)
        await runner.setup()
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(pki() / 'apiserver.crt', pki() / 'apiserver.key')
        await web.TCPSite(runner, '127.0.0.1', 0, ssl_context=tls).start()
        self.url = f'https://127.0.0.1:{runner.addresses[0][1]}'
        return runner

    async def _configuration(self, request: web.Request) -> web.Response:
        return web.json_response({'issuer': self.url, 'jwks_uri': f'{self.url}/keys'})

    async def _jwks(self, request: web.Request) -> web.Response:
        self.fetched += 1
        return web.json_response({'keys': [key.public.jwk() for key in self.keys]})

    def token(self, **claims: Any) -> str:
        now = int(time.time())
        return jwt.sign(
            {'iss': self.url, 'aud': 'kubernetes', 'exp': now + 600, 'sub': 'jane', **claims}, self.keys[-1]
        )


CONFIGURATION = """
apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
anonymous:
  enabled: true
  conditions: [{path: /livez}, {path: /healthz}]
jwt:
- issuer:
    url: URL
    audiences: [kubernetes, other]
    audienceMatchPolicy: MatchAny
    certificateAuthority: CA
  claimValidationRules:
  - {claim: hd, requiredValue: example.org}
  - {expression: "claims.level > 2", message: level must be above two}
  claimMappings:
    username: {expression: "'oidc:' + claims.sub"}
    groups: {claim: groups, prefix: "oidc:"}
    uid: {claim: uid}
    extra:
    - {key: example.org/tenant, valueExpression: claims.tenant}
  userValidationRules:
  - {expression: "!user.username.endsWith('root')", message: no root}
"""


def issued(body: Any, tmp_path: Path) -> None:
    async def main() -> None:
        issuer = Issuer()
        runner = await issuer.start()
        file = tmp_path / 'authentication.yaml'
        ca = json.dumps((pki() / 'ca.crt').read_text())
        file.write_text(CONFIGURATION.replace('URL', issuer.url).replace('CA\n', f'{ca}\n'))
        config = ApiServerConfig(port=0, authentication_config=file)
        server = ApiServer(store=MemoryStore(), world=SystemWorld(), config=config)
        await server.start(listen=False)
        try:
            await body(server, issuer)
        finally:
            await server.stop()
            await runner.cleanup()

    run(main())


GOOD = {'hd': 'example.org', 'level': 3, 'uid': '7', 'groups': ['a', 'b'], 'tenant': 'red'}


def test_claims_become_a_user_as_configured(tmp_path: Path) -> None:
    async def body(server: ApiServer, issuer: Issuer) -> None:
        user = await who(server, issuer.token(**GOOD, jti='x1'))
        assert isinstance(user, authentication.UserInfo)
        assert user.username == 'oidc:jane'
        assert user.uid == '7'
        assert user.groups == ['oidc:a', 'oidc:b', 'system:authenticated']
        assert user.extra == {
            'example.org/tenant': ['red'],
            'authentication.kubernetes.io/credential-id': ['JTI=x1'],
        }
        assert issuer.fetched == 1

    issued(body, tmp_path)


@pytest.mark.parametrize(
    ('claims', 'problem'),
    [
        ({'level': 2}, 'level must be above two'),
        ({'hd': 'evil.org'}, 'required claim hd value does not match'),
        ({'sub': 'root'}, 'no root'),
        ({'aud': 'somebody'}, 'oidc: expected audience in'),
        ({'exp': 1}, 'token is expired'),
        ({'uid': 7}, 'parse uid claim'),
    ],
)
def test_a_token_that_breaks_a_rule_is_refused(tmp_path: Path, claims: dict[str, Any], problem: str) -> None:
    async def body(server: ApiServer, issuer: Issuer) -> None:
        token = issuer.token(**{**GOOD, **claims})
        assert await who(server, token) == 401
        review = authentication.TokenReview(spec=authentication.TokenReviewSpec(token=token))
        answer = await server.client().create(review)
        assert not answer.status.authenticated
        assert problem in answer.status.error

    issued(body, tmp_path)


def test_new_keys_are_fetched_and_foreign_ones_are_not_believed(tmp_path: Path) -> None:
    async def body(server: ApiServer, issuer: Issuer) -> None:
        assert isinstance(await who(server, issuer.token(**GOOD)), authentication.UserInfo)
        issuer.keys.append(generate_signing_key())
        (issuers,) = server._assembly.authentication._open
        assert isinstance(issuers, Issuers)
        for each in issuers.issuers:
            each._keys._fetched -= 60
        assert isinstance(await who(server, issuer.token(**GOOD)), authentication.UserInfo)
        assert issuer.fetched == 2
        foreign = Issuer()
        foreign.url = issuer.url
        assert await who(server, foreign.token(**GOOD)) == 401

    issued(body, tmp_path)


def test_anonymous_callers_may_be_kept_to_some_paths(tmp_path: Path) -> None:
    async def body(server: ApiServer, issuer: Issuer) -> None:
        health = await server.handler(Request('GET', '/livez'))
        version = await server.handler(Request('GET', '/version'))
        assert (health.status, version.status) == (200, 401)  # type: ignore[union-attr]

    issued(body, tmp_path)


@pytest.mark.parametrize(
    ('old', 'new', 'message'),
    [
        ('URL', 'http://x', 'jwt[0].issuer.url: Invalid value: "http://x": URL scheme must be https'),
        ('MatchAny', '""', 'audienceMatchPolicy must be MatchAny for multiple audiences'),
        ('"\'oidc:\' + claims.sub"', '"claims."', 'compilation failed'),
        (', prefix: "oidc:"', '', 'prefix is required when claim is set'),
    ],
)
def test_a_configuration_that_cannot_be_meant_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = tmp_path / 'authentication.yaml'
    text = CONFIGURATION.replace(old, new).replace('URL', 'https://issuer.example.org').replace('CA\n', '""\n')
    file.write_text(text)
    with pytest.raises(ConfigurationError) as raised:
        ApiServer(store=MemoryStore(), world=SystemWorld(), config=ApiServerConfig(authentication_config=file))
    assert message in str(raised.value)


def test_the_flags_mean_what_they_always_meant() -> None:
    flags = OidcFlags('https://issuer.example.org', 'me', username_claim='name', required_claims={'a': 'b'})
    config = flags.config()
    assert config.claim_mappings.username.prefix == 'https://issuer.example.org#'
    assert replace(flags, username_claim='email').config().claim_mappings.username.prefix == ''
    assert replace(flags, username_prefix='-').config().claim_mappings.username.prefix == ''
    assert config.claim_validation_rules[0].required_value == 'b'


# --- the token webhook ---------------------------------------------------------------------------------


def test_a_webhook_knows_whose_token_it_is_and_is_asked_once(tmp_path: Path) -> None:
    asked: list[Any] = []

    async def review(request: web.Request) -> web.Response:
        body = await request.json()
        asked.append(body)
        good = body['spec']['token'] == 'good'
        status = {'authenticated': good, 'user': {'username': 'hook', 'groups': ['g'], 'extra': {'k': ['v']}}}
        return web.json_response({**body, 'status': status if good else {'error': 'never heard of it'}})

    async def main() -> None:
        app = web.Application()
        app.router.add_post('/review', review)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, '127.0.0.1', 0).start()
        file = tmp_path / 'hook.yaml'
        file.write_text(
            'apiVersion: v1\nkind: Config\ncurrent-context: c\n'
            f'clusters: [{{name: k, cluster: {{server: "http://127.0.0.1:{runner.addresses[0][1]}/review"}}}}]\n'
            'contexts: [{name: c, context: {cluster: k}}]\n'
        )
        config = ApiServerConfig(port=0, token_webhook=file, token_webhook_version='v1')
        server = ApiServer(store=MemoryStore(), world=SystemWorld(), config=config)
        await server.start(listen=False)
        for _ in range(2):
            user = await who(server, 'good')
            assert isinstance(user, authentication.UserInfo)
            assert (user.username, user.extra) == ('hook', {'k': ['v']})
        assert await who(server, 'bad') == 401
        await server.stop()
        await runner.cleanup()
        assert [each['spec']['token'] for each in asked] == ['good', 'bad']
        assert asked[0]['apiVersion'] == 'authentication.k8s.io/v1'

    run(main())


# --- front proxies -------------------------------------------------------------------------------------


def der(file: Path) -> bytes:
    return ssl.PEM_cert_to_DER_cert(file.read_text())


def test_a_front_proxy_is_believed_if_its_certificate_is_one_of_the_proxies(tmp_path: Path) -> None:
    proxies = Pki(tmp_path / 'proxies', SystemWorld())
    proxies.ensure([Leaf('proxy', 'front-proxy-client'), Leaf('stranger', 'stranger')])
    config = RequestHeaderConfig(
        tmp_path / 'proxies' / 'ca.crt', allowed_names=('front-proxy-client',), uid_headers=('X-Remote-Uid',)
    )
    headers = {
        'x-remote-user': 'jane',
        'x-remote-uid': '7',
        'x-remote-group': 'devs',
        'x-remote-extra-acme.com%2fproject': 'red',
        'accept': 'text/plain',
    }

    async def ask(certificate: Path) -> tuple[UserInfo | None, Request]:
        request = Request('GET', '/', headers=dict(headers), peer_certificate=der(certificate))
        return await RequestHeaders(config, SystemWorld()).authenticate(request), request

    async def main() -> None:
        user, request = await ask(tmp_path / 'proxies' / 'proxy.crt')
        assert user == UserInfo('jane', '7', ('devs',), {'acme.com/project': ['red']})
        assert dict(request.headers) == {'accept': 'text/plain'}
        with pytest.raises(AuthenticationFailed, match='x509: subject with cn=stranger is not in the allowed list'):
            await ask(tmp_path / 'proxies' / 'stranger.crt')
        user, request = await ask(pki() / 'admin.crt')  # a client's certificate makes nobody a proxy
        assert user is None
        assert request.headers['x-remote-user'] == 'jane'

    asyncio.run(main())


# --- browsers ------------------------------------------------------------------------------------------


def websocket(*protocols: str) -> Request:
    headers = {'sec-websocket-protocol': ', '.join(protocols), 'upgrade': 'websocket'}
    return Request('GET', '/', headers=headers, upgrade=lambda: 'websocket')


def test_a_websockets_token_is_a_sub_protocol_that_goes_no_further() -> None:
    tokens = BearerTokens(StaticTokens({'s3cr3t': UserInfo('jane')}), audiences=('api',))
    prefix = 'base64url.bearer.authorization.k8s.io.'
    good = prefix + base64.urlsafe_b64encode(b's3cr3t').decode().rstrip('=')

    async def main() -> None:
        request = websocket(good, 'v4.channel.k8s.io')
        user = await tokens.authenticate(request)
        assert user is not None
        assert user.name == 'jane'
        assert request.headers['sec-websocket-protocol'] == 'v4.channel.k8s.io'
        for protocols, problem in (
            ((good,), 'missing additional subprotocol'),
            ((good, good, 'x'), 'multiple base64.bearer.authorization tokens specified'),
            ((prefix + '!', 'x'), 'invalid base64.bearer.authorization token encoding'),
            ((prefix + 'YQ', 'x'), 'invalid bearer token'),
        ):
            with pytest.raises(AuthenticationFailed, match=problem):
                await tokens.authenticate(websocket(*protocols))
        assert await tokens.authenticate(websocket('v4.channel.k8s.io')) is None

    asyncio.run(main())
