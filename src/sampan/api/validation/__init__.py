"""Whether an object makes sense: all that is wrong with it, at once, in upstream's words.

Theory of operation: a rule is a generator of `FieldError`s; a kind's rules are functions for creation, update
and status update in `RULES`, found by type. They run after defaulting, on typed objects, and change
nothing. Types have been checked by the decoder already; here are ranges, names, references within the object,
exclusions, and what may not change. Order and texts are upstream's, since clients show and compare them.

- `validate(obj)`, `validate_update(new, old)`, `validate_status_update(new, old)`: what the registry calls.
- Subresources with rules of their own: `validate_ephemeral_containers`, `validate_resize`, `validate_finalize`.
- A kind without an entry gets the rules of metadata only (`validate_metadata` says how it is named).

Upstream: pkg/apis/*/validation, k8s.io/apimachinery/pkg/api/validation. Start reading at `pods` and `pod_spec`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sampan.api import resources
from sampan.api.generated import (
    admissionregistration_v1,
    admissionregistration_v1alpha1,
    admissionregistration_v1beta1,
    apiextensions_v1,
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
from sampan.api.generated import meta_v1 as meta
from sampan.api.validation import (
    api_services,
    autoscalers,
    config,
    cron_jobs,
    csi,
    daemon_sets,
    definitions,
    device_allocations,
    device_claims,
    device_slices,
    device_taints,
    disruption_budgets,
    endpoints,
    events,
    flow_schemas,
    ingresses,
    job_status,
    jobs,
    lease_candidates,
    leases,
    limit_ranges,
    namespaces,
    network_policies,
    nodes,
    persistent_volume_claims,
    persistent_volumes,
    pod_certificate_requests,
    pod_resize,
    pod_status,
    pods,
    policies,
    priorities,
    priority_levels,
    quotas,
    rbac,
    replication_controllers,
    runtime_classes,
    service_cidrs,
    services,
    signing_requests,
    stateful_sets,
    storage_classes,
    storage_versions,
    trust_bundles,
    webhooks,
    workload_groups,
    workloads,
)
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import names
from sampan.machinery.field import FieldError

Create = Callable[[Any], Iterable[FieldError]]
Update = Callable[[Any, Any], Iterable[FieldError]]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one kind. Without `status`, the status may be anything that metadata allows."""

    create: Create
    update: Update | None = None
    status: Update | None = None


def as_stored(rules: Rules) -> Rules:
    """Rules written for the stored version, for another one that has a different shape."""

    def create(obj: Any) -> Iterable[FieldError]:
        return rules.create(_stored(obj))

    def between(rule: Update | None) -> Update | None:
        return None if rule is None else lambda new, old: rule(_stored(new), _stored(old))

    return Rules(create, between(rules.update), between(rules.status))


def _stored(obj: Any) -> Any:
    convert = resources.by_kind(type(obj)).to_storage
    return obj if convert is None else convert(obj)


RULES: dict[type, Rules] = {
    admissionregistration_v1.MutatingWebhookConfiguration: Rules(webhooks.configuration, webhooks.configuration_update),
    admissionregistration_v1.ValidatingWebhookConfiguration: Rules(
        webhooks.configuration, webhooks.configuration_update
    ),
    admissionregistration_v1.MutatingAdmissionPolicy: Rules(policies.mutating, policies.mutating_update),
    admissionregistration_v1.MutatingAdmissionPolicyBinding: Rules(
        policies.mutating_binding, policies.mutating_binding_update
    ),
    admissionregistration_v1.ValidatingAdmissionPolicy: Rules(
        policies.validating, policies.validating_update, policies.validating_status
    ),
    admissionregistration_v1.ValidatingAdmissionPolicyBinding: Rules(
        policies.validating_binding, policies.validating_binding_update
    ),
    admissionregistration_v1alpha1.MutatingAdmissionPolicy: Rules(policies.mutating, policies.mutating_update),
    admissionregistration_v1alpha1.MutatingAdmissionPolicyBinding: Rules(
        policies.mutating_binding, policies.mutating_binding_update
    ),
    admissionregistration_v1beta1.MutatingAdmissionPolicy: Rules(policies.mutating, policies.mutating_update),
    admissionregistration_v1beta1.MutatingAdmissionPolicyBinding: Rules(
        policies.mutating_binding, policies.mutating_binding_update
    ),
    certificates_v1.CertificateSigningRequest: Rules(
        signing_requests.signing_request,
        signing_requests.signing_request_update,
        signing_requests.signing_request_status_update,
    ),
    certificates_v1alpha1.ClusterTrustBundle: Rules(trust_bundles.trust_bundle, trust_bundles.trust_bundle_update),
    certificates_v1beta1.ClusterTrustBundle: Rules(trust_bundles.trust_bundle, trust_bundles.trust_bundle_update),
    certificates_v1beta1.PodCertificateRequest: Rules(
        pod_certificate_requests.pod_certificate_request, pod_certificate_requests.pod_certificate_request_update
    ),
    core_v1.Binding: Rules(pods.binding),
    core_v1.ConfigMap: Rules(config.config_map, config.config_map_update),
    core_v1.Endpoints: Rules(endpoints.endpoints, endpoints.endpoints_update),
    core_v1.Event: Rules(events.event, events.event_update),
    core_v1.LimitRange: Rules(limit_ranges.limit_range, limit_ranges.limit_range_update),
    core_v1.Namespace: Rules(namespaces.namespace, namespaces.namespace_update, namespaces.namespace_status_update),
    core_v1.Node: Rules(nodes.node, nodes.node_update, nodes.node_update),
    core_v1.PersistentVolume: Rules(
        persistent_volumes.persistent_volume,
        persistent_volumes.persistent_volume_update,
        persistent_volumes.persistent_volume_status_update,
    ),
    core_v1.PersistentVolumeClaim: Rules(
        persistent_volume_claims.claim,
        persistent_volume_claims.claim_update,
        persistent_volume_claims.claim_status_update,
    ),
    core_v1.Pod: Rules(pods.pod_create, pods.pod_update, pod_status.pod_status_update),
    core_v1.PodTemplate: Rules(pods.pod_template_create, pods.pod_template_update),
    core_v1.ReplicationController: Rules(
        replication_controllers.replication_controller,
        replication_controllers.replication_controller_update,
        replication_controllers.replication_controller_status_update,
    ),
    core_v1.ResourceQuota: Rules(
        quotas.resource_quota, quotas.resource_quota_update, quotas.resource_quota_status_update
    ),
    core_v1.Secret: Rules(config.secret, config.secret_update),
    core_v1.Service: Rules(services.service, services.service_update, services.service_status_update),
    core_v1.ServiceAccount: Rules(namespaces.service_account, namespaces.service_account_update),
    apps_v1.ControllerRevision: Rules(workloads.controller_revision, workloads.controller_revision_update),
    apps_v1.DaemonSet: Rules(
        daemon_sets.daemon_set, daemon_sets.daemon_set_update, daemon_sets.daemon_set_status_update
    ),
    apps_v1.DaemonSet: Rules(
        daemon_sets.daemon_set, daemon_sets.daemon_set_update, daemon_sets.daemon_set_status_update
    ),
    apps_v1.Deployment: Rules(workloads.deployment, workloads.deployment_update, workloads.deployment_status_update),
    apps_v1.ReplicaSet: Rules(workloads.replica_set, workloads.replica_set_update, workloads.replica_set_status_update),
    apps_v1.StatefulSet: Rules(
        stateful_sets.stateful_set, stateful_sets.stateful_set_update, stateful_sets.stateful_set_status_update
    ),
    autoscaling_v1.HorizontalPodAutoscaler: Rules(
        autoscalers.autoscaler_v1, autoscalers.autoscaler_v1_update, autoscalers.autoscaler_v1_status_update
    ),
    autoscaling_v1.Scale: Rules(workloads.scale),
    autoscaling_v2.HorizontalPodAutoscaler: Rules(
        autoscalers.autoscaler, autoscalers.autoscaler_update, autoscalers.autoscaler_status_update
    ),
    batch_v1.CronJob: Rules(cron_jobs.cron_job, cron_jobs.cron_job_update),
    batch_v1.Job: Rules(jobs.job, jobs.job_update, job_status.job_status_update),
    coordination_v1.Lease: Rules(leases.lease, leases.lease_update),
    discovery_v1.EndpointSlice: Rules(endpoints.endpoint_slice, endpoints.endpoint_slice_update),
    events_v1.Event: Rules(events.new_event, events.new_event_update),
    # The object only names a pod, which is looked up; a wrong name is not found.
    policy_v1.Eviction: Rules(lambda eviction: ()),
    policy_v1.PodDisruptionBudget: Rules(
        disruption_budgets.disruption_budget,
        disruption_budgets.disruption_budget_update,
        disruption_budgets.disruption_budget_status_update,
    ),
    apiextensions_v1.CustomResourceDefinition: Rules(
        definitions.custom_resource_definition,
        definitions.custom_resource_definition_update,
        definitions.custom_resource_definition_status_update,
    ),
    apiregistration_v1.APIService: Rules(
        api_services.api_service, api_services.api_service_update, api_services.api_service_status_update
    ),
    flowcontrol_v1.FlowSchema: Rules(
        flow_schemas.flow_schema, flow_schemas.flow_schema_update, flow_schemas.flow_schema_status_update
    ),
    flowcontrol_v1.PriorityLevelConfiguration: Rules(
        priority_levels.priority_level,
        priority_levels.priority_level_update,
        priority_levels.priority_level_status_update,
    ),
    rbac_v1.ClusterRole: Rules(rbac.cluster_role, rbac.cluster_role_update),
    rbac_v1.ClusterRoleBinding: Rules(rbac.cluster_role_binding, rbac.cluster_role_binding_update),
    rbac_v1.Role: Rules(rbac.role, rbac.role_update),
    rbac_v1.RoleBinding: Rules(rbac.role_binding, rbac.role_binding_update),
    networking_v1.Ingress: Rules(ingresses.ingress, ingresses.ingress_update, ingresses.ingress_status_update),
    networking_v1.IngressClass: Rules(ingresses.ingress_class, ingresses.ingress_class_update),
    networking_v1.NetworkPolicy: Rules(network_policies.network_policy, network_policies.network_policy_update),
    networking_v1.IPAddress: Rules(service_cidrs.ip_address, service_cidrs.ip_address_update),
    networking_v1beta1.IPAddress: Rules(service_cidrs.ip_address, service_cidrs.ip_address_update),
    networking_v1.ServiceCIDR: Rules(
        service_cidrs.service_cidr, service_cidrs.service_cidr_update, service_cidrs.service_cidr_status_update
    ),
    networking_v1beta1.ServiceCIDR: Rules(
        service_cidrs.service_cidr, service_cidrs.service_cidr_update, service_cidrs.service_cidr_status_update
    ),
    node_v1.RuntimeClass: Rules(runtime_classes.runtime_class, runtime_classes.runtime_class_update),
    scheduling_v1.PriorityClass: Rules(priorities.priority_class, priorities.priority_class_update),
    scheduling_v1alpha2.PodGroup: Rules(
        workload_groups.pod_group, workload_groups.pod_group_update, workload_groups.pod_group_status_update
    ),
    scheduling_v1alpha2.Workload: Rules(workload_groups.workload, workload_groups.workload_update),
    storage_v1.CSIDriver: Rules(csi.csi_driver, csi.csi_driver_update),
    storage_v1.CSINode: Rules(csi.csi_node, csi.csi_node_update),
    storage_v1.CSIStorageCapacity: Rules(csi.csi_storage_capacity, csi.csi_storage_capacity_update),
    storage_v1.StorageClass: Rules(storage_classes.storage_class, storage_classes.storage_class_update),
    storage_v1.VolumeAttachment: Rules(
        csi.volume_attachment, csi.volume_attachment_update, csi.volume_attachment_update
    ),
    storage_v1.VolumeAttributesClass: Rules(
        storage_classes.volume_attributes_class, storage_classes.volume_attributes_class_update
    ),
    storage_v1beta1.VolumeAttributesClass: Rules(
        storage_classes.volume_attributes_class, storage_classes.volume_attributes_class_update
    ),
    apiserverinternal_v1alpha1.StorageVersion: Rules(
        storage_versions.storage_version,
        storage_versions.storage_version_update,
        storage_versions.storage_version_status_update,
    ),
    coordination_v1alpha2.LeaseCandidate: Rules(
        lease_candidates.lease_candidate, lease_candidates.lease_candidate_update
    ),
    coordination_v1beta1.LeaseCandidate: Rules(
        lease_candidates.lease_candidate, lease_candidates.lease_candidate_update
    ),
    storagemigration_v1beta1.StorageVersionMigration: Rules(
        storage_versions.storage_version_migration,
        storage_versions.storage_version_migration_update,
        storage_versions.storage_version_migration_status_update,
    ),
}

_DEVICE_CLASS = Rules(device_claims.device_class, device_claims.device_class_update)
_CLAIM = Rules(
    device_claims.resource_claim,
    device_claims.resource_claim_update,
    device_allocations.resource_claim_status_update,
)
_CLAIM_TEMPLATE = Rules(device_claims.resource_claim_template, device_claims.resource_claim_template_update)
_SLICE = Rules(device_slices.resource_slice, device_slices.resource_slice_update)
_TAINT_RULE = Rules(
    device_taints.device_taint_rule,
    device_taints.device_taint_rule_update,
    device_taints.device_taint_rule_status_update,
)
RULES |= {
    resource_v1.DeviceClass: _DEVICE_CLASS,
    resource_v1beta2.DeviceClass: _DEVICE_CLASS,
    resource_v1beta1.DeviceClass: _DEVICE_CLASS,
    resource_v1.ResourceClaim: _CLAIM,
    resource_v1beta2.ResourceClaim: _CLAIM,
    resource_v1beta1.ResourceClaim: as_stored(_CLAIM),
    resource_v1.ResourceClaimTemplate: _CLAIM_TEMPLATE,
    resource_v1beta2.ResourceClaimTemplate: _CLAIM_TEMPLATE,
    resource_v1beta1.ResourceClaimTemplate: as_stored(_CLAIM_TEMPLATE),
    resource_v1.ResourceSlice: _SLICE,
    resource_v1beta2.ResourceSlice: _SLICE,
    resource_v1beta1.ResourceSlice: as_stored(_SLICE),
    resource_v1alpha3.DeviceTaintRule: _TAINT_RULE,
    resource_v1beta2.DeviceTaintRule: _TAINT_RULE,
    resource_v1alpha3.ResourcePoolStatusRequest: Rules(
        device_taints.pool_status_request,
        device_taints.pool_status_request_update,
        device_taints.pool_status_request_status_update,
    ),
}


def validate(obj: Any, *, namespaced: bool = True) -> list[FieldError]:
    """What is wrong with a new object. `namespaced` matters only for kinds without rules of their own."""
    rules = RULES.get(type(obj))
    if rules is not None:
        return list(rules.create(obj))
    return validate_metadata(obj.metadata, namespaced=namespaced)


def validate_update(new: Any, old: Any) -> list[FieldError]:
    """What is wrong with changing `old` to `new`."""
    rules = RULES.get(type(new))
    if rules is None:
        return list(object_meta_update(new.metadata, old.metadata))
    return list(rules.create(new) if rules.update is None else rules.update(new, old))


def validate_status_update(new: Any, old: Any) -> list[FieldError]:
    """What is wrong with changing the status of `old` to that of `new`."""
    rules = RULES.get(type(new))
    if rules is None or rules.status is None:
        return list(object_meta_update(new.metadata, old.metadata))
    return list(rules.status(new, old))


def validate_metadata(metadata: meta.ObjectMeta, *, namespaced: bool) -> list[FieldError]:
    """The rules every object obeys; names are DNS subdomains."""
    return list(object_meta(metadata, namespaced, names.name_is_dns_subdomain))


def validate_ephemeral_containers(new: core_v1.Pod, old: core_v1.Pod) -> list[FieldError]:
    """An update through pods/ephemeralcontainers."""
    return list(pods.ephemeral_containers_update(new, old))


def validate_resize(new: core_v1.Pod, old: core_v1.Pod) -> list[FieldError]:
    """An update through pods/resize."""
    return list(pod_resize.pod_resize(new, old))


def validate_finalize(new: core_v1.Namespace, old: core_v1.Namespace) -> list[FieldError]:
    """An update through namespaces/finalize."""
    return list(namespaces.namespace_finalize_update(new, old))
