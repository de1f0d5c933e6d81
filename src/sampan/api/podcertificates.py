"""Public keys of pod certificates: which are taken, and how their owner is proven.

Upstream: ValidatePodCertificateRequestCreate (pkg/apis/certificates/validation).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

PublicKey = Any  # one of cryptography's; loaded only where certificates are in use
_CURVES = ('secp256r1', 'secp384r1', 'secp521r1')
_GO_CURVES = {'secp224r1': 'P-224'}
_RSA_BITS = (3072, 4096)


class Unproven(ValueError):
    """A signing request whose signature is not its key's."""


def public_key(data: bytes) -> PublicKey:
    """The key in a SubjectPublicKeyInfo (DER). ValueError if it is none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        return load_der_public_key(bytes(data))
    except UnsupportedAlgorithm as problem:
        raise ValueError(str(problem)) from problem


@lru_cache(maxsize=64)
def _signing_request(data: bytes) -> Any:
    from cryptography import x509

    return x509.load_der_x509_csr(data)


def requested_key(data: bytes) -> PublicKey:
    """The key of a PKCS#10 request (DER). ValueError if it is none, Unproven if it is signed by another key."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        request = _signing_request(bytes(data))
        key, valid = request.public_key(), request.is_signature_valid
    except UnsupportedAlgorithm as problem:
        raise ValueError(str(problem)) from problem
    if not valid:
        raise Unproven('x509: certificate request signature verification failed')
    return key


def unacceptable(key: PublicKey) -> tuple[str | None, str] | None:
    """Why certificates are not issued to such a key: the value to show and the reason; None if they are."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    match key:
        case ed25519.Ed25519PublicKey():
            return None
        case ec.EllipticCurvePublicKey():
            if key.curve.name in _CURVES:
                return None
            name = _GO_CURVES.get(key.curve.name, key.curve.name)
            return f'curve {name}', 'elliptic public keys must use curve P256 or P384'
        case rsa.RSAPublicKey():
            bits = (key.key_size + 7) // 8 * 8
            return (
                None if bits in _RSA_BITS else (f'{bits}-bit modulus', 'RSA keys must have modulus size 3072 or 4096')
            )
    return None, 'unknown public key type; supported types are Ed25519, ECDSA, and RSA'


def proves(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message was made with the key's other half."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

    digest = hashes.SHA256()
    try:
        match key:
            case ed25519.Ed25519PublicKey():
                key.verify(signature, message)
            case ec.EllipticCurvePublicKey():
                key.verify(signature, message, ec.ECDSA(digest))
            case rsa.RSAPublicKey():
                pss = padding.PSS(mgf=padding.MGF1(digest), salt_length=padding.PSS.AUTO)
                key.verify(signature, message, pss, digest)
            case _:
                return False
    except InvalidSignature:
        return False
    return True


def same_key(one: PublicKey, other: PublicKey) -> bool:
    return type(one) is type(other) and bool(one == other)
