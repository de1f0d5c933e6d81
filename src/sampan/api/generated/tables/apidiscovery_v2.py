"""Field rows of apidiscovery_v2: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'APIGroupDiscovery': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('versions', 'versions', 2, (), 'list', 'message', 'apidiscovery_v2.APIVersionDiscovery', 'o'),
    ),
    'APIGroupDiscoveryList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'apidiscovery_v2.APIGroupDiscovery', ''),
    ),
    'APIResourceDiscovery': (
        ('resource', 'resource', 1, (), '', 'string', '', ''),
        ('response_kind', 'responseKind', 2, (), '', 'message', 'meta_v1.GroupVersionKind', 'po'),
        ('scope', 'scope', 3, (), '', 'string', '', ''),
        ('singular_resource', 'singularResource', 4, (), '', 'string', '', ''),
        ('verbs', 'verbs', 5, (), 'list', 'string', '', ''),
        ('short_names', 'shortNames', 6, (), 'list', 'string', '', 'o'),
        ('categories', 'categories', 7, (), 'list', 'string', '', 'o'),
        ('subresources', 'subresources', 8, (), 'list', 'message', 'apidiscovery_v2.APISubresourceDiscovery', 'o'),
    ),
    'APISubresourceDiscovery': (
        ('subresource', 'subresource', 1, (), '', 'string', '', ''),
        ('response_kind', 'responseKind', 2, (), '', 'message', 'meta_v1.GroupVersionKind', 'po'),
        ('accepted_types', 'acceptedTypes', 3, (), 'list', 'message', 'meta_v1.GroupVersionKind', 'o'),
        ('verbs', 'verbs', 4, (), 'list', 'string', '', ''),
    ),
    'APIVersionDiscovery': (
        ('version', 'version', 1, (), '', 'string', '', ''),
        ('resources', 'resources', 2, (), 'list', 'message', 'apidiscovery_v2.APIResourceDiscovery', 'o'),
        ('freshness', 'freshness', 3, (), '', 'string', '', 'o'),
    ),
}
