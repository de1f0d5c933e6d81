"""Trust bundles of signers and certificates of pods (certificates.k8s.io/v1beta1): who writes what."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID
from tests.support.authorization import ADMIN, Answer, Cluster, cluster, node, user

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.generated import rbac_v1 as rbac
from sampan.apiserver.config import ApiServerConfig

SERVED = {'certificates.k8s.io/v1beta1': 'true', 'certificates.k8s.io/v1alpha1': 'true'}
GROUP = '/apis/certificates.k8s.io'
BUNDLES = f'{GROUP}/v1beta1/clustertrustbundles'
REQUESTS = f'{GROUP}/v1beta1/namespaces/default/podcertificaterequests'
ONE, TWO, SIGNER = node('one'), node('two'), user('signer')
NAME = 'example.com/pods'


def story(tell: Callable[[Cluster], Awaitable[None]]) -> None:
    async def main() -> None:
        async with cluster(ApiServerConfig(runtime_config=SERVED)) as c:
            await tell(c)

    asyncio.run(main())


def certificate(key: Any, now: datetime, *, authority: bool = False, hours: float = 2, name: str = 'web') -> str:
    own = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key)
        .serial_number(7)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(hours=hours))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    return builder.sign(own, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def authority(now: datetime) -> str:
    return certificate(ec.generate_private_key(ec.SECP256R1()).public_key(), now, authority=True)


def bundle(name: str, anchors: str, signer: str = '') -> dict[str, Any]:
    return {
        'apiVersion': 'certificates.k8s.io/v1beta1',
        'kind': 'ClusterTrustBundle',
        'metadata': {'name': name},
        'spec': {'signerName': signer, 'trustBundle': anchors},
    }


async def permit(c: Cluster, who: str, verb: str) -> None:
    """The rights of a signer, and to act for it."""
    rules = [
        rbac.PolicyRule(
            verbs=[verb], api_groups=['certificates.k8s.io'], resources=['signers'], resource_names=['example.com/*']
        ),
    ]
    await c.admin.create(rbac.ClusterRole(metadata=meta.ObjectMeta(name=f'{who}-{verb}'), rules=rules))
    await bind(c, who, f'{who}-{verb}')


async def bind(c: Cluster, who: str, role: str) -> None:
    binding = rbac.ClusterRoleBinding(
        metadata=meta.ObjectMeta(name=role),
        role_ref=rbac.RoleRef(api_group='rbac.authorization.k8s.io', kind='ClusterRole', name=role),
        subjects=[rbac.Subject(kind='User', api_group='rbac.authorization.k8s.io', name=who)],
    )
    await c.admin.create(binding)


async def may_write(c: Cluster, who: str) -> None:
    rule = rbac.PolicyRule(
        verbs=['*'],
        api_groups=['certificates.k8s.io'],
        resources=['clustertrustbundles', 'podcertificaterequests', 'podcertificaterequests/status'],
    )
    await c.admin.create(rbac.ClusterRole(metadata=meta.ObjectMeta(name=f'{who}-writes'), rules=[rule]))
    await bind(c, who, f'{who}-writes')


def test_a_bundle_holds_authorities_each_once_and_is_named_after_its_signer() -> None:
    async def tell(c: Cluster) -> None:
        now = c.now()
        good = authority(now)
        made = await c.ask(ADMIN, 'POST', BUNDLES, bundle('example.com:pods:live', good, NAME))
        assert made.status == 201, made.message
        other = await c.ask(ADMIN, 'GET', f'{GROUP}/v1alpha1/clustertrustbundles?fieldSelector=spec.signerName={NAME}')
        assert [each['spec']['trustBundle'] for each in other.json['items']] == [good]
        leaf = certificate(ec.generate_private_key(ec.SECP256R1()).public_key(), now)
        for wanted, text in (
            (
                bundle('live', good, NAME),
                'ClusterTrustBundle for signerName example.com/pods must be named with prefix example.com:pods:',
            ),
            (bundle('a:b', good), 'ClusterTrustBundle without signer name must not have ":" in its name'),
            (
                bundle('empty', ''),
                'spec.trustBundle: Invalid value: "<value omitted>": at least one trust anchor must be provided',
            ),
            (bundle('twice', good + 'text\n' + good), 'duplicate trust anchor (indices [0 1])'),
            (bundle('leaf', good + leaf), 'entry 1 does not have the CA bit set'),
            (bundle('key', '-----BEGIN KEY-----\nAAAA\n-----END KEY-----\n'), 'entry 0 has bad block type: KEY'),
        ):
            refused = await c.ask(ADMIN, 'POST', BUNDLES, wanted)
            assert refused.status == 422 and text in refused.message, refused.message
        changed = made.json
        changed['spec']['signerName'] = 'example.com/others'
        refused = await c.ask(ADMIN, 'PUT', f'{BUNDLES}/example.com:pods:live', changed)
        assert 'spec.signerName: Invalid value: "example.com/others": field is immutable' in refused.message

    story(tell)


def test_who_writes_a_signers_bundle_must_be_allowed_to_attest_for_it() -> None:
    async def tell(c: Cluster) -> None:
        await may_write(c, 'signer')
        good = authority(c.now())
        refused = await c.ask(SIGNER, 'POST', BUNDLES, bundle('example.com:pods:live', good, NAME))
        assert refused.status == 403
        assert refused.message.endswith('user not permitted to attest for signerName "example.com/pods"')
        assert (await c.ask(SIGNER, 'POST', BUNDLES, bundle('public', good))).status == 201
        await permit(c, 'signer', 'attest')
        assert (await c.ask(SIGNER, 'POST', BUNDLES, bundle('example.com:pods:live', good, NAME))).status == 201

    story(tell)


class Furnished:
    """A pod on node one, and what its kubelet would ask for."""

    def __init__(self, c: Cluster, key: Any) -> None:
        self.c = c
        self.key = key
        self.request: dict[str, Any] = {}

    @classmethod
    async def of(cls, c: Cluster) -> Furnished:
        self = cls(c, ed25519.Ed25519PrivateKey.generate())
        for who in (ONE, TWO):
            await c.client(who).create(core.Node(metadata=meta.ObjectMeta(name=who.name.removeprefix('system:node:'))))
        account = await c.admin.create(core.ServiceAccount(metadata=meta.ObjectMeta(name='robot', namespace='default')))
        spec = core.PodSpec(
            service_account_name='robot', node_name='one', containers=[core.Container(name='c', image='i')]
        )
        pod = await c.admin.create(core.Pod(metadata=meta.ObjectMeta(name='web', namespace='default'), spec=spec))
        one = await c.admin.get(core.Node, 'one', '')
        uid = pod.metadata.uid
        public = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.request = {
            'apiVersion': 'certificates.k8s.io/v1beta1',
            'kind': 'PodCertificateRequest',
            'metadata': {'name': 'r'},
            'spec': {
                'signerName': NAME,
                'podName': 'web',
                'podUID': uid,
                'serviceAccountName': 'robot',
                'serviceAccountUID': account.metadata.uid,
                'nodeName': 'one',
                'nodeUID': one.metadata.uid,
                'pkixPublicKey': base64.b64encode(public).decode(),
                'proofOfPossession': base64.b64encode(self.key.sign(uid.encode())).decode(),
            },
        }
        return self

    async def ask(self, who: Any = ONE, **spec: Any) -> Answer:
        wanted = {**self.request, 'spec': {**self.request['spec'], **spec}}
        return await self.c.ask(who, 'POST', REQUESTS, wanted)


def furnished(tell: Callable[[Cluster, Furnished], Awaitable[None]]) -> None:
    async def body(c: Cluster) -> None:
        await tell(c, await Furnished.of(c))

    story(body)


def test_a_kubelet_asks_for_its_own_pods_with_what_is_true_of_them() -> None:
    async def tell(c: Cluster, f: Furnished) -> None:
        refused = await f.ask(TWO)
        assert refused.status == 403
        assert 'PodCertificateRequest.Spec.NodeName="one", which is not the requesting node "two"' in refused.message
        wrong = await f.ask(podUID='other')
        assert wrong.status == 500 and 'contains pod UID ("other") which differs from running pod' in wrong.message
        foreign = await f.ask(serviceAccountName='default')
        assert foreign.status == 403 and 'that differs from running pod ("robot")' in foreign.message
        made = await f.ask()
        assert made.status == 201, made.message
        assert made.json['spec']['maxExpirationSeconds'] == 86400
        assert (await c.ask(ADMIN, 'GET', f'{REQUESTS}/r')).status == 200  # the caches know
        assert (await c.ask(ONE, 'GET', f'{REQUESTS}/r')).status == 200
        assert (await c.ask(TWO, 'GET', f'{REQUESTS}/r')).status == 403
        assert (await c.ask(ONE, 'GET', f'{REQUESTS}?fieldSelector=spec.nodeName=one')).status == 200
        assert (await c.ask(ONE, 'GET', REQUESTS)).status == 403

    furnished(tell)


def test_the_requester_proves_to_have_the_key() -> None:
    async def tell(c: Cluster, f: Furnished) -> None:
        other = base64.b64encode(f.key.sign(b'something else')).decode()
        refused = await f.ask(proofOfPossession=other)
        assert refused.status == 422
        assert (
            'spec.proofOfPossession: Invalid value: could not verify proof-of-possession signature' in refused.message
        )
        refused = await f.ask(pkixPublicKey='AAAA')
        assert (
            'spec.pkixPublicKey: Invalid value: "AAAA": must be a valid PKIX-serialized public key' in refused.message
        )
        stub = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(f.key, None)
        der = base64.b64encode(stub.public_bytes(serialization.Encoding.DER)).decode()
        assert 'exactly one of' in (await f.ask(stubPKCS10Request=der)).message
        made = await f.ask(stubPKCS10Request=der, pkixPublicKey='', proofOfPossession='')
        assert made.status == 201, made.message

    furnished(tell)


@pytest.mark.parametrize(
    ('seconds', 'signer', 'longest'), [(60, NAME, 7862400), (90000, 'kubernetes.io/kube-apiserver-client-pod', 86400)]
)
def test_certificates_of_pods_are_short_lived(seconds: int, signer: str, longest: int) -> None:
    async def tell(c: Cluster, f: Furnished) -> None:
        refused = await f.ask(maxExpirationSeconds=seconds, signerName=signer)
        assert f'{seconds}: must be in the range [3600, {longest}]' in refused.message

    furnished(tell)


def issued(f: Furnished, now: datetime, **more: Any) -> dict[str, Any]:
    stamp = [(now + timedelta(hours=hours)).strftime('%Y-%m-%dT%H:%M:%SZ') for hours in (0, 1, 2)]
    condition = {
        'type': 'Issued', 'status': 'True', 'reason': 'Issued', 'message': '', 'lastTransitionTime': stamp[0],
    }  # fmt: skip
    return {
        'conditions': [condition],
        'certificateChain': certificate(f.key.public_key(), now),
        'notBefore': stamp[0],
        'beginRefreshAt': stamp[1],
        'notAfter': stamp[2],
        **more,
    }


def test_a_signer_answers_once_and_the_certificate_fits_the_request() -> None:
    async def tell(c: Cluster, f: Furnished) -> None:
        made = (await f.ask()).json
        await may_write(c, 'signer')
        now = c.now().replace(microsecond=0)
        path = f'{REQUESTS}/r/status'

        async def answer(status: dict[str, Any]) -> Answer:
            current = (await c.ask(ADMIN, 'GET', f'{REQUESTS}/r')).json
            return await c.ask(SIGNER, 'PUT', path, {**current, 'status': status})

        refused = await answer(issued(f, now))
        assert refused.status == 422
        assert (
            'spec.signerName: Forbidden: User "signer" is not permitted to "sign" for signer "example.com/pods"'
            in refused.message
        )
        await permit(c, 'signer', 'sign')
        stranger = certificate(ec.generate_private_key(ec.SECP256R1()).public_key(), now)
        for status, text in (
            (issued(f, now, certificateChain=stranger), 'leaf certificate was not issued to the requested public key'),
            (issued(f, now, certificateChain=''), 'issued certificate chain must contain at least one certificate'),
            (
                issued(f, now, notAfter=None),
                'status.notAfter: Required value: must be present and consistent with the issued certificate',
            ),
            (issued(f, now - timedelta(hours=1)), "must be set to within 5 minutes of kube-apiserver's current time"),
            ({'certificateChain': 'x'}, 'status is immutable unless transitioning to "Issued", "Denied", or "Failed"'),
        ):
            refused = await answer(status)
            assert refused.status == 422 and text in refused.message, (refused.message, text)
        done = await answer(issued(f, now))
        assert done.status == 200, done.message
        again = await answer({'conditions': []})
        assert 'immutable after PodCertificateRequest is issued, denied, or failed' in again.message
        assert made['spec'] == done.json['spec']

    furnished(tell)


def test_a_kubelet_asks_only_for_certificates_with_its_own_name() -> None:
    async def tell(c: Cluster) -> None:
        names = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, 'system:nodes')]
        names.append(x509.NameAttribute(NameOID.COMMON_NAME, 'system:node:two'))
        pem = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(names))
        text = pem.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(
            serialization.Encoding.PEM
        )
        wanted = {
            'apiVersion': 'certificates.k8s.io/v1',
            'kind': 'CertificateSigningRequest',
            'metadata': {'name': 'r'},
            'spec': {
                'request': base64.b64encode(text).decode(),
                'signerName': 'kubernetes.io/kube-apiserver-client-kubelet',
                'usages': ['digital signature', 'client auth'],
            },
        }
        refused = await c.ask(ONE, 'POST', f'{GROUP}/v1/certificatesigningrequests', wanted)
        assert refused.status == 403
        assert refused.message.endswith('can only create a node CSR with CN=system:node:one')
        assert (await c.ask(TWO, 'POST', f'{GROUP}/v1/certificatesigningrequests', wanted)).status == 201

    story(tell)
