"""Who the server is and who we are: certificates and tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sampan.api.errors import ApiError
from sampan.api.generated import core_v1
from sampan.client.config import ConfigError, HttpConfig
from sampan.client.http import HttpClient, ServerUnreachable

from .calls import POD, run
from .server import Authority, json, serve


def test_tls_with_a_client_certificate() -> None:
    async def body() -> None:
        authority = Authority()
        me = authority.issue('system:node:n1')
        async with serve(json(POD), tls=authority.server_context('127.0.0.1')) as server:
            config = HttpConfig(
                server=server.url, ca=authority.pem, client_certificate=me.certificate, client_key=me.key
            )
            async with HttpClient(config) as client:
                await client.get(core_v1.Pod, 'web', 'default')
            peer: Any = server.asked[0].peer
            assert peer['subject'] == ((('commonName', 'system:node:n1'),),)

    run(body())


@pytest.mark.parametrize('case', ['foreign authority', 'other name'])
def test_a_server_that_cannot_prove_itself_is_not_spoken_to(case: str) -> None:
    async def body() -> None:
        authority = Authority()
        hosts = ('127.0.0.1',) if case == 'foreign authority' else ('kubernetes.default.svc',)
        trusted = Authority() if case == 'foreign authority' else authority
        async with serve(json(POD), tls=authority.server_context(*hosts)) as server:
            async with HttpClient(HttpConfig(server=server.url, ca=trusted.pem)) as client:
                with pytest.raises(ServerUnreachable, match='certificate verify failed'):
                    await client.get(core_v1.Pod, 'web', 'default')
            assert server.asked == []

    run(body())


def test_the_name_to_verify_can_be_set_and_verification_left_out() -> None:
    async def body() -> None:
        authority = Authority()
        async with serve(json(POD), tls=authority.server_context('kubernetes.default.svc')) as server:
            named = HttpConfig(server=server.url, ca=authority.pem, tls_server_name='kubernetes.default.svc')
            for config in (named, HttpConfig(server=server.url, insecure_skip_tls_verify=True)):
                async with HttpClient(config) as client:
                    await client.get(core_v1.Pod, 'web', 'default')

    run(body())


def test_a_key_that_does_not_fit_is_a_config_error() -> None:
    authority = Authority()
    one, two = authority.issue('one'), authority.issue('two')

    async def body() -> None:
        with pytest.raises(ConfigError, match='cannot be used'):
            HttpClient(HttpConfig(server='https://x', client_certificate=one.certificate, client_key=two.key))

    run(body())


def test_bearer_tokens_and_their_rotation(tmp_path: Path) -> None:
    token_file = tmp_path / 'token'
    token_file.write_text('first\n')

    async def body() -> None:
        async with serve(json(POD), json('{}', 401), json(POD)) as server:
            async with HttpClient(HttpConfig(server=server.url, token='x', token_file=token_file)) as client:
                await client.get(core_v1.Pod, 'web', 'default')
                token_file.write_text('second\n')
                with pytest.raises(ApiError):
                    await client.get(core_v1.Pod, 'web', 'default')
                await client.get(core_v1.Pod, 'web', 'default')
                token_file.unlink()
                await client.get(core_v1.Pod, 'web', 'default')
            sent = [a.headers['Authorization'] for a in server.asked]
            assert sent == ['Bearer first', 'Bearer first', 'Bearer second', 'Bearer second']

    run(body())


def test_a_missing_token_file_is_a_config_error(tmp_path: Path) -> None:
    async def test(client: HttpClient) -> None:
        with pytest.raises(ConfigError, match='cannot read the token file'):
            await client.get(core_v1.Pod, 'web', 'default')

    async def body() -> None:
        async with HttpClient(HttpConfig(server='http://127.0.0.1:1', token_file=tmp_path / 'none')) as client:
            await test(client)

    run(body())
