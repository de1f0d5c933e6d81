"""scheduling.k8s.io (upstream: pkg/registry/scheduling)."""

from __future__ import annotations

from sampan.api.generated import scheduling_v1
from sampan.api.generated import scheduling_v1alpha2 as alpha
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.metadata import reset_for_status
from sampan.apiserver.registry.strategies.base import Strategy


class PriorityClassStrategy(Strategy[scheduling_v1.PriorityClass]):
    """The first generation is the only one: what counts never changes."""

    counts_generation = True

    def changed(self, new: scheduling_v1.PriorityClass, old: scheduling_v1.PriorityClass) -> bool:
        return False


def without_gated_fields(spec: alpha.PodGroupSpec | alpha.PodGroupTemplate) -> None:
    """Fields of features that are off even where the API is on (TopologyAwareWorkloadScheduling,
    WorkloadAwarePreemption, DRAWorkloadResourceClaims) are not kept."""
    spec.scheduling_constraints = None
    spec.disruption_mode = spec.priority = None
    spec.priority_class_name = ''
    spec.resource_claims = []


class WorkloadStrategy(Strategy[alpha.Workload]):
    def prepare_for_create(self, obj: alpha.Workload, call: Call) -> None:
        for template in obj.spec.pod_group_templates:
            without_gated_fields(template)

    def prepare_for_update(self, new: alpha.Workload, old: alpha.Workload, call: Call) -> None:
        for template in new.spec.pod_group_templates:
            without_gated_fields(template)


class PodGroupStrategy(Strategy[alpha.PodGroup]):
    def prepare_for_create(self, obj: alpha.PodGroup, call: Call) -> None:
        super().prepare_for_create(obj, call)
        without_gated_fields(obj.spec)

    def prepare_for_update(self, new: alpha.PodGroup, old: alpha.PodGroup, call: Call) -> None:
        super().prepare_for_update(new, old, call)
        without_gated_fields(new.spec)

    def reset_status_metadata(self, new: alpha.PodGroup, old: alpha.PodGroup) -> None:
        reset_for_status(new.metadata, old.metadata)
