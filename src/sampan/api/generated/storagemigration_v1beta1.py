"""storagemigration.k8s.io/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import list_ as _list


class StorageVersionMigrationSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    resource: meta_v1.GroupResource = _f(default_factory=meta_v1.GroupResource)


class StorageVersionMigrationStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    conditions: list[meta_v1.Condition] = _f(default_factory=list)
    resource_version: str = _f(name='resourceVersion', default='')


class StorageVersionMigration(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'StorageVersionMigration')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storagemigration.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: StorageVersionMigrationSpec = _f(default_factory=StorageVersionMigrationSpec)
    status: StorageVersionMigrationStatus = _f(default_factory=StorageVersionMigrationStatus)


class StorageVersionMigrationList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'StorageVersionMigrationList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storagemigration.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[StorageVersionMigration] = _f(default_factory=_list)
