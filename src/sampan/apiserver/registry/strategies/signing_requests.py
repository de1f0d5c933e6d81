"""CertificateSigningRequests (upstream: pkg/registry/certificates/certificates).

Nobody chooses who asks: that is whoever creates the object. After that the spec never changes; approval writes
conditions, status writes the certificate and other conditions.
"""

from __future__ import annotations

from sampan.api import signing
from sampan.api.generated import certificates_v1 as certificates
from sampan.apiserver.registry import metadata
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.facets import Facet, Part
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.machinery.field import FieldError

CSR = certificates.CertificateSigningRequest


class SigningRequestStrategy(Strategy[CSR]):
    def prepare_for_create(self, obj: CSR, call: Call) -> None:
        user, spec = call.user, obj.spec
        spec.username, spec.uid, spec.groups = user.name, user.uid, list(user.groups)
        spec.extra = {key: list(values) for key, values in user.extra.items()}
        obj.status = certificates.CertificateSigningRequestStatus()

    def prepare_for_update(self, new: CSR, old: CSR, call: Call) -> None:
        new.spec, new.status = old.spec, old.status

    def prepare_for_status_update(self, new: CSR, old: CSR, call: Call) -> None:
        new.spec = old.spec
        for type in (signing.APPROVED, signing.DENIED):
            keep_conditions(new, old, type)
        fill_times(new, old, call)

    def facet(self, subresource: str) -> Facet:
        return ApprovalPart(self) if subresource == 'approval' else super().facet(subresource)


class ApprovalPart(Part):
    """Only conditions change."""

    def prepare(self, new: CSR, old: CSR, call: Call) -> None:
        new.spec = old.spec
        new.status.certificate = old.status.certificate
        fill_times(new, old, call)

    def validate(self, new: CSR, old: CSR, call: Call) -> list[FieldError]:
        from sampan.api.validation import signing_requests  # not at the start: all the rules come with it

        return list(signing_requests.signing_request_approval_update(new, old))


def keep_conditions(new: CSR, old: CSR, type: str) -> None:
    """Signers do not change what approvers said; adding and removing is refused by validation."""
    kept = iter(signing.conditions(old, type))
    if len(signing.conditions(new, type)) == len(signing.conditions(old, type)):
        new.status.conditions = [next(kept) if each.type == type else each for each in new.status.conditions]


def fill_times(new: CSR, old: CSR, call: Call) -> None:
    """When conditions were written, and since when they are what they are."""
    now = metadata.now(call)
    before = {each.type: each for each in old.status.conditions}
    for condition in new.status.conditions:
        condition.last_update_time = condition.last_update_time or now
        if condition.last_transition_time is None:
            known = before.get(condition.type)
            same = known is not None and known.status == condition.status
            condition.last_transition_time = known.last_transition_time if same and known is not None else now
