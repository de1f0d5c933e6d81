"""Deployments, ReplicaSets, ControllerRevisions (upstream: pkg/registry/apps)."""

from __future__ import annotations

from sampan.api.generated import apps_v1, core_v1
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.apiserver.registry.strategies.pods import normalize_spec


def normalize_template(template: core_v1.PodTemplateSpec) -> None:
    """A template's pod spec reads like a pod's."""
    normalize_spec(template.spec)


class DeploymentStrategy(Strategy[apps_v1.Deployment]):
    """Annotations count as desired state: rolling back is asked for by one."""

    counts_generation = True

    def normalize(self, obj: apps_v1.Deployment) -> None:
        normalize_template(obj.spec.template)

    def changed(self, new: apps_v1.Deployment, old: apps_v1.Deployment) -> bool:
        return new.spec != old.spec or new.metadata.annotations != old.metadata.annotations

    def prepare_for_status_update(self, new: apps_v1.Deployment, old: apps_v1.Deployment, call: Call) -> None:
        super().prepare_for_status_update(new, old, call)
        new.metadata.labels = old.metadata.labels


class ReplicaSetStrategy(Strategy[apps_v1.ReplicaSet]):
    counts_generation = True

    def normalize(self, obj: apps_v1.ReplicaSet) -> None:
        normalize_template(obj.spec.template)
