"""What makes pods of a template.

Upstream: pkg/registry/apps, pkg/registry/core/replicationcontroller, pkg/registry/core/podtemplate.
"""

from __future__ import annotations

from sampan.api.generated import apps_v1, core_v1
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.apiserver.registry.strategies.pods import normalize_spec
from sampan.machinery import labels


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


class StatefulSetStrategy(Strategy[apps_v1.StatefulSet]):
    counts_generation = True

    def normalize(self, obj: apps_v1.StatefulSet) -> None:
        normalize_template(obj.spec.template)


TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation'


class DaemonSetStrategy(Strategy[apps_v1.DaemonSet]):
    """An annotation counts the changes of the template: older clients look at it, and nobody but the server sets it."""

    counts_generation = True

    def normalize(self, obj: apps_v1.DaemonSet) -> None:
        normalize_template(obj.spec.template)

    def prepare_for_create(self, obj: apps_v1.DaemonSet, call: Call) -> None:
        super().prepare_for_create(obj, call)
        first = template_generation(obj)
        set_template_generation(obj, first if first is not None and first > 0 else 1)

    def prepare_for_update(self, new: apps_v1.DaemonSet, old: apps_v1.DaemonSet, call: Call) -> None:
        super().prepare_for_update(new, old, call)
        before = template_generation(old) or 0
        set_template_generation(new, before + (new.spec.template != old.spec.template))


def template_generation(daemon_set: apps_v1.DaemonSet) -> int | None:
    """The number in the annotation; None without one that is a number."""
    return labels.parse_int64(daemon_set.metadata.annotations.get(TEMPLATE_GENERATION, ''))


def set_template_generation(daemon_set: apps_v1.DaemonSet, number: int) -> None:
    daemon_set.metadata.annotations = {**daemon_set.metadata.annotations, TEMPLATE_GENERATION: str(number)}


class ReplicationControllerStrategy(Strategy[core_v1.ReplicationController]):
    counts_generation = True

    def normalize(self, obj: core_v1.ReplicationController) -> None:
        if obj.spec.template is not None:
            normalize_template(obj.spec.template)


class PodTemplateStrategy(Strategy[core_v1.PodTemplate]):
    counts_generation = True
    returns_deleted_object = True

    def normalize(self, obj: core_v1.PodTemplate) -> None:
        normalize_template(obj.template)

    def changed(self, new: core_v1.PodTemplate, old: core_v1.PodTemplate) -> bool:
        return new.template != old.template
