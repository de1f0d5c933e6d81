"""The keys of service-account tokens: RSA (RS256) and P-256 (ES256), PEM files in, JWKS out."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

P256_BYTES = 32


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Verifies. `id` is upstream's: the hash of the key's DER form."""

    id: str
    algorithm: str
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey

    def verify(self, signature: bytes, data: bytes) -> None:
        """Raises cryptography's InvalidSignature."""
        if isinstance(self.key, rsa.RSAPublicKey):
            self.key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
            return
        if len(signature) != 2 * P256_BYTES:
            raise InvalidSignature
        r, s = (int.from_bytes(half) for half in (signature[:P256_BYTES], signature[P256_BYTES:]))
        self.key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))

    def jwk(self) -> dict[str, Any]:
        """The key as a JSON Web Key (RFC 7517), for /openid/v1/jwks."""
        head = {'use': 'sig', 'kid': self.id, 'alg': self.algorithm}
        if isinstance(self.key, rsa.RSAPublicKey):
            numbers = self.key.public_numbers()
            return head | {'kty': 'RSA', 'n': integer(numbers.n), 'e': integer(numbers.e)}
        point = self.key.public_numbers()
        return head | {
            'kty': 'EC',
            'crv': 'P-256',
            'x': integer(point.x, P256_BYTES),
            'y': integer(point.y, P256_BYTES),
        }


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Signs; `public` verifies what it signed."""

    public: PublicKey
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    @property
    def id(self) -> str:
        return self.public.id

    @property
    def algorithm(self) -> str:
        return self.public.algorithm

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(P256_BYTES) + s.to_bytes(P256_BYTES)


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """The keys in use: one signs, all verify. The first issuer goes into new tokens."""

    signing: SigningKey
    keys: Sequence[PublicKey]
    issuers: Sequence[str]
    audiences: Sequence[str]  # those of the API server itself

    def jwks(self) -> dict[str, Any]:
        return {'keys': [key.jwk() for key in self.keys]}

    def openid_configuration(self, jwks_uri: str) -> dict[str, Any]:
        return {
            'issuer': self.issuers[0],
            'jwks_uri': jwks_uri,
            'response_types_supported': ['id_token'],
            'subject_types_supported': ['public'],
            'id_token_signing_alg_values_supported': sorted({key.algorithm for key in self.keys}),
        }


def load_signing_key(pem: bytes) -> SigningKey:
    """Raises ValueError for anything but an RSA or P-256 private key."""
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ValueError('a service-account signing key must be an RSA or a P-256 key')
    return SigningKey(public_key(key.public_key()), key)


def load_public_key(pem: bytes) -> PublicKey:
    """From a public or a private key's PEM. Raises ValueError."""
    if b'PRIVATE KEY' in pem:
        return load_signing_key(pem).public
    key = serialization.load_pem_public_key(pem)
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise ValueError('a service-account key must be an RSA or a P-256 key')
    return public_key(key)


def generate_signing_key() -> SigningKey:
    """A fresh P-256 key, for servers that live and die with their process."""
    key = ec.generate_private_key(ec.SECP256R1())
    return SigningKey(public_key(key.public_key()), key)


def public_key(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> PublicKey:
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name != 'secp256r1':
        raise ValueError(f'the curve of a service-account key must be P-256, not {key.curve.name}')
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    identity = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b'=').decode()
    return PublicKey(identity, 'RS256' if isinstance(key, rsa.RSAPublicKey) else 'ES256', key)


def integer(value: int, length: int = 0) -> str:
    data = value.to_bytes(length or (value.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()
