"""Field rows of node_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'Overhead': (
        ('pod_fixed', 'podFixed', 1, (), 'map', 'quantity', '', 'o', 'v1.ResourceList'),
    ),
    'RuntimeClass': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'node_v1alpha1.RuntimeClassSpec', '', 'v1alpha1.RuntimeClassSpec'),
    ),
    'RuntimeClassList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'node_v1alpha1.RuntimeClass', '', '[]v1alpha1.RuntimeClass'),
    ),
    'RuntimeClassSpec': (
        ('runtime_handler', 'runtimeHandler', 1, (), '', 'string', '', '', 'string'),
        ('overhead', 'overhead', 2, (), '', 'message', 'node_v1alpha1.Overhead', 'po', 'v1alpha1.Overhead'),
        ('scheduling', 'scheduling', 3, (), '', 'message', 'node_v1alpha1.Scheduling', 'po', 'v1alpha1.Scheduling'),
    ),
    'Scheduling': (
        ('node_selector', 'nodeSelector', 1, (), 'map', 'string', '', 'o', 'map[string]string'),
        ('tolerations', 'tolerations', 2, (), 'list', 'message', 'core_v1.Toleration', 'o', '[]v1.Toleration'),
    ),
}
