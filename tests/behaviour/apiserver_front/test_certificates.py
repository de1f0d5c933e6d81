"""sig-auth: the Certificates API. Requests are approved by those who may, and signed by the kubernetes.io signers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sampan.api import errors
from sampan.api.generated import certificates_v1 as certificates
from sampan.api.generated import meta_v1
from sampan.api.generated import rbac_v1 as rbac
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.request import UserInfo
from sampan.apiserver.server import ApiServer
from sampan.client.informer import InformerFactory
from sampan.controllers.certificates.signing import Authority
from sampan.controllers.config import ControllersConfig
from sampan.controllers.manager import ControllerManager
from sampan.machinery.world import SystemWorld
from sampan.store.memory import MemoryStore

from .servers import pki, run

CSR = certificates.CertificateSigningRequest
CLIENT = 'kubernetes.io/kube-apiserver-client'
KUBELET = 'kubernetes.io/kube-apiserver-client-kubelet'
CONTROLLERS = tuple(f'certificatesigningrequest-{what}-controller' for what in ('signing', 'approving', 'cleaner'))


def request(name: str, *groups: str) -> bytes:
    subject = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group) for group in groups]
    subject.append(x509.NameAttribute(NameOID.COMMON_NAME, name))
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(subject))
    return builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(
        serialization.Encoding.PEM
    )


def csr(name: str = 'r', signer: str = CLIENT, pem: bytes | None = None, **spec: Any) -> CSR:
    wanted = {'usages': ['client auth'], 'request': request('jane', 'devs') if pem is None else pem, **spec}
    spec_ = certificates.CertificateSigningRequestSpec(signer_name=signer, **wanted)
    return CSR(metadata=meta_v1.ObjectMeta(name=name), spec=spec_)


def condition(type: str = 'Approved') -> certificates.CertificateSigningRequestCondition:
    return certificates.CertificateSigningRequestCondition(type=type, status='True', reason='ByTest', message='ok')


def story(body: Any, *, controllers: bool = False) -> None:
    async def main() -> None:
        world = SystemWorld()
        server = ApiServer(store=MemoryStore(), world=world, config=ApiServerConfig(port=0))
        await server.start(listen=False)
        task = asyncio.ensure_future(running(server, world)) if controllers else None
        try:
            await body(server)
        finally:
            if task is not None:
                task.cancel()
                await asyncio.wait([task])
            await server.stop()

    run(main())


async def running(server: ApiServer, world: SystemWorld) -> None:
    client = server.client()
    config = ControllersConfig(cluster_signing_cert_file=pki() / 'ca.crt', cluster_signing_key_file=pki() / 'ca.key')
    informers = InformerFactory(client, world)
    manager = ControllerManager(client=client, world=world, config=config, informers=informers, controllers=CONTROLLERS)
    async with asyncio.TaskGroup() as group:
        group.create_task(informers.run())
        group.create_task(manager.run())


async def until(server: ApiServer, name: str, good: Any) -> CSR:
    """The request as soon as it is as wished."""
    client = server.client()
    found = await client.get(CSR, name)
    if good(found):
        return found
    async for event in client.watch(CSR, resource_version='0', field_selector=f'metadata.name={name}'):
        if good(event.object):
            return event.object
    raise AssertionError('the watch ended')


def test_an_approved_request_is_signed() -> None:
    async def body(server: ApiServer) -> None:
        client = server.client(UserInfo('jane', groups=('system:masters', 'system:authenticated')))
        made = await client.create(csr(expiration_seconds=3600))
        assert made.spec.username == 'jane'
        assert made.spec.groups == ['system:masters', 'system:authenticated']
        made.status.conditions.append(condition())
        approved = await client.update(made, subresource='approval')
        assert approved.status.conditions[0].last_update_time is not None
        signed = await until(server, 'r', lambda each: each.status.certificate)
        certificate = x509.load_pem_x509_certificate(signed.status.certificate)
        ca = x509.load_pem_x509_certificate((pki() / 'ca.crt').read_bytes())
        certificate.verify_directly_issued_by(ca)
        assert certificate.subject.rfc4514_string() == 'CN=jane,O=devs'
        life = certificate.not_valid_after_utc - SystemWorld().now()
        assert 3500 < life.total_seconds() < 3700

    story(body, controllers=True)


def test_a_request_that_is_not_what_its_signer_signs_fails() -> None:
    async def body(server: ApiServer) -> None:
        client = server.client()
        made = await client.create(csr(signer=KUBELET))
        made.status.conditions.append(condition())
        await client.update(made, subresource='approval')
        failed = await until(server, 'r', lambda each: len(each.status.conditions) > 1)
        assert failed.status.conditions[1].type == 'Failed'
        assert failed.status.conditions[1].reason == 'SignerValidationFailure'
        assert failed.status.conditions[1].message == 'subject organization is not system:nodes'

    story(body, controllers=True)


def test_a_kubelets_own_request_is_approved_without_a_human() -> None:
    async def body(server: ApiServer) -> None:
        binding = rbac.ClusterRoleBinding(
            metadata=meta_v1.ObjectMeta(name='nodes-renew'),
            subjects=[rbac.Subject(kind='Group', name='system:nodes', api_group='rbac.authorization.k8s.io')],
            role_ref=rbac.RoleRef(
                api_group='rbac.authorization.k8s.io',
                kind='ClusterRole',
                name='system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
            ),
        )
        await server.client().create(binding)
        node = server.client(UserInfo('system:node:n1', groups=('system:nodes', 'system:authenticated')))
        pem = request('system:node:n1', 'system:nodes')
        await node.create(csr(signer=KUBELET, pem=pem, usages=['digital signature', 'client auth']))
        signed = await until(server, 'r', lambda each: each.status.certificate)
        assert signed.status.conditions[0].reason == 'AutoApproved'

    story(body, controllers=True)


def test_approving_needs_the_right_for_the_signer() -> None:
    async def body(server: ApiServer) -> None:
        admin = server.client()
        made = await admin.create(csr())
        role = rbac.ClusterRole(
            metadata=meta_v1.ObjectMeta(name='approve'),
            rules=[
                rbac.PolicyRule(
                    verbs=['update'],
                    api_groups=['certificates.k8s.io'],
                    resources=['certificatesigningrequests/approval', 'certificatesigningrequests/status'],
                )
            ],
        )
        await admin.create(role)
        await admin.create(
            rbac.ClusterRoleBinding(
                metadata=meta_v1.ObjectMeta(name='approve'),
                subjects=[rbac.Subject(kind='User', name='bob', api_group='rbac.authorization.k8s.io')],
                role_ref=rbac.RoleRef(api_group='rbac.authorization.k8s.io', kind='ClusterRole', name='approve'),
            )
        )
        bob = server.client(UserInfo('bob', groups=('system:authenticated',)))
        made.status.conditions.append(condition())
        with pytest.raises(errors.ApiError) as refused:
            await bob.update(made, subresource='approval')
        assert refused.value.status.code == 403
        assert f'user not permitted to approve requests with signerName "{CLIENT}"' in refused.value.status.message
        made.status.conditions = []
        made.status.certificate = (pki() / 'ca.crt').read_bytes()
        with pytest.raises(errors.ApiError, match='user not permitted to sign requests with signerName'):
            await bob.update(made, subresource='status')

    story(body)


def test_nobody_becomes_a_master_by_certificate() -> None:
    async def body(server: ApiServer) -> None:
        with pytest.raises(errors.ApiError, match='with system:masters group is not allowed'):
            await server.client().create(csr(pem=request('eve', 'system:masters')))

    story(body)


@pytest.mark.parametrize(
    ('wrong', 'message'),
    [
        ({'pem': b'nonsense'}, 'PEM block type must be CERTIFICATE REQUEST'),
        ({'usages': ['to fly']}, 'spec.usages[0]: Unsupported value: "to fly"'),
        ({'usages': []}, 'spec.usages: Required value'),
        ({'signer': 'nodomain/x'}, 'should be a domain with at least two segments separated by dots'),
        ({'signer': 'a.b'}, "must be a fully qualified domain and path of the form 'example.com/signer-name'"),
        ({'signer': 'kubernetes.io/legacy-unknown'}, 'the legacy signerName is not allowed via this API version'),
        ({'expiration_seconds': 599}, 'may not specify a duration less than 600 seconds (10 minutes)'),
    ],
)
def test_requests_are_validated(wrong: dict[str, Any], message: str) -> None:
    async def body(server: ApiServer) -> None:
        with pytest.raises(errors.ApiError) as refused:
            await server.client().create(csr(**wrong))
        assert refused.value.status.code == 422
        assert message in refused.value.status.message

    story(body)


def test_conditions_and_certificates_have_their_own_writers() -> None:
    async def body(server: ApiServer) -> None:
        client = server.client()
        made = await client.create(csr())
        made.status.conditions = [condition(), condition('Denied')]
        with pytest.raises(errors.ApiError, match='Approved and Denied conditions are mutually exclusive'):
            await client.update(made, subresource='approval')
        made.status.conditions = [condition()]
        with pytest.raises(errors.ApiError, match='updates may not add a condition of type "Approved"'):
            await client.update(made, subresource='status')
        approved = await client.update(made, subresource='approval')
        approved.status.conditions = []
        with pytest.raises(errors.ApiError, match='updates may not remove a condition of type "Approved"'):
            await client.update(approved, subresource='approval')
        found = await client.get(CSR, 'r')
        found.status.certificate = b'text'
        with pytest.raises(errors.ApiError, match='must contain at least one CERTIFICATE PEM block'):
            await client.update(found, subresource='status')

    story(body)


def test_a_certificate_never_outlives_its_authority(tmp_path: Path) -> None:
    from datetime import timedelta

    authority = Authority((pki() / 'ca.crt').read_bytes(), (pki() / 'ca.key').read_bytes())
    parsed = x509.load_pem_x509_csr(request('jane'))
    pem = authority.sign(parsed, ['client auth'], timedelta(days=36500), SystemWorld().now(), 5)
    ca = x509.load_pem_x509_certificate((pki() / 'ca.crt').read_bytes())
    assert x509.load_pem_x509_certificate(pem).not_valid_after_utc == ca.not_valid_after_utc
