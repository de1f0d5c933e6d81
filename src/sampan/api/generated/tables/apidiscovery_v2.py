"""Field rows of apidiscovery_v2: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'APIGroupDiscovery': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('versions', 'versions', 2, (), 'list', 'message', 'apidiscovery_v2.APIVersionDiscovery', 'o', '[]v2.APIVersionDiscovery'),
    ),
    'APIGroupDiscoveryList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'apidiscovery_v2.APIGroupDiscovery', '', '[]v2.APIGroupDiscovery'),
    ),
    'APIResourceDiscovery': (
        ('resource', 'resource', 1, (), '', 'string', '', '', 'string'),
        ('response_kind', 'responseKind', 2, (), '', 'message', 'meta_v1.GroupVersionKind', 'po', 'v1.GroupVersionKind'),
        ('scope', 'scope', 3, (), '', 'string', '', '', 'v2.ResourceScope'),
        ('singular_resource', 'singularResource', 4, (), '', 'string', '', '', 'string'),
        ('verbs', 'verbs', 5, (), 'list', 'string', '', '', '[]string'),
        ('short_names', 'shortNames', 6, (), 'list', 'string', '', 'o', '[]string'),
        ('categories', 'categories', 7, (), 'list', 'string', '', 'o', '[]string'),
        ('subresources', 'subresources', 8, (), 'list', 'message', 'apidiscovery_v2.APISubresourceDiscovery', 'o', '[]v2.APISubresourceDiscovery'),
    ),
    'APISubresourceDiscovery': (
        ('subresource', 'subresource', 1, (), '', 'string', '', '', 'string'),
        ('response_kind', 'responseKind', 2, (), '', 'message', 'meta_v1.GroupVersionKind', 'po', 'v1.GroupVersionKind'),
        ('accepted_types', 'acceptedTypes', 3, (), 'list', 'message', 'meta_v1.GroupVersionKind', 'o', '[]v1.GroupVersionKind'),
        ('verbs', 'verbs', 4, (), 'list', 'string', '', '', '[]string'),
    ),
    'APIVersionDiscovery': (
        ('version', 'version', 1, (), '', 'string', '', '', 'string'),
        ('resources', 'resources', 2, (), 'list', 'message', 'apidiscovery_v2.APIResourceDiscovery', 'o', '[]v2.APIResourceDiscovery'),
        ('freshness', 'freshness', 3, (), '', 'string', '', 'o', 'v2.DiscoveryFreshness'),
    ),
}
