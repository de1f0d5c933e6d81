"""Pods (upstream: pkg/registry/core/pod/strategy.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.api import codec
from sampan.api.generated import core_v1, meta_v1
from sampan.api.qos import compute_pod_qos
from sampan.api.resources import Resource
from sampan.apiserver.managedfields import guard
from sampan.apiserver.registry import metadata, rules
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.facets import Facet, Part
from sampan.apiserver.registry.shapes import Shape, Shapes, key_of
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.machinery import names
from sampan.machinery.field import FieldError

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry

GATED = 'SchedulingGated'
GATED_MESSAGE = 'Scheduling is blocked due to non-empty scheduling gates'
HOSTNAME_WARNING = (
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; "
    'a DNS label is recommended: [{}]'
)


class PodStrategy(Strategy[core_v1.Pod]):
    counts_generation = True
    returns_deleted_object = True
    graceful = True

    def __init__(self, resource: Resource, registry: Registry) -> None:
        super().__init__(resource, registry)
        self._shapes = Shapes()

    def normalize(self, obj: core_v1.Pod) -> None:
        normalize_spec(obj.spec)
        if obj.status.pod_ip and not obj.status.pod_ips:
            obj.status.pod_ips = [core_v1.PodIP(ip=obj.status.pod_ip)]
        if obj.status.pod_ips:
            obj.status.pod_ip = obj.status.pod_ips[0].ip

    def prepare_for_create(self, obj: core_v1.Pod, call: Call) -> None:
        obj.metadata.generation = 1
        merge_match_label_keys(obj)
        call.shape = key_of(obj)
        known = self._shapes.find(call.shape)
        quality = known.qos_class if known else compute_pod_qos(obj.spec)
        obj.status = core_v1.PodStatus(phase='Pending', qos_class=quality)
        if obj.spec.scheduling_gates:
            obj.status.conditions = [
                core_v1.PodCondition(type='PodScheduled', status='False', reason=GATED, message=GATED_MESSAGE)
            ]

    def validate(self, obj: core_v1.Pod, call: Call) -> list[FieldError]:
        if self._shapes.find(call.shape) is not None:
            return metadata_errors(obj.metadata)
        wrong = super().validate(obj, call)
        if not wrong:
            self._shapes.remember(call.shape, Shape(obj.status.qos_class, tuple(rules.warnings(obj))))
        return wrong

    def warnings_on_create(self, obj: core_v1.Pod, call: Call) -> list[str]:
        known = self._shapes.find(call.shape)
        about_the_spec = rules.warnings(obj) if known is None else known.warnings
        wrong = names.dns1123_label(obj.metadata.name)
        return [*([HOSTNAME_WARNING.format(' '.join(wrong))] if wrong else []), *about_the_spec]

    def prepare_for_status_update(self, new: core_v1.Pod, old: core_v1.Pod, call: Call) -> None:
        new.spec = old.spec
        new.metadata.deletion_timestamp = None
        new.metadata.owner_references = old.metadata.owner_references
        new.status.qos_class = new.status.qos_class or old.status.qos_class
        keep_observed_generations(new, old)

    def grace_period(self, obj: core_v1.Pod, asked: int | None) -> int | None:
        """What was asked, or the pod's own; nothing for pods that run nowhere any more or not yet."""
        if not obj.spec.node_name or obj.status.phase in ('Failed', 'Succeeded'):
            return 0
        period = obj.spec.termination_grace_period_seconds or 0 if asked is None else asked
        return 1 if period < 0 else period

    def facet(self, subresource: str) -> Facet:
        if subresource == 'ephemeralcontainers':
            return EphemeralContainersPart(self)
        if subresource == 'resize':
            return ResizePart(self)
        return super().facet(subresource)


def metadata_errors(meta: meta_v1.ObjectMeta) -> list[FieldError]:
    """What is wrong with the metadata that is not part of a pod's shape. Most pods have a name and nothing else."""
    more = meta.owner_references or meta.finalizers or not guard.plain(meta.managed_fields)
    if not more and not names.dns1123_subdomain(meta.name):
        return []
    own = meta_v1.ObjectMeta(
        name=meta.name,
        generate_name=meta.generate_name,
        namespace=meta.namespace,
        generation=meta.generation,
        owner_references=meta.owner_references,
        finalizers=meta.finalizers,
        managed_fields=meta.managed_fields,
    )
    return rules.validate_metadata(own, namespaced=True)


def normalize_spec(spec: core_v1.PodSpec) -> None:
    """`serviceAccount` is the old name of `serviceAccountName`; both are shown."""
    spec.service_account_name = spec.service_account_name or spec.service_account
    spec.service_account = spec.service_account_name


def keep_observed_generations(new: core_v1.Pod, old: core_v1.Pod) -> None:
    """A status writer that does not know about observed generations does not clear them."""
    new.status.observed_generation = new.status.observed_generation or old.status.observed_generation
    known: dict[str, list[int]] = {}
    for condition in old.status.conditions:
        known.setdefault(condition.type, []).append(condition.observed_generation)
    for condition in new.status.conditions:
        rest = known.get(condition.type)
        before = rest.pop(0) if rest else 0
        condition.observed_generation = condition.observed_generation or before


def merge_match_label_keys(pod: core_v1.Pod) -> None:
    """`matchLabelKeys` of affinity terms and spread constraints become requirements, with the pod's own values."""
    for constraint in pod.spec.topology_spread_constraints:
        _merge(constraint.label_selector, constraint.match_label_keys, 'In', pod.metadata.labels)
    for term in _affinity_terms(pod):
        _merge(term.label_selector, term.match_label_keys, 'In', pod.metadata.labels)
        _merge(term.label_selector, term.mismatch_label_keys, 'NotIn', pod.metadata.labels)


def _affinity_terms(pod: core_v1.Pod) -> list[core_v1.PodAffinityTerm]:
    affinity = pod.spec.affinity
    if affinity is None:
        return []
    terms: list[core_v1.PodAffinityTerm] = []
    for part in (affinity.pod_affinity, affinity.pod_anti_affinity):
        if part is not None:
            terms += part.required_during_scheduling_ignored_during_execution
            terms += [each.pod_affinity_term for each in part.preferred_during_scheduling_ignored_during_execution]
    return terms


def _merge(selector: meta_v1.LabelSelector | None, keys: list[str], operator: str, labels: dict[str, str]) -> None:
    if selector is None:
        return
    for key in keys:
        if key in labels:
            requirement = meta_v1.LabelSelectorRequirement(key=key, operator=operator, values=[labels[key]])
            selector.match_expressions = [*selector.match_expressions, requirement]


class EphemeralContainersPart(Part):
    """Only the list of ephemeral containers changes."""

    def prepare(self, new: core_v1.Pod, old: core_v1.Pod, call: Call) -> None:
        wanted = new.spec.ephemeral_containers
        new.spec = codec.clone(old.spec)
        new.spec.ephemeral_containers = wanted
        new.status = old.status
        metadata.reset_for_status(new.metadata, old.metadata)
        if new.spec != old.spec:
            new.metadata.generation = old.metadata.generation + 1

    def validate(self, new: core_v1.Pod, old: core_v1.Pod, call: Call) -> list[FieldError]:
        return rules.validate_ephemeral_containers(new, old)


class ResizePart(Part):
    """Only what containers and the pod ask for changes, and how containers take a change."""

    def prepare(self, new: core_v1.Pod, old: core_v1.Pod, call: Call) -> None:
        if _containers_differ(new.spec, old.spec):
            return  # validation says what is wrong with that
        wanted = new.spec
        new.spec = codec.clone(old.spec)
        new.spec.resources = wanted.resources
        _take_over_resources(new.spec.containers, wanted.containers)
        _take_over_resources(new.spec.init_containers, wanted.init_containers)
        new.status = old.status
        metadata.reset_for_status(new.metadata, old.metadata)
        if new.spec != old.spec:
            new.metadata.generation = old.metadata.generation + 1

    def validate(self, new: core_v1.Pod, old: core_v1.Pod, call: Call) -> list[FieldError]:
        return rules.validate_resize(new, old)


def _take_over_resources(kept: list[core_v1.Container], asked: list[core_v1.Container]) -> None:
    for container, change in zip(kept, asked, strict=True):
        container.resources, container.resize_policy = change.resources, change.resize_policy


def _containers_differ(new: core_v1.PodSpec, old: core_v1.PodSpec) -> bool:
    """Whether containers were added, removed, renamed or put into another order."""
    return any(
        [container.name for container in after] != [container.name for container in before]
        for after, before in ((new.containers, old.containers), (new.init_containers, old.init_containers))
    )
