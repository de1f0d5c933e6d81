"""certificates.k8s.io."""

from __future__ import annotations

from sampan.api.generated import certificates_v1beta1 as certificates

DAY = 24 * 3600


def pod_certificate_request(request: certificates.PodCertificateRequest) -> None:
    if request.spec.max_expiration_seconds is None:
        request.spec.max_expiration_seconds = DAY
