"""The cluster's certificates and keys, laid out as kubeadm does (`ca.crt`, `apiserver.crt`, `sa.key`, ...).

Authorities live ten years, leaf certificates one; `ensure` renews a leaf that is within thirty days
of its end, whose subject or alternative names no longer fit, or that its authority did not sign.
Keys are ECDSA P-256: made in a millisecond, verified in a tenth of one.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sampan.cluster import files
from sampan.cluster.access import DNS_USER
from sampan.cluster.config import ClusterConfig
from sampan.cluster.errors import ClusterError
from sampan.machinery.world import World

CA_LIFE = timedelta(days=3653)
LEAF_LIFE = timedelta(days=365)
RENEW_BEFORE = timedelta(days=30)
FRONT_PROXY = 'front-proxy-ca'
BACKDATE = timedelta(minutes=5)  # tolerate clocks that are a little behind


@dataclass(frozen=True, slots=True)
class Leaf:
    """A certificate to have: file name, subject, and what it may be used for."""

    name: str
    common_name: str
    organizations: tuple[str, ...] = ()
    server: bool = False
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    authority: str = 'ca'  # which of the two signs it


@dataclass(frozen=True, slots=True)
class Pair:
    certificate: Path
    key: Path


class Pki:
    """The folder of keys and certificates, and how to make what is missing."""

    def __init__(self, folder: Path, world: World) -> None:
        self.folder = folder
        self._world = world

    @property
    def ca(self) -> Path:
        return self.folder / 'ca.crt'

    def pair(self, name: str) -> Pair:
        return Pair(self.folder / f'{name}.crt', self.folder / f'{name}.key')

    def ensure(self, leaves: Iterable[Leaf]) -> None:
        """Make what is missing or due; leave the rest untouched."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        authorities = {
            'ca': self._ensure_authority('ca', 'kubernetes'),
            FRONT_PROXY: self._ensure_authority(FRONT_PROXY, FRONT_PROXY),
        }
        self._ensure_signing_key()
        for leaf in leaves:
            authority = authorities[leaf.authority]
            if not self._is_current(leaf, authority[0]):
                self._issue(leaf, *authority)

    def _ensure_authority(self, name: str, common_name: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        pair = self.pair(name)
        if pair.certificate.exists():
            return self._load_authority(pair)
        key = self._authority_key(pair)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        now = self._world.now()
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(self._serial())
            .not_valid_before(now - BACKDATE)
            .not_valid_after(now + CA_LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_key_usage(authority=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        self._write(pair, certificate, key)
        return certificate, key

    def _authority_key(self, pair: Pair) -> ec.EllipticCurvePrivateKey:
        """A new key, or that of a lost certificate: what the authority signed stays good with a new certificate."""
        if not pair.key.exists():
            return ec.generate_private_key(ec.SECP256R1())
        try:
            return load_key(pair.key)
        except (ValueError, TypeError) as error:
            raise ClusterError(f'{pair.key} is damaged: {error}', _restore(pair)) from error

    def _load_authority(self, pair: Pair) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        """An authority is never made anew in silence: whoever trusts the old one would be locked out."""
        if not pair.key.exists():
            raise ClusterError(f'{pair.key} is missing', _restore(pair))
        try:
            certificate, key = _load(pair)
        except (ValueError, TypeError) as error:
            raise ClusterError(f'{pair.certificate} or {pair.key} is damaged: {error}', _restore(pair)) from error
        if certificate.public_key() != key.public_key():
            raise ClusterError(f'{pair.key} does not belong to {pair.certificate}', _restore(pair))
        return certificate, key

    def _ensure_signing_key(self) -> None:
        """The key pair that signs service-account tokens."""
        private, public = self.folder / 'sa.key', self.folder / 'sa.pub'
        if private.exists():
            try:
                key = load_key(private)
            except (ValueError, TypeError) as error:
                raise ClusterError(f'{private} is damaged: {error}', _restore_signing_key(private)) from error
        elif public.exists():
            raise ClusterError(f'{private} is missing', _restore_signing_key(private))
        else:
            key = ec.generate_private_key(ec.SECP256R1())
            files.replace(private, _pem(key))
        content = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        if not public.exists() or public.read_bytes() != content:
            files.replace(public, content, mode=0o644)

    def _issue(self, leaf: Leaf, issuer: x509.Certificate, issuer_key: ec.EllipticCurvePrivateKey) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        now = self._world.now()
        usage = ExtendedKeyUsageOID.SERVER_AUTH if leaf.server else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = (
            x509.CertificateBuilder()
            .subject_name(_subject(leaf))
            .issuer_name(issuer.subject)
            .public_key(key.public_key())
            .serial_number(self._serial())
            .not_valid_before(now - BACKDATE)
            .not_valid_after(min(now + LEAF_LIFE, issuer.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(authority=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        )
        if alternatives := _alternatives(leaf):
            builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        self._write(self.pair(leaf.name), builder.sign(issuer_key, hashes.SHA256()), key)

    def _is_current(self, leaf: Leaf, issuer: x509.Certificate) -> bool:
        pair = self.pair(leaf.name)
        if not (pair.certificate.exists() and pair.key.exists()):
            return False
        try:
            certificate, key = _load(pair)
            certificate.verify_directly_issued_by(issuer)
            names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except (InvalidSignature, ValueError, TypeError):  # another authority's, or damaged: a new one harms nobody
            return False
        except x509.ExtensionNotFound:
            names = x509.SubjectAlternativeName([])
        return (
            certificate.public_key() == key.public_key()
            and certificate.subject == _subject(leaf)
            and set(names) == set(_alternatives(leaf))
            and certificate.not_valid_after_utc - self._world.now() > RENEW_BEFORE
        )

    def _write(self, pair: Pair, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        files.replace(pair.key, _pem(key))
        files.replace(pair.certificate, certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)

    def _serial(self) -> int:
        """A positive serial number of at most 20 octets (RFC 5280, 4.1.2.2)."""
        return int.from_bytes(self._world.token_bytes(19), 'big') + 1


def identities(config: ClusterConfig) -> Sequence[Leaf]:
    """Every certificate of a one-machine cluster. Client names are upstream's user names."""
    kubernetes = str(ipaddress.ip_network(config.service_cidr)[1])
    return (
        Leaf('admin', 'kubernetes-admin', ('system:masters',)),
        Leaf(
            'apiserver',
            'kube-apiserver',
            server=True,
            names=(
                'kubernetes',
                'kubernetes.default',
                'kubernetes.default.svc',
                f'kubernetes.default.svc.{config.cluster_domain}',
                'localhost',
                config.node_name,
            ),
            addresses=tuple(dict.fromkeys((kubernetes, '127.0.0.1', '::1', config.node_ip))),
        ),
        Leaf('front-proxy-client', 'front-proxy-client', authority=FRONT_PROXY),
        Leaf('apiserver-kubelet-client', 'kube-apiserver-kubelet-client', ('system:masters',)),
        Leaf('kubelet', f'system:node:{config.node_name}', ('system:nodes',)),
        Leaf(
            'kubelet-server',
            f'system:node:{config.node_name}',
            ('system:nodes',),
            server=True,
            names=(config.node_name, 'localhost'),
            addresses=tuple(dict.fromkeys((config.node_ip, '127.0.0.1'))),
        ),
        Leaf('kube-proxy', 'system:kube-proxy'),
        Leaf('cluster-dns', DNS_USER),
    )


def load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f'{path} holds a {type(key).__name__}, not an elliptic-curve key')
    return key


def _load(pair: Pair) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    return x509.load_pem_x509_certificate(pair.certificate.read_bytes()), load_key(pair.key)


def _restore(pair: Pair) -> str:
    return (
        f'put {pair.certificate.name} and {pair.key.name} back from a copy; or remove both: a new authority is made '
        '(every kubeconfig handed out so far then stops working)'
    )


def _restore_signing_key(private: Path) -> str:
    return (
        f'put {private.name} back from a copy; or remove sa.key and sa.pub, and a new key is made '
        '(every service account token issued so far then stops working)'
    )


def _subject(leaf: Leaf) -> x509.Name:
    organizations = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, name) for name in leaf.organizations]
    return x509.Name([*organizations, x509.NameAttribute(NameOID.COMMON_NAME, leaf.common_name)])


def _alternatives(leaf: Leaf) -> list[x509.GeneralName]:
    return [
        *(x509.DNSName(name) for name in leaf.names),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in leaf.addresses),
    ]


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_encipherment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
