"""Candidates of leader election, storage versions and their migration: what is refused, in upstream's words."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rules.helpers import make, texts

from sampan.api.generated import apiserverinternal_v1alpha1 as internal
from sampan.api.generated import coordination_v1beta1 as coordination
from sampan.api.generated import storagemigration_v1beta1 as migration
from sampan.api.validation import validate, validate_status_update, validate_update
from sampan.api.validation.lease_candidates import parse_version

META = {'name': 'x', 'namespace': 'default', 'resourceVersion': '1', 'uid': 'u'}
CLUSTER = {'name': 'apps.deployments', 'resourceVersion': '1', 'uid': 'u'}


def candidate(**spec: Any) -> coordination.LeaseCandidate:
    whole = {
        'leaseName': 'l',
        'binaryVersion': '1.36.0',
        'emulationVersion': '1.36.0',
        'strategy': 'OldestEmulationVersion',
    }
    return make(coordination.LeaseCandidate, {'metadata': META, 'spec': whole | spec})


@pytest.mark.parametrize(
    ('spec', 'expected'),
    [
        ({}, []),
        ({'strategy': 'example.com/mine', 'emulationVersion': ''}, []),
        ({'leaseName': ''}, ['spec.leaseName: Required value']),
        (
            {'binaryVersion': '1.36'},
            [
                'spec.binaryVersion: Invalid value: "1.36": must be a valid semantic version',
                'spec.binaryVersion: Invalid value: "1.36": must be greater than or equal to `emulationVersion`',
            ],
        ),
        (
            {'binaryVersion': '1.35.9'},
            ['spec.binaryVersion: Invalid value: "1.35.9": must be greater than or equal to `emulationVersion`'],
        ),
        (
            {'emulationVersion': ''},
            ["spec.emulationVersion: Required value: must be specified when `strategy` is 'OldestEmulationVersion'"],
        ),
        (
            {'strategy': 'Newest'},
            ['spec.strategy.strategy: Unsupported value: "Newest": supported values: "OldestEmulationVersion"'],
        ),
    ],
)
def test_candidates(spec: dict[str, Any], expected: list[str]) -> None:
    assert texts(validate(candidate(**spec))) == expected


def test_versions_compare_as_semver_says() -> None:
    rising = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11']
    versions = [parse_version(text) for text in [*rising, '1.0.0-rc.1', '1.0.0', '1.0.1', '1.1.0', '2.0.0']]
    assert None not in versions
    assert versions == sorted(versions)  # type: ignore[type-var]
    assert parse_version('1.0.0+build') == parse_version('1.0.0')
    assert [parse_version(text) for text in ('1', '1.0', '01.0.0', '1.0.0-01', 'v1.0.0')] == [None] * 5


def test_a_candidates_lease_stays() -> None:
    (error,) = validate_update(candidate(leaseName='m'), candidate())
    assert (error.field, error.detail) == ('spec.leaseName', 'field is immutable')


def version(name: str = 'apps.deployments', **status: Any) -> internal.StorageVersion:
    return make(internal.StorageVersion, {'metadata': CLUSTER | {'name': name}, 'status': status})


SERVER = {'apiServerID': 'a', 'encodingVersion': 'apps/v1', 'decodableVersions': ['apps/v1']}


@pytest.mark.parametrize(
    ('obj', 'expected'),
    [
        (version(storageVersions=[SERVER], commonEncodingVersion='apps/v1'), []),
        (
            version('deployments'),
            ['metadata.name: Invalid value: "deployments": name must be in the form of <group>.<resource>'],
        ),
        (
            version(storageVersions=[SERVER]),
            ['status.commonEncodingVersion: Invalid value: null: the common encoding version is apps/v1'],
        ),
        (
            version(storageVersions=[SERVER], commonEncodingVersion='apps/v2'),
            ['status.commonEncodingVersion: Invalid value: "apps/v2": the actual common encoding version is apps/v1'],
        ),
        (
            version(storageVersions=[SERVER | {'decodableVersions': ['v1']}], commonEncodingVersion='apps/v1'),
            [
                'status.storageVersions[0].decodableVersions: Invalid value: ["v1"]: '
                'decodableVersions must include encodingVersion apps/v1'
            ],
        ),
        (
            version(conditions=[{'type': 'A', 'status': 'True', 'reason': '', 'message': 'm'}]),
            ['status[0].reason: Required value: reason cannot be empty'],
        ),
    ],
)
def test_storage_versions(obj: internal.StorageVersion, expected: list[str]) -> None:
    assert texts(validate(obj)) == expected


def moved(*true: str, revision: str = '') -> migration.StorageVersionMigration:
    conditions = [
        {
            'type': name,
            'status': 'True',
            'reason': 'Because',
            'message': '',
            'lastTransitionTime': '2026-01-01T00:00:00Z',
        }
        for name in true
    ]
    status = {'conditions': conditions, 'resourceVersion': revision}
    spec = {'resource': {'group': 'apps', 'resource': 'deployments'}}
    return make(migration.StorageVersionMigration, {'metadata': CLUSTER, 'spec': spec, 'status': status})


def test_migrations() -> None:
    assert validate(moved()) == []
    nothing = make(migration.StorageVersionMigration, {'metadata': CLUSTER, 'spec': {'resource': {}}})
    assert texts(validate(nothing)) == ['spec.resource.resource: Required value: resource is required to be set']
    assert validate_status_update(moved('Running', revision='7'), moved()) == []
    assert [error.detail for error in validate_status_update(moved('Succeeded', 'Running'), moved())] == [
        'Running condition cannot be true when success condition is true'
    ]
    assert [error.detail for error in validate_status_update(moved(), moved('Failed'))] == [
        'Failed condition cannot be set to false once it is true'
    ]
    (error,) = validate_status_update(moved(revision='8'), moved(revision='7'))
    assert (error.field, error.detail) == ('status.resourceVersion', 'field is immutable')
