"""Signs approved requests (upstream: certificates/signer, certificates/authority)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sampan.api import signing
from sampan.api.codec import clone
from sampan.api.generated import certificates_v1 as certificates
from sampan.client.informer import Key
from sampan.controllers.base import Context, Controller, For, Result
from sampan.controllers.config import ControllersConfig

if TYPE_CHECKING:
    from cryptography import x509

CSR = certificates.CertificateSigningRequest
SIGNERS = (signing.KUBELET_SERVING, signing.KUBELET_CLIENT, signing.APISERVER_CLIENT, signing.LEGACY_UNKNOWN)
BACKDATE = timedelta(minutes=5)
SHORT = timedelta(hours=8)  # shorter lives are counted from now, not from the backdated beginning
SHORTEST = timedelta(minutes=10)

KEY_USAGES = {
    'signing': 'digital_signature',
    'digital signature': 'digital_signature',
    'content commitment': 'content_commitment',
    'key encipherment': 'key_encipherment',
    'key agreement': 'key_agreement',
    'data encipherment': 'data_encipherment',
    'cert sign': 'key_cert_sign',
    'crl sign': 'crl_sign',
    'encipher only': 'encipher_only',
    'decipher only': 'decipher_only',
}
EXTENDED_USAGES = {
    'any': '2.5.29.37.0',
    'server auth': '1.3.6.1.5.5.7.3.1',
    'client auth': '1.3.6.1.5.5.7.3.2',
    'code signing': '1.3.6.1.5.5.7.3.3',
    'email protection': '1.3.6.1.5.5.7.3.4',
    's/mime': '1.3.6.1.5.5.7.3.4',
    'ipsec end system': '1.3.6.1.5.5.7.3.5',
    'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
    'ipsec user': '1.3.6.1.5.5.7.3.7',
    'timestamping': '1.3.6.1.5.5.7.3.8',
    'ocsp signing': '1.3.6.1.5.5.7.3.9',
    'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
    'netscape sgc': '2.16.840.1.113730.4.1',
}


class SigningController(Controller):
    """Signs for the kubernetes.io signers. Without the authority's files in the configuration it does nothing."""

    name = 'certificatesigningrequest-signing-controller'
    component = 'certificate-controller'
    watches = (For(CSR),)

    def __init__(self, context: Context, config: ControllersConfig) -> None:
        super().__init__(context)
        self._config = config
        self._requests = self.informer(CSR)

    async def reconcile(self, key: Key) -> Result | None:
        config, csr = self._config, self._requests.by_key(key)
        if csr is None or config.cluster_signing_cert_file is None or config.cluster_signing_key_file is None:
            return None
        done = csr.status.certificate or signing.conditions(csr, signing.FAILED) or not signing.is_approved(csr)
        if done or csr.spec.signer_name not in SIGNERS:
            return None
        wanted: CSR = clone(csr)
        try:
            request = signing.parse(csr.spec.request)
            check(csr.spec.signer_name, request, csr.spec.usages)
            authority = Authority(
                config.cluster_signing_cert_file.read_bytes(), config.cluster_signing_key_file.read_bytes()
            )
            serial = int.from_bytes(self.world.token_bytes(16), 'big') >> 1
            wanted.status.certificate = authority.sign(
                request, csr.spec.usages, self._life(csr), self.world.now(), serial
            )
        except signing.Unacceptable as problem:
            wanted.status.conditions.append(
                certificates.CertificateSigningRequestCondition(
                    type=signing.FAILED, status='True', reason='SignerValidationFailure', message=str(problem)
                )
            )
        await self.client.update(wanted, subresource='status')
        return None

    def _life(self, csr: CSR) -> timedelta:
        """What is asked for, between ten minutes and the configured maximum."""
        longest = timedelta(seconds=self._config.cluster_signing_duration)
        if csr.spec.expiration_seconds is None:
            return longest
        return min(max(timedelta(seconds=csr.spec.expiration_seconds), SHORTEST), longest)


def check(signer: str, request: x509.CertificateSigningRequest, usages: list[str]) -> None:
    """Raises Unacceptable for what this signer does not sign."""
    if signer == signing.KUBELET_SERVING:
        signing.check_kubelet_serving(request, usages)
    elif signer == signing.KUBELET_CLIENT:
        signing.check_kubelet_client(request, usages)
    elif signer == signing.APISERVER_CLIENT:
        signing.check_apiserver_client(usages)
    known = KEY_USAGES.keys() | EXTENDED_USAGES.keys()
    unknown = [usage for usage in usages if usage not in known]
    if unknown:
        raise signing.Unacceptable(f'unrecognized usage values: {unknown}')


class Authority:
    """A certificate and its key. Raises ValueError when they cannot be read."""

    def __init__(self, certificate: bytes, key: bytes) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization

        self._certificate = x509.load_pem_x509_certificate(certificate)
        self._key: Any = serialization.load_pem_private_key(key, password=None)

    def sign(
        self,
        request: x509.CertificateSigningRequest,
        usages: list[str],
        life: timedelta,
        now: datetime,
        serial: int,
    ) -> bytes:
        """The certificate in PEM form: subject and names are the request's, usages and times are ours."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization

        begins = now - BACKDATE
        ends = min(now + life if life < SHORT else begins + life, self._certificate.not_valid_after_utc)
        builder = (
            x509.CertificateBuilder()
            .subject_name(request.subject)
            .issuer_name(self._certificate.subject)
            .public_key(request.public_key())
            .serial_number(serial)
            .not_valid_before(begins)
            .not_valid_after(ends)
        )
        flags = {KEY_USAGES[usage] for usage in usages if usage in KEY_USAGES}
        if flags:
            builder = builder.add_extension(key_usage(flags), critical=True)
        purposes = dict.fromkeys(EXTENDED_USAGES[usage] for usage in usages if usage in EXTENDED_USAGES)
        if purposes:
            identifiers = [x509.ObjectIdentifier(each) for each in purposes]
            builder = builder.add_extension(x509.ExtendedKeyUsage(identifiers), critical=False)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = builder.add_extension(own, critical=False)
        names = signing.alternative_names(request)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def key_usage(flags: set[str]) -> x509.KeyUsage:
    from cryptography import x509

    names = (
        'digital_signature', 'content_commitment', 'key_encipherment', 'data_encipherment', 'key_agreement',
        'key_cert_sign', 'crl_sign', 'encipher_only', 'decipher_only',
    )  # fmt: skip
    values = {name: name in flags for name in names}
    if not values['key_agreement']:  # the last two say how keys are agreed upon
        values['encipher_only'] = values['decipher_only'] = False
    return x509.KeyUsage(**values)
