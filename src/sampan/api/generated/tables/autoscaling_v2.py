"""Field rows of autoscaling_v2: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ContainerResourceMetricSource': (
        ('name', 'name', 1, (), '', 'string', '', ''),
        ('target', 'target', 2, (), '', 'message', 'autoscaling_v2.MetricTarget', ''),
        ('container', 'container', 3, (), '', 'string', '', ''),
    ),
    'ContainerResourceMetricStatus': (
        ('name', 'name', 1, (), '', 'string', '', ''),
        ('current', 'current', 2, (), '', 'message', 'autoscaling_v2.MetricValueStatus', ''),
        ('container', 'container', 3, (), '', 'string', '', ''),
    ),
    'CrossVersionObjectReference': (
        ('kind', 'kind', 1, (), '', 'string', '', ''),
        ('name', 'name', 2, (), '', 'string', '', ''),
        ('api_version', 'apiVersion', 3, (), '', 'string', '', 'o'),
    ),
    'ExternalMetricSource': (
        ('metric', 'metric', 1, (), '', 'message', 'autoscaling_v2.MetricIdentifier', ''),
        ('target', 'target', 2, (), '', 'message', 'autoscaling_v2.MetricTarget', ''),
    ),
    'ExternalMetricStatus': (
        ('metric', 'metric', 1, (), '', 'message', 'autoscaling_v2.MetricIdentifier', ''),
        ('current', 'current', 2, (), '', 'message', 'autoscaling_v2.MetricValueStatus', ''),
    ),
    'HPAScalingPolicy': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('value', 'value', 2, (), '', 'int32', '', ''),
        ('period_seconds', 'periodSeconds', 3, (), '', 'int32', '', ''),
    ),
    'HPAScalingRules': (
        ('stabilization_window_seconds', 'stabilizationWindowSeconds', 3, (), '', 'int32', '', 'po'),
        ('select_policy', 'selectPolicy', 1, (), '', 'string', '', 'po'),
        ('policies', 'policies', 2, (), 'list', 'message', 'autoscaling_v2.HPAScalingPolicy', 'o', 'atomic'),
        ('tolerance', 'tolerance', 4, (), '', 'quantity', '', 'po'),
    ),
    'HorizontalPodAutoscaler': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'autoscaling_v2.HorizontalPodAutoscalerSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'autoscaling_v2.HorizontalPodAutoscalerStatus', 'o'),
    ),
    'HorizontalPodAutoscalerBehavior': (
        ('scale_up', 'scaleUp', 1, (), '', 'message', 'autoscaling_v2.HPAScalingRules', 'po'),
        ('scale_down', 'scaleDown', 2, (), '', 'message', 'autoscaling_v2.HPAScalingRules', 'po'),
    ),
    'HorizontalPodAutoscalerCondition': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('status', 'status', 2, (), '', 'string', '', ''),
        ('last_transition_time', 'lastTransitionTime', 3, (), '', 'time', '', 'o'),
        ('reason', 'reason', 4, (), '', 'string', '', 'o'),
        ('message', 'message', 5, (), '', 'string', '', 'o'),
    ),
    'HorizontalPodAutoscalerList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'autoscaling_v2.HorizontalPodAutoscaler', ''),
    ),
    'HorizontalPodAutoscalerSpec': (
        ('scale_target_ref', 'scaleTargetRef', 1, (), '', 'message', 'autoscaling_v2.CrossVersionObjectReference', ''),
        ('min_replicas', 'minReplicas', 2, (), '', 'int32', '', 'po'),
        ('max_replicas', 'maxReplicas', 3, (), '', 'int32', '', ''),
        ('metrics', 'metrics', 4, (), 'list', 'message', 'autoscaling_v2.MetricSpec', 'o', 'atomic'),
        ('behavior', 'behavior', 5, (), '', 'message', 'autoscaling_v2.HorizontalPodAutoscalerBehavior', 'po'),
    ),
    'HorizontalPodAutoscalerStatus': (
        ('observed_generation', 'observedGeneration', 1, (), '', 'int64', '', 'po'),
        ('last_scale_time', 'lastScaleTime', 2, (), '', 'time', '', 'po'),
        ('current_replicas', 'currentReplicas', 3, (), '', 'int32', '', 'o'),
        ('desired_replicas', 'desiredReplicas', 4, (), '', 'int32', '', ''),
        ('current_metrics', 'currentMetrics', 5, (), 'list', 'message', 'autoscaling_v2.MetricStatus', '', 'atomic'),
        ('conditions', 'conditions', 6, (), 'list', 'message', 'autoscaling_v2.HorizontalPodAutoscalerCondition', 'o', 'map', ('type',), 'merge', 'type'),
    ),
    'MetricIdentifier': (
        ('name', 'name', 1, (), '', 'string', '', ''),
        ('selector', 'selector', 2, (), '', 'message', 'meta_v1.LabelSelector', 'po'),
    ),
    'MetricSpec': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('object', 'object', 2, (), '', 'message', 'autoscaling_v2.ObjectMetricSource', 'po'),
        ('pods', 'pods', 3, (), '', 'message', 'autoscaling_v2.PodsMetricSource', 'po'),
        ('resource', 'resource', 4, (), '', 'message', 'autoscaling_v2.ResourceMetricSource', 'po'),
        ('container_resource', 'containerResource', 7, (), '', 'message', 'autoscaling_v2.ContainerResourceMetricSource', 'po'),
        ('external', 'external', 5, (), '', 'message', 'autoscaling_v2.ExternalMetricSource', 'po'),
    ),
    'MetricStatus': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('object', 'object', 2, (), '', 'message', 'autoscaling_v2.ObjectMetricStatus', 'po'),
        ('pods', 'pods', 3, (), '', 'message', 'autoscaling_v2.PodsMetricStatus', 'po'),
        ('resource', 'resource', 4, (), '', 'message', 'autoscaling_v2.ResourceMetricStatus', 'po'),
        ('container_resource', 'containerResource', 7, (), '', 'message', 'autoscaling_v2.ContainerResourceMetricStatus', 'po'),
        ('external', 'external', 5, (), '', 'message', 'autoscaling_v2.ExternalMetricStatus', 'po'),
    ),
    'MetricTarget': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('value', 'value', 2, (), '', 'quantity', '', 'po'),
        ('average_value', 'averageValue', 3, (), '', 'quantity', '', 'po'),
        ('average_utilization', 'averageUtilization', 4, (), '', 'int32', '', 'po'),
    ),
    'MetricValueStatus': (
        ('value', 'value', 1, (), '', 'quantity', '', 'po'),
        ('average_value', 'averageValue', 2, (), '', 'quantity', '', 'po'),
        ('average_utilization', 'averageUtilization', 3, (), '', 'int32', '', 'po'),
    ),
    'ObjectMetricSource': (
        ('described_object', 'describedObject', 1, (), '', 'message', 'autoscaling_v2.CrossVersionObjectReference', ''),
        ('target', 'target', 2, (), '', 'message', 'autoscaling_v2.MetricTarget', ''),
        ('metric', 'metric', 3, (), '', 'message', 'autoscaling_v2.MetricIdentifier', ''),
    ),
    'ObjectMetricStatus': (
        ('metric', 'metric', 1, (), '', 'message', 'autoscaling_v2.MetricIdentifier', ''),
        ('current', 'current', 2, (), '', 'message', 'autoscaling_v2.MetricValueStatus', ''),
        ('described_object', 'describedObject', 3, (), '', 'message', 'autoscaling_v2.CrossVersionObjectReference', ''),
    ),
    'PodsMetricSource': (
        ('metric', 'metric', 1, (), '', 'message', 'autoscaling_v2.MetricIdentifier', ''),
        ('target', 'target', 2, (), '', 'message', 'autoscaling_v2.MetricTarget', ''),
    ),
    'PodsMetricStatus': (
        ('metric', 'metric', 1, (), '', 'message', 'autoscaling_v2.MetricIdentifier', ''),
        ('current', 'current', 2, (), '', 'message', 'autoscaling_v2.MetricValueStatus', ''),
    ),
    'ResourceMetricSource': (
        ('name', 'name', 1, (), '', 'string', '', ''),
        ('target', 'target', 2, (), '', 'message', 'autoscaling_v2.MetricTarget', ''),
    ),
    'ResourceMetricStatus': (
        ('name', 'name', 1, (), '', 'string', '', ''),
        ('current', 'current', 2, (), '', 'message', 'autoscaling_v2.MetricValueStatus', ''),
    ),
}
