"""Deployments, ReplicaSets, ControllerRevisions, Scale. Upstream: pkg/apis/{apps,autoscaling}/validation."""

from __future__ import annotations

from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import autoscaling_v1 as autoscaling
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import is_set
from sampan.api.validation.common import Errors, checked, immutable, label_selector, nonnegative
from sampan.api.validation.metadata import METADATA, object_meta, object_meta_update
from sampan.api.validation.pod_spec import pod_template
from sampan.machinery import field, labels, names
from sampan.machinery.field import Path

_SPEC, _STATUS = Path('spec'), Path('status')
_STRATEGIES = ('Recreate', 'RollingUpdate')


def deployment(obj: apps.Deployment) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from _deployment_spec(obj.spec)


def deployment_update(new: apps.Deployment, old: apps.Deployment) -> Errors:
    """Everything may change but the selector."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _deployment_spec(new.spec)
    yield from immutable(_SPEC.child('selector'), new.spec.selector, old.spec.selector)


def _deployment_spec(spec: apps.DeploymentSpec) -> Errors:
    yield from nonnegative(_SPEC.child('replicas'), spec.replicas or 0)
    yield from _selector_and_template(spec.selector, spec.template, 'deployment')
    yield from _strategy(_SPEC.child('strategy'), spec.strategy)
    yield from nonnegative(_SPEC.child('minReadySeconds'), spec.min_ready_seconds)
    if spec.revision_history_limit is not None:
        yield from nonnegative(_SPEC.child('revisionHistoryLimit'), spec.revision_history_limit)
    deadline = spec.progress_deadline_seconds
    if deadline is not None:
        at = _SPEC.child('progressDeadlineSeconds')
        yield from nonnegative(at, deadline)
        if deadline <= spec.min_ready_seconds:
            yield field.invalid(at, deadline, 'must be greater than minReadySeconds')


def _selector_and_template(selector: meta.LabelSelector | None, template: core.PodTemplateSpec, kind: str) -> Errors:
    path = _SPEC.child('selector')
    if selector is None:
        yield field.required(path)
    else:
        yield from label_selector(path, selector)
        if not selector.match_labels and not selector.match_expressions:
            yield field.invalid(path, selector, f'empty selector is invalid for {kind}')
    try:
        matcher = labels.from_object(selector)
    except labels.SelectorError:
        yield field.invalid(path, selector, 'invalid label selector')
        return
    yield from _template(_SPEC.child('template'), template, matcher)


def _template(path: Path, template: core.PodTemplateSpec, selector: labels.Selector) -> Errors:
    if not selector.empty and not selector.matches(template.metadata.labels):
        detail = '`selector` does not match template `labels`'
        yield field.invalid(path.child('metadata', 'labels'), template.metadata.labels or None, detail)
    yield from pod_template(path, template)
    if template.spec.restart_policy != 'Always':
        at = path.child('spec', 'restartPolicy')
        yield field.not_supported(at, template.spec.restart_policy, ('Always',))
    if template.spec.active_deadline_seconds is not None:
        detail = 'activeDeadlineSeconds in ReplicaSet is not Supported'
        yield field.forbidden(path.child('spec', 'activeDeadlineSeconds'), detail)


def _strategy(path: Path, strategy: apps.DeploymentStrategy) -> Errors:
    rolling, at = strategy.rolling_update, path.child('rollingUpdate')
    if strategy.type == 'Recreate':
        if rolling is not None:
            yield field.forbidden(at, "may not be specified when strategy `type` is 'Recreate'")
    elif strategy.type != 'RollingUpdate':
        yield field.not_supported(path, strategy, _STRATEGIES)
    elif rolling is None:
        yield field.required(at, 'this should be defaulted and never be nil')
    else:
        yield from _rolling_update(at, rolling)


def _rolling_update(path: Path, rolling: apps.RollingUpdateDeployment) -> Errors:
    unavailable, surge = rolling.max_unavailable or 0, rolling.max_surge or 0
    yield from int_or_percent(path.child('maxUnavailable'), unavailable)
    yield from int_or_percent(path.child('maxSurge'), surge)
    if number(unavailable) == 0 and number(surge) == 0:
        yield field.invalid(path.child('maxUnavailable'), unavailable, 'may not be 0 when `maxSurge` is 0')
    yield from at_most_all(path.child('maxUnavailable'), unavailable)


def int_or_percent(path: Path, value: int | str) -> Errors:
    """Not negative, or `<digits>%`."""
    if isinstance(value, str):
        yield from checked(path, value, names.percent)
    else:
        yield from nonnegative(path, value)


def at_most_all(path: Path, value: int | str) -> Errors:
    """No percentage beyond 100."""
    if isinstance(value, str) and not names.percent(value) and number(value) > 100:
        yield field.invalid(path, value, 'must not be greater than 100%')


def number(value: int | str) -> int:
    """The number, of a percentage too; zero for anything else, as Go's Atoi leaves it."""
    if isinstance(value, int):
        return value
    found = labels.parse_int64(value.removesuffix('%'))
    return found if found is not None else 0


def deployment_status_update(new: apps.Deployment, old: apps.Deployment) -> Errors:
    """Counts that fit together; the collision count only grows."""
    yield from object_meta_update(new.metadata, old.metadata)
    status = new.status
    yield from nonnegative(_STATUS.child('observedGeneration'), status.observed_generation)
    for name, count in (
        ('replicas', status.replicas),
        ('updatedReplicas', status.updated_replicas),
        ('readyReplicas', status.ready_replicas),
        ('availableReplicas', status.available_replicas),
        ('unavailableReplicas', status.unavailable_replicas),
    ):
        yield from nonnegative(_STATUS.child(name), count)
    collisions = status.collision_count
    if collisions is not None:
        yield from nonnegative(_STATUS.child('collisionCount'), collisions)
    too_many = 'cannot be greater than status.replicas'
    yield from at_most('updatedReplicas', status.updated_replicas, status.replicas, too_many)
    yield from at_most('readyReplicas', status.ready_replicas, status.replicas, too_many)
    yield from at_most('availableReplicas', status.available_replicas, status.replicas, too_many)
    more_than_ready = 'cannot be greater than readyReplicas'
    yield from at_most('availableReplicas', status.available_replicas, status.ready_replicas, more_than_ready)
    before = old.status.collision_count
    if before is not None and (collisions is None or collisions < before):
        value = collisions if collisions is not None else 0
        yield field.invalid(_STATUS.child('collisionCount'), value, 'cannot be decremented')


def at_most(name: str, count: int, limit: int, detail: str) -> Errors:
    """One count of a status against another."""
    if count > limit:
        yield field.invalid(_STATUS.child(name), count, detail)


def replica_set(obj: apps.ReplicaSet) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from _replica_set_spec(obj.spec)


def replica_set_update(new: apps.ReplicaSet, old: apps.ReplicaSet) -> Errors:
    """Everything may change but the selector."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _replica_set_spec(new.spec)
    yield from immutable(_SPEC.child('selector'), new.spec.selector, old.spec.selector)


def _replica_set_spec(spec: apps.ReplicaSetSpec) -> Errors:
    yield from nonnegative(_SPEC.child('replicas'), spec.replicas or 0)
    yield from nonnegative(_SPEC.child('minReadySeconds'), spec.min_ready_seconds)
    yield from _selector_and_template(spec.selector, spec.template, 'replicaset')


def replica_set_status_update(new: apps.ReplicaSet, old: apps.ReplicaSet) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    status = new.status
    for name, count in (
        ('replicas', status.replicas),
        ('fullyLabeledReplicas', status.fully_labeled_replicas),
        ('readyReplicas', status.ready_replicas),
        ('availableReplicas', status.available_replicas),
        ('observedGeneration', status.observed_generation),
    ):
        yield from nonnegative(_STATUS.child(name), count)
    too_many = 'cannot be greater than status.replicas'
    yield from at_most('fullyLabeledReplicas', status.fully_labeled_replicas, status.replicas, too_many)
    yield from at_most('readyReplicas', status.ready_replicas, status.replicas, too_many)
    yield from at_most('availableReplicas', status.available_replicas, status.replicas, too_many)
    more_than_ready = 'cannot be greater than readyReplicas'
    yield from at_most('availableReplicas', status.available_replicas, status.ready_replicas, more_than_ready)


def controller_revision(obj: apps.ControllerRevision) -> Errors:
    """A frozen copy of what a controller rolled out: a JSON object."""
    yield from _revision(obj)
    data = bytes(obj.data).strip() if is_set(obj.data) else b''
    if not data or data == b'null':
        yield field.required(Path('data'), 'data is mandatory')
    elif not data.startswith(b'{'):
        yield field.required(Path('data'), 'data must be a valid JSON object')


def controller_revision_update(new: apps.ControllerRevision, old: apps.ControllerRevision) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _revision(new)
    if bytes(new.data) != bytes(old.data):
        yield field.invalid(Path('data'), new.data, 'field is immutable')


def _revision(obj: apps.ControllerRevision) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from nonnegative(Path('revision'), obj.revision)


def scale(obj: autoscaling.Scale) -> Errors:
    """The `scale` subresource of anything that has replicas."""
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain, METADATA, strict=False)
    yield from nonnegative(_SPEC.child('replicas'), obj.spec.replicas)
