"""Certificates: made once, kept while they fit, renewed when they do not."""

import ssl
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from sampan.cluster.config import ClusterConfig
from sampan.cluster.pki import Leaf, Pki, identities
from sampan.machinery.world import SystemWorld


class Later(SystemWorld):
    def __init__(self, delta):
        super().__init__()
        self.delta = delta

    def now(self):
        return super().now() + self.delta


@pytest.fixture
def config(tmp_path):
    return ClusterConfig(state_dir=tmp_path, run_dir=tmp_path / 'run', node_name='n1', node_ip='192.0.2.7')


def contents(folder: Path):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_second_start_changes_nothing(config):
    pki = Pki(config.pki_dir, SystemWorld())
    pki.ensure(identities(config))
    before = contents(config.pki_dir)
    pki.ensure(identities(config))
    assert contents(config.pki_dir) == before


def test_private_keys_are_private(config):
    Pki(config.pki_dir, SystemWorld()).ensure(identities(config))
    assert config.pki_dir.stat().st_mode & 0o077 == 0
    keys = list(config.pki_dir.glob('*.key'))
    assert len(keys) >= 7
    assert all(key.stat().st_mode & 0o077 == 0 for key in keys)


def test_leaves_are_renewed_a_month_before_their_end_and_authorities_stay(config):
    Pki(config.pki_dir, SystemWorld()).ensure(identities(config))
    before = contents(config.pki_dir)
    Pki(config.pki_dir, Later(timedelta(days=340))).ensure(identities(config))
    after = contents(config.pki_dir)
    assert before['ca.crt'] == after['ca.crt'] and before['sa.key'] == after['sa.key']
    assert before['apiserver.crt'] != after['apiserver.crt']


def test_a_changed_address_gets_a_new_certificate(config):
    pki = Pki(config.pki_dir, SystemWorld())
    pki.ensure([Leaf('apiserver', 'kube-apiserver', server=True, addresses=('192.0.2.7',))])
    first = pki.pair('apiserver').certificate.read_bytes()
    pki.ensure([Leaf('apiserver', 'kube-apiserver', server=True, addresses=('192.0.2.8',))])
    names = x509.load_pem_x509_certificate(pki.pair('apiserver').certificate.read_bytes()).extensions
    assert pki.pair('apiserver').certificate.read_bytes() != first
    assert '192.0.2.8' in str(names.get_extension_for_class(x509.SubjectAlternativeName).value)


def test_a_leaf_of_another_authority_is_replaced(config, tmp_path):
    Pki(config.pki_dir, SystemWorld()).ensure(identities(config))
    other = Pki(tmp_path / 'other', SystemWorld())
    other.ensure(identities(config))
    foreign = other.pair('admin').certificate.read_bytes()
    Pki(config.pki_dir, SystemWorld()).pair('admin').certificate.write_bytes(foreign)
    Pki(config.pki_dir, SystemWorld()).ensure(identities(config))
    assert Pki(config.pki_dir, SystemWorld()).pair('admin').certificate.read_bytes() != foreign


def test_openssl_accepts_the_chain(config):
    pki = Pki(config.pki_dir, SystemWorld())
    pki.ensure(identities(config))
    for name in ('apiserver', 'admin', 'kubelet', 'kubelet-server'):
        certificate = pki.pair(name).certificate
        done = subprocess.run(
            ['openssl', 'verify', '-x509_strict', '-CAfile', pki.ca, certificate], capture_output=True
        )
        assert done.returncode == 0, done.stderr
    ssl.create_default_context(cafile=str(pki.ca)).load_cert_chain(*paths(pki, 'admin'))


def paths(pki, name):
    pair = pki.pair(name)
    return str(pair.certificate), str(pair.key)
