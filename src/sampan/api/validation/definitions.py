"""Custom resource definitions. Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation.

Upstream validates an older shape of the object, in which what all versions share stands once, at the top: the paths in
messages are those. `definition_schemas` has the rules of schemas, `definition_rules` those of their CEL rules,
`definition_conversions` those of conversion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from sampan.api import codec
from sampan.api.approval import ANNOTATION, approval, is_protected
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.validation import definition_conversions as conversions
from sampan.api.validation import definition_schemas as schema_rules
from sampan.api.validation.common import Errors, immutable
from sampan.api.validation.definition_schemas import Checks
from sampan.api.validation.metadata import METADATA, object_meta, object_meta_update
from sampan.machinery import field as fields
from sampan.machinery import names
from sampan.machinery.field import Path
from sampan.machinery.structural import paths

Definition = apiextensions.CustomResourceDefinition
Version = apiextensions.CustomResourceDefinitionVersion
SPEC, STATUS = Path('spec'), Path('status')
MOST_SELECTABLE = 8
_COLUMN_TYPES = ('boolean', 'date', 'integer', 'number', 'string')
_COLUMN_FORMATS = ('byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password')


@dataclass(slots=True)
class Options:
    """What older definitions may keep."""

    established: bool = False
    any_ca_bundle: bool = True
    any_review_version: bool = False
    checks: Checks = field(default_factory=Checks)
    unchanged: frozenset[str] = frozenset()  # versions whose schema is as it was
    many_fields: frozenset[str] = frozenset()  # versions whose too many selectable fields are as they were


def schema_of(version: Version) -> dict[str, Any] | None:
    if version.schema is None or version.schema.open_apiv3_schema is None:
        return None
    made: dict[str, Any] = msgspec.json.decode(codec.encode(version.schema.open_apiv3_schema))
    return made


def custom_resource_definition(crd: Definition) -> Errors:
    """A new definition."""

    def name_rule(name: str, prefix: bool) -> list[str]:
        wrong = names.name_is_dns_subdomain(name, prefix)
        if name != f'{crd.spec.names.plural}.{crd.spec.group}':
            wrong.append('must be spec.names.plural+"."+spec.group')
        return wrong

    yield from object_meta(crd.metadata, False, name_rule, strict=False)
    yield from _spec(crd.spec, Options())
    yield from _stored_versions(crd)
    yield from _approval(crd, None)
    yield from _preserve(crd, None)


def custom_resource_definition_update(new: Definition, old: Definition) -> Errors:
    """A changed definition: what an old one has wrong already it may keep."""
    options = _options(new, old)
    yield from object_meta_update(new.metadata, old.metadata, strict=False)
    yield from _spec(new.spec, options)
    if options.established:
        yield from immutable(SPEC.child('scope'), new.spec.scope, old.spec.scope)
        yield from immutable(SPEC.child('names', 'kind'), new.spec.names.kind, old.spec.names.kind)
    yield from immutable(SPEC.child('group'), new.spec.group, old.spec.group)
    yield from immutable(SPEC.child('names', 'plural'), new.spec.names.plural, old.spec.names.plural)
    yield from _stored_versions(new)
    yield from _approval(new, old)
    yield from _preserve(new, old)


def custom_resource_definition_status_update(new: Definition, old: Definition) -> Errors:
    """Another status."""
    yield from object_meta_update(new.metadata, old.metadata, strict=False)


def _options(new: Definition, old: Definition) -> Options:
    before = {each.name: each for each in old.spec.versions}
    conversion = old.spec.conversion
    webhook = None if conversion is None else conversion.webhook
    reviews = [] if webhook is None else webhook.conversion_review_versions
    established = any(each.type == 'Established' and each.status == 'True' for each in old.status.conditions)
    same = {v.name for v in new.spec.versions if v.name in before and schema_of(v) == schema_of(before[v.name])}
    many = {
        v.name
        for v in new.spec.versions
        if v.name in before
        and len(v.selectable_fields) > MOST_SELECTABLE
        and v.selectable_fields == before[v.name].selectable_fields
    }
    return Options(
        established=established,
        any_ca_bundle=not established or _has_bad_bundle(webhook),
        any_review_version=bool(reviews) and not set(reviews) & set(conversions.REVIEWS),
        checks=Checks.kept_by([schema_of(each) for each in old.spec.versions]),
        unchanged=frozenset(same),
        many_fields=frozenset(many),
    )


def _has_bad_bundle(webhook: apiextensions.WebhookConversion | None) -> bool:
    if webhook is None or webhook.client_config is None or not webhook.client_config.ca_bundle:
        return False
    return any(conversions.ca_bundle(Path('caBundle'), webhook.client_config.ca_bundle))


# -- the specification ------------------------------------------------------------------------------


def _spec(spec: apiextensions.CustomResourceDefinitionSpec, options: Options) -> Errors:
    yield from _group(spec.group)
    yield from conversions.one_of(SPEC.child('scope'), spec.scope, ('Cluster', 'Namespaced'))
    for index, version in enumerate(spec.versions):
        if schema_of(version) is None and options.checks.schema_required:
            yield fields.required(SPEC.child('versions').index(index).child('schema', 'openAPIV3Schema'))
    shared = _Shared(spec.versions)
    for index, version in enumerate(spec.versions):
        path = SPEC.child('versions').index(index)
        wrong = names.dns1035_label(version.name)
        if wrong:
            yield fields.invalid(path.child('name'), version.name, ','.join(wrong))
        yield from _version(version, path, shared, options)
    yield from _all_versions(spec.versions)
    yield from _names(spec.names)
    if spec.versions:
        yield from _once(spec.versions, shared, options)
    yield from conversions.conversion(
        spec, any_ca_bundle=options.any_ca_bundle, any_review_version=options.any_review_version
    )


def _group(group: str) -> Errors:
    path = SPEC.child('group')
    if not group:
        yield fields.required(path)
    elif wrong := names.dns1123_subdomain(group):
        yield fields.invalid(path, group, ','.join(wrong))
    elif '.' not in group:
        yield fields.invalid(path, group, 'should be a domain with at least one dot')


def _all_versions(versions: Sequence[Version]) -> Errors:
    path = SPEC.child('versions')
    if len({each.name for each in versions}) != len(versions):
        yield fields.invalid(path, list(versions), 'must contain unique version names')
    if sum(each.storage for each in versions) != 1:
        yield fields.invalid(path, list(versions), 'must have exactly one version marked as storage version')


class _Shared:
    """What all versions have in common, and so stands at the top in the shape upstream validates."""

    def __init__(self, versions: Sequence[Version]) -> None:
        self.schema = _same([schema_of(each) for each in versions])
        self.subresources = _same([each.subresources for each in versions])
        self.columns = _same([each.additional_printer_columns for each in versions])
        self.selectable = _same([each.selectable_fields for each in versions])


def _same(values: Sequence[Any]) -> bool:
    return all(each == values[0] for each in values)


def _version(version: Version, path: Path, shared: _Shared, options: Options) -> Errors:
    yield from _deprecation(version, path.child('deprecationWarning'))
    if not shared.schema:
        yield from _schema(version, path.child('schema'), _has_status(version), options)
    if not shared.subresources:
        yield from _subresources(version.subresources, path.child('subresources'))
    if not shared.columns:
        yield from _columns(version, path.child('additionalPrinterColumns'))
    if not shared.selectable:
        yield from _selectable(version, path.child('selectableFields'), options)


def _once(versions: Sequence[Version], shared: _Shared, options: Options) -> Errors:
    """What all versions share is looked at once."""
    first = versions[0]
    if shared.schema:
        has_status = any(_has_status(each) for each in versions)
        yield from _schema(first, SPEC.child('validation'), has_status, options)
    if shared.subresources:
        yield from _subresources(first.subresources, SPEC.child('subresources'))
    if shared.columns:
        yield from _columns(first, SPEC.child('additionalPrinterColumns'))
    if shared.selectable:
        yield from _selectable(first, SPEC.child('selectableFields'), options)


def _has_status(version: Version) -> bool:
    return version.subresources is not None and version.subresources.status is not None


def _schema(version: Version, path: Path, has_status: bool, options: Options) -> Errors:
    schema = schema_of(version)
    if schema is not None:
        checks = options.checks.without_costs() if version.name in options.unchanged else options.checks
        yield from schema_rules.check(schema, path.child('openAPIV3Schema'), has_status, checks)


def _deprecation(version: Version, path: Path) -> Errors:
    text = version.deprecation_warning
    if text is None:
        return
    if not version.deprecated:
        yield fields.invalid(path, text, 'can only be set for deprecated versions')
        return
    if names.byte_length(text) > 256:
        yield fields.invalid(path, text, 'must be <= 256 characters long')
    if not text:
        yield fields.invalid(path, text, 'must not be an empty string')
    for index, char in enumerate(text):
        if not char.isprintable():
            at = len(text[:index].encode())
            detail = f'must only contain printable UTF-8 characters; non-printable character found at index {at}'
            yield fields.invalid(path, text, detail)
            break


# -- names ------------------------------------------------------------------------------------------


def _names(given: apiextensions.CustomResourceDefinitionNames) -> Errors:
    path = SPEC.child('names')
    for name, value in (
        ('plural', given.plural),
        ('singular', given.singular),
        ('kind', given.kind),
        ('listKind', given.list_kind),
    ):
        if not value:
            yield fields.required(path.child(name))
    for name, value in (('plural', given.plural), ('singular', given.singular)):
        if value and (wrong := names.dns1035_label(value)):
            yield fields.invalid(path.child(name), value, ','.join(wrong))
    for name, value in (('kind', given.kind), ('listKind', given.list_kind)):
        if value and (wrong := names.dns1035_label(value.lower())):
            detail = f'may have mixed case, but should otherwise match: {",".join(wrong)}'
            yield fields.invalid(path.child(name), value, detail)
    yield from _labels(path.child('shortNames'), given.short_names)
    if given.kind and given.kind == given.list_kind:
        yield fields.invalid(path.child('listKind'), given.list_kind, 'kind and listKind may not be the same')
    yield from _labels(path.child('categories'), given.categories)


def _labels(path: Path, values: Sequence[str]) -> Errors:
    for index, value in enumerate(values):
        wrong = names.dns1035_label(value)
        if wrong:
            yield fields.invalid(path.index(index), value, ','.join(wrong))


# -- subresources, columns, selectable fields -------------------------------------------------------


def _subresources(subresources: apiextensions.CustomResourceSubresources | None, path: Path) -> Errors:
    scale = None if subresources is None else subresources.scale
    if scale is None:
        return
    for name, value, root in (
        ('specReplicasPath', scale.spec_replicas_path, '.spec.'),
        ('statusReplicasPath', scale.status_replicas_path, '.status.'),
    ):
        at = path.child(f'scale.{name}')
        if not value:
            yield fields.required(at)
        elif wrong := list(_simple_path(at, value)):
            yield from wrong
        elif not value.startswith(root):
            yield fields.invalid(at, value, f'should be a json path under {root[:-1]}')
    selector = scale.label_selector_path
    if selector:
        at = path.child('scale.labelSelectorPath')
        if wrong := list(_simple_path(at, selector)):
            yield from wrong
        elif not selector.startswith(('.spec.', '.status.')):
            yield fields.invalid(at, selector, 'should be a json path under either .spec or .status')


def _simple_path(path: Path, value: str) -> Iterator[fields.FieldError]:
    if not value.startswith('.'):
        yield fields.invalid(path, value, 'must be a simple json path starting with .')


def _columns(version: Version, path: Path) -> Errors:
    for index, column in enumerate(version.additional_printer_columns):
        at = path.index(index)
        if not column.name:
            yield fields.required(at.child('name'))
        if not column.type:
            yield fields.required(at.child('type'), f'must be one of {",".join(_COLUMN_TYPES)}')
        elif column.type not in _COLUMN_TYPES:
            yield fields.invalid(at.child('type'), column.type, f'must be one of {",".join(_COLUMN_TYPES)}')
        if column.format and column.format not in _COLUMN_FORMATS:
            yield fields.invalid(at.child('format'), column.format, f'must be one of {",".join(_COLUMN_FORMATS)}')
        if not column.json_path:
            yield fields.required(at.child('JSONPath'))
        else:
            yield from _simple_path(at.child('JSONPath'), column.json_path)


def _selectable(version: Version, path: Path, options: Options) -> Errors:
    if not version.selectable_fields:
        return
    schema = schema_of(version)
    if schema is None:
        yield fields.invalid(path, '', 'may only be set when `version.schema.openAPIV3Schema` is not included')
        return
    seen: set[str] = set()
    for index, each in enumerate(version.selectable_fields):
        at = path.index(index).child('jsonPath')
        if not each.json_path:
            yield fields.required(at)
            continue
        try:
            shown, found = paths.resolve(each.json_path, schema, subscripts=False)
        except paths.BadPath as error:
            yield fields.invalid(at, each.json_path, f'is an invalid path: {error}')
            continue
        if shown.split('.')[0] == 'metadata':
            yield fields.invalid(at, each.json_path, 'must not point to fields in metadata')
        if found.get('type') not in ('string', 'boolean', 'integer'):
            detail = 'must point to a field of type string, boolean or integer. '
            detail += 'Enum string fields and strings with formats are allowed.'
            yield fields.invalid(at, each.json_path, detail)
        if shown in seen:
            yield fields.duplicate(at, each.json_path)
        seen.add(shown)
    if len(seen) > MOST_SELECTABLE and version.name not in options.many_fields:
        yield fields.too_many(path, len(seen), MOST_SELECTABLE)


# -- status, approval -------------------------------------------------------------------------------


def _stored_versions(crd: Definition) -> Errors:
    path, stored = STATUS.child('storedVersions'), crd.status.stored_versions
    if not stored:
        yield fields.invalid(path, [], 'must have at least one stored version')
        return
    known = {each.name for each in crd.spec.versions}
    for version in crd.spec.versions:
        if version.storage and version.name not in stored:
            yield fields.invalid(path, list(stored), f'must have the storage version {version.name}')
    for index, name in enumerate(stored):
        if name not in known:
            detail = (
                f'missing from spec.versions; {name} was previously a storage version, and must remain in '
                f'spec.versions until a storage migration ensures no data remains persisted in {name} and removes '
                f'{name} from status.storedVersions'
            )
            yield fields.invalid(path.index(index), name, detail)


def _approval(new: Definition, old: Definition | None) -> Errors:
    if not is_protected(new.spec.group):
        return
    value = new.metadata.annotations.get(ANNOTATION, '')
    state, why = approval(value)
    if old is not None and approval(old.metadata.annotations.get(ANNOTATION, ''))[0] == state:
        return
    path = METADATA.child('annotations').key(ANNOTATION)
    if state == 'Missing':
        yield fields.required(path, why)
    elif state == 'Invalid':
        yield fields.invalid(path, value, why)


def _preserve(new: Definition, old: Definition | None) -> Errors:
    if new.spec.preserve_unknown_fields and not (old is not None and old.spec.preserve_unknown_fields):
        detail = (
            'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'
        )
        yield fields.invalid(SPEC.child('preserveUnknownFields'), True, detail)
