"""Certificates: made once, kept while they fit, renewed when they do not."""

import ssl
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from sampan.cluster.config import ClusterConfig
from sampan.cluster.errors import ClusterError
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


def ensure(config):
    Pki(config.pki_dir, SystemWorld()).ensure(identities(config))


@pytest.mark.parametrize(
    ('name', 'kept'), [('ca', 'ca.crt'), ('front-proxy-ca', 'front-proxy-ca.crt'), ('sa', 'sa.pub')]
)
def test_a_lost_key_is_an_error_with_a_remedy_and_nothing_is_made_anew(config, name, kept):
    ensure(config)
    (config.pki_dir / f'{name}.key').unlink()
    before = contents(config.pki_dir)
    with pytest.raises(ClusterError) as raised:
        ensure(config)
    assert str(config.pki_dir / f'{name}.key') in raised.value.message and 'missing' in raised.value.message
    assert 'back from a copy' in raised.value.remedy
    assert contents(config.pki_dir) == before
    (config.pki_dir / kept).unlink()  # the remedy's other way
    ensure(config)


@pytest.mark.parametrize('file', ['ca.crt', 'ca.key', 'front-proxy-ca.key', 'sa.key'])
def test_a_damaged_authority_is_an_error_with_a_remedy(config, file):
    ensure(config)
    (config.pki_dir / file).write_bytes(b'\0garbage\xff')
    with pytest.raises(ClusterError, match='damaged'):
        ensure(config)


def test_a_key_of_another_authority_is_noticed(config):
    ensure(config)
    (config.pki_dir / 'front-proxy-ca.key').write_bytes((config.pki_dir / 'ca.key').read_bytes())
    with pytest.raises(ClusterError, match='does not belong to'):
        ensure(config)


@pytest.mark.parametrize('file', ['admin.crt', 'admin.key', 'apiserver.key'])
def test_a_damaged_leaf_is_made_anew(config, file):
    ensure(config)
    (config.pki_dir / file).write_bytes(b'')
    ensure(config)
    assert (config.pki_dir / file).read_bytes().startswith(b'-----BEGIN')


def test_a_leaf_with_another_key_is_made_anew(config):
    ensure(config)
    (config.pki_dir / 'admin.key').write_bytes((config.pki_dir / 'kubelet.key').read_bytes())
    ensure(config)
    assert (config.pki_dir / 'admin.key').read_bytes() != (config.pki_dir / 'kubelet.key').read_bytes()


def test_a_lost_certificate_of_an_authority_is_made_again_with_its_key(config):
    ensure(config)
    before = contents(config.pki_dir)
    (config.pki_dir / 'ca.crt').unlink()
    ensure(config)
    after = contents(config.pki_dir)
    assert before['ca.key'] == after['ca.key'] and before['admin.crt'] == after['admin.crt']


def test_a_lost_public_key_comes_from_the_private_one(config):
    ensure(config)
    before = contents(config.pki_dir)
    (config.pki_dir / 'sa.pub').unlink()
    ensure(config)
    assert contents(config.pki_dir) == before
