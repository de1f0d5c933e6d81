"""Signed tokens: the little of JWS that service-account tokens use (RFC 7515, RS256 and ES256).

Compact form only, one signature, and the key decides the algorithm: what the token's header says
must agree with it, which leaves no room for the classic confusions (`none`, HMAC with a public key).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature

from sampan.apiserver.authn.keys import PublicKey, SigningKey

MAX_TOKEN = 64 * 1024


class InvalidToken(ValueError):
    """Not a well-formed token, or no key of ours signed it."""


def encode_part(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b'=')


def decode_part(text: bytes) -> bytes:
    try:
        return base64.b64decode(text + b'=' * (-len(text) % 4), altchars=b'-_', validate=True)
    except (binascii.Error, ValueError) as malformed:
        raise InvalidToken('not base64url') from malformed


def sign(claims: Mapping[str, Any], key: SigningKey) -> str:
    """A compact token."""
    header = msgspec.json.encode({'alg': key.algorithm, 'kid': key.id})
    signed = encode_part(header) + b'.' + encode_part(msgspec.json.encode(claims))
    return (signed + b'.' + encode_part(key.sign(signed))).decode()


def peek(token: str) -> dict[str, Any]:
    """The claims, not verified: to find out whose token it is. Raises InvalidToken."""
    return read_object(split(token)[1])


def verify(token: str, keys: Sequence[PublicKey]) -> dict[str, Any]:
    """The claims of a token signed by one of `keys`. Times and audiences are the caller's business."""
    header, payload, signature = split(token)
    head = read_object(header)
    if 'crit' in head:
        raise InvalidToken('the token has critical extensions')
    signed = header + b'.' + payload
    given = decode_part(signature)
    for key in candidates(head, keys):
        try:
            key.verify(given, signed)
        except InvalidSignature:
            continue
        return read_object(payload)
    raise InvalidToken('no key of this server has signed the token')


def candidates(head: Mapping[str, Any], keys: Sequence[PublicKey]) -> list[PublicKey]:
    """Keys of the token's algorithm; the one its `kid` names comes first."""
    fitting = [key for key in keys if key.algorithm == head.get('alg')]
    return sorted(fitting, key=lambda key: key.id != head.get('kid'))


def split(token: str) -> tuple[bytes, bytes, bytes]:
    parts = token.encode('utf-8', 'replace').split(b'.')
    if len(parts) != 3 or len(token) > MAX_TOKEN:
        raise InvalidToken('not a token in compact form')
    return parts[0], parts[1], parts[2]


def read_object(part: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(decode_part(part), type=dict[str, Any])
    except msgspec.DecodeError as malformed:
        raise InvalidToken('not a JSON object') from malformed
