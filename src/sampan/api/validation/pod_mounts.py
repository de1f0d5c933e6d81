"""Where volumes appear in containers. Upstream: ValidateVolumeMounts, ValidateVolumeDevices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, local_descending_path
from sampan.machinery import field
from sampan.machinery.field import Path

Volumes = Mapping[str, core.Volume]
AnyContainer = core.Container | core.EphemeralContainer

_PROPAGATIONS = ('Bidirectional', 'HostToContainer', 'None')
_RECURSIVE = ('Disabled', 'Enabled', 'IfPossible')


def volume_mounts(path: Path, container: AnyContainer, volumes: Volumes) -> Errors:
    """Mounts name a volume of the pod, each path once."""
    devices = {device.name: device.device_path for device in container.volume_devices}
    seen: set[str] = set()
    for index, mount in enumerate(container.volume_mounts):
        at = path.index(index)
        yield from _names(at, mount, volumes)
        if mount.mount_path in seen:
            yield field.invalid(at.child('mountPath'), mount.mount_path, 'must be unique')
        seen.add(mount.mount_path)
        if mount.name in devices:
            yield field.invalid(at.child('name'), mount.name, 'must not already exist in volumeDevices')
        if mount.mount_path in devices.values():
            detail = 'must not already exist as a path in volumeDevices'
            yield field.invalid(at.child('mountPath'), mount.mount_path, detail)
        yield from _sub_paths(path, at, mount)
        yield from _propagation(path.child('mountPropagation'), mount, container)
        yield from _recursive_read_only(path.child('recursiveReadOnly'), mount)


def _names(path: Path, mount: core.VolumeMount, volumes: Volumes) -> Errors:
    if not mount.name:
        yield field.required(path.child('name'))
    if mount.name not in volumes:
        yield field.not_found(path.child('name'), mount.name)
    if not mount.mount_path:
        yield field.required(path.child('mountPath'))


def _sub_paths(path: Path, at: Path, mount: core.VolumeMount) -> Errors:
    if mount.sub_path:
        yield from local_descending_path(path.child('subPath'), mount.sub_path)
    if mount.sub_path_expr:
        if mount.sub_path:
            detail = 'subPathExpr and subPath are mutually exclusive'
            yield field.invalid(at.child('subPathExpr'), mount.sub_path_expr, detail)
        yield from local_descending_path(path.child('subPathExpr'), mount.sub_path_expr)


def _propagation(path: Path, mount: core.VolumeMount, container: AnyContainer) -> Errors:
    mode = mount.mount_propagation
    if mode is None:
        return
    if mode not in _PROPAGATIONS:
        yield field.not_supported(path, mode, _PROPAGATIONS)
    context = container.security_context
    if mode == 'Bidirectional' and not (context is not None and context.privileged):
        yield field.forbidden(path, 'Bidirectional mount propagation is available only to privileged containers')


def _recursive_read_only(path: Path, mount: core.VolumeMount) -> Errors:
    mode = mount.recursive_read_only
    if mode is None or mode == 'Disabled':
        return
    if mode not in _RECURSIVE:
        yield field.not_supported(path, mode, _RECURSIVE)
        return
    if not mount.read_only:
        yield field.forbidden(path, 'may only be specified when readOnly is true')
    if mount.mount_propagation not in (None, 'None'):
        yield field.forbidden(path, 'may only be specified when mountPropagation is None or not specified')


def volume_devices(path: Path, container: AnyContainer, volumes: Volumes) -> Errors:
    """Block devices come from claims only, each name and path once."""
    mounts = {mount.name: mount.mount_path for mount in container.volume_mounts}
    seen_paths: set[str] = set()
    seen_names: set[str] = set()
    for index, device in enumerate(container.volume_devices):
        at = path.index(index)
        yield from _device_name(at.child('name'), device.name, volumes, seen_names)
        yield from _device_path(at.child('devicePath'), device.device_path, seen_paths)
        if device.name in mounts:
            yield field.invalid(at.child('name'), device.name, 'must not already exist in volumeMounts')
        if device.device_path in mounts.values():
            detail = 'must not already exist as a path in volumeMounts'
            yield field.invalid(at.child('devicePath'), device.device_path, detail)
        if device.name:
            seen_names.add(device.name)


def _device_name(path: Path, name: str, volumes: Volumes, seen: set[str]) -> Errors:
    if not name:
        yield field.required(path)
    if name in seen:
        yield field.invalid(path, name, 'must be unique')
    volume = volumes.get(name)
    if volume is None:
        yield field.not_found(path, name)
    elif volume.persistent_volume_claim is None and volume.ephemeral is None:
        detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'
        yield field.invalid(path, name, detail)


def _device_path(path: Path, device: str, seen: set[str]) -> Errors:
    if not device:
        yield field.required(path)
    if device in seen:
        yield field.invalid(path, device, 'must be unique')
    if '..' in device.split('/'):
        yield field.invalid(path, device, "can not contain backsteps ('..')")
    else:
        seen.add(device)


def sub_paths_forbidden(path: Path, mounts: Sequence[core.VolumeMount]) -> Errors:
    """Ephemeral containers may not mount a part of a volume."""
    detail = 'cannot be set for an Ephemeral Container'
    for index, mount in enumerate(mounts):
        if mount.sub_path:
            yield field.forbidden(path.index(index).child('subPath'), detail)
        if mount.sub_path_expr:
            yield field.forbidden(path.index(index).child('subPathExpr'), detail)
