"""Field rows of policy_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'Eviction': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('delete_options', 'deleteOptions', 2, (), '', 'message', 'meta_v1.DeleteOptions', 'po'),
    ),
    'PodDisruptionBudget': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'policy_v1.PodDisruptionBudgetSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'policy_v1.PodDisruptionBudgetStatus', 'o'),
    ),
    'PodDisruptionBudgetList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'policy_v1.PodDisruptionBudget', ''),
    ),
    'PodDisruptionBudgetSpec': (
        ('min_available', 'minAvailable', 1, (), '', 'intstr', '', 'po'),
        ('selector', 'selector', 2, (), '', 'message', 'meta_v1.LabelSelector', 'po', '', (), 'replace'),
        ('max_unavailable', 'maxUnavailable', 3, (), '', 'intstr', '', 'po'),
        ('unhealthy_pod_eviction_policy', 'unhealthyPodEvictionPolicy', 4, (), '', 'string', '', 'po'),
    ),
    'PodDisruptionBudgetStatus': (
        ('observed_generation', 'observedGeneration', 1, (), '', 'int64', '', 'o'),
        ('disrupted_pods', 'disruptedPods', 2, (), 'map', 'time', '', 'o'),
        ('disruptions_allowed', 'disruptionsAllowed', 3, (), '', 'int32', '', ''),
        ('current_healthy', 'currentHealthy', 4, (), '', 'int32', '', ''),
        ('desired_healthy', 'desiredHealthy', 5, (), '', 'int32', '', ''),
        ('expected_pods', 'expectedPods', 6, (), '', 'int32', '', ''),
        ('conditions', 'conditions', 7, (), 'list', 'message', 'meta_v1.Condition', 'o', 'map', ('type',), 'merge', 'type'),
    ),
}
