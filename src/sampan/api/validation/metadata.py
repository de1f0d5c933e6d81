"""What every object's metadata must be. Upstream: k8s.io/apimachinery/pkg/api/validation/objectmeta.go,
pkg/apis/core/validation (finalizer names)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sampan.api.generated import meta_v1 as meta
from sampan.api.validation.common import Errors, checked, immutable, labels, nonnegative
from sampan.machinery import field, names
from sampan.machinery.field import Path

NameRule = Callable[[str, bool], list[str]]

METADATA = Path('metadata')
ANNOTATIONS_LIMIT = 256 * 1024
_MANAGER_LIMIT = 128
_SUBRESOURCE_LIMIT = 256
_ORPHAN, _FOREGROUND = 'orphan', 'foregroundDeletion'
_STANDARD_FINALIZERS = frozenset({'kubernetes', _ORPHAN, _FOREGROUND})


def object_meta(
    metadata: meta.ObjectMeta, namespaced: bool, name_rule: NameRule, path: Path = METADATA, strict: bool = True
) -> Errors:
    """Metadata on creation, after names have been generated. `strict` finalizers are fully qualified or standard."""
    yield from _name(path, metadata, name_rule)
    yield from _namespace(path, metadata, namespaced)
    yield from nonnegative(path.child('generation'), metadata.generation)
    yield from labels(path.child('labels'), metadata.labels)
    yield from annotation_map(path.child('annotations'), metadata.annotations)
    yield from owner_references(path.child('ownerReferences'), metadata.owner_references)
    yield from finalizers(path.child('finalizers'), metadata.finalizers)
    yield from managed_fields(path.child('managedFields'), metadata.managed_fields)
    if strict:
        yield from kube_finalizers(path.child('finalizers'), metadata.finalizers)


def object_meta_update(
    new: meta.ObjectMeta, old: meta.ObjectMeta, path: Path = METADATA, strict: bool = True
) -> Errors:
    """Metadata on update: what never changes, and the form of what may."""
    if old.deletion_timestamp is not None:
        yield from _no_new_finalizers(path.child('finalizers'), new.finalizers, old.finalizers)
    if not new.resource_version:
        yield field.invalid(path.child('resourceVersion'), new.resource_version, 'must be specified for an update')
    if new.generation < old.generation:
        yield field.invalid(path.child('generation'), new.generation, 'must not be decremented')
    yield from immutable(path.child('name'), new.name, old.name)
    yield from immutable(path.child('namespace'), new.namespace, old.namespace)
    yield from immutable(path.child('uid'), new.uid, old.uid)
    yield from immutable(path.child('creationTimestamp'), new.creation_timestamp, old.creation_timestamp)
    yield from immutable(path.child('deletionTimestamp'), new.deletion_timestamp, old.deletion_timestamp)
    grace = path.child('deletionGracePeriodSeconds')
    yield from immutable(grace, new.deletion_grace_period_seconds, old.deletion_grace_period_seconds)
    yield from labels(path.child('labels'), new.labels)
    yield from annotation_map(path.child('annotations'), new.annotations)
    yield from owner_references(path.child('ownerReferences'), new.owner_references)
    yield from managed_fields(path.child('managedFields'), new.managed_fields)
    if strict:
        yield from kube_finalizers(path.child('finalizers'), new.finalizers)


def _name(path: Path, metadata: meta.ObjectMeta, rule: NameRule) -> Errors:
    if metadata.generate_name:
        for message in rule(metadata.generate_name, True):
            yield field.invalid(path.child('generateName'), metadata.generate_name, message)
    if not metadata.name:
        yield field.required(path.child('name'), 'name or generateName is required')
    for message in rule(metadata.name, False) if metadata.name else ():
        yield field.invalid(path.child('name'), metadata.name, message)


def _namespace(path: Path, metadata: meta.ObjectMeta, namespaced: bool) -> Errors:
    at = path.child('namespace')
    if not namespaced:
        if metadata.namespace:
            yield field.forbidden(at, 'not allowed on this type')
    elif not metadata.namespace:
        yield field.required(at)
    else:
        yield from checked(at, metadata.namespace, names.dns1123_label)


def annotation_map(path: Path, values: Mapping[str, str]) -> Errors:
    """Keys are label keys of any case; all together have a limit."""
    for key in values:
        for message in names.label_key(key.lower()):
            yield field.invalid(path, key, message)
    size = sum(names.byte_length(key) + names.byte_length(value) for key, value in values.items())
    if size > ANNOTATIONS_LIMIT:
        yield field.too_long(path, '', ANNOTATIONS_LIMIT)


def owner_references(path: Path, references: Sequence[meta.OwnerReference]) -> Errors:
    """Each names an object, and one at most is the controller."""
    controller = ''
    for reference in references:
        yield from _owner_reference(path, reference)
        if not reference.controller:
            continue
        current = f'{reference.kind}/{reference.name}'
        if controller:
            detail = (
                'Only one reference can have Controller set to true. '
                f'Found "true" in references for {controller} and {current}'
            )
            yield field.invalid(path, list(references), detail)
        else:
            controller = current


def _owner_reference(path: Path, reference: meta.OwnerReference) -> Errors:
    group, _, version = reference.api_version.rpartition('/')
    if not version:
        yield field.invalid(path.child('apiVersion'), reference.api_version, 'version must not be empty')
    for name, value in (('kind', reference.kind), ('name', reference.name), ('uid', reference.uid)):
        if not value:
            yield field.invalid(path.child(name), value, 'must not be empty')
    if (group, version, reference.kind) == ('', 'v1', 'Event'):
        yield field.invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner')


def finalizers(path: Path, values: Sequence[str]) -> Errors:
    """Qualified names; two of the standard ones exclude each other."""
    for value in values:
        yield from checked(path, value, names.qualified_name)
    if _ORPHAN in values and _FOREGROUND in values:
        yield field.invalid(path, list(values), f'finalizer {_ORPHAN} and {_FOREGROUND} cannot be both set')


def kube_finalizers(path: Path, values: Sequence[str]) -> Errors:
    """Without a domain a finalizer must be one of the standard names."""
    for index, value in enumerate(values):
        yield from kube_finalizer(path.index(index), value)


def kube_finalizer(path: Path, value: str) -> Errors:
    if '/' not in value and value not in _STANDARD_FINALIZERS:
        detail = 'name is neither a standard finalizer name nor is it fully qualified'
        yield field.invalid(path, value, detail)


def _no_new_finalizers(path: Path, new: Sequence[str], old: Sequence[str]) -> Errors:
    extra = sorted(set(new) - set(old))
    if extra:
        shown = ', '.join(f'"{value}"' for value in extra)
        detail = 'no new finalizers can be added if the object is being deleted, found new finalizers'
        yield field.forbidden(path, f'{detail} []string{{{shown}}}')


def managed_fields(path: Path, entries: Sequence[meta.ManagedFieldsEntry]) -> Errors:
    """The book-keeping of server-side apply."""
    for index, entry in enumerate(entries):
        at = path.index(index)
        if entry.operation not in ('Apply', 'Update'):
            yield field.invalid(at.child('operation'), entry.operation, 'must be `Apply` or `Update`')
        if entry.fields_type and entry.fields_type != 'FieldsV1':
            yield field.invalid(at.child('fieldsType'), entry.fields_type, 'must be `FieldsV1`')
        yield from field_manager(at.child('manager'), entry.manager)
        if names.byte_length(entry.subresource) > _SUBRESOURCE_LIMIT:
            yield field.too_long(at.child('subresource'), '', _SUBRESOURCE_LIMIT)


def field_manager(path: Path, manager: str) -> Errors:
    """The name a writer gives itself: printable, and not too long."""
    if names.byte_length(manager) > _MANAGER_LIMIT:
        yield field.too_long(path, '', _MANAGER_LIMIT)
    for position, char in enumerate(manager):
        if not char.isprintable():
            yield field.invalid(path, manager, f'invalid character U+{ord(char):04X} (at position {position})')
