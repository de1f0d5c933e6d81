"""certificates.k8s.io."""

from __future__ import annotations

from sampan.api import selectable
from sampan.api.generated import certificates_v1 as certificates
from sampan.api.resources.base import WRITE, Group, Resource, Subresource, status, subresources

NAME = 'certificates.k8s.io'
GROUP = Group(NAME, ('v1',), 17300)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        NAME,
        'v1',
        'certificatesigningrequests',
        'certificatesigningrequest',
        certificates.CertificateSigningRequest,
        certificates.CertificateSigningRequestList,
        namespaced=False,
        short_names=('csr',),
        selectable=selectable.SIGNING_REQUESTS,
        subresources=subresources(
            Subresource('approval', WRITE, certificates.CertificateSigningRequest),
            status(certificates.CertificateSigningRequest),
        ),
    ),
)
