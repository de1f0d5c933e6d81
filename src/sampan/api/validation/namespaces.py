"""Namespaces and service accounts. Upstream: ValidateNamespace and its updates, ValidateServiceAccount."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, checked
from sampan.api.validation.metadata import kube_finalizer, object_meta, object_meta_update
from sampan.machinery import field, names
from sampan.machinery.field import Path

_FINALIZERS = Path('spec', 'finalizers')
_PHASE = Path('status', 'Phase')


def namespace(obj: core.Namespace) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_label)
    for finalizer in obj.spec.finalizers:
        yield from _finalizer(_FINALIZERS, finalizer)


def namespace_update(new: core.Namespace, old: core.Namespace) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)


def namespace_status_update(new: core.Namespace, old: core.Namespace) -> Errors:
    """Phase and deletion go together."""
    yield from object_meta_update(new.metadata, old.metadata)
    phase = new.status.phase
    if new.metadata.deletion_timestamp is None:
        if phase != 'Active':
            yield field.invalid(_PHASE, phase, "may only be 'Active' if `deletionTimestamp` is empty")
    elif phase != 'Terminating':
        yield field.invalid(_PHASE, phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")


def namespace_finalize_update(new: core.Namespace, old: core.Namespace) -> Errors:
    """The `finalize` subresource."""
    yield from object_meta_update(new.metadata, old.metadata)
    for index, finalizer in enumerate(new.spec.finalizers):
        yield from _finalizer(_FINALIZERS.index(index), finalizer)


def _finalizer(path: Path, name: str) -> Errors:
    yield from checked(path, name, names.qualified_name)
    yield from kube_finalizer(path, name)


def service_account(obj: core.ServiceAccount) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)


def service_account_update(new: core.ServiceAccount, old: core.ServiceAccount) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from service_account(new)
