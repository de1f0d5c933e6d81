"""ClusterTrustBundles and PodCertificateRequests (upstream: pkg/registry/certificates/...).

Neither is updated blindly. Only who may sign for the signer changes a request's status.
"""

from __future__ import annotations

from sampan.api.generated import certificates_v1beta1 as certificates
from sampan.apiserver.authz import signers
from sampan.apiserver.registry import metadata
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.machinery import field, gotext
from sampan.machinery.field import FieldError, Path

PodCertificateRequest = certificates.PodCertificateRequest
MAY_SIGN = 'may-sign'  # a note in the request's context
_SIGNER = Path('spec').child('signerName')


class TrustBundleStrategy(Strategy[certificates.ClusterTrustBundle]):
    allow_unconditional_update = False


class PodCertificateRequestStrategy(Strategy[PodCertificateRequest]):
    allow_unconditional_update = False

    def prepare_for_status_update(self, new: PodCertificateRequest, old: PodCertificateRequest, call: Call) -> None:
        new.spec = old.spec
        metadata.reset_for_status(new.metadata, old.metadata)

    async def begin_status_update(self, new: PodCertificateRequest, old: PodCertificateRequest, call: Call) -> None:
        if new.status != old.status:
            call.request.context[MAY_SIGN] = await signers.may(
                self.registry.authorizer, call.user, 'sign', old.spec.signer_name
            )

    def validate_status_update(
        self, new: PodCertificateRequest, old: PodCertificateRequest, call: Call
    ) -> list[FieldError]:
        from sampan.api.validation import pod_certificate_status  # not at the start: all the rules come with it

        wrong = pod_certificate_status.pod_certificate_request_status_update(new, old, self.registry.world.now())
        if wrong or new.status == old.status or call.request.context[MAY_SIGN]:
            return wrong
        who, signer = gotext.quote(call.user.name), gotext.quote(old.spec.signer_name)
        return [field.forbidden(_SIGNER, f'User {who} is not permitted to "sign" for signer {signer}')]
