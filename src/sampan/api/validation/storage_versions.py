"""Storage versions and their migration. Upstream: pkg/apis/{apiserverinternal,storagemigration}/validation."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import apiserverinternal_v1alpha1 as internal
from sampan.api.generated import storagemigration_v1beta1 as migration
from sampan.api.validation.common import Errors, checked, immutable
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.references import conditions
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
_STATUS = Path('status')
_COMMON = _STATUS.child('commonEncodingVersion')
_LABEL = '[a-z]([-a-z0-9]*[a-z0-9])?'
_LABEL_RULE = (
    "a DNS-1035 label, which must consist of lower case alphanumeric characters or '-', "
    'start with an alphabetic character, and end with an alphanumeric character'
)
_EMPTY = 'must be non-empty'


def _version_name(name: str, prefix: bool = False) -> list[str]:
    group, dot, resource = name.rpartition('.')
    if not dot:
        return ['name must be in the form of <group>.<resource>']
    return [
        *(f'the group segment {message}' for message in names.dns1123_subdomain(group)),
        *(f'the resource segment {message}' for message in names.dns1035_label(resource)),
    ]


def storage_version(obj: internal.StorageVersion) -> Errors:
    yield from object_meta(obj.metadata, False, _version_name)
    yield from _version_status(obj.status)


def storage_version_update(new: internal.StorageVersion, old: internal.StorageVersion) -> Errors:
    """The spec is empty; the metadata is checked for every kind."""
    yield from object_meta_update(new.metadata, old.metadata)


def storage_version_status_update(new: internal.StorageVersion, old: internal.StorageVersion) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _version_status(new.status)


def _version_status(status: internal.StorageVersionStatus) -> Errors:
    for index, server in enumerate(status.storage_versions):
        yield from _server(_STATUS.child('storageVersions').index(index), server)
    yield from _agreement(status)
    yield from _version_conditions(status.conditions)


def _server(path: Path, server: internal.ServerStorageVersion) -> Errors:
    yield from checked(path.child('apiServerID'), server.api_server_id, names.dns1123_subdomain)
    if wrong := api_version_problems(server.encoding_version):
        yield field.invalid(path.child('encodingVersion'), server.encoding_version, ','.join(wrong))
    decodable = path.child('decodableVersions')
    for index, version in enumerate(server.decodable_versions):
        if wrong := api_version_problems(version):
            yield field.invalid(decodable.index(index), version, ','.join(wrong))
    if server.encoding_version not in server.decodable_versions:
        detail = f'decodableVersions must include encodingVersion {server.encoding_version}'
        yield field.invalid(decodable, server.decodable_versions or None, detail)


def api_version_problems(text: str) -> list[str]:
    """What is wrong with an `apiVersion`; empty when nothing is."""
    group, slash, version = text.rpartition('/')
    if '/' in group:
        rule = names.regex_error(_LABEL_RULE, _LABEL, 'my-name', 'abc-123')
        return [f"an apiVersion is {rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyVersion')"]
    wrong: list[str] = []
    if slash:
        wrong += [f'group part: {each}' for each in (names.dns1123_subdomain(group) if group else [_EMPTY])]
    return wrong + [f'version part: {each}' for each in (names.dns1035_label(version) if version else [_EMPTY])]


def _agreement(status: internal.StorageVersionStatus) -> Errors:
    """The common version is what all servers encode to; none while they differ."""
    encodings = {server.encoding_version for server in status.storage_versions}
    common, actual = status.common_encoding_version, encodings.pop() if len(encodings) == 1 else None
    if actual is None:
        if common is not None:
            yield field.invalid(
                _COMMON,
                common,
                'should be nil if servers do not agree on the same encoding version, '
                'or if there is no server reporting the supported versions yet',
            )
    elif common is None:
        yield field.invalid(_COMMON, None, f'the common encoding version is {actual}')
    elif common != actual:
        yield field.invalid(_COMMON, common, f'the actual common encoding version is {actual}')


def _version_conditions(found: Sequence[internal.StorageVersionCondition]) -> Errors:
    """Upstream's paths stand at the status itself."""
    seen: dict[str, int] = {}
    for index, condition in enumerate(found):
        path = _STATUS.index(index)
        if condition.type in seen:
            detail = f'the type of the condition is not unique, it also appears in conditions[{seen[condition.type]}]'
            yield field.invalid(path.child('type'), condition.type, detail)
        seen[condition.type] = index
        yield from checked(path.child('type'), condition.type, names.qualified_name)
        for message in names.qualified_name(condition.status):
            yield field.invalid(path.child('status'), condition.type, message)
        if not condition.reason:
            yield field.required(path.child('reason'), 'reason cannot be empty')
        if not condition.message:
            yield field.required(path.child('message'), 'message cannot be empty')


# --- migrations ---------------------------------------------------------------------------------


def storage_version_migration(obj: migration.StorageVersionMigration) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    about, path = obj.spec.resource, _SPEC.child('resource')
    if not about.resource:
        yield field.required(path.child('resource'), 'resource is required to be set')
    elif wrong := names.dns1035_label(about.resource):
        yield field.invalid(path.child('resource'), about.resource, ','.join(wrong))
    if about.group and (wrong := names.dns1123_subdomain(about.group)):
        yield field.invalid(path.child('group'), about.group, ','.join(wrong))


def storage_version_migration_update(
    new: migration.StorageVersionMigration, old: migration.StorageVersionMigration
) -> Errors:
    yield from storage_version_migration(new)
    yield from object_meta_update(new.metadata, old.metadata)
    yield from immutable(_SPEC, new.spec, old.spec)


def storage_version_migration_status_update(
    new: migration.StorageVersionMigration, old: migration.StorageVersionMigration
) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    version, where = new.status.resource_version, _STATUS.child('resourceVersion')
    if version and (not (version.isascii() and version.isdigit()) or version[0] == '0'):
        yield field.invalid(where, version, f'resource version is not well formed: {version}')
    yield from conditions(_STATUS.child('conditions'), new.status.conditions)
    if old.status.resource_version and old.status.resource_version != version:
        yield field.invalid(where, version, 'field is immutable')
    yield from _outcome(new, old)


def _outcome(new: migration.StorageVersionMigration, old: migration.StorageVersionMigration) -> Errors:
    """A migration ends once, well or not."""
    now, before = _true(new), _true(old)
    problems = (
        ({'Succeeded', 'Failed'} <= now, 'Both success and failed conditions cannot be true at the same time'),
        ({'Succeeded', 'Running'} <= now, 'Running condition cannot be true when success condition is true'),
        ({'Failed', 'Running'} <= now, 'Running condition cannot be true when failed condition is true'),
        ('Succeeded' in before - now, 'Success condition cannot be set to false once it is true'),
        ('Failed' in before - now, 'Failed condition cannot be set to false once it is true'),
    )
    for wrong, detail in problems:
        if wrong:
            yield field.invalid(_STATUS.child('conditions'), new.status.conditions, detail)


def _true(obj: migration.StorageVersionMigration) -> set[str]:
    return {condition.type for condition in obj.status.conditions if condition.status == 'True'}
