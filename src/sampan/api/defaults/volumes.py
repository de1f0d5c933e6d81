"""Defaults of volume sources and of the downward API. Upstream: pkg/apis/core/v1/defaults.go."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sampan.api.defaults.quantities import requirements
from sampan.api.generated import core_v1 as core
from sampan.machinery import image

FILE_MODE = 0o644
TOKEN_EXPIRATION_SECONDS = 3600


def volume(obj: core.Volume) -> None:
    """A volume without a source is an emptyDir; then the sources' own defaults."""
    sources = [name for name in obj.__struct_fields__ if name != 'name' and getattr(obj, name) is not None]
    if not sources:
        obj.empty_dir = core.EmptyDirVolumeSource()
    for name in sources:
        default = _SOURCES.get(name)
        if default is not None:
            default(getattr(obj, name))


@lru_cache(maxsize=1024)
def pull_policy(reference: str) -> str:
    """Always for `latest` (said or meant), else IfNotPresent; also for what is no reference at all."""
    try:
        return 'Always' if image.parse(reference).tag == image.DEFAULT_TAG else 'IfNotPresent'
    except image.ReferenceError_:
        return 'IfNotPresent'


def field_ref(obj: core.ObjectFieldSelector | None) -> None:
    """Field references speak of v1 objects."""
    if obj is not None and not obj.api_version:
        obj.api_version = 'v1'


def claim_spec(obj: core.PersistentVolumeClaimSpec) -> None:
    """Claims are file systems unless they say Block."""
    if obj.volume_mode is None:
        obj.volume_mode = 'Filesystem'
    requirements(obj.resources)


def _mode(obj: core.SecretVolumeSource | core.ConfigMapVolumeSource) -> None:
    if obj.default_mode is None:
        obj.default_mode = FILE_MODE


def _downward_api(obj: core.DownwardAPIVolumeSource) -> None:
    if obj.default_mode is None:
        obj.default_mode = FILE_MODE
    for item in obj.items:
        field_ref(item.field_ref)


def _projected(obj: core.ProjectedVolumeSource) -> None:
    if obj.default_mode is None:
        obj.default_mode = FILE_MODE
    for source in obj.sources:
        if source.downward_api is not None:
            for item in source.downward_api.items:
                field_ref(item.field_ref)
        token = source.service_account_token
        if token is not None and token.expiration_seconds is None:
            token.expiration_seconds = TOKEN_EXPIRATION_SECONDS


def _host_path(obj: core.HostPathVolumeSource) -> None:
    if obj.type is None:
        obj.type = ''


def _iscsi(obj: core.ISCSIVolumeSource) -> None:
    obj.iscsi_interface = obj.iscsi_interface or 'default'


def _rbd(obj: core.RBDVolumeSource) -> None:
    obj.pool = obj.pool or 'rbd'
    obj.user = obj.user or 'admin'
    obj.keyring = obj.keyring or '/etc/ceph/keyring'


def _azure_disk(obj: core.AzureDiskVolumeSource) -> None:
    if obj.caching_mode is None:
        obj.caching_mode = 'ReadWrite'
    if obj.kind is None:
        obj.kind = 'Shared'
    if obj.fs_type is None:
        obj.fs_type = 'ext4'
    if obj.read_only is None:
        obj.read_only = False


def _scale_io(obj: core.ScaleIOVolumeSource) -> None:
    obj.storage_mode = obj.storage_mode or 'ThinProvisioned'
    obj.fs_type = obj.fs_type or 'xfs'


def _ephemeral(obj: core.EphemeralVolumeSource) -> None:
    if obj.volume_claim_template is not None:
        claim_spec(obj.volume_claim_template.spec)


def _image(obj: core.ImageVolumeSource) -> None:
    if not obj.pull_policy:
        obj.pull_policy = pull_policy(obj.reference)


_SOURCES: dict[str, Callable[[Any], None]] = {
    'azure_disk': _azure_disk,
    'config_map': _mode,
    'downward_api': _downward_api,
    'ephemeral': _ephemeral,
    'host_path': _host_path,
    'image': _image,
    'iscsi': _iscsi,
    'projected': _projected,
    'rbd': _rbd,
    'scale_io': _scale_io,
    'secret': _mode,
}
