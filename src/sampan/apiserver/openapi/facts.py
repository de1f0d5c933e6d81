"""What the field tables cannot tell of a schema: markers in upstream's sources beside the struct tags.

`+required` and `+optional` that disagree with `omitempty`, `+structType=atomic`, and unions. Keys are
definition names.
"""

from __future__ import annotations

from typing import Any

CORE = 'io.k8s.api.core.v1.'
META = 'io.k8s.apimachinery.pkg.apis.meta.v1.'

REQUIRED: dict[str, tuple[str, ...]] = {
    'io.k8s.api.admissionregistration.v1.MutatingWebhook': (
        'admissionReviewVersions',
        'clientConfig',
        'name',
        'sideEffects',
    ),
    'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding': ('spec',),
    'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec': ('policyName', 'validationActions'),
    'io.k8s.api.admissionregistration.v1.ValidatingWebhook': (
        'admissionReviewVersions',
        'clientConfig',
        'name',
        'sideEffects',
    ),
    'io.k8s.api.apiserverinternal.v1alpha1.ServerStorageVersion': (
        'apiServerID',
        'decodableVersions',
        'encodingVersion',
    ),
    'io.k8s.api.apiserverinternal.v1alpha1.StorageVersion': ('metadata',),
    'io.k8s.api.apiserverinternal.v1alpha1.StorageVersionCondition': ('message', 'reason', 'status', 'type'),
    'io.k8s.api.apps.v1.DaemonSetSpec': ('selector', 'template'),
    'io.k8s.api.apps.v1.DeploymentSpec': ('selector', 'template'),
    'io.k8s.api.apps.v1.ReplicaSetSpec': ('selector',),
    'io.k8s.api.apps.v1.StatefulSetOrdinals': (),
    'io.k8s.api.apps.v1.StatefulSetSpec': ('selector', 'template'),
    'io.k8s.api.apps.v1.StatefulSetStatus': ('replicas',),
    'io.k8s.api.authentication.v1.TokenRequest': (),
    'io.k8s.api.authentication.v1.TokenRequestSpec': (),
    'io.k8s.api.authentication.v1.TokenRequestStatus': (),
    'io.k8s.api.authentication.v1.TokenReviewSpec': ('token',),
    'io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler': ('spec',),
    'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler': ('spec',),
    'io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerStatus': ('desiredReplicas',),
    'io.k8s.api.batch.v1.CronJob': ('spec',),
    'io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern': ('type',),
    'io.k8s.api.certificates.v1beta1.PodCertificateRequestSpec': (
        'nodeName',
        'nodeUID',
        'podName',
        'podUID',
        'serviceAccountName',
        'serviceAccountUID',
        'signerName',
        'stubPKCS10Request',
    ),
    'io.k8s.api.coordination.v1alpha2.LeaseCandidate': ('spec',),
    'io.k8s.api.coordination.v1alpha2.LeaseCandidateSpec': ('binaryVersion', 'leaseName', 'strategy'),
    'io.k8s.api.coordination.v1beta1.LeaseCandidate': ('spec',),
    'io.k8s.api.coordination.v1beta1.LeaseCandidateSpec': ('binaryVersion', 'leaseName', 'strategy'),
    'io.k8s.api.discovery.v1.EndpointSlice': ('addressType',),
    'io.k8s.api.events.v1.Event': ('eventTime',),
    'io.k8s.api.flowcontrol.v1.FlowSchemaSpec': ('priorityLevelConfiguration',),
    'io.k8s.api.flowcontrol.v1.QueuingConfiguration': (),
    'io.k8s.api.flowcontrol.v1.ResourcePolicyRule': ('apiGroups', 'resources', 'verbs'),
    'io.k8s.api.networking.v1.HTTPIngressPath': ('backend', 'pathType'),
    'io.k8s.api.networking.v1.IPAddress': ('spec',),
    'io.k8s.api.networking.v1.IPAddressSpec': ('parentRef',),
    'io.k8s.api.networking.v1.NetworkPolicySpec': (),
    'io.k8s.api.networking.v1.ParentReference': ('name', 'resource'),
    'io.k8s.api.networking.v1beta1.IPAddress': ('spec',),
    'io.k8s.api.networking.v1beta1.IPAddressSpec': ('parentRef',),
    'io.k8s.api.networking.v1beta1.ParentReference': ('name', 'resource'),
    'io.k8s.api.policy.v1.PodDisruptionBudgetStatus': (),
    'io.k8s.api.rbac.v1.ClusterRole': (),
    'io.k8s.api.rbac.v1.Role': (),
    'io.k8s.api.rbac.v1.RoleRef': ('kind', 'name'),
    'io.k8s.api.resource.v1.AllocatedDeviceStatus': ('device', 'driver', 'pool'),
    'io.k8s.api.resource.v1.CapacityRequestPolicyRange': ('min',),
    'io.k8s.api.resource.v1.CounterSet': ('counters', 'name'),
    'io.k8s.api.resource.v1.DeviceClaim': (),
    'io.k8s.api.resource.v1.DeviceCounterConsumption': ('counterSet', 'counters'),
    'io.k8s.api.resource.v1.ResourceClaimSpec': (),
    'io.k8s.api.resource.v1alpha3.DeviceTaintRuleSpec': ('taint',),
    'io.k8s.api.resource.v1alpha3.PoolStatus': ('driver', 'generation', 'poolName'),
    'io.k8s.api.resource.v1alpha3.ResourcePoolStatusRequest': ('metadata', 'spec'),
    'io.k8s.api.resource.v1alpha3.ResourcePoolStatusRequestStatus': ('poolCount',),
    'io.k8s.api.resource.v1beta1.AllocatedDeviceStatus': ('device', 'driver', 'pool'),
    'io.k8s.api.resource.v1beta1.CapacityRequestPolicyRange': ('min',),
    'io.k8s.api.resource.v1beta1.CounterSet': ('counters', 'name'),
    'io.k8s.api.resource.v1beta1.DeviceClaim': (),
    'io.k8s.api.resource.v1beta1.DeviceCounterConsumption': ('counterSet', 'counters'),
    'io.k8s.api.resource.v1beta1.DeviceRequest': ('name',),
    'io.k8s.api.resource.v1beta1.ResourceClaimSpec': (),
    'io.k8s.api.resource.v1beta2.AllocatedDeviceStatus': ('device', 'driver', 'pool'),
    'io.k8s.api.resource.v1beta2.CapacityRequestPolicyRange': ('min',),
    'io.k8s.api.resource.v1beta2.CounterSet': ('counters', 'name'),
    'io.k8s.api.resource.v1beta2.DeviceClaim': (),
    'io.k8s.api.resource.v1beta2.DeviceCounterConsumption': ('counterSet', 'counters'),
    'io.k8s.api.resource.v1beta2.DeviceTaintRuleSpec': ('taint',),
    'io.k8s.api.resource.v1beta2.ResourceClaimSpec': (),
    'io.k8s.api.scheduling.v1.PriorityClass': (),
    'io.k8s.api.storage.v1.CSINodeDriver': ('name', 'nodeID'),
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus': (),
    CORE + 'ContainerImage': (),
    CORE + 'ContainerRestartRule': ('action',),
    CORE + 'ContainerRestartRuleOnExitCodes': ('operator',),
    CORE + 'Event': ('involvedObject', 'metadata'),
    CORE + 'ImageVolumeStatus': ('imageRef',),
    CORE + 'NodeRuntimeHandler': (),
    CORE + 'PodCertificateProjection': ('keyType', 'signerName'),
    CORE + 'ProjectedVolumeSource': (),
    CORE + 'ScaleIOPersistentVolumeSource': ('gateway', 'secretRef', 'system'),
    CORE + 'ScaleIOVolumeSource': ('gateway', 'secretRef', 'system'),
}
ATOMIC: frozenset[str] = frozenset(
    {
        'io.k8s.api.admissionregistration.v1.MatchResources',
        'io.k8s.api.admissionregistration.v1.NamedRuleWithOperations',
        'io.k8s.api.admissionregistration.v1.ParamKind',
        'io.k8s.api.admissionregistration.v1.ParamRef',
        'io.k8s.api.admissionregistration.v1.Variable',
        'io.k8s.api.admissionregistration.v1alpha1.MatchResources',
        'io.k8s.api.admissionregistration.v1alpha1.NamedRuleWithOperations',
        'io.k8s.api.admissionregistration.v1alpha1.ParamKind',
        'io.k8s.api.admissionregistration.v1alpha1.ParamRef',
        'io.k8s.api.admissionregistration.v1beta1.MatchResources',
        'io.k8s.api.admissionregistration.v1beta1.NamedRuleWithOperations',
        'io.k8s.api.admissionregistration.v1beta1.ParamKind',
        'io.k8s.api.admissionregistration.v1beta1.ParamRef',
        'io.k8s.api.admissionregistration.v1beta1.Variable',
        'io.k8s.api.autoscaling.v1.CrossVersionObjectReference',
        'io.k8s.api.discovery.v1.EndpointPort',
        'io.k8s.api.networking.v1.ServiceBackendPort',
        'io.k8s.api.rbac.v1.RoleRef',
        'io.k8s.api.rbac.v1.Subject',
        CORE + 'ConfigMapKeySelector',
        CORE + 'EndpointAddress',
        CORE + 'EndpointPort',
        CORE + 'FileKeySelector',
        CORE + 'LocalObjectReference',
        CORE + 'NodeSelector',
        CORE + 'NodeSelectorTerm',
        CORE + 'ObjectFieldSelector',
        CORE + 'ObjectReference',
        CORE + 'ResourceFieldSelector',
        CORE + 'ScopeSelector',
        CORE + 'SecretKeySelector',
        CORE + 'SecretReference',
        CORE + 'TopologySelectorTerm',
        CORE + 'TypedLocalObjectReference',
        META + 'LabelSelector',
        META + 'OwnerReference',
    }
)
UNIONS: dict[str, list[dict[str, Any]]] = {
    'io.k8s.api.flowcontrol.v1.LimitResponse': [
        {'discriminator': 'type', 'fields-to-discriminateBy': {'queuing': 'Queuing'}}
    ],
    'io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec': [
        {'discriminator': 'type', 'fields-to-discriminateBy': {'exempt': 'Exempt', 'limited': 'Limited'}}
    ],
    'io.k8s.api.flowcontrol.v1.Subject': [
        {
            'discriminator': 'kind',
            'fields-to-discriminateBy': {'group': 'Group', 'serviceAccount': 'ServiceAccount', 'user': 'User'},
        }
    ],
    'io.k8s.api.scheduling.v1alpha2.PodGroupSchedulingPolicy': [
        {'fields-to-discriminateBy': {'basic': 'Basic', 'gang': 'Gang'}}
    ],
    'io.k8s.api.scheduling.v1alpha2.PodGroupTemplateReference': [
        {'fields-to-discriminateBy': {'workload': 'Workload'}}
    ],
    CORE + 'AppArmorProfile': [
        {'discriminator': 'type', 'fields-to-discriminateBy': {'localhostProfile': 'LocalhostProfile'}}
    ],
    CORE + 'PodSchedulingGroup': [{'fields-to-discriminateBy': {'podGroupName': 'PodGroupName'}}],
    CORE + 'SeccompProfile': [
        {'discriminator': 'type', 'fields-to-discriminateBy': {'localhostProfile': 'LocalhostProfile'}}
    ],
}
