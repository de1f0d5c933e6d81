"""Field rows of certificates_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ClusterTrustBundle': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'certificates_v1alpha1.ClusterTrustBundleSpec', '', 'v1alpha1.ClusterTrustBundleSpec'),
    ),
    'ClusterTrustBundleList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'certificates_v1alpha1.ClusterTrustBundle', '', '[]v1alpha1.ClusterTrustBundle'),
    ),
    'ClusterTrustBundleSpec': (
        ('signer_name', 'signerName', 1, (), '', 'string', '', 'o', 'string'),
        ('trust_bundle', 'trustBundle', 2, (), '', 'string', '', '', 'string'),
    ),
}
