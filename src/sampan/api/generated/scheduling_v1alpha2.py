"""scheduling.k8s.io/v1alpha2: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class BasicSchedulingPolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    """No fields."""


class GangSchedulingPolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    min_count: Int32 = _f(name='minCount', default_factory=int)


class PodGroupSchedulingPolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    basic: BasicSchedulingPolicy | None = None
    gang: GangSchedulingPolicy | None = None


class PodGroupSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    pod_group_template_ref: PodGroupTemplateReference | None = _f(name='podGroupTemplateRef', default_factory=_none)
    scheduling_policy: PodGroupSchedulingPolicy = _f(name='schedulingPolicy', default_factory=PodGroupSchedulingPolicy)
    scheduling_constraints: PodGroupSchedulingConstraints | None = _f(name='schedulingConstraints', default=None)
    resource_claims: list[PodGroupResourceClaim] = _f(name='resourceClaims', default_factory=list)
    disruption_mode: str | None = _f(name='disruptionMode', default=None)
    priority_class_name: str = _f(name='priorityClassName', default='')
    priority: Int32 | None = None


class PodGroupStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    conditions: list[meta_v1.Condition] = _f(default_factory=list)
    resource_claim_statuses: list[PodGroupResourceClaimStatus] = _f(name='resourceClaimStatuses', default_factory=list)


class PodGroup(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodGroup')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'scheduling.k8s.io/v1alpha2')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: PodGroupSpec = _f(default_factory=PodGroupSpec)
    status: PodGroupStatus = _f(default_factory=PodGroupStatus)


class PodGroupList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodGroupList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'scheduling.k8s.io/v1alpha2')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[PodGroup] = _f(default_factory=_list)


class PodGroupResourceClaim(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    resource_claim_name: str | None = _f(name='resourceClaimName', default=None)
    resource_claim_template_name: str | None = _f(name='resourceClaimTemplateName', default=None)


class PodGroupResourceClaimStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    resource_claim_name: str | None = _f(name='resourceClaimName', default=None)


class PodGroupSchedulingConstraints(Struct, kw_only=True, omit_defaults=True, gc=False):
    topology: list[TopologyConstraint] = _f(default_factory=list)


class PodGroupTemplate(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    scheduling_policy: PodGroupSchedulingPolicy = _f(name='schedulingPolicy', default_factory=PodGroupSchedulingPolicy)
    scheduling_constraints: PodGroupSchedulingConstraints | None = _f(name='schedulingConstraints', default_factory=_none)
    resource_claims: list[PodGroupResourceClaim] = _f(name='resourceClaims', default_factory=list)
    disruption_mode: str | None = _f(name='disruptionMode', default=None)
    priority_class_name: str = _f(name='priorityClassName', default='')
    priority: Int32 | None = None


class PodGroupTemplateReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    workload: WorkloadPodGroupTemplateReference | None = _f(default_factory=_none)


class TopologyConstraint(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = _f(default_factory=str)


class TypedLocalObjectReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    api_group: str = _f(name='apiGroup', default='')
    kind: str = _f(default_factory=str)
    name: str = _f(default_factory=str)


class WorkloadSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    controller_ref: TypedLocalObjectReference | None = _f(name='controllerRef', default=None)
    pod_group_templates: list[PodGroupTemplate] = _f(name='podGroupTemplates', default_factory=_list)


class Workload(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Workload')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'scheduling.k8s.io/v1alpha2')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: WorkloadSpec = _f(default_factory=WorkloadSpec)


class WorkloadList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'WorkloadList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'scheduling.k8s.io/v1alpha2')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Workload] = _f(default_factory=_list)


class WorkloadPodGroupTemplateReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    workload_name: str = _f(name='workloadName', default_factory=str)
    pod_group_template_name: str = _f(name='podGroupTemplateName', default_factory=str)
