"""The parts of ObjectMeta that the server owns (upstream: registry/rest/{meta,create,update}.go)."""

from __future__ import annotations

from typing import Any

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.api.generated import meta_v1
from sampan.api.scalars import Time
from sampan.apiserver.registry.call import Call

NAMESPACE_MISMATCH = 'the namespace of the provided object does not match the namespace sent on the request'
VERSION_ON_CREATE = 'resourceVersion should not be set on objects to be created'
DUPLICATE_OWNERS = (
    '.metadata.ownerReferences contains duplicate entries{}; API server dedups owner references in 1.20+, and may '
    'reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: {}'
)


def now(call: Call) -> Time:
    """The present as object timestamps have it: whole seconds."""
    return Time.of(call.registry.world.now())


def wipe_system_fields(metadata: Any) -> None:
    """Forget what a creator may not set."""
    metadata.creation_timestamp = None
    metadata.uid = ''
    metadata.deletion_timestamp = None
    metadata.deletion_grace_period_seconds = None
    metadata.self_link = ''


def check_unversioned(metadata: Any) -> None:
    """What is not stored yet has no version; the store finds this last. Raises 500 without a reason, as upstream.

    What is no number, and 0, counts as none (upstream: storage.ErrResourceVersionSetOnCreate).
    """
    asked = metadata.resource_version
    if asked and asked.isascii() and asked.isdigit() and int(asked):
        raise ApiError(meta_v1.Status(status='Failure', message=VERSION_ON_CREATE, code=500))


def fill_system_fields(metadata: Any, call: Call) -> None:
    """Birth: a time and an identity."""
    metadata.creation_timestamp = now(call)
    metadata.uid = call.registry.world.uid()


def match_namespace(metadata: Any, call: Call) -> None:
    """The object is in the request's namespace, or says so by saying nothing. Raises 400."""
    expected = call.namespace
    if metadata.namespace == expected:
        return
    if metadata.namespace and expected:
        raise errors.bad_request(NAMESPACE_MISMATCH)
    metadata.namespace = expected


def deduplicate_owners(metadata: Any, call: Call, after_admission: bool) -> None:
    """Equal owner references are one; the client is told."""
    kept: list[Any] = []
    duplicates: list[str] = []
    for reference in metadata.owner_references:
        if reference in kept:
            duplicates.append(reference.uid)
        else:
            kept.append(reference)
    if duplicates:
        metadata.owner_references = kept
        when = ' after mutating admission happens' if after_admission else ''
        call.warn(DUPLICATE_OWNERS.format(when, ', '.join(duplicates)))


def keep_system_fields(new: Any, old: Any) -> None:
    """What an update cannot change silently stays."""
    new.uid = new.uid or old.uid
    if old.creation_timestamp is not None:
        new.creation_timestamp = old.creation_timestamp
    if old.deletion_timestamp is not None:
        new.deletion_timestamp = old.deletion_timestamp
    if new.deletion_grace_period_seconds is None:
        new.deletion_grace_period_seconds = old.deletion_grace_period_seconds


def reset_for_status(new: Any, old: Any) -> None:
    """What a subresource writer may not touch (upstream: metav1.ResetObjectMetaForStatus)."""
    new.deletion_timestamp = old.deletion_timestamp
    new.generation = old.generation
    new.self_link = old.self_link
    new.labels = old.labels
    new.annotations = old.annotations
    new.finalizers = old.finalizers
    new.owner_references = old.owner_references
