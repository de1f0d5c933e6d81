"""Field rows of scheduling_v1alpha2: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'BasicSchedulingPolicy': (
    ),
    'GangSchedulingPolicy': (
        ('min_count', 'minCount', 1, (), '', 'int32', '', ''),
    ),
    'PodGroup': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'scheduling_v1alpha2.PodGroupSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'scheduling_v1alpha2.PodGroupStatus', 'o'),
    ),
    'PodGroupList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'scheduling_v1alpha2.PodGroup', ''),
    ),
    'PodGroupResourceClaim': (
        ('name', 'name', 1, (), '', 'string', '', ''),
        ('resource_claim_name', 'resourceClaimName', 2, (), '', 'string', '', 'po'),
        ('resource_claim_template_name', 'resourceClaimTemplateName', 3, (), '', 'string', '', 'po'),
    ),
    'PodGroupResourceClaimStatus': (
        ('name', 'name', 1, (), '', 'string', '', ''),
        ('resource_claim_name', 'resourceClaimName', 2, (), '', 'string', '', 'po'),
    ),
    'PodGroupSchedulingConstraints': (
        ('topology', 'topology', 1, (), 'list', 'message', 'scheduling_v1alpha2.TopologyConstraint', 'o', 'atomic'),
    ),
    'PodGroupSchedulingPolicy': (
        ('basic', 'basic', 1, (), '', 'message', 'scheduling_v1alpha2.BasicSchedulingPolicy', 'po'),
        ('gang', 'gang', 2, (), '', 'message', 'scheduling_v1alpha2.GangSchedulingPolicy', 'po'),
    ),
    'PodGroupSpec': (
        ('pod_group_template_ref', 'podGroupTemplateRef', 1, (), '', 'message', 'scheduling_v1alpha2.PodGroupTemplateReference', 'p'),
        ('scheduling_policy', 'schedulingPolicy', 2, (), '', 'message', 'scheduling_v1alpha2.PodGroupSchedulingPolicy', ''),
        ('scheduling_constraints', 'schedulingConstraints', 3, (), '', 'message', 'scheduling_v1alpha2.PodGroupSchedulingConstraints', 'po'),
        ('resource_claims', 'resourceClaims', 4, (), 'list', 'message', 'scheduling_v1alpha2.PodGroupResourceClaim', 'o', 'map', ('name',), 'merge,retainKeys', 'name'),
        ('disruption_mode', 'disruptionMode', 5, (), '', 'string', '', 'po'),
        ('priority_class_name', 'priorityClassName', 6, (), '', 'string', '', 'o'),
        ('priority', 'priority', 7, (), '', 'int32', '', 'po'),
    ),
    'PodGroupStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'meta_v1.Condition', 'o', 'map', ('type',), 'merge', 'type'),
        ('resource_claim_statuses', 'resourceClaimStatuses', 2, (), 'list', 'message', 'scheduling_v1alpha2.PodGroupResourceClaimStatus', 'o', 'map', ('name',), 'merge,retainKeys', 'name'),
    ),
    'PodGroupTemplate': (
        ('name', 'name', 1, (), '', 'string', '', ''),
        ('scheduling_policy', 'schedulingPolicy', 2, (), '', 'message', 'scheduling_v1alpha2.PodGroupSchedulingPolicy', ''),
        ('scheduling_constraints', 'schedulingConstraints', 3, (), '', 'message', 'scheduling_v1alpha2.PodGroupSchedulingConstraints', 'p'),
        ('resource_claims', 'resourceClaims', 4, (), 'list', 'message', 'scheduling_v1alpha2.PodGroupResourceClaim', 'o', 'map', ('name',), 'merge,retainKeys', 'name'),
        ('disruption_mode', 'disruptionMode', 5, (), '', 'string', '', 'po'),
        ('priority_class_name', 'priorityClassName', 6, (), '', 'string', '', 'o'),
        ('priority', 'priority', 7, (), '', 'int32', '', 'po'),
    ),
    'PodGroupTemplateReference': (
        ('workload', 'workload', 1, (), '', 'message', 'scheduling_v1alpha2.WorkloadPodGroupTemplateReference', 'p'),
    ),
    'TopologyConstraint': (
        ('key', 'key', 1, (), '', 'string', '', ''),
    ),
    'TypedLocalObjectReference': (
        ('api_group', 'apiGroup', 1, (), '', 'string', '', 'o'),
        ('kind', 'kind', 2, (), '', 'string', '', ''),
        ('name', 'name', 3, (), '', 'string', '', ''),
    ),
    'Workload': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'scheduling_v1alpha2.WorkloadSpec', ''),
    ),
    'WorkloadList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'scheduling_v1alpha2.Workload', ''),
    ),
    'WorkloadPodGroupTemplateReference': (
        ('workload_name', 'workloadName', 1, (), '', 'string', '', ''),
        ('pod_group_template_name', 'podGroupTemplateName', 2, (), '', 'string', '', ''),
    ),
    'WorkloadSpec': (
        ('controller_ref', 'controllerRef', 1, (), '', 'message', 'scheduling_v1alpha2.TypedLocalObjectReference', 'po'),
        ('pod_group_templates', 'podGroupTemplates', 2, (), 'list', 'message', 'scheduling_v1alpha2.PodGroupTemplate', '', 'map', ('name',)),
    ),
}
