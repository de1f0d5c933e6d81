"""What an object's empty fields mean: filled in before validation, on every write and every decode from old data.

`set_defaults(obj)` changes the object in place and may be called any number of times. One function per
kind, found by type in `DEFAULTS`; kinds without defaults are simply not in it. Upstream: the
`defaults.go` of each API group, and the `+default` markers of its types.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sampan.api.defaults import admissionregistration as registration
from sampan.api.defaults import (
    apiextensions,
    apiregistration,
    autoscaling,
    batch,
    certificates,
    devices,
    discovery,
    flowcontrol,
    networking,
    pods,
    rbac,
    scheduling,
    services,
    storage,
    workloads,
)
from sampan.api.defaults import core as core_defaults
from sampan.api.generated import (
    admissionregistration_v1,
    admissionregistration_v1alpha1,
    admissionregistration_v1beta1,
    apiextensions_v1,
    apiregistration_v1,
    apps_v1,
    autoscaling_v1,
    autoscaling_v2,
    batch_v1,
    certificates_v1beta1,
    core_v1,
    discovery_v1,
    flowcontrol_v1,
    networking_v1,
    rbac_v1,
    resource_v1,
    resource_v1alpha3,
    resource_v1beta1,
    resource_v1beta2,
    scheduling_v1,
    storage_v1,
)

DEFAULTS: dict[type, Callable[[Any], None]] = {
    admissionregistration_v1.MutatingWebhookConfiguration: registration.mutating_webhooks,
    admissionregistration_v1.ValidatingWebhookConfiguration: registration.validating_webhooks,
    admissionregistration_v1.MutatingAdmissionPolicy: registration.mutating_policy,
    admissionregistration_v1.MutatingAdmissionPolicyBinding: registration.policy_binding,
    admissionregistration_v1.ValidatingAdmissionPolicy: registration.validating_policy,
    admissionregistration_v1.ValidatingAdmissionPolicyBinding: registration.policy_binding,
    admissionregistration_v1alpha1.MutatingAdmissionPolicy: registration.mutating_policy,
    admissionregistration_v1alpha1.MutatingAdmissionPolicyBinding: registration.policy_binding,
    admissionregistration_v1beta1.MutatingAdmissionPolicy: registration.mutating_policy,
    admissionregistration_v1beta1.MutatingAdmissionPolicyBinding: registration.policy_binding,
    core_v1.ConfigMap: core_defaults.config_map,
    core_v1.Endpoints: services.endpoints,
    core_v1.LimitRange: core_defaults.limit_range,
    core_v1.Namespace: core_defaults.namespace,
    core_v1.Node: core_defaults.node,
    core_v1.PersistentVolume: core_defaults.persistent_volume,
    core_v1.PersistentVolumeClaim: core_defaults.persistent_volume_claim,
    core_v1.Pod: pods.pod,
    core_v1.PodTemplate: pods.pod_template,
    core_v1.ReplicationController: workloads.replication_controller,
    core_v1.Secret: core_defaults.secret,
    core_v1.Service: services.service,
    apps_v1.DaemonSet: workloads.daemon_set,
    apps_v1.Deployment: workloads.deployment,
    apps_v1.ReplicaSet: workloads.replica_set,
    apps_v1.StatefulSet: workloads.stateful_set,
    autoscaling_v1.HorizontalPodAutoscaler: autoscaling.autoscaler_v1,
    autoscaling_v2.HorizontalPodAutoscaler: autoscaling.autoscaler,
    batch_v1.CronJob: batch.cron_job,
    batch_v1.Job: batch.job,
    certificates_v1beta1.PodCertificateRequest: certificates.pod_certificate_request,
    discovery_v1.EndpointSlice: discovery.endpoint_slice,
    apiextensions_v1.CustomResourceDefinition: apiextensions.custom_resource_definition,
    apiregistration_v1.APIService: apiregistration.api_service,
    flowcontrol_v1.FlowSchema: flowcontrol.flow_schema,
    flowcontrol_v1.PriorityLevelConfiguration: flowcontrol.priority_level,
    rbac_v1.ClusterRoleBinding: rbac.binding,
    rbac_v1.RoleBinding: rbac.binding,
    networking_v1.IngressClass: networking.ingress_class,
    networking_v1.NetworkPolicy: networking.network_policy,
    scheduling_v1.PriorityClass: scheduling.priority_class,
    storage_v1.CSIDriver: storage.csi_driver,
    storage_v1.StorageClass: storage.storage_class,
    resource_v1.ResourceClaim: devices.claim,
    resource_v1beta1.ResourceClaim: devices.claim,
    resource_v1beta2.ResourceClaim: devices.claim,
    resource_v1.ResourceClaimTemplate: devices.claim_template,
    resource_v1beta1.ResourceClaimTemplate: devices.claim_template,
    resource_v1beta2.ResourceClaimTemplate: devices.claim_template,
    resource_v1alpha3.ResourcePoolStatusRequest: devices.pool_status_request,
}


def set_defaults(obj: Any) -> None:
    """Fill in the defaults of `obj` (any API type), in place."""
    default = DEFAULTS.get(type(obj))
    if default is not None:
        default(obj)
