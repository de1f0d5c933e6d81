"""Resources with a strategy of their own, by (group, plural)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sampan.apiserver.registry.strategies.apiserver import APIServiceStrategy, FlowControlStrategy
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.apiserver.registry.strategies.batch import CronJobStrategy, JobStrategy
from sampan.apiserver.registry.strategies.definitions import DefinitionStrategy
from sampan.apiserver.registry.strategies.devices import (
    DeviceClassStrategy,
    DeviceTaintRuleStrategy,
    ResourceClaimStrategy,
    ResourceClaimTemplateStrategy,
    ResourcePoolStatusRequestStrategy,
    ResourceSliceStrategy,
)
from sampan.apiserver.registry.strategies.internal import (
    LeaseCandidateStrategy,
    StorageVersionMigrationStrategy,
    StorageVersionStrategy,
)
from sampan.apiserver.registry.strategies.namespaces import NamespaceStrategy
from sampan.apiserver.registry.strategies.networking import (
    IngressClassStrategy,
    IngressStrategy,
    NetworkPolicyStrategy,
)
from sampan.apiserver.registry.strategies.nodes import NodeStrategy
from sampan.apiserver.registry.strategies.persistent_volumes import ClaimStrategy, VolumeStrategy
from sampan.apiserver.registry.strategies.pod_certificates import PodCertificateRequestStrategy, TrustBundleStrategy
from sampan.apiserver.registry.strategies.pods import PodStrategy
from sampan.apiserver.registry.strategies.policies import PolicyBindingStrategy, PolicyStrategy
from sampan.apiserver.registry.strategies.rbac import BindingStrategy, RoleStrategy
from sampan.apiserver.registry.strategies.scheduling import PodGroupStrategy, PriorityClassStrategy, WorkloadStrategy
from sampan.apiserver.registry.strategies.services import ServiceStrategy
from sampan.apiserver.registry.strategies.signing_requests import SigningRequestStrategy
from sampan.apiserver.registry.strategies.simple import (
    DisruptionBudgetStrategy,
    EndpointSliceStrategy,
    EndpointsStrategy,
    EventStrategy,
    LeaseStrategy,
    LimitRangeStrategy,
    ResourceQuotaStrategy,
    SecretStrategy,
    ServiceAccountStrategy,
)
from sampan.apiserver.registry.strategies.storage import (
    CSIDriverStrategy,
    CSINodeStrategy,
    CSIStorageCapacityStrategy,
    StorageClassStrategy,
    VolumeAttachmentStrategy,
)
from sampan.apiserver.registry.strategies.webhooks import WebhookConfigurationStrategy
from sampan.apiserver.registry.strategies.workloads import (
    DaemonSetStrategy,
    DeploymentStrategy,
    PodTemplateStrategy,
    ReplicaSetStrategy,
    ReplicationControllerStrategy,
    StatefulSetStrategy,
)

STRATEGIES: Mapping[tuple[str, str], type[Strategy[Any]]] = {
    ('certificates.k8s.io', 'certificatesigningrequests'): SigningRequestStrategy,
    ('certificates.k8s.io', 'clustertrustbundles'): TrustBundleStrategy,
    ('certificates.k8s.io', 'podcertificaterequests'): PodCertificateRequestStrategy,
    ('admissionregistration.k8s.io', 'mutatingwebhookconfigurations'): WebhookConfigurationStrategy,
    ('admissionregistration.k8s.io', 'validatingwebhookconfigurations'): WebhookConfigurationStrategy,
    ('admissionregistration.k8s.io', 'mutatingadmissionpolicies'): PolicyStrategy,
    ('admissionregistration.k8s.io', 'mutatingadmissionpolicybindings'): PolicyBindingStrategy,
    ('admissionregistration.k8s.io', 'validatingadmissionpolicies'): PolicyStrategy,
    ('admissionregistration.k8s.io', 'validatingadmissionpolicybindings'): PolicyBindingStrategy,
    ('', 'endpoints'): EndpointsStrategy,
    ('', 'events'): EventStrategy,
    ('', 'limitranges'): LimitRangeStrategy,
    ('', 'namespaces'): NamespaceStrategy,
    ('', 'nodes'): NodeStrategy,
    ('', 'persistentvolumeclaims'): ClaimStrategy,
    ('', 'persistentvolumes'): VolumeStrategy,
    ('', 'pods'): PodStrategy,
    ('', 'podtemplates'): PodTemplateStrategy,
    ('', 'replicationcontrollers'): ReplicationControllerStrategy,
    ('', 'resourcequotas'): ResourceQuotaStrategy,
    ('', 'secrets'): SecretStrategy,
    ('', 'serviceaccounts'): ServiceAccountStrategy,
    ('', 'services'): ServiceStrategy,
    ('apiextensions.k8s.io', 'customresourcedefinitions'): DefinitionStrategy,
    ('apiregistration.k8s.io', 'apiservices'): APIServiceStrategy,
    ('flowcontrol.apiserver.k8s.io', 'flowschemas'): FlowControlStrategy,
    ('flowcontrol.apiserver.k8s.io', 'prioritylevelconfigurations'): FlowControlStrategy,
    ('apps', 'daemonsets'): DaemonSetStrategy,
    ('apps', 'deployments'): DeploymentStrategy,
    ('apps', 'replicasets'): ReplicaSetStrategy,
    ('apps', 'statefulsets'): StatefulSetStrategy,
    ('batch', 'cronjobs'): CronJobStrategy,
    ('batch', 'jobs'): JobStrategy,
    ('policy', 'poddisruptionbudgets'): DisruptionBudgetStrategy,
    ('coordination.k8s.io', 'leases'): LeaseStrategy,
    ('discovery.k8s.io', 'endpointslices'): EndpointSliceStrategy,
    ('events.k8s.io', 'events'): EventStrategy,
    ('networking.k8s.io', 'ingressclasses'): IngressClassStrategy,
    ('networking.k8s.io', 'ingresses'): IngressStrategy,
    ('networking.k8s.io', 'networkpolicies'): NetworkPolicyStrategy,
    ('rbac.authorization.k8s.io', 'clusterrolebindings'): BindingStrategy,
    ('rbac.authorization.k8s.io', 'clusterroles'): RoleStrategy,
    ('rbac.authorization.k8s.io', 'rolebindings'): BindingStrategy,
    ('rbac.authorization.k8s.io', 'roles'): RoleStrategy,
    ('scheduling.k8s.io', 'podgroups'): PodGroupStrategy,
    ('scheduling.k8s.io', 'priorityclasses'): PriorityClassStrategy,
    ('scheduling.k8s.io', 'workloads'): WorkloadStrategy,
    ('storage.k8s.io', 'csidrivers'): CSIDriverStrategy,
    ('storage.k8s.io', 'csinodes'): CSINodeStrategy,
    ('storage.k8s.io', 'csistoragecapacities'): CSIStorageCapacityStrategy,
    ('storage.k8s.io', 'storageclasses'): StorageClassStrategy,
    ('storage.k8s.io', 'volumeattachments'): VolumeAttachmentStrategy,
    ('storage.k8s.io', 'volumeattributesclasses'): StorageClassStrategy,
    ('coordination.k8s.io', 'leasecandidates'): LeaseCandidateStrategy,
    ('internal.apiserver.k8s.io', 'storageversions'): StorageVersionStrategy,
    ('storagemigration.k8s.io', 'storageversionmigrations'): StorageVersionMigrationStrategy,
    ('resource.k8s.io', 'deviceclasses'): DeviceClassStrategy,
    ('resource.k8s.io', 'devicetaintrules'): DeviceTaintRuleStrategy,
    ('resource.k8s.io', 'resourceclaims'): ResourceClaimStrategy,
    ('resource.k8s.io', 'resourceclaimtemplates'): ResourceClaimTemplateStrategy,
    ('resource.k8s.io', 'resourcepoolstatusrequests'): ResourcePoolStatusRequestStrategy,
    ('resource.k8s.io', 'resourceslices'): ResourceSliceStrategy,
}
