"""The keys of a token issuer: fetched by whoever comes first, for all who wait, and not again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from sampan.apiserver.authn import configuration, jwt
from sampan.apiserver.authn.jwks import PAUSE, RemoteKeys
from sampan.apiserver.authn.jwt import InvalidToken
from sampan.apiserver.authn.keys import SigningKey, generate_signing_key
from sampan.apiserver.outgoing.exchange import Reply, Unanswered
from sampan.machinery.field import Path
from sampan.testing.loop import run_virtual
from support.webhooks import ca_bundle

ISSUER = 'https://issuer.test'


class Issuer:
    """Answers in place of the network, slowly."""

    def __init__(self, key: SigningKey) -> None:
        self.key = key
        self.asked: list[str] = []
        self.down = False

    async def send(self, method: str, url: str, data: Any, seconds: float, **more: Any) -> Reply:
        self.asked.append(url.removeprefix(ISSUER))
        await asyncio.sleep(1)
        if self.down:
            raise Unanswered(f'Get "{url}": EOF')
        if url.endswith('/openid-configuration'):
            return Reply(200, msgspec.json.encode({'issuer': ISSUER, 'jwks_uri': f'{ISSUER}/keys'}))
        return Reply(200, msgspec.json.encode({'keys': [self.key.public.jwk()]}))


def run(story: Callable[[RemoteKeys, Issuer], Awaitable[None]]) -> None:
    keys, issuer = RemoteKeys(ISSUER), Issuer(generate_signing_key())
    keys._exchange = issuer  # type: ignore[assignment]
    run_virtual(story(keys, issuer))


def token(issuer: Issuer) -> str:
    return jwt.sign({'iss': ISSUER, 'sub': 'somebody'}, issuer.key)


def test_who_comes_while_keys_are_fetched_gets_them_too() -> None:
    async def story(keys: RemoteKeys, issuer: Issuer) -> None:
        found = await asyncio.gather(*(keys.verify(token(issuer)) for _ in range(5)))
        assert [each['sub'] for each in found] == ['somebody'] * 5
        assert issuer.asked == ['/.well-known/openid-configuration', '/keys']

    run(story)


def test_an_issuer_that_does_not_answer_is_left_alone_for_a_while() -> None:
    async def story(keys: RemoteKeys, issuer: Issuer) -> None:
        issuer.down = True
        for _ in range(5):
            with pytest.raises(InvalidToken, match='EOF'):
                await keys.verify(token(issuer))
        assert len(issuer.asked) == 1
        issuer.down = False
        await asyncio.sleep(PAUSE)
        assert (await keys.verify(token(issuer)))['sub'] == 'somebody'

    run(story)


def test_a_client_that_leaves_does_not_keep_others_from_the_keys() -> None:
    async def story(keys: RemoteKeys, issuer: Issuer) -> None:
        first = asyncio.create_task(keys.verify(token(issuer)))
        await asyncio.sleep(0.5)
        first.cancel()
        assert (await keys.verify(token(issuer)))['sub'] == 'somebody'

    run(story)


@pytest.mark.parametrize('bundle', ['nothing', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])
def test_an_authority_that_is_none_is_told_when_the_file_is_read(bundle: str) -> None:
    issuer = configuration.Issuer(url=ISSUER, audiences=['a'], certificate_authority=bundle)
    (wrong,) = configuration.validate_issuer(issuer, Path('issuer'))
    assert str(wrong) == (
        'issuer.certificateAuthority: Invalid value: "<omitted>": '
        'data does not contain any valid RSA or ECDSA certificates'
    )


def test_good_authorities_are_fine() -> None:
    issuer = configuration.Issuer(url=ISSUER, audiences=['a'], certificate_authority=ca_bundle().decode())
    assert configuration.validate_issuer(issuer, Path('issuer')) == []
