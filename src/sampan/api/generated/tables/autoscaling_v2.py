"""Field rows of autoscaling_v2: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ContainerResourceMetricSource': (
        ('name', 'name', 1, (), '', 'string', '', '', 'v1.ResourceName'),
        ('target', 'target', 2, (), '', 'message', 'autoscaling_v2.MetricTarget', '', 'v2.MetricTarget'),
        ('container', 'container', 3, (), '', 'string', '', '', 'string'),
    ),
    'ContainerResourceMetricStatus': (
        ('name', 'name', 1, (), '', 'string', '', '', 'v1.ResourceName'),
        ('current', 'current', 2, (), '', 'message', 'autoscaling_v2.MetricValueStatus', '', 'v2.MetricValueStatus'),
        ('container', 'container', 3, (), '', 'string', '', '', 'string'),
    ),
    'CrossVersionObjectReference': (
        ('kind', 'kind', 1, (), '', 'string', '', '', 'string'),
        ('name', 'name', 2, (), '', 'string', '', '', 'string'),
        ('api_version', 'apiVersion', 3, (), '', 'string', '', 'o', 'string'),
    ),
    'ExternalMetricSource': (
        ('metric', 'metric', 1, (), '', 'message', 'autoscaling_v2.MetricIdentifier', '', 'v2.MetricIdentifier'),
        ('target', 'target', 2, (), '', 'message', 'autoscaling_v2.MetricTarget', '', 'v2.MetricTarget'),
    ),
    'ExternalMetricStatus': (
        ('metric', 'metric', 1, (), '', 'message', 'autoscaling_v2.MetricIdentifier', '', 'v2.MetricIdentifier'),
        ('current', 'current', 2, (), '', 'message', 'autoscaling_v2.MetricValueStatus', '', 'v2.MetricValueStatus'),
    ),
    'HPAScalingPolicy': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v2.HPAScalingPolicyType'),
        ('value', 'value', 2, (), '', 'int32', '', '', 'int32'),
        ('period_seconds', 'periodSeconds', 3, (), '', 'int32', '', '', 'int32'),
    ),
    'HPAScalingRules': (
        ('stabilization_window_seconds', 'stabilizationWindowSeconds', 3, (), '', 'int32', '', 'po', 'int32'),
        ('select_policy', 'selectPolicy', 1, (), '', 'string', '', 'po', 'v2.ScalingPolicySelect'),
        ('policies', 'policies', 2, (), 'list', 'message', 'autoscaling_v2.HPAScalingPolicy', 'o', '[]v2.HPAScalingPolicy', 'atomic'),
        ('tolerance', 'tolerance', 4, (), '', 'quantity', '', 'po', 'resource.Quantity'),
    ),
    'HorizontalPodAutoscaler': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'autoscaling_v2.HorizontalPodAutoscalerSpec', 'o', 'v2.HorizontalPodAutoscalerSpec'),
        ('status', 'status', 3, (), '', 'message', 'autoscaling_v2.HorizontalPodAutoscalerStatus', 'o', 'v2.HorizontalPodAutoscalerStatus'),
    ),
    'HorizontalPodAutoscalerBehavior': (
        ('scale_up', 'scaleUp', 1, (), '', 'message', 'autoscaling_v2.HPAScalingRules', 'po', 'v2.HPAScalingRules'),
        ('scale_down', 'scaleDown', 2, (), '', 'message', 'autoscaling_v2.HPAScalingRules', 'po', 'v2.HPAScalingRules'),
    ),
    'HorizontalPodAutoscalerCondition': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v2.HorizontalPodAutoscalerConditionType'),
        ('status', 'status', 2, (), '', 'string', '', '', 'v1.ConditionStatus'),
        ('last_transition_time', 'lastTransitionTime', 3, (), '', 'time', '', 'o', 'v1.Time'),
        ('reason', 'reason', 4, (), '', 'string', '', 'o', 'string'),
        ('message', 'message', 5, (), '', 'string', '', 'o', 'string'),
    ),
    'HorizontalPodAutoscalerList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'autoscaling_v2.HorizontalPodAutoscaler', '', '[]v2.HorizontalPodAutoscaler'),
    ),
    'HorizontalPodAutoscalerSpec': (
        ('scale_target_ref', 'scaleTargetRef', 1, (), '', 'message', 'autoscaling_v2.CrossVersionObjectReference', '', 'v2.CrossVersionObjectReference'),
        ('min_replicas', 'minReplicas', 2, (), '', 'int32', '', 'po', 'int32'),
        ('max_replicas', 'maxReplicas', 3, (), '', 'int32', '', '', 'int32'),
        ('metrics', 'metrics', 4, (), 'list', 'message', 'autoscaling_v2.MetricSpec', 'o', '[]v2.MetricSpec', 'atomic'),
        ('behavior', 'behavior', 5, (), '', 'message', 'autoscaling_v2.HorizontalPodAutoscalerBehavior', 'po', 'v2.HorizontalPodAutoscalerBehavior'),
    ),
    'HorizontalPodAutoscalerStatus': (
        ('observed_generation', 'observedGeneration', 1, (), '', 'int64', '', 'po', 'int64'),
        ('last_scale_time', 'lastScaleTime', 2, (), '', 'time', '', 'po', 'v1.Time'),
        ('current_replicas', 'currentReplicas', 3, (), '', 'int32', '', 'o', 'int32'),
        ('desired_replicas', 'desiredReplicas', 4, (), '', 'int32', '', '', 'int32'),
        ('current_metrics', 'currentMetrics', 5, (), 'list', 'message', 'autoscaling_v2.MetricStatus', '', '[]v2.MetricStatus', 'atomic'),
        ('conditions', 'conditions', 6, (), 'list', 'message', 'autoscaling_v2.HorizontalPodAutoscalerCondition', 'o', '[]v2.HorizontalPodAutoscalerCondition', 'map', ('type',), 'merge', 'type'),
    ),
    'MetricIdentifier': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
        ('selector', 'selector', 2, (), '', 'message', 'meta_v1.LabelSelector', 'po', 'v1.LabelSelector'),
    ),
    'MetricSpec': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v2.MetricSourceType'),
        ('object', 'object', 2, (), '', 'message', 'autoscaling_v2.ObjectMetricSource', 'po', 'v2.ObjectMetricSource'),
        ('pods', 'pods', 3, (), '', 'message', 'autoscaling_v2.PodsMetricSource', 'po', 'v2.PodsMetricSource'),
        ('resource', 'resource', 4, (), '', 'message', 'autoscaling_v2.ResourceMetricSource', 'po', 'v2.ResourceMetricSource'),
        ('container_resource', 'containerResource', 7, (), '', 'message', 'autoscaling_v2.ContainerResourceMetricSource', 'po', 'v2.ContainerResourceMetricSource'),
        ('external', 'external', 5, (), '', 'message', 'autoscaling_v2.ExternalMetricSource', 'po', 'v2.ExternalMetricSource'),
    ),
    'MetricStatus': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v2.MetricSourceType'),
        ('object', 'object', 2, (), '', 'message', 'autoscaling_v2.ObjectMetricStatus', 'po', 'v2.ObjectMetricStatus'),
        ('pods', 'pods', 3, (), '', 'message', 'autoscaling_v2.PodsMetricStatus', 'po', 'v2.PodsMetricStatus'),
        ('resource', 'resource', 4, (), '', 'message', 'autoscaling_v2.ResourceMetricStatus', 'po', 'v2.ResourceMetricStatus'),
        ('container_resource', 'containerResource', 7, (), '', 'message', 'autoscaling_v2.ContainerResourceMetricStatus', 'po', 'v2.ContainerResourceMetricStatus'),
        ('external', 'external', 5, (), '', 'message', 'autoscaling_v2.ExternalMetricStatus', 'po', 'v2.ExternalMetricStatus'),
    ),
    'MetricTarget': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v2.MetricTargetType'),
        ('value', 'value', 2, (), '', 'quantity', '', 'po', 'resource.Quantity'),
        ('average_value', 'averageValue', 3, (), '', 'quantity', '', 'po', 'resource.Quantity'),
        ('average_utilization', 'averageUtilization', 4, (), '', 'int32', '', 'po', 'int32'),
    ),
    'MetricValueStatus': (
        ('value', 'value', 1, (), '', 'quantity', '', 'po', 'resource.Quantity'),
        ('average_value', 'averageValue', 2, (), '', 'quantity', '', 'po', 'resource.Quantity'),
        ('average_utilization', 'averageUtilization', 3, (), '', 'int32', '', 'po', 'int32'),
    ),
    'ObjectMetricSource': (
        ('described_object', 'describedObject', 1, (), '', 'message', 'autoscaling_v2.CrossVersionObjectReference', '', 'v2.CrossVersionObjectReference'),
        ('target', 'target', 2, (), '', 'message', 'autoscaling_v2.MetricTarget', '', 'v2.MetricTarget'),
        ('metric', 'metric', 3, (), '', 'message', 'autoscaling_v2.MetricIdentifier', '', 'v2.MetricIdentifier'),
    ),
    'ObjectMetricStatus': (
        ('metric', 'metric', 1, (), '', 'message', 'autoscaling_v2.MetricIdentifier', '', 'v2.MetricIdentifier'),
        ('current', 'current', 2, (), '', 'message', 'autoscaling_v2.MetricValueStatus', '', 'v2.MetricValueStatus'),
        ('described_object', 'describedObject', 3, (), '', 'message', 'autoscaling_v2.CrossVersionObjectReference', '', 'v2.CrossVersionObjectReference'),
    ),
    'PodsMetricSource': (
        ('metric', 'metric', 1, (), '', 'message', 'autoscaling_v2.MetricIdentifier', '', 'v2.MetricIdentifier'),
        ('target', 'target', 2, (), '', 'message', 'autoscaling_v2.MetricTarget', '', 'v2.MetricTarget'),
    ),
    'PodsMetricStatus': (
        ('metric', 'metric', 1, (), '', 'message', 'autoscaling_v2.MetricIdentifier', '', 'v2.MetricIdentifier'),
        ('current', 'current', 2, (), '', 'message', 'autoscaling_v2.MetricValueStatus', '', 'v2.MetricValueStatus'),
    ),
    'ResourceMetricSource': (
        ('name', 'name', 1, (), '', 'string', '', '', 'v1.ResourceName'),
        ('target', 'target', 2, (), '', 'message', 'autoscaling_v2.MetricTarget', '', 'v2.MetricTarget'),
    ),
    'ResourceMetricStatus': (
        ('name', 'name', 1, (), '', 'string', '', '', 'v1.ResourceName'),
        ('current', 'current', 2, (), '', 'message', 'autoscaling_v2.MetricValueStatus', '', 'v2.MetricValueStatus'),
    ),
}
