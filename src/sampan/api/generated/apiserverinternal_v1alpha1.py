"""internal.apiserver.k8s.io/v1alpha1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int64, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class ServerStorageVersion(Struct, kw_only=True, omit_defaults=True, gc=False):
    api_server_id: str = _f(name='apiServerID', default='')
    encoding_version: str = _f(name='encodingVersion', default='')
    decodable_versions: list[str] = _f(name='decodableVersions', default_factory=list)
    served_versions: list[str] = _f(name='servedVersions', default_factory=list)


class StorageVersionSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    """No fields."""


class StorageVersionStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    storage_versions: list[ServerStorageVersion] = _f(name='storageVersions', default_factory=list)
    common_encoding_version: str | None = _f(name='commonEncodingVersion', default=None)
    conditions: list[StorageVersionCondition] = _f(default_factory=list)


class StorageVersion(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'StorageVersion')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'internal.apiserver.k8s.io/v1alpha1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: StorageVersionSpec = _f(default_factory=StorageVersionSpec)
    status: StorageVersionStatus = _f(default_factory=StorageVersionStatus)


class StorageVersionCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    observed_generation: Int64 = _f(name='observedGeneration', default=0)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = _f(default_factory=str)
    message: str = ''


class StorageVersionList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'StorageVersionList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'internal.apiserver.k8s.io/v1alpha1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[StorageVersion] = _f(default_factory=_list)
