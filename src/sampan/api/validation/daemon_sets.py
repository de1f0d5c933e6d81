"""Daemon sets. Upstream: pkg/apis/apps/validation (ValidateDaemonSet and what it calls)."""

from __future__ import annotations

from sampan.api.generated import apps_v1 as apps
from sampan.api.validation.common import Errors, immutable, label_selector, nonnegative
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_spec import pod_template
from sampan.api.validation.workloads import at_most_all, int_or_percent, number
from sampan.machinery import field, names
from sampan.machinery import labels as selectors
from sampan.machinery.field import Path

_SPEC, _STATUS = Path('spec'), Path('status')
_STRATEGIES = ('RollingUpdate', 'OnDelete')


def daemon_set(obj: apps.DaemonSet) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from _daemon_set_spec(obj.spec)


def daemon_set_update(new: apps.DaemonSet, old: apps.DaemonSet) -> Errors:
    """Everything may change but the selector. The template's generation is the strategy's business."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _daemon_set_spec(new.spec)
    yield from immutable(_SPEC.child('selector'), new.spec.selector, old.spec.selector)


def _daemon_set_spec(spec: apps.DaemonSetSpec) -> Errors:
    selector, path, at = spec.selector, _SPEC.child('selector'), _SPEC.child('template')
    yield from label_selector(path, selector)
    if not _matches(spec):
        detail = '`selector` does not match template `labels`'
        yield field.invalid(at.child('metadata', 'labels'), spec.template.metadata.labels or None, detail)
    if selector is not None and not selector.match_labels and not selector.match_expressions:
        yield field.invalid(path, selector, 'empty selector is invalid for daemonset')
    yield from pod_template(at, spec.template)
    if spec.template.spec.restart_policy != 'Always':
        yield field.not_supported(at.child('spec', 'restartPolicy'), spec.template.spec.restart_policy, ('Always',))
    if spec.template.spec.active_deadline_seconds is not None:
        detail = 'activeDeadlineSeconds in DaemonSet is not Supported'
        yield field.forbidden(at.child('spec', 'activeDeadlineSeconds'), detail)
    yield from nonnegative(_SPEC.child('minReadySeconds'), spec.min_ready_seconds)
    yield from _strategy(_SPEC.child('updateStrategy'), spec.update_strategy)
    if spec.revision_history_limit is not None:
        yield from nonnegative(_SPEC.child('revisionHistoryLimit'), spec.revision_history_limit)


def _matches(spec: apps.DaemonSetSpec) -> bool:
    """Whether the selector selects the template's pods; one that cannot be read is complained about elsewhere."""
    try:
        return selectors.from_object(spec.selector).matches(spec.template.metadata.labels)
    except selectors.SelectorError:
        return True


def _strategy(path: Path, strategy: apps.DaemonSetUpdateStrategy) -> Errors:
    if strategy.type == 'RollingUpdate':
        if strategy.rolling_update is None:
            yield field.required(path.child('rollingUpdate'))
        else:
            yield from _rolling_update(path.child('rollingUpdate'), strategy.rolling_update)
    elif strategy.type != 'OnDelete':
        yield field.not_supported(path, strategy, _STRATEGIES)


def _rolling_update(path: Path, rolling: apps.RollingUpdateDaemonSet) -> Errors:
    """A node's pod is replaced before or after the old one goes: one of the two, and not neither."""
    unavailable, surge = rolling.max_unavailable or 0, rolling.max_surge or 0
    yield from int_or_percent(path.child('maxUnavailable'), unavailable)
    yield from int_or_percent(path.child('maxSurge'), surge)
    yield from at_most_all(path.child('maxUnavailable'), unavailable)
    yield from at_most_all(path.child('maxSurge'), surge)
    if number(unavailable) and number(surge):
        yield field.invalid(path.child('maxSurge'), surge, 'may not be set when maxUnavailable is non-zero')
    elif not number(unavailable) and not number(surge):
        yield field.required(path.child('maxUnavailable'), 'cannot be 0 when maxSurge is 0')


def daemon_set_status_update(new: apps.DaemonSet, old: apps.DaemonSet) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    status = new.status
    for name, count in (
        ('currentNumberScheduled', status.current_number_scheduled),
        ('numberMisscheduled', status.number_misscheduled),
        ('desiredNumberScheduled', status.desired_number_scheduled),
        ('numberReady', status.number_ready),
        ('observedGeneration', status.observed_generation),
        ('updatedNumberScheduled', status.updated_number_scheduled),
        ('numberAvailable', status.number_available),
        ('numberUnavailable', status.number_unavailable),
        ('collisionCount', status.collision_count or 0),
    ):
        yield from nonnegative(_STATUS.child(name), count)
    before, after = old.status.collision_count, status.collision_count
    if before is not None and (after is None or after < before):
        yield field.invalid(_STATUS.child('collisionCount'), after or 0, 'cannot be decremented')
