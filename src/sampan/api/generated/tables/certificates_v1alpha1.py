"""Field rows of certificates_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ClusterTrustBundle': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'certificates_v1alpha1.ClusterTrustBundleSpec', ''),
    ),
    'ClusterTrustBundleList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'certificates_v1alpha1.ClusterTrustBundle', ''),
    ),
    'ClusterTrustBundleSpec': (
        ('signer_name', 'signerName', 1, (), '', 'string', '', 'o'),
        ('trust_bundle', 'trustBundle', 2, (), '', 'string', '', ''),
    ),
}
