"""`kubectl certificate approve` and `deny`, `get csr`, `create token`: the real kubectl."""

import base64
import json
import re

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def manifest(name):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'jane')])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    pem = builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(
        serialization.Encoding.PEM
    )
    spec = {
        'request': base64.b64encode(pem).decode(),
        'signerName': 'kubernetes.io/kube-apiserver-client',
        'expirationSeconds': 86400,
        'usages': ['client auth'],
    }
    return json.dumps(
        {
            'apiVersion': 'certificates.k8s.io/v1',
            'kind': 'CertificateSigningRequest',
            'metadata': {'name': name},
            'spec': spec,
        }
    )


@pytest.fixture
def csr(k):
    """A pending request; its name."""
    name = f'jane-{k.namespace}'
    k('create', '-f', '-', stdin=manifest(name))
    yield name
    k('delete', 'csr', name, '--ignore-not-found')


def row(k, name):
    header, line = k('get', 'csr', name).splitlines()
    columns = ['NAME', 'AGE', 'SIGNERNAME', 'REQUESTOR', 'REQUESTEDDURATION', 'CONDITION']
    assert header.split() == columns
    return dict(zip(columns, re.split(r' {2,}', line.strip()), strict=True))


def test_a_request_is_approved_and_signed(k, csr):
    assert row(k, csr)['CONDITION'] == 'Pending'
    assert k('certificate', 'approve', csr) == f'certificatesigningrequest.certificates.k8s.io/{csr} approved\n'
    k('wait', f'csr/{csr}', '--for=jsonpath={.status.certificate}', '--timeout=30s')
    shown = row(k, csr)
    assert shown['CONDITION'] == 'Approved,Issued'
    assert shown['SIGNERNAME'] == 'kubernetes.io/kube-apiserver-client'
    assert shown['REQUESTOR'] == 'kubernetes-admin'
    assert shown['REQUESTEDDURATION'] == '24h'
    pem = base64.b64decode(k('get', 'csr', csr, '-o', 'jsonpath={.status.certificate}'))
    assert x509.load_pem_x509_certificate(pem).subject.rfc4514_string() == 'CN=jane'
    assert 'KubectlApprove' in k('get', 'csr', csr, '-o', 'yaml')


def test_a_request_is_denied(k, csr):
    assert k('certificate', 'deny', csr) == f'certificatesigningrequest.certificates.k8s.io/{csr} denied\n'
    assert row(k, csr)['CONDITION'] == 'Denied'
    described = k('describe', 'csr', csr)
    assert re.search(r'Status:\s+Denied', described)
    assert re.search(r'Common Name:\s+jane', described)


def test_requests_are_found_by_their_signer(k, csr):
    found = k('get', 'csr', '--field-selector=spec.signerName=kubernetes.io/kube-apiserver-client', '-o', 'name')
    assert f'certificatesigningrequest.certificates.k8s.io/{csr}' in found.split()
    assert k('get', 'csr', '--field-selector=spec.signerName=example.org/other', '-o', 'name') == ''


def test_a_token_is_made_for_an_account(k):
    k('create', 'serviceaccount', 'robot')
    token = k('create', 'token', 'robot', '--duration=10m').strip()
    assert len(token.split('.')) == 3
    payload = token.split('.')[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + '=' * (-len(payload) % 4)))
    assert claims['sub'] == f'system:serviceaccount:{k.namespace}:robot'
    assert claims['exp'] - claims['iat'] == 600
