"""Pods: creation and updates. Upstream: ValidatePodCreate, ValidatePodUpdate, ValidatePodEphemeralContainersUpdate."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors
from sampan.api.validation.difference import difference
from sampan.api.validation.metadata import METADATA, object_meta, object_meta_update
from sampan.api.validation.pod_annotations import MIRROR, annotation_updates, pod_annotations, profiles_match
from sampan.api.validation.pod_containers import image_whitespace
from sampan.api.validation.pod_scheduling import tolerations
from sampan.api.validation.pod_spec import pod_spec, pod_template
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
_ANNOTATIONS = METADATA.child('annotations')
_MAX_INT32 = 2**31 - 1
_UPDATABLE = ','.join(
    (
        '`spec.containers[*].image`',
        '`spec.initContainers[*].image`',
        '`spec.activeDeadlineSeconds`',
        '`spec.tolerations` (only additions to existing tolerations)',
        '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    )
)


def pod_create(pod: core.Pod) -> Errors:
    """A new pod."""
    yield from metadata_and_spec(pod)
    if pod.spec.ephemeral_containers:
        yield field.forbidden(_SPEC.child('ephemeralContainers'), 'cannot be set on create')
    if pod.spec.node_name and pod.spec.scheduling_gates:
        detail = 'cannot be set until all schedulingGates have been cleared'
        yield field.forbidden(_SPEC.child('nodeName'), detail)
    yield from profiles_match(_SPEC, pod.metadata.annotations, pod.spec)


def metadata_and_spec(pod: core.Pod) -> Errors:
    """The whole object, without regard to what it was before."""
    yield from object_meta(pod.metadata, True, names.name_is_dns_subdomain)
    yield from pod_annotations(_ANNOTATIONS, pod.metadata.annotations, pod.spec)
    yield from pod_spec(_SPEC, pod.spec, pod.metadata)
    if not pod.spec.service_account_name:
        yield from _no_tokens(pod.spec)
    for name, containers in (('containers', pod.spec.containers), ('initContainers', pod.spec.init_containers)):
        for index, container in enumerate(containers):
            yield from image_whitespace(_SPEC.child(name).index(index), container)


def _no_tokens(spec: core.PodSpec) -> Errors:
    for number, volume in enumerate(spec.volumes):
        for index, source in enumerate(volume.projected.sources if volume.projected is not None else ()):
            if source.service_account_token is not None:
                at = _SPEC.child('volumes').index(number).child('projected', 'sources').index(index)
                detail = 'must not be specified when serviceAccountName is not set'
                yield field.forbidden(at.child('serviceAccountToken'), detail)


def pod_update(new: core.Pod, old: core.Pod) -> Errors:
    """A pod hardly changes: images, deadline, more tolerations, fewer gates."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from metadata_and_spec(new)
    yield from annotation_updates(_ANNOTATIONS, new.metadata.annotations, old.metadata.annotations)
    for name, now, before in (
        ('containers', new.spec.containers, old.spec.containers),
        ('initContainers', new.spec.init_containers, old.spec.init_containers),
    ):
        if len(now) != len(before):
            yield field.forbidden(_SPEC.child(name), 'pod updates may not add or remove containers')
            return
        yield from _images(_SPEC.child(name), now)
    deadline = list(_deadline(new.spec.active_deadline_seconds, old.spec.active_deadline_seconds))
    yield from deadline
    if deadline and new.spec.active_deadline_seconds is not None:
        return
    yield from _only_added_tolerations(new.spec.tolerations, old.spec.tolerations)
    yield from _only_deleted_gates(new.spec.scheduling_gates, old.spec.scheduling_gates)
    if new.spec != old.spec:
        yield from _only_updatable_fields(new.spec, old.spec)


def _images(path: Path, containers: Sequence[core.Container]) -> Errors:
    for index, container in enumerate(containers):
        if not container.image:
            yield field.required(path.index(index).child('image'))
        yield from image_whitespace(path.index(index), container)


def _deadline(new: int | None, old: int | None) -> Errors:
    path = _SPEC.child('activeDeadlineSeconds')
    if new is None:
        if old is not None:
            yield field.invalid(path, new, 'must not update from a positive integer to nil value')
    elif not 0 <= new <= _MAX_INT32:
        yield field.invalid(path, new, names.range_error(0, _MAX_INT32))
    elif old is not None and old < new:
        yield field.invalid(path, new, 'must be less than or equal to previous value')


def _only_added_tolerations(new: Sequence[core.Toleration], old: Sequence[core.Toleration]) -> Errors:
    path = _SPEC.child('tolerations')
    kept = {(each.key, each.operator, each.value, each.effect) for each in new}
    if any((each.key, each.operator, each.value, each.effect) not in kept for each in old):
        yield field.forbidden(path, 'existing toleration can not be modified except its tolerationSeconds')
        return
    yield from tolerations(path, new)


def _only_deleted_gates(new: Sequence[core.PodSchedulingGate], old: Sequence[core.PodSchedulingGate]) -> Errors:
    before = {gate.name for gate in old}
    for index, gate in enumerate(new):
        if gate.name not in before:
            detail = f"only deletion is allowed, but found new scheduling gate '{gate.name}'"
            yield field.forbidden(_SPEC.child('schedulingGates').index(index).child('name'), detail)


def _only_updatable_fields(new: core.PodSpec, old: core.PodSpec) -> Errors:
    """With everything that may change set back, nothing must be different."""
    munged = codec.clone(new)
    for container, before in zip(munged.containers, old.containers, strict=True):
        container.image = before.image
    for container, before in zip(munged.init_containers, old.init_containers, strict=True):
        container.image = before.image
    munged.active_deadline_seconds = old.active_deadline_seconds
    munged.scheduling_gates = old.scheduling_gates
    munged.tolerations = old.tolerations
    grace = old.termination_grace_period_seconds
    if grace is not None and grace < 0 and munged.termination_grace_period_seconds == 1:
        munged.termination_grace_period_seconds = grace
    if old.scheduling_gates:
        yield from _gated(munged, old)
    if munged != old:
        detail = f'pod updates may not change fields other than {_UPDATABLE}\n{difference("spec", old, munged)}\n'
        yield field.forbidden(_SPEC, detail)


def _gated(munged: core.PodSpec, old: core.PodSpec) -> Errors:
    """A pod that is not to be scheduled yet may still narrow down where it can go."""
    if munged.node_selector != old.node_selector:
        if any(munged.node_selector.get(key) != value for key, value in old.node_selector.items()):
            detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'
            yield field.invalid(_SPEC.child('nodeSelector'), munged.node_selector, detail)
        munged.node_selector = old.node_selector
    before = old.affinity.node_affinity if old.affinity is not None else None
    after = munged.affinity.node_affinity if munged.affinity is not None else None
    if before == after:
        return
    yield from _node_affinity(_SPEC.child('affinity', 'nodeAffinity'), after, before)
    if munged.affinity is None:
        munged.affinity = core.Affinity(node_affinity=before)
    else:
        munged.affinity.node_affinity = before
        if old.affinity is None and munged.affinity == core.Affinity():
            munged.affinity = None


def _node_affinity(path: Path, new: core.NodeAffinity | None, old: core.NodeAffinity | None) -> Errors:
    at = path.child('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms')
    before, after = _terms(old), _terms(new)
    if before and len(before) != len(after):
        yield field.invalid(at, after, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')
        return
    for index, term in enumerate(before):
        if not _only_additions(after[index], term):
            detail = 'only additions are allowed (no mutations or deletions)'
            yield field.invalid(at.index(index), after[index], detail)


def _terms(affinity: core.NodeAffinity | None) -> list[core.NodeSelectorTerm]:
    if affinity is None or affinity.required_during_scheduling_ignored_during_execution is None:
        return []
    return affinity.required_during_scheduling_ignored_during_execution.node_selector_terms


def _only_additions(new: core.NodeSelectorTerm, old: core.NodeSelectorTerm) -> bool:
    if not old.match_expressions and not old.match_fields:
        # An empty term matches nothing; adding to it would widen the choice.
        return not new.match_expressions and not new.match_fields
    return (
        new.match_expressions[: len(old.match_expressions)] == old.match_expressions
        and new.match_fields[: len(old.match_fields)] == old.match_fields
    )


def ephemeral_containers_update(new: core.Pod, old: core.Pod) -> Errors:
    """The `ephemeralcontainers` subresource: containers may only be added."""
    if MIRROR in old.metadata.annotations:
        yield field.forbidden(Path(''), 'static pods do not support ephemeral containers')
        return
    yield from object_meta_update(new.metadata, old.metadata)
    yield from metadata_and_spec(new)
    yield from annotation_updates(_ANNOTATIONS, new.metadata.annotations, old.metadata.annotations)
    path = _SPEC.child('ephemeralContainers')
    now = {container.name: container for container in new.spec.ephemeral_containers}
    for container in old.spec.ephemeral_containers:
        kept = now.get(container.name)
        if kept is None:
            detail = f'existing ephemeral containers "{container.name}" may not be removed\n'
            yield field.forbidden(path, detail)
        elif kept != container:
            shown = difference(f'spec.ephemeralContainers[{container.name}]', container, kept)
            detail = f'existing ephemeral containers "{container.name}" may not be changed\n{shown}'
            yield field.forbidden(path, detail)


def pod_template_create(template: core.PodTemplate) -> Errors:
    """The PodTemplate kind."""
    yield from object_meta(template.metadata, True, names.name_is_dns_subdomain)
    yield from pod_template(Path('template'), template.template)


def pod_template_update(new: core.PodTemplate, old: core.PodTemplate) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from pod_template(Path('template'), new.template)


def binding(obj: core.Binding) -> Errors:
    """What the scheduler says: this pod, that node."""
    if obj.target.kind not in ('', 'Node'):
        yield field.not_supported(Path('target', 'kind'), obj.target.kind, ('Node', '<empty>'))
    if not obj.target.name:
        yield field.required(Path('target', 'name'))
