"""Field rows of node_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'Overhead': (
        ('pod_fixed', 'podFixed', 1, (), 'map', 'quantity', '', 'o'),
    ),
    'RuntimeClass': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('handler', 'handler', 2, (), '', 'string', '', ''),
        ('overhead', 'overhead', 3, (), '', 'message', 'node_v1.Overhead', 'po'),
        ('scheduling', 'scheduling', 4, (), '', 'message', 'node_v1.Scheduling', 'po'),
    ),
    'RuntimeClassList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'node_v1.RuntimeClass', ''),
    ),
    'Scheduling': (
        ('node_selector', 'nodeSelector', 1, (), 'map', 'string', '', 'o', 'atomic'),
        ('tolerations', 'tolerations', 2, (), 'list', 'message', 'core_v1.Toleration', 'o', 'atomic'),
    ),
}
