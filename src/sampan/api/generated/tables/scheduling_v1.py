"""Field rows of scheduling_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'PriorityClass': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('value', 'value', 2, (), '', 'int32', '', ''),
        ('global_default', 'globalDefault', 3, (), '', 'bool', '', 'o'),
        ('description', 'description', 4, (), '', 'string', '', 'o'),
        ('preemption_policy', 'preemptionPolicy', 5, (), '', 'string', '', 'po'),
    ),
    'PriorityClassList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'scheduling_v1.PriorityClass', ''),
    ),
}
