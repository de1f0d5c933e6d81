"""CertificateApproval, CertificateSigning, ClusterTrustBundleAttest and CertificateSubjectRestriction.

Who approves, signs or attests must be allowed to for the signer: verbs `approve`, `sign` and `attest` on `signers`, by
the signer's name or by `domain/*`. Nobody gets a client certificate that makes them system:masters.

Upstream: plugin/pkg/admission/certificates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.api import codec, signing
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.authz import signers

if TYPE_CHECKING:
    from sampan.api.resources import Resource
    from sampan.apiserver.admission.config import Parts

GROUP, PLURAL = 'certificates.k8s.io', 'certificatesigningrequests'
BUNDLES = 'clustertrustbundles'
MASTERS = 'system:masters'


def about_requests(attributes: Attributes, subresource: str) -> bool:
    resource = attributes.resource
    return (resource.group, resource.plural, attributes.subresource) == (GROUP, PLURAL, subresource)


class SignerPlugin(Plugin):
    """What approval and signing share: the question whether the user may act for a signer."""

    verb = ''
    word = ''

    def __init__(self, parts: Parts) -> None:
        self._registry = parts.registry

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return operation is Operation.UPDATE and (resource.group, resource.plural) == (GROUP, PLURAL)

    async def _check(self, attributes: Attributes) -> None:
        """Raises 403."""
        name: str = attributes.old.spec.signer_name
        if await signers.may(self._registry.authorizer, attributes.user, self.verb, name):
            return
        raise attributes.forbidden(f'user not permitted to {self.word} requests with signerName "{name}"')


class CertificateApproval(SignerPlugin):
    name = 'CertificateApproval'
    verb = word = 'approve'

    async def validate(self, attributes: Attributes) -> None:
        if attributes.operation is Operation.UPDATE and about_requests(attributes, 'approval'):
            await self._check(attributes)


class CertificateSigning(SignerPlugin):
    name = 'CertificateSigning'
    verb = word = 'sign'

    async def validate(self, attributes: Attributes) -> None:
        if attributes.operation is not Operation.UPDATE or not about_requests(attributes, 'status'):
            return
        new, old = attributes.object, attributes.old
        failed = [signing.conditions(each, signing.FAILED) for each in (new, old)]
        if new.status.certificate != old.status.certificate or bool(failed[0]) != bool(failed[1]):
            await self._check(attributes)


class ClusterTrustBundleAttest(Plugin):
    """Who writes a signer's bundle attests for the signer; garbage collection and migration need not."""

    name = 'ClusterTrustBundleAttest'

    def __init__(self, parts: Parts) -> None:
        self._registry = parts.registry

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        writing = operation in (Operation.CREATE, Operation.UPDATE)
        return writing and (resource.group, resource.plural) == (GROUP, BUNDLES)

    async def validate(self, attributes: Attributes) -> None:
        signer: str = attributes.object.spec.signer_name
        if not signer or (attributes.operation is Operation.UPDATE and _only_collected(attributes)):
            return
        if not await signers.may(self._registry.authorizer, attributes.user, 'attest', signer):
            raise attributes.forbidden(f'user not permitted to attest for signerName "{signer}"')


def _only_collected(attributes: Attributes) -> bool:
    """Whether nothing changes but owners and finalizers (upstream: IsOnlyMutatingGCFields)."""
    new, old = codec.clone(attributes.object), attributes.old
    new.metadata.owner_references = old.metadata.owner_references
    new.metadata.finalizers = old.metadata.finalizers
    new.metadata.managed_fields = old.metadata.managed_fields
    return bool(new == old)


class CertificateSubjectRestriction(Plugin):
    name = 'CertificateSubjectRestriction'

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return operation is Operation.CREATE and (resource.group, resource.plural) == (GROUP, PLURAL)

    async def validate(self, attributes: Attributes) -> None:
        if attributes.operation is not Operation.CREATE or not about_requests(attributes, ''):
            return
        if attributes.object.spec.signer_name != signing.APISERVER_CLIENT:
            return
        try:
            request = signing.parse(attributes.object.spec.request)
        except signing.Unacceptable as problem:
            raise attributes.forbidden(f'failed to parse CSR: {problem}') from problem
        if MASTERS in signing.organizations(request):
            raise attributes.forbidden(f'use of {signing.APISERVER_CLIENT} signer with {MASTERS} group is not allowed')
