"""Stateful sets. Upstream: pkg/apis/apps/validation (ValidateStatefulSet and what it calls)."""

from __future__ import annotations

import msgspec

from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, checked, label_selector, labels, nonnegative
from sampan.api.validation.metadata import annotation_map, object_meta, object_meta_update
from sampan.api.validation.pod_annotations import pod_annotations
from sampan.api.validation.pod_spec import pod_spec
from sampan.api.validation.workloads import at_most, at_most_all, int_or_percent, number
from sampan.machinery import field, names
from sampan.machinery import labels as selectors
from sampan.machinery.field import Path

_SPEC, _STATUS = Path('spec'), Path('status')
_RETENTIONS = ('Retain', 'Delete')
_FROZEN = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)


def stateful_set(obj: apps.StatefulSet) -> Errors:
    """A new one; its name becomes part of its pods' host names, so it is a DNS label."""
    yield from object_meta(obj.metadata, True, names.name_is_dns_label)
    yield from _spec(obj.spec)


def stateful_set_update(new: apps.StatefulSet, old: apps.StatefulSet) -> Errors:
    """What identifies the pods and their claims stays."""
    yield from object_meta_update(new.metadata, old.metadata)
    # What was stored by an older release with a template nobody checked must stay changeable.
    sound = not any(True for _ in _spec(old.spec, stored=True))
    yield from _spec(new.spec, stored=True, check_template=sound)
    munged = msgspec.structs.replace(
        new.spec,
        replicas=old.spec.replicas,
        template=old.spec.template,
        update_strategy=old.spec.update_strategy,
        min_ready_seconds=old.spec.min_ready_seconds,
        ordinals=old.spec.ordinals,
        revision_history_limit=old.spec.revision_history_limit,
        persistent_volume_claim_retention_policy=old.spec.persistent_volume_claim_retention_policy,
    )
    if munged != old.spec:
        yield field.forbidden(_SPEC, _FROZEN)


def _spec(spec: apps.StatefulSetSpec, stored: bool = False, check_template: bool = True) -> Errors:
    yield from _management(_SPEC.child('podManagementPolicy'), spec.pod_management_policy)
    yield from _strategy(_SPEC.child('updateStrategy'), spec.update_strategy)
    retention = spec.persistent_volume_claim_retention_policy
    if retention is not None:
        at = _SPEC.child('persistentVolumeClaimRetentionPolicy')
        for name, value in (('whenDeleted', retention.when_deleted), ('whenScaled', retention.when_scaled)):
            if value not in _RETENTIONS:
                yield field.not_supported(at.child(name), value, _RETENTIONS)
    yield from nonnegative(_SPEC.child('replicas'), spec.replicas or 0)
    yield from nonnegative(_SPEC.child('minReadySeconds'), spec.min_ready_seconds)
    if spec.ordinals is not None:
        yield from nonnegative(_SPEC.child('ordinals.start'), spec.ordinals.start)
    if spec.service_name and not stored:
        yield from checked(_SPEC.child('serviceName'), spec.service_name, names.dns1123_label)
    yield from _selector_and_template(spec, check_template)


def _management(path: Path, policy: str) -> Errors:
    if not policy:
        yield field.required(path)
    elif policy not in ('OrderedReady', 'Parallel'):
        yield field.invalid(path, policy, "must be 'OrderedReady' or 'Parallel'")


def _strategy(path: Path, strategy: apps.StatefulSetUpdateStrategy) -> Errors:
    rolling, at = strategy.rolling_update, path.child('rollingUpdate')
    if not strategy.type:
        yield field.required(path)
    elif strategy.type == 'OnDelete':
        if rolling is not None:
            yield field.invalid(at, rolling, "only allowed for updateStrategy 'RollingUpdate'")
    elif strategy.type != 'RollingUpdate':
        yield field.invalid(path, strategy, "must be 'RollingUpdate' or 'OnDelete'")
    elif rolling is not None:
        yield from _rolling_update(at, rolling)


def _rolling_update(path: Path, rolling: apps.RollingUpdateStatefulSetStrategy) -> Errors:
    yield from nonnegative(path.child('partition'), rolling.partition or 0)
    unavailable, at = rolling.max_unavailable, path.child('maxUnavailable')
    if unavailable is None:
        return
    yield from int_or_percent(at, unavailable)
    if number(unavailable) == 0:
        yield field.invalid(at, unavailable, 'cannot be 0')
    yield from at_most_all(at, unavailable)


def _selector_and_template(spec: apps.StatefulSetSpec, check_template: bool) -> Errors:
    selector, path = spec.selector, _SPEC.child('selector')
    if selector is None:
        yield field.required(path)
    else:
        yield from label_selector(path, selector)
        if not selector.match_labels and not selector.match_expressions:
            yield field.invalid(path, selector, 'empty selector is invalid for statefulset')
    at = _SPEC.child('template')
    try:
        yield from _template(at, spec, selectors.from_object(selector), check_template)
    except selectors.SelectorError:
        yield field.invalid(path, selector, '')
    if spec.template.spec.restart_policy != 'Always':
        yield field.not_supported(at.child('spec', 'restartPolicy'), spec.template.spec.restart_policy, ('Always',))
    if spec.template.spec.active_deadline_seconds is not None:
        detail = 'activeDeadlineSeconds in StatefulSet is not Supported'
        yield field.forbidden(at.child('spec', 'activeDeadlineSeconds'), detail)


def _template(path: Path, spec: apps.StatefulSetSpec, selector: selectors.Selector, check_spec: bool) -> Errors:
    meta = spec.template.metadata
    if not selector.empty and not selector.matches(meta.labels):
        detail = '`selector` does not match template `labels`'
        yield field.invalid(path.child('metadata', 'labels'), meta.labels or None, detail)
    yield from labels(path.child('labels'), meta.labels)
    yield from annotation_map(path.child('annotations'), meta.annotations)
    yield from pod_annotations(path.child('annotations'), meta.annotations, spec.template.spec)
    if check_spec:
        yield from pod_spec(path.child('spec'), _with_claims(spec))


def _with_claims(spec: apps.StatefulSetSpec) -> core.PodSpec:
    """The pod as it will be: each claim template is a volume, and hides the template's own of that name."""
    claims = {claim.metadata.name for claim in spec.volume_claim_templates if claim.metadata.name}
    own = [volume for volume in spec.template.spec.volumes if volume.name not in claims]
    made = [
        core.Volume(name=name, persistent_volume_claim=core.PersistentVolumeClaimVolumeSource(claim_name=name))
        for name in sorted(claims)
        if not names.dns1123_label(name)
    ]
    return msgspec.structs.replace(spec.template.spec, volumes=[*own, *made])


def stateful_set_status_update(new: apps.StatefulSet, old: apps.StatefulSet) -> Errors:
    """Counts that fit together; the collision count only grows."""
    yield from _status(new.status)
    yield from object_meta_update(new.metadata, old.metadata)
    before, after = old.status.collision_count, new.status.collision_count
    if before is not None and (after is None or after < before):
        yield field.invalid(_STATUS.child('collisionCount'), after or 0, 'cannot be decremented')


def _status(status: apps.StatefulSetStatus) -> Errors:
    counts = (
        ('replicas', status.replicas),
        ('readyReplicas', status.ready_replicas),
        ('currentReplicas', status.current_replicas),
        ('updatedReplicas', status.updated_replicas),
        ('availableReplicas', status.available_replicas),
    )
    for name, count in (*counts, ('observedGeneration', status.observed_generation)):
        yield from nonnegative(_STATUS.child(name), count)
    yield from nonnegative(_STATUS.child('collisionCount'), status.collision_count or 0)
    for name, count in counts[1:]:
        yield from at_most(name, count, status.replicas, 'cannot be greater than status.replicas')
    detail = 'cannot be greater than status.readyReplicas'
    yield from at_most('availableReplicas', status.available_replicas, status.ready_replicas, detail)
