"""Storage versions, their migration, candidates of leader election."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import Cell, Columns, age, column, list_with_more, name_column
from sampan.api.generated import apiserverinternal_v1alpha1 as internal
from sampan.api.generated import coordination_v1alpha2, coordination_v1beta1
from sampan.api.generated import storagemigration_v1beta1 as migration

_STATES = ('Running', 'Failed', 'Succeeded')  # conditions of a migration


def _storage_version(found: internal.StorageVersion, now: datetime) -> list[Cell]:
    status = found.status
    common = '<unset>' if status.common_encoding_version is None else status.common_encoding_version
    servers = [f'{server.api_server_id}={server.encoding_version}' for server in status.storage_versions]
    return [found.metadata.name, common, list_with_more(servers), age(found, now)]


def _migration(found: migration.StorageVersionMigration, now: datetime) -> list[Cell]:
    about = found.spec.resource
    resource = f'{about.resource}.{about.group}' if about.group else about.resource
    true = [each.type for each in found.status.conditions if each.status == 'True' and each.type in _STATES]
    return [found.metadata.name, resource, true[-1] if true else 'Unknown']


def _candidate(
    found: coordination_v1alpha2.LeaseCandidate | coordination_v1beta1.LeaseCandidate, now: datetime
) -> list[Cell]:
    spec = found.spec
    return [found.metadata.name, spec.lease_name, spec.binary_version, spec.emulation_version, age(found, now)]


STORAGE_VERSIONS = Columns(
    [name_column(), column('CommonEncodingVersion'), column('StorageVersions'), column('Age')], _storage_version
)
MIGRATIONS = Columns([column('Name'), column('Resource'), column('Status')], _migration)
LEASE_CANDIDATES = Columns(
    [name_column(), column('LeaseName'), column('BinaryVersion'), column('EmulationVersion'), column('Age')],
    _candidate,
)
