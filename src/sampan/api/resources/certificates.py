"""certificates.k8s.io."""

from __future__ import annotations

from sampan.api import selectable
from sampan.api.conversion import renamed
from sampan.api.generated import certificates_v1 as certificates
from sampan.api.generated import certificates_v1alpha1 as alpha
from sampan.api.generated import certificates_v1beta1 as beta
from sampan.api.resources.base import WRITE, Group, Resource, Subresource, status, subresources

NAME = 'certificates.k8s.io'
GROUP = Group(NAME, ('v1', 'v1beta1', 'v1alpha1'), 17300)


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
    Resource(
        NAME,
        'v1beta1',
        'clustertrustbundles',
        'clustertrustbundle',
        beta.ClusterTrustBundle,
        beta.ClusterTrustBundleList,
        namespaced=False,
        selectable=selectable.TRUST_BUNDLES,
    ),
    Resource(
        NAME,
        'v1alpha1',
        'clustertrustbundles',
        'clustertrustbundle',
        alpha.ClusterTrustBundle,
        alpha.ClusterTrustBundleList,
        namespaced=False,
        selectable=selectable.TRUST_BUNDLES,
        storage_type=beta.ClusterTrustBundle,
        to_storage=renamed(beta.ClusterTrustBundle),
        from_storage=renamed(alpha.ClusterTrustBundle),
        deprecated='v1.34+, unavailable in v1.37+',
    ),
    Resource(
        NAME,
        'v1beta1',
        'podcertificaterequests',
        'podcertificaterequest',
        beta.PodCertificateRequest,
        beta.PodCertificateRequestList,
        selectable=selectable.POD_CERTIFICATE_REQUESTS,
        subresources=subresources(status(beta.PodCertificateRequest)),
    ),
)
