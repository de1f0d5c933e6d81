"""Field rows of scheduling_v1alpha2: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'BasicSchedulingPolicy': (
    ),
    'GangSchedulingPolicy': (
        ('min_count', 'minCount', 1, (), '', 'int32', '', '', 'int32'),
    ),
    'PodGroup': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'scheduling_v1alpha2.PodGroupSpec', '', 'v1alpha2.PodGroupSpec'),
        ('status', 'status', 3, (), '', 'message', 'scheduling_v1alpha2.PodGroupStatus', 'o', 'v1alpha2.PodGroupStatus'),
    ),
    'PodGroupList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'scheduling_v1alpha2.PodGroup', '', '[]v1alpha2.PodGroup'),
    ),
    'PodGroupResourceClaim': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
        ('resource_claim_name', 'resourceClaimName', 2, (), '', 'string', '', 'po', 'string'),
        ('resource_claim_template_name', 'resourceClaimTemplateName', 3, (), '', 'string', '', 'po', 'string'),
    ),
    'PodGroupResourceClaimStatus': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
        ('resource_claim_name', 'resourceClaimName', 2, (), '', 'string', '', 'po', 'string'),
    ),
    'PodGroupSchedulingConstraints': (
        ('topology', 'topology', 1, (), 'list', 'message', 'scheduling_v1alpha2.TopologyConstraint', 'o', '[]v1alpha2.TopologyConstraint', 'atomic'),
    ),
    'PodGroupSchedulingPolicy': (
        ('basic', 'basic', 1, (), '', 'message', 'scheduling_v1alpha2.BasicSchedulingPolicy', 'po', 'v1alpha2.BasicSchedulingPolicy'),
        ('gang', 'gang', 2, (), '', 'message', 'scheduling_v1alpha2.GangSchedulingPolicy', 'po', 'v1alpha2.GangSchedulingPolicy'),
    ),
    'PodGroupSpec': (
        ('pod_group_template_ref', 'podGroupTemplateRef', 1, (), '', 'message', 'scheduling_v1alpha2.PodGroupTemplateReference', 'p', 'v1alpha2.PodGroupTemplateReference'),
        ('scheduling_policy', 'schedulingPolicy', 2, (), '', 'message', 'scheduling_v1alpha2.PodGroupSchedulingPolicy', '', 'v1alpha2.PodGroupSchedulingPolicy'),
        ('scheduling_constraints', 'schedulingConstraints', 3, (), '', 'message', 'scheduling_v1alpha2.PodGroupSchedulingConstraints', 'po', 'v1alpha2.PodGroupSchedulingConstraints'),
        ('resource_claims', 'resourceClaims', 4, (), 'list', 'message', 'scheduling_v1alpha2.PodGroupResourceClaim', 'o', '[]v1alpha2.PodGroupResourceClaim', 'map', ('name',), 'merge,retainKeys', 'name'),
        ('disruption_mode', 'disruptionMode', 5, (), '', 'string', '', 'po', 'v1alpha2.DisruptionMode'),
        ('priority_class_name', 'priorityClassName', 6, (), '', 'string', '', 'o', 'string'),
        ('priority', 'priority', 7, (), '', 'int32', '', 'po', 'int32'),
    ),
    'PodGroupStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'meta_v1.Condition', 'o', '[]v1.Condition', 'map', ('type',), 'merge', 'type'),
        ('resource_claim_statuses', 'resourceClaimStatuses', 2, (), 'list', 'message', 'scheduling_v1alpha2.PodGroupResourceClaimStatus', 'o', '[]v1alpha2.PodGroupResourceClaimStatus', 'map', ('name',), 'merge,retainKeys', 'name'),
    ),
    'PodGroupTemplate': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
        ('scheduling_policy', 'schedulingPolicy', 2, (), '', 'message', 'scheduling_v1alpha2.PodGroupSchedulingPolicy', '', 'v1alpha2.PodGroupSchedulingPolicy'),
        ('scheduling_constraints', 'schedulingConstraints', 3, (), '', 'message', 'scheduling_v1alpha2.PodGroupSchedulingConstraints', 'p', 'v1alpha2.PodGroupSchedulingConstraints'),
        ('resource_claims', 'resourceClaims', 4, (), 'list', 'message', 'scheduling_v1alpha2.PodGroupResourceClaim', 'o', '[]v1alpha2.PodGroupResourceClaim', 'map', ('name',), 'merge,retainKeys', 'name'),
        ('disruption_mode', 'disruptionMode', 5, (), '', 'string', '', 'po', 'v1alpha2.DisruptionMode'),
        ('priority_class_name', 'priorityClassName', 6, (), '', 'string', '', 'o', 'string'),
        ('priority', 'priority', 7, (), '', 'int32', '', 'po', 'int32'),
    ),
    'PodGroupTemplateReference': (
        ('workload', 'workload', 1, (), '', 'message', 'scheduling_v1alpha2.WorkloadPodGroupTemplateReference', 'p', 'v1alpha2.WorkloadPodGroupTemplateReference'),
    ),
    'TopologyConstraint': (
        ('key', 'key', 1, (), '', 'string', '', '', 'string'),
    ),
    'TypedLocalObjectReference': (
        ('api_group', 'apiGroup', 1, (), '', 'string', '', 'o', 'string'),
        ('kind', 'kind', 2, (), '', 'string', '', '', 'string'),
        ('name', 'name', 3, (), '', 'string', '', '', 'string'),
    ),
    'Workload': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'scheduling_v1alpha2.WorkloadSpec', '', 'v1alpha2.WorkloadSpec'),
    ),
    'WorkloadList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'scheduling_v1alpha2.Workload', '', '[]v1alpha2.Workload'),
    ),
    'WorkloadPodGroupTemplateReference': (
        ('workload_name', 'workloadName', 1, (), '', 'string', '', '', 'string'),
        ('pod_group_template_name', 'podGroupTemplateName', 2, (), '', 'string', '', '', 'string'),
    ),
    'WorkloadSpec': (
        ('controller_ref', 'controllerRef', 1, (), '', 'message', 'scheduling_v1alpha2.TypedLocalObjectReference', 'po', 'v1alpha2.TypedLocalObjectReference'),
        ('pod_group_templates', 'podGroupTemplates', 2, (), 'list', 'message', 'scheduling_v1alpha2.PodGroupTemplate', '', '[]v1alpha2.PodGroupTemplate', 'map', ('name',)),
    ),
}
