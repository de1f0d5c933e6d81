"""Field rows of scheduling_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'PriorityClass': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('value', 'value', 2, (), '', 'int32', '', '', 'int32'),
        ('global_default', 'globalDefault', 3, (), '', 'bool', '', 'o', 'bool'),
        ('description', 'description', 4, (), '', 'string', '', 'o', 'string'),
        ('preemption_policy', 'preemptionPolicy', 5, (), '', 'string', '', 'po', 'v1.PreemptionPolicy'),
    ),
    'PriorityClassList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'scheduling_v1.PriorityClass', '', '[]v1.PriorityClass'),
    ),
}
