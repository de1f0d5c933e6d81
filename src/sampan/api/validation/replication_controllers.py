"""Replication controllers. Upstream: ValidateReplicationController and what it calls."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, nonnegative
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_spec import pod_template
from sampan.api.validation.workloads import at_most
from sampan.machinery import field, labels, names
from sampan.machinery.field import Path

_SPEC, _STATUS = Path('spec'), Path('status')


def replication_controller(obj: core.ReplicationController) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from _spec(obj.spec)


def replication_controller_update(new: core.ReplicationController, old: core.ReplicationController) -> Errors:
    """Everything may change, the selector too."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _spec(new.spec)


def _spec(spec: core.ReplicationControllerSpec) -> Errors:
    yield from nonnegative(_SPEC.child('minReadySeconds'), spec.min_ready_seconds)
    if not spec.selector:
        yield field.required(_SPEC.child('selector'))
    if spec.replicas is None:
        yield field.required(_SPEC.child('replicas'))
    else:
        yield from nonnegative(_SPEC.child('replicas'), spec.replicas)
    yield from _template(_SPEC.child('template'), spec)


def _template(path: Path, spec: core.ReplicationControllerSpec) -> Errors:
    template = spec.template
    if template is None:
        yield field.required(path)
        return
    if spec.selector and not labels.from_set(spec.selector).matches(template.metadata.labels):
        detail = '`selector` does not match template `labels`'
        yield field.invalid(path.child('metadata', 'labels'), template.metadata.labels or None, detail)
    yield from pod_template(path, template)
    if template.spec.restart_policy != 'Always':
        yield field.not_supported(path.child('spec', 'restartPolicy'), template.spec.restart_policy, ('Always',))
    if template.spec.active_deadline_seconds is not None:
        detail = 'activeDeadlineSeconds in ReplicationController is not Supported'
        yield field.forbidden(path.child('spec', 'activeDeadlineSeconds'), detail)


def replication_controller_status_update(new: core.ReplicationController, old: core.ReplicationController) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    status = new.status
    counts = (
        ('fullyLabeledReplicas', status.fully_labeled_replicas),
        ('readyReplicas', status.ready_replicas),
        ('availableReplicas', status.available_replicas),
    )
    for name, count in (
        ('replicas', status.replicas),
        *counts,
        ('observedGeneration', status.observed_generation),
    ):
        yield from nonnegative(_STATUS.child(name), count)
    for name, count in counts:
        yield from at_most(name, count, status.replicas, 'cannot be greater than status.replicas')
    detail = 'cannot be greater than readyReplicas'
    yield from at_most('availableReplicas', status.available_replicas, status.ready_replicas, detail)
