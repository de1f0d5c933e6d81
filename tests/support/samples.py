"""A valid object of every kind: for tests that go through all of them."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TEXT = Path(__file__).with_suffix('.yaml')


def samples(namespace: str) -> list[dict[str, Any]]:
    """Fresh objects, those that name their namespace made for this one."""
    text = TEXT.read_text().replace('NAMESPACE', namespace).replace('REQUEST', _certificate_request())
    return list(yaml.safe_load_all(text))


@cache
def _certificate_request() -> str:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'sample')])
    signed = x509.CertificateSigningRequestBuilder().subject_name(subject)
    made = signed.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    return base64.b64encode(made.public_bytes(serialization.Encoding.PEM)).decode()
