"""What `kubectl get` shows: the columns of server-side tables, kind by kind.

Theory of operation
-------------------
A client asks with `Accept: ...;as=Table`; the server answers rows made here, from typed objects and the
present time. Columns of priority 1 are shown with `-o wide`; the cells are always all there.
`columns_of(kind)` gives every kind something: kinds without a printer of their own show name and creation time.
Column names, types and cell texts are upstream's; descriptions are left empty.

Upstream: `pkg/printers/internalversion/printers.go`, apiserver `pkg/registry/rest/table.go`. Start at `base`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sampan.api.columns import (
    admissionregistration,
    apiserver,
    autoscaling,
    batch,
    certificates,
    configuration,
    devices,
    events,
    network,
    networking,
    nodes,
    pods,
    rbac,
    scheduling,
    storage,
    storageversions,
    volumes,
    workloads,
)
from sampan.api.columns.base import DEFAULT, Columns
from sampan.api.generated import (
    admissionregistration_v1,
    admissionregistration_v1alpha1,
    admissionregistration_v1beta1,
    apiregistration_v1,
    apiserverinternal_v1alpha1,
    apps_v1,
    autoscaling_v1,
    autoscaling_v2,
    batch_v1,
    certificates_v1,
    certificates_v1alpha1,
    certificates_v1beta1,
    coordination_v1,
    coordination_v1alpha2,
    coordination_v1beta1,
    core_v1,
    discovery_v1,
    events_v1,
    flowcontrol_v1,
    networking_v1,
    networking_v1beta1,
    node_v1,
    policy_v1,
    rbac_v1,
    resource_v1,
    resource_v1alpha3,
    resource_v1beta1,
    resource_v1beta2,
    scheduling_v1,
    scheduling_v1alpha2,
    storage_v1,
    storage_v1beta1,
    storagemigration_v1beta1,
)

COLUMNS: dict[type[msgspec.Struct], Columns[Any]] = {
    certificates_v1.CertificateSigningRequest: certificates.SIGNING_REQUESTS,
    certificates_v1alpha1.ClusterTrustBundle: certificates.TRUST_BUNDLES,
    certificates_v1beta1.ClusterTrustBundle: certificates.TRUST_BUNDLES,
    certificates_v1beta1.PodCertificateRequest: certificates.POD_CERTIFICATE_REQUESTS,
    admissionregistration_v1.MutatingWebhookConfiguration: admissionregistration.WEBHOOK_CONFIGURATIONS,
    admissionregistration_v1.ValidatingWebhookConfiguration: admissionregistration.WEBHOOK_CONFIGURATIONS,
    admissionregistration_v1.MutatingAdmissionPolicy: admissionregistration.MUTATING_POLICIES,
    admissionregistration_v1.MutatingAdmissionPolicyBinding: admissionregistration.BINDINGS,
    admissionregistration_v1.ValidatingAdmissionPolicy: admissionregistration.VALIDATING_POLICIES,
    admissionregistration_v1.ValidatingAdmissionPolicyBinding: admissionregistration.BINDINGS,
    admissionregistration_v1alpha1.MutatingAdmissionPolicy: admissionregistration.MUTATING_POLICIES,
    admissionregistration_v1alpha1.MutatingAdmissionPolicyBinding: admissionregistration.BINDINGS,
    admissionregistration_v1beta1.MutatingAdmissionPolicy: admissionregistration.MUTATING_POLICIES,
    admissionregistration_v1beta1.MutatingAdmissionPolicyBinding: admissionregistration.BINDINGS,
    core_v1.ConfigMap: configuration.CONFIG_MAPS,
    core_v1.ComponentStatus: configuration.COMPONENT_STATUSES,
    core_v1.Endpoints: network.ENDPOINTS,
    core_v1.Event: events.EVENTS,
    core_v1.Namespace: configuration.NAMESPACES,
    core_v1.Node: nodes.NODES,
    core_v1.PersistentVolume: volumes.VOLUMES,
    core_v1.PersistentVolumeClaim: volumes.CLAIMS,
    core_v1.Pod: pods.PODS,
    core_v1.PodTemplate: workloads.POD_TEMPLATES,
    core_v1.ReplicationController: workloads.REPLICATION_CONTROLLERS,
    core_v1.ResourceQuota: configuration.RESOURCE_QUOTAS,
    core_v1.Secret: configuration.SECRETS,
    core_v1.Service: network.SERVICES,
    core_v1.ServiceAccount: configuration.SERVICE_ACCOUNTS,
    apps_v1.ControllerRevision: workloads.CONTROLLER_REVISIONS,
    apps_v1.DaemonSet: workloads.DAEMON_SETS,
    apps_v1.Deployment: workloads.DEPLOYMENTS,
    apps_v1.ReplicaSet: workloads.REPLICA_SETS,
    apps_v1.StatefulSet: workloads.STATEFUL_SETS,
    autoscaling_v1.HorizontalPodAutoscaler: autoscaling.AUTOSCALERS_V1,
    autoscaling_v1.Scale: workloads.SCALES,
    autoscaling_v2.HorizontalPodAutoscaler: autoscaling.AUTOSCALERS,
    batch_v1.CronJob: batch.CRON_JOBS,
    batch_v1.Job: batch.JOBS,
    policy_v1.PodDisruptionBudget: autoscaling.DISRUPTION_BUDGETS,
    coordination_v1.Lease: configuration.LEASES,
    discovery_v1.EndpointSlice: network.ENDPOINT_SLICES,
    events_v1.Event: events.EVENTS_GROUP,
    apiregistration_v1.APIService: apiserver.API_SERVICES,
    flowcontrol_v1.FlowSchema: apiserver.FLOW_SCHEMAS,
    flowcontrol_v1.PriorityLevelConfiguration: apiserver.PRIORITY_LEVELS,
    rbac_v1.ClusterRoleBinding: rbac.CLUSTER_ROLE_BINDINGS,
    rbac_v1.RoleBinding: rbac.ROLE_BINDINGS,
    networking_v1.Ingress: networking.INGRESSES,
    networking_v1.IngressClass: networking.INGRESS_CLASSES,
    networking_v1.NetworkPolicy: networking.NETWORK_POLICIES,
    networking_v1.IPAddress: networking.IP_ADDRESSES,
    networking_v1.ServiceCIDR: networking.SERVICE_CIDRS,
    networking_v1beta1.IPAddress: networking.IP_ADDRESSES,
    networking_v1beta1.ServiceCIDR: networking.SERVICE_CIDRS,
    node_v1.RuntimeClass: scheduling.RUNTIME_CLASSES,
    scheduling_v1.PriorityClass: scheduling.PRIORITY_CLASSES,
    scheduling_v1alpha2.PodGroup: scheduling.POD_GROUPS,
    scheduling_v1alpha2.Workload: scheduling.WORKLOADS,
    storage_v1.CSIDriver: storage.CSI_DRIVERS,
    storage_v1.CSINode: storage.CSI_NODES,
    storage_v1.CSIStorageCapacity: storage.CSI_STORAGE_CAPACITIES,
    storage_v1.StorageClass: storage.STORAGE_CLASSES,
    storage_v1.VolumeAttachment: storage.VOLUME_ATTACHMENTS,
    storage_v1.VolumeAttributesClass: storage.VOLUME_ATTRIBUTES_CLASSES,
    storage_v1beta1.VolumeAttributesClass: storage.VOLUME_ATTRIBUTES_CLASSES,
    apiserverinternal_v1alpha1.StorageVersion: storageversions.STORAGE_VERSIONS,
    coordination_v1alpha2.LeaseCandidate: storageversions.LEASE_CANDIDATES,
    coordination_v1beta1.LeaseCandidate: storageversions.LEASE_CANDIDATES,
    storagemigration_v1beta1.StorageVersionMigration: storageversions.MIGRATIONS,
    resource_v1.DeviceClass: devices.NAMED,
    resource_v1beta1.DeviceClass: devices.NAMED,
    resource_v1beta2.DeviceClass: devices.NAMED,
    resource_v1.ResourceClaim: devices.CLAIMS,
    resource_v1beta1.ResourceClaim: devices.CLAIMS,
    resource_v1beta2.ResourceClaim: devices.CLAIMS,
    resource_v1.ResourceClaimTemplate: devices.NAMED,
    resource_v1beta1.ResourceClaimTemplate: devices.NAMED,
    resource_v1beta2.ResourceClaimTemplate: devices.NAMED,
    resource_v1.ResourceSlice: devices.SLICES,
    resource_v1beta1.ResourceSlice: devices.SLICES,
    resource_v1beta2.ResourceSlice: devices.SLICES,
    resource_v1alpha3.DeviceTaintRule: devices.TAINT_RULES,
    resource_v1beta2.DeviceTaintRule: devices.TAINT_RULES,
    resource_v1alpha3.ResourcePoolStatusRequest: devices.POOL_STATUS_REQUESTS,
}


def columns_of(kind: type[msgspec.Struct]) -> Columns[Any]:
    """The columns of a kind; name and creation time for kinds without a printer."""
    return COLUMNS.get(kind, DEFAULT)


__all__ = ['COLUMNS', 'Columns', 'columns_of']
