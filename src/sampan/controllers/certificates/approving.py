"""Approves the client certificates of kubelets (upstream: certificates/approver/sarapprove.go)."""

from __future__ import annotations

from sampan.api import signing
from sampan.api.codec import clone
from sampan.api.generated import authorization_v1 as authorization
from sampan.api.generated import certificates_v1 as certificates
from sampan.client.informer import Key
from sampan.controllers.base import Context, Controller, For, NotYet, Result

CSR = certificates.CertificateSigningRequest
GROUP, PLURAL = 'certificates.k8s.io', 'certificatesigningrequests'
SELF = ('selfnodeclient', 'Auto approving self kubelet client certificate after SubjectAccessReview.')
OTHER = ('nodeclient', 'Auto approving kubelet client certificate after SubjectAccessReview.')


class ApprovingController(Controller):
    """Asks whether the requestor may create `selfnodeclient` (its own name) or `nodeclient` requests."""

    name = 'certificatesigningrequest-approving-controller'
    component = 'certificate-controller'
    watches = (For(CSR),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._requests = self.informer(CSR)

    async def reconcile(self, key: Key) -> Result | None:
        csr: CSR | None = self._requests.by_key(key)
        if csr is None or csr.status.certificate or csr.spec.signer_name != signing.KUBELET_CLIENT:
            return None
        if signing.conditions(csr, signing.APPROVED) or signing.conditions(csr, signing.DENIED):
            return None
        try:
            request = signing.parse(csr.spec.request)
            signing.check_kubelet_client(request, csr.spec.usages)
        except signing.Unacceptable:
            return None  # somebody else's, or a human's
        own = csr.spec.username == signing.common_name(request)
        for subresource, message in (SELF, OTHER) if own else (OTHER,):
            if await self._may(csr, subresource):
                await self._approve(csr, message)
                return None
        raise NotYet(
            f'recognized csr {csr.metadata.name!r} as a node client but subject access review was not approved'
        )

    async def _may(self, csr: CSR, subresource: str) -> bool:
        review = authorization.SubjectAccessReview(
            spec=authorization.SubjectAccessReviewSpec(
                user=csr.spec.username,
                uid=csr.spec.uid,
                groups=csr.spec.groups,
                extra=csr.spec.extra,
                resource_attributes=authorization.ResourceAttributes(
                    group=GROUP, resource=PLURAL, verb='create', subresource=subresource, version='*'
                ),
            )
        )
        return (await self.client.create(review)).status.allowed

    async def _approve(self, csr: CSR, message: str) -> None:
        wanted = clone(csr)
        wanted.status.conditions.append(
            certificates.CertificateSigningRequestCondition(
                type=signing.APPROVED, status='True', reason='AutoApproved', message=message
            )
        )
        await self.client.update(wanted, subresource='approval')
