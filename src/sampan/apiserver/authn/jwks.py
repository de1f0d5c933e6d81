"""The published keys of token issuers (RFC 7517), and the signatures they verify (RFC 7518)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from sampan.apiserver.authn.jwt import InvalidToken, decode_part, read_object, split
from sampan.apiserver.outgoing.exchange import Exchange, Unanswered

HASHES: Mapping[str, type[hashes.HashAlgorithm]] = {'256': hashes.SHA256, '384': hashes.SHA384, '512': hashes.SHA512}
CURVES: Mapping[str, tuple[type[ec.EllipticCurve], str]] = {
    'P-256': (ec.SECP256R1, 'ES256'),
    'P-384': (ec.SECP384R1, 'ES384'),
    'P-521': (ec.SECP521R1, 'ES512'),
}
RSA_ALGORITHMS = frozenset({'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'})
TIMEOUT = 30.0
LIMIT = 1024 * 1024
PAUSE = 10.0  # seconds between two fetches because of unknown keys


@dataclass(frozen=True, slots=True)
class Jwk:
    """One key and the algorithms it may be used with."""

    id: str
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey
    algorithms: frozenset[str]

    def verify(self, algorithm: str, signature: bytes, data: bytes) -> None:
        """Raises InvalidSignature."""
        digest = HASHES[algorithm[2:]]()
        if isinstance(self.key, rsa.RSAPublicKey):
            scheme: padding.AsymmetricPadding = padding.PKCS1v15()
            if algorithm.startswith('PS'):
                scheme = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
            self.key.verify(signature, data, scheme, digest)
            return
        size = (self.key.curve.key_size + 7) // 8
        if len(signature) != 2 * size:
            raise InvalidSignature
        r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
        self.key.verify(encode_dss_signature(r, s), data, ec.ECDSA(digest))


def read_keys(document: Any) -> list[Jwk]:
    """The usable keys of a JWKS; others are passed over. Raises ValueError for what is no JWKS."""
    if not isinstance(document, dict) or not isinstance(document.get('keys'), list):
        raise ValueError('not a set of keys')
    return [key for key in map(read_key, document['keys']) if key is not None]


def read_key(item: Any) -> Jwk | None:
    try:
        if item.get('use', 'sig') != 'sig':
            return None
        if item['kty'] == 'RSA':
            numbers = rsa.RSAPublicNumbers(number(item['e']), number(item['n']))
            return Jwk(item.get('kid', ''), numbers.public_key(), RSA_ALGORITHMS)
        if item['kty'] == 'EC':
            curve, algorithm = CURVES[item['crv']]
            point = ec.EllipticCurvePublicNumbers(number(item['x']), number(item['y']), curve())
            return Jwk(item.get('kid', ''), point.public_key(), frozenset({algorithm}))
    except (KeyError, ValueError, AttributeError, TypeError):
        return None
    return None


def number(text: str) -> int:
    return int.from_bytes(decode_part(text.encode()), 'big')


def verified(token: str, keys: Sequence[Jwk]) -> dict[str, Any] | None:
    """The claims, if one of the keys has signed them. Raises InvalidToken for what is no token."""
    header, payload, signature = split(token)
    head = read_object(header)
    if 'crit' in head:
        raise InvalidToken('the token has critical extensions')
    given, signed = decode_part(signature), header + b'.' + payload
    wanted = head.get('kid')
    for key in keys:
        if head.get('alg') not in key.algorithms or (wanted and key.id and key.id != wanted):
            continue
        try:
            key.verify(str(head['alg']), given, signed)
        except InvalidSignature:
            continue
        return read_object(payload)
    return None


class RemoteKeys:
    """An issuer's keys, found by OpenID discovery and fetched again when a token is signed by an unknown one."""

    def __init__(self, issuer: str, *, discovery_url: str = '', ca: str = '') -> None:
        self._issuer = issuer
        self._discovery = discovery_url or issuer.rstrip('/') + '/.well-known/openid-configuration'
        self._bundle = ca.encode()
        self._keys: list[Jwk] = []
        self._fetched = float('-inf')
        self._failure = ''  # of the last fetch
        self._lock = asyncio.Lock()
        self._exchange = Exchange()

    async def verify(self, token: str) -> dict[str, Any]:
        """The claims of a token this issuer has signed. Raises InvalidToken."""
        claims = verified(token, self._keys)
        if claims is None:
            await self._refresh()
            claims = verified(token, self._keys)
        if claims is None:
            raise InvalidToken('failed to verify signature: failed to verify id token signature')
        return claims

    async def close(self) -> None:
        await self._exchange.close()

    async def _refresh(self) -> None:
        """Fetch the keys, unless that was a moment ago. Raises InvalidToken.

        Of an issuer that does not answer, the failure is remembered for as long: tokens must not queue up for it.
        """
        async with self._lock:
            if asyncio.get_running_loop().time() - self._fetched < PAUSE:
                if self._failure:
                    raise InvalidToken(self._failure)
                return
            try:
                await self._fetch()
                failure = ''
            except InvalidToken as error:
                failure = str(error)
            self._failure, self._fetched = failure, asyncio.get_running_loop().time()
            if failure:
                raise InvalidToken(failure)

    async def _fetch(self) -> None:
        """Raises InvalidToken."""
        configuration = await self._get(self._discovery)
        if not isinstance(configuration, dict) or configuration.get('issuer') != self._issuer:
            found = configuration.get('issuer') if isinstance(configuration, dict) else None
            raise InvalidToken(
                f'oidc: issuer did not match the issuer returned by provider, expected "{self._issuer}" got "{found}"'
            )
        try:
            self._keys = read_keys(await self._get(str(configuration.get('jwks_uri', ''))))
        except ValueError as error:
            raise InvalidToken(f'fetching keys {error}') from error

    async def _get(self, url: str) -> Any:
        if not url.startswith('https://'):
            raise InvalidToken(f'the address {url!r} of an issuer is not https')
        try:
            reply = await self._exchange.send(
                'GET', url, None, TIMEOUT, headers={}, tls=self._bundle, redirects=True, limit=LIMIT
            )
            if reply.status != 200:
                raise InvalidToken(f'{url} answered {reply.status}')
            return msgspec.json.decode(reply.body)
        except (Unanswered, msgspec.DecodeError) as error:
            raise InvalidToken(str(error)) from error
