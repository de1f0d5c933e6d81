"""Volume sources of other storage systems: only their form is known here. Upstream: validate*VolumeSource."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, checked, required_name
from sampan.machinery import field, names
from sampan.machinery.field import Path

_BYTE = names.range_error(0, 255)
_PARTITION = names.range_error(1, 255)
_ISCSI_NAMES = {
    'iqn': re.compile(r'iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$', re.ASCII),
    'eui': re.compile(r'^eui.[A-Za-z0-9]{16}$', re.ASCII),
    'naa': re.compile(r'^naa.[A-Za-z0-9]{32}$', re.ASCII),
}


def _required(path: Path, source: Any, *fields: tuple[str, str]) -> Errors:
    for attribute, name in fields:
        if not getattr(source, attribute):
            yield field.required(path.child(name))


def _gce(path: Path, source: core.GCEPersistentDiskVolumeSource) -> Errors:
    yield from _required(path, source, ('pd_name', 'pdName'))
    yield from _partition(path, source.partition)


def _aws(path: Path, source: core.AWSElasticBlockStoreVolumeSource) -> Errors:
    yield from _required(path, source, ('volume_id', 'volumeID'))
    yield from _partition(path, source.partition)


def _partition(path: Path, partition: int) -> Errors:
    if not 0 <= partition <= 255:
        yield field.invalid(path.child('partition'), partition, _PARTITION)


def _nfs(path: Path, source: core.NFSVolumeSource) -> Errors:
    yield from _required(path, source, ('server', 'server'), ('path', 'path'))
    if not source.path.startswith('/'):
        yield field.invalid(path.child('path'), source.path, 'must be an absolute path')


def _iscsi(path: Path, source: core.ISCSIVolumeSource) -> Errors:
    yield from _required(path, source, ('target_portal', 'targetPortal'), ('iqn', 'iqn'))
    if source.iqn:
        yield from _iscsi_name(path.child('iqn'), source.iqn)
    if not 0 <= source.lun <= 255:
        yield field.invalid(path.child('lun'), source.lun, _BYTE)
    if (source.chap_auth_discovery or source.chap_auth_session) and source.secret_ref is None:
        yield field.required(path.child('secretRef'))
    if source.initiator_name is not None:
        yield from _iscsi_name(path.child('initiatorname'), source.initiator_name)


def _iscsi_name(path: Path, name: str) -> Errors:
    pattern = _ISCSI_NAMES.get(name[:3])
    if pattern is None:
        yield field.invalid(path, name, 'must be valid format starting with iqn, eui, or naa')
    elif not pattern.search(name):
        yield field.invalid(path, name, 'must be valid format')


def iscsi_name(path: Path, volume: str, source: core.ISCSIVolumeSource) -> Errors:
    """With an initiator name, volume and portal make one interface name of limited length."""
    if source.initiator_name is not None and len(f'{volume}:{source.target_portal}') > 64:
        detail = (
            'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters '
            'if iscsi.initiatorName is specified.'
        )
        yield field.invalid(path, volume, detail)


def _glusterfs(path: Path, source: core.GlusterfsVolumeSource) -> Errors:
    yield from _required(path, source, ('endpoints', 'endpoints'), ('path', 'path'))


def _flocker(path: Path, source: core.FlockerVolumeSource) -> Errors:
    if not source.dataset_name and not source.dataset_uuid:
        yield field.required(path, 'one of datasetName and datasetUUID is required')
    if source.dataset_name and source.dataset_uuid:
        yield field.invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously')
    if '/' in source.dataset_name:
        yield field.invalid(path.child('datasetName'), source.dataset_name, "must not contain '/'")


def _monitors(path: Path, monitors: Sequence[str]) -> Errors:
    if not monitors:
        yield field.required(path.child('monitors'))


def _rbd(path: Path, source: core.RBDVolumeSource) -> Errors:
    yield from _monitors(path, source.monitors)
    yield from _required(path, source, ('image', 'image'))


def _cephfs(path: Path, source: core.CephFSVolumeSource) -> Errors:
    yield from _monitors(path, source.monitors)


def _cinder(path: Path, source: core.CinderVolumeSource) -> Errors:
    yield from _required(path, source, ('volume_id', 'volumeID'))
    yield from _secret_name(path, source.secret_ref)


def _secret_name(path: Path, secret: core.LocalObjectReference | None) -> Errors:
    if secret is not None and not secret.name:
        yield field.required(path.child('secretRef', 'name'))


def _quobyte(path: Path, source: core.QuobyteVolumeSource) -> Errors:
    pairs = 'must be a host:port pair or multiple pairs separated by commas'
    if not source.registry:
        yield field.required(path.child('registry'), pairs)
    elif names.byte_length(source.tenant) >= 65:
        yield field.required(path.child('tenant'), 'must be a UUID and may not exceed a length of 64 characters')
    else:
        for pair in source.registry.split(','):
            if not re.fullmatch(r'(\[[^\[\]]*\]|[^:\[\]]*):[^:]*', pair):
                yield field.invalid(path.child('registry'), source.registry, pairs)
    yield from _required(path, source, ('volume', 'volume'))


def _fc(path: Path, source: core.FCVolumeSource) -> Errors:
    at = path.child('targetWWNs')
    if not source.target_wwns and not source.wwids:
        yield field.required(at, 'must specify either targetWWNs or wwids, but not both')
    if source.target_wwns and source.wwids:
        detail = 'targetWWNs and wwids can not be specified simultaneously'
        yield field.invalid(at, source.target_wwns, detail)
    if not source.target_wwns:
        return
    if source.lun is None:
        yield field.required(path.child('lun'), 'lun is required if targetWWNs is specified')
    elif not 0 <= source.lun <= 255:
        yield field.invalid(path.child('lun'), source.lun, _BYTE)


def _flex(path: Path, source: core.FlexVolumeSource) -> Errors:
    yield from _required(path, source, ('driver', 'driver'))
    for key in source.options:
        namespace = '.' + key.partition('/')[0].lower()
        if namespace.endswith(('.kubernetes.io', '.k8s.io')):
            detail = 'kubernetes.io and k8s.io namespaces are reserved'
            yield field.invalid(path.child('options').key(key), key, detail)


def _azure_file(path: Path, source: core.AzureFileVolumeSource) -> Errors:
    yield from _required(path, source, ('secret_name', 'secretName'), ('share_name', 'shareName'))


_CACHING = ('None', 'ReadOnly', 'ReadWrite')
_DISK_KINDS = ('Dedicated', 'Managed', 'Shared')
_MANAGED = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'
_BLOB = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'


def _azure_disk(path: Path, source: core.AzureDiskVolumeSource) -> Errors:
    yield from _required(path, source, ('disk_name', 'diskName'), ('disk_uri', 'diskURI'))
    if source.caching_mode is not None and source.caching_mode not in _CACHING:
        yield field.not_supported(path.child('cachingMode'), source.caching_mode, _CACHING)
    if source.kind is None:
        return
    if source.kind not in _DISK_KINDS:
        yield field.not_supported(path.child('kind'), source.kind, _DISK_KINDS)
    prefix, form = ('/subscriptions/', _MANAGED) if source.kind == 'Managed' else ('https://', _BLOB)
    if not source.disk_uri.startswith(prefix):
        yield field.not_supported(path.child('diskURI'), source.disk_uri, (form,))


def _vsphere(path: Path, source: core.VsphereVirtualDiskVolumeSource) -> Errors:
    yield from _required(path, source, ('volume_path', 'volumePath'))


def _photon(path: Path, source: core.PhotonPersistentDiskVolumeSource) -> Errors:
    yield from _required(path, source, ('pd_id', 'pdID'))


def _portworx(path: Path, source: core.PortworxVolumeSource) -> Errors:
    yield from _required(path, source, ('volume_id', 'volumeID'))


def _scale_io(path: Path, source: core.ScaleIOVolumeSource) -> Errors:
    yield from _required(path, source, ('gateway', 'gateway'), ('system', 'system'), ('volume_name', 'volumeName'))


def _storageos(path: Path, source: core.StorageOSVolumeSource) -> Errors:
    yield from required_name(path.child('volumeName'), source.volume_name, names.dns1123_label)
    if source.volume_namespace:
        yield from checked(path.child('volumeNamespace'), source.volume_namespace, names.dns1123_label)
    yield from _secret_name(path, source.secret_ref)


RULES: dict[str, Callable[[Path, Any], Errors]] = {
    'aws_elastic_block_store': _aws,
    'azure_disk': _azure_disk,
    'azure_file': _azure_file,
    'cephfs': _cephfs,
    'cinder': _cinder,
    'fc': _fc,
    'flex_volume': _flex,
    'flocker': _flocker,
    'gce_persistent_disk': _gce,
    'glusterfs': _glusterfs,
    'iscsi': _iscsi,
    'nfs': _nfs,
    'photon_persistent_disk': _photon,
    'portworx_volume': _portworx,
    'quobyte': _quobyte,
    'rbd': _rbd,
    'scale_io': _scale_io,
    'storageos': _storageos,
    'vsphere_volume': _vsphere,
}
