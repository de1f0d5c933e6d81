"""Persistent volumes. Upstream: ValidatePersistentVolume and what it calls, pkg/volume/validation."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Any

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.api.validation import pod_storage, pod_volumes
from sampan.api.validation.claims import access_modes
from sampan.api.validation.common import (
    Errors,
    checked,
    immutable,
    no_backsteps,
    positive_quantity,
    required_name,
)
from sampan.api.validation.difference import difference
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_affinity import node_selector
from sampan.machinery import field, names, quantity
from sampan.machinery.field import Path

_SPEC = Path('spec')
_RECLAIM_POLICIES = ('Delete', 'Recycle', 'Retain')
_VOLUME_MODES = ('Block', 'Filesystem')
_MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options'
# These have always understood the annotation.
_MOUNTED_WITH_OPTIONS = (
    'gce_persistent_disk', 'aws_elastic_block_store', 'glusterfs', 'nfs', 'rbd', 'quobyte', 'iscsi', 'cinder',
    'cephfs', 'azure_file', 'vsphere_volume', 'azure_disk', 'photon_persistent_disk',
)  # fmt: skip
# Labels that were renamed: a volume may learn the new names.
_RENAMED = {
    'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
    'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
    'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
}


def persistent_volume(obj: core.PersistentVolume) -> Errors:
    """A piece of storage: what it can do, and where it is."""
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from _volume_spec(obj.spec, obj.metadata.name)
    supported = any(getattr(obj.spec, name) is not None for name in _MOUNTED_WITH_OPTIONS)
    if _MOUNT_OPTIONS in obj.metadata.annotations and not supported:
        at = Path('metadata', 'annotations', _MOUNT_OPTIONS)
        yield field.forbidden(at, 'may not specify mount options for this volume type')


def persistent_volume_update(new: core.PersistentVolume, old: core.PersistentVolume) -> Errors:
    """Where the storage is does not change; what is done with it may."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from persistent_volume(new)
    before, after = _source(old.spec), _source(new.spec)
    if before != after and not _only_gains_expand_secret(before, after):
        shown = difference('spec', before, after)
        detail = f'spec.persistentvolumesource is immutable after creation\n{shown}'
        yield field.forbidden(_SPEC.child('persistentvolumesource'), detail)
    yield from immutable(Path('volumeMode'), new.spec.volume_mode, old.spec.volume_mode)
    if old.spec.node_affinity is not None:
        yield from _affinity_update(Path('nodeAffinity'), new.spec.node_affinity, old.spec.node_affinity)
    if old.spec.volume_attributes_class_name is not None and new.spec.volume_attributes_class_name is None:
        at = _SPEC.child('volumeAttributesClassName')
        yield field.forbidden(at, 'update from non-nil value to nil is forbidden')


def persistent_volume_status_update(new: core.PersistentVolume, old: core.PersistentVolume) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)


def _source(spec: core.PersistentVolumeSpec) -> core.PersistentVolumeSpec:
    """The sources alone."""
    return core.PersistentVolumeSpec(**{name: getattr(spec, name) for name, _ in _ORDER})


def _only_gains_expand_secret(before: core.PersistentVolumeSpec, after: core.PersistentVolumeSpec) -> bool:
    if before.csi is None or after.csi is None or before.csi.controller_expand_secret_ref is not None:
        return False
    munged = codec.clone(after)
    assert munged.csi is not None
    munged.csi.controller_expand_secret_ref = None
    return munged == before


def _affinity_update(path: Path, new: core.VolumeNodeAffinity | None, old: core.VolumeNodeAffinity) -> Errors:
    """Immutable but for labels taking their present names."""
    renamed = codec.clone(old)
    if new is not None and new.required is not None and renamed.required is not None:
        for before, after in zip(renamed.required.node_selector_terms, new.required.node_selector_terms, strict=False):
            for left, right in zip(before.match_expressions, after.match_expressions, strict=False):
                if _RENAMED.get(left.key) == right.key:
                    left.key = right.key
    yield from immutable(path, new, renamed)


def _volume_spec(spec: core.PersistentVolumeSpec, name: str) -> Errors:
    if not spec.access_modes:
        yield field.required(_SPEC.child('accessModes'))
    yield from access_modes(_SPEC.child('accessModes'), spec.access_modes)
    yield from _capacity(_SPEC.child('capacity'), spec.capacity)
    policy = spec.persistent_volume_reclaim_policy
    if policy and policy not in _RECLAIM_POLICIES:
        yield field.not_supported(_SPEC.child('persistentVolumeReclaimPolicy'), policy, _RECLAIM_POLICIES)
    affinity = spec.node_affinity
    if affinity is not None:
        yield from _node_affinity(_SPEC.child('nodeAffinity'), affinity)
    yield from _sources(spec, name)
    host = spec.host_path
    if host is not None and policy == 'Recycle' and posixpath.normpath(host.path or '.') in ('/', '//'):
        detail = "may not be 'recycle' for a hostPath mount of '/'"
        yield field.forbidden(_SPEC.child('persistentVolumeReclaimPolicy'), detail)
    if spec.storage_class_name:
        yield from checked(_SPEC.child('storageClassName'), spec.storage_class_name, names.dns1123_subdomain)
    if spec.volume_mode is not None and spec.volume_mode not in _VOLUME_MODES:
        yield field.not_supported(_SPEC.child('volumeMode'), spec.volume_mode, _VOLUME_MODES)
    yield from _attributes_class(_SPEC.child('volumeAttributesClassName'), spec)


def _attributes_class(path: Path, spec: core.PersistentVolumeSpec) -> Errors:
    name = spec.volume_attributes_class_name
    if name is None:
        return
    if not name:
        yield field.required(path, 'an empty string is disallowed')
    else:
        yield from checked(path, name, names.dns1123_subdomain)
    if spec.csi is None:
        yield field.required(_SPEC.child('csi'), 'has to be specified when using volumeAttributesClassName')


def _capacity(path: Path, amounts: Mapping[str, Quantity]) -> Errors:
    if not amounts:
        yield field.required(path)
    if 'storage' not in amounts or len(amounts) > 1:
        yield field.not_supported(path, amounts or None, ('storage',))
    for name, amount in amounts.items():
        yield from valid_amount(path.key(name), amount)
        yield from positive_quantity(path.key(name), amount)


def valid_amount(path: Path, amount: Quantity) -> Errors:
    """Not negative."""
    value = quantity.value(str(amount))
    if value < 0:
        yield field.invalid(path, value, 'must be a valid resource quantity')


def _node_affinity(path: Path, affinity: core.VolumeNodeAffinity) -> Errors:
    if affinity.required is None:
        yield field.required(path.child('required'), 'must specify required node constraints')
    else:
        yield from node_selector(path.child('required'), affinity.required)


def _sources(spec: core.PersistentVolumeSpec, name: str) -> Errors:
    found = False
    for attribute, json_name in _ORDER:
        source = getattr(spec, attribute)
        if source is None:
            continue
        if found and attribute != 'flex_volume':  # upstream forgets to count this one
            yield field.forbidden(
                _SPEC.child(_CALLED.get(attribute, json_name)), 'may not specify more than 1 volume type'
            )
            continue
        found = True
        rule = _RULES.get(attribute)
        if rule is not None:
            yield from rule(_SPEC.child(_LOOKED_AT.get(attribute, json_name)), source)
        if attribute == 'iscsi':
            yield from pod_storage.iscsi_name(_SPEC.child('iscsi', 'name'), name, source)
        if attribute == 'local' and (spec.node_affinity is None or spec.node_affinity.required is None):
            yield field.required(_SPEC.child('nodeAffinity'), 'Local volume requires node affinity')
    if not found:
        yield field.required(_SPEC, 'must specify a volume type')


def _local(path: Path, source: core.LocalVolumeSource) -> Errors:
    if not source.path:
        yield field.required(path.child('path'))
    else:
        yield from no_backsteps(path.child('path'), source.path)


def _azure_file(path: Path, source: core.AzureFilePersistentVolumeSource) -> Errors:
    if not source.secret_name:
        yield field.required(path.child('secretName'))
    if not source.share_name:
        yield field.required(path.child('shareName'))
    if source.secret_namespace is not None and not source.secret_namespace:
        yield field.required(path.child('secretNamespace'))


def _cinder(path: Path, source: core.CinderPersistentVolumeSource) -> Errors:
    if not source.volume_id:
        yield field.required(path.child('volumeID'))
    yield from _secret_of(path.child('secretRef'), source.secret_ref)


def _storageos(path: Path, source: core.StorageOSPersistentVolumeSource) -> Errors:
    yield from required_name(path.child('volumeName'), source.volume_name, names.dns1123_label)
    if source.volume_namespace:
        yield from checked(path.child('volumeNamespace'), source.volume_namespace, names.dns1123_label)
    yield from _secret_of(path.child('secretRef'), source.secret_ref)


def _glusterfs(path: Path, source: core.GlusterfsPersistentVolumeSource) -> Errors:
    if not source.endpoints:
        yield field.required(path.child('endpoints'))
    if not source.path:
        yield field.required(path.child('path'))
    namespace = source.endpoints_namespace
    if namespace is not None:
        at = path.child('endpointsNamespace')
        if not namespace:
            detail = 'if the endpointnamespace is set, it must be a valid namespace name'
            yield field.invalid(at, namespace, detail)
        else:
            yield from checked(at, namespace, names.dns1123_label)


def _secret_of(path: Path, secret: core.SecretReference | core.ObjectReference | None) -> Errors:
    """A secret of any namespace, which must be said."""
    if secret is not None and not secret.name:
        yield field.required(path.child('name'))
    if secret is not None and not secret.namespace:
        yield field.required(path.child('namespace'))


def _csi(path: Path, source: core.CSIPersistentVolumeSource) -> Errors:
    yield from pod_volumes.driver_name(path.child('driver'), source.driver)
    if not source.volume_handle:
        yield field.required(path.child('volumeHandle'))
    for name, secret in (
        ('controllerPublishSecretRef', source.controller_publish_secret_ref),
        ('controllerExpandSecretRef', source.controller_expand_secret_ref),
        ('nodePublishSecretRef', source.node_publish_secret_ref),
        ('nodeExpandSecretRef', source.node_expand_secret_ref),
    ):
        if secret is not None:
            yield from required_name(path.child(name, 'name'), secret.name, names.dns1123_subdomain)
            yield from required_name(path.child(name, 'namespace'), secret.namespace, names.dns1123_label)


# Upstream looks at the sources in this order; only the first one is looked into.
_ORDER = (
    ('host_path', 'hostPath'),
    ('gce_persistent_disk', 'gcePersistentDisk'),
    ('aws_elastic_block_store', 'awsElasticBlockStore'),
    ('glusterfs', 'glusterfs'),
    ('flocker', 'flocker'),
    ('nfs', 'nfs'),
    ('rbd', 'rbd'),
    ('quobyte', 'quobyte'),
    ('cephfs', 'cephfs'),
    ('iscsi', 'iscsi'),
    ('cinder', 'cinder'),
    ('fc', 'fc'),
    ('flex_volume', 'flexVolume'),
    ('azure_file', 'azureFile'),
    ('vsphere_volume', 'vsphereVolume'),
    ('photon_persistent_disk', 'photonPersistentDisk'),
    ('portworx_volume', 'portworxVolume'),
    ('azure_disk', 'azureDisk'),
    ('scale_io', 'scaleIO'),
    ('local', 'local'),
    ('storageos', 'storageos'),
    ('csi', 'csi'),
)
# Where upstream's paths are not the field's name.
_LOOKED_AT = {'gce_persistent_disk': 'persistentDisk'}
_CALLED = {'cephfs': 'cephFS'}

_RULES: dict[str, Callable[[Path, Any], Errors]] = {
    **pod_storage.RULES,
    'azure_file': _azure_file,
    'cinder': _cinder,
    'csi': _csi,
    'glusterfs': _glusterfs,
    'host_path': pod_volumes.host_path,
    'local': _local,
    'storageos': _storageos,
}
