"""policy/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32, Int64, IntOrString, Time
from sampan.api.scalars import list_ as _list


class Eviction(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Eviction')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'policy/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    delete_options: meta_v1.DeleteOptions | None = _f(name='deleteOptions', default=None)


class PodDisruptionBudgetSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    min_available: IntOrString | None = _f(name='minAvailable', default=None)
    selector: meta_v1.LabelSelector | None = None
    max_unavailable: IntOrString | None = _f(name='maxUnavailable', default=None)
    unhealthy_pod_eviction_policy: str | None = _f(name='unhealthyPodEvictionPolicy', default=None)


class PodDisruptionBudgetStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    observed_generation: Int64 = _f(name='observedGeneration', default=0)
    disrupted_pods: dict[str, Time | None] = _f(name='disruptedPods', default_factory=dict)
    disruptions_allowed: Int32 = _f(name='disruptionsAllowed', default_factory=int)
    current_healthy: Int32 = _f(name='currentHealthy', default_factory=int)
    desired_healthy: Int32 = _f(name='desiredHealthy', default_factory=int)
    expected_pods: Int32 = _f(name='expectedPods', default_factory=int)
    conditions: list[meta_v1.Condition] = _f(default_factory=list)


class PodDisruptionBudget(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodDisruptionBudget')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'policy/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: PodDisruptionBudgetSpec = _f(default_factory=PodDisruptionBudgetSpec)
    status: PodDisruptionBudgetStatus = _f(default_factory=PodDisruptionBudgetStatus)


class PodDisruptionBudgetList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodDisruptionBudgetList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'policy/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[PodDisruptionBudget] = _f(default_factory=_list)
