"""Field rows of policy_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'Eviction': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('delete_options', 'deleteOptions', 2, (), '', 'message', 'meta_v1.DeleteOptions', 'po', 'v1.DeleteOptions'),
    ),
    'PodDisruptionBudget': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'policy_v1.PodDisruptionBudgetSpec', 'o', 'v1.PodDisruptionBudgetSpec'),
        ('status', 'status', 3, (), '', 'message', 'policy_v1.PodDisruptionBudgetStatus', 'o', 'v1.PodDisruptionBudgetStatus'),
    ),
    'PodDisruptionBudgetList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'policy_v1.PodDisruptionBudget', '', '[]v1.PodDisruptionBudget'),
    ),
    'PodDisruptionBudgetSpec': (
        ('min_available', 'minAvailable', 1, (), '', 'intstr', '', 'po', 'intstr.IntOrString'),
        ('selector', 'selector', 2, (), '', 'message', 'meta_v1.LabelSelector', 'po', 'v1.LabelSelector', '', (), 'replace'),
        ('max_unavailable', 'maxUnavailable', 3, (), '', 'intstr', '', 'po', 'intstr.IntOrString'),
        ('unhealthy_pod_eviction_policy', 'unhealthyPodEvictionPolicy', 4, (), '', 'string', '', 'po', 'v1.UnhealthyPodEvictionPolicyType'),
    ),
    'PodDisruptionBudgetStatus': (
        ('observed_generation', 'observedGeneration', 1, (), '', 'int64', '', 'o', 'int64'),
        ('disrupted_pods', 'disruptedPods', 2, (), 'map', 'time', '', 'o', 'map[string]v1.Time'),
        ('disruptions_allowed', 'disruptionsAllowed', 3, (), '', 'int32', '', '', 'int32'),
        ('current_healthy', 'currentHealthy', 4, (), '', 'int32', '', '', 'int32'),
        ('desired_healthy', 'desiredHealthy', 5, (), '', 'int32', '', '', 'int32'),
        ('expected_pods', 'expectedPods', 6, (), '', 'int32', '', '', 'int32'),
        ('conditions', 'conditions', 7, (), 'list', 'message', 'meta_v1.Condition', 'o', '[]v1.Condition', 'map', ('type',), 'merge', 'type'),
    ),
}
