"""The volumes of a pod: names, one source each, and the sources Kubernetes itself implements.

Upstream: ValidateVolumes, validateVolumeSource. Sources of other storage systems are in `pod_storage`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.validation import pod_storage
from sampan.api.validation.claims import claim_spec, template_metadata
from sampan.api.validation.common import (
    Errors,
    checked,
    file_mode,
    local_descending_path,
    nanos,
    no_backsteps,
    one_of,
    required_name,
)
from sampan.api.validation.pod_projections import downward_api_file, key_to_path, projected
from sampan.machinery import field, names
from sampan.machinery.field import FieldError, Path

_HOST_PATH_TYPES = (
    '',
    'BlockDevice',
    'CharDevice',
    'Directory',
    'DirectoryOrCreate',
    'File',
    'FileOrCreate',
    'Socket',
)
PULL_POLICIES = ('Always', 'IfNotPresent', 'Never')


def volumes(
    path: Path, items: Sequence[core.Volume], metadata: meta.ObjectMeta | None, is_pod: bool
) -> tuple[dict[str, core.Volume], list[FieldError]]:
    """The volumes that are fine, by name, and what is wrong with the others."""
    pod_name = metadata.name if metadata is not None else ''
    created = {f'{pod_name}-{volume.name}' for volume in items if pod_name and volume.ephemeral is not None}
    valid: dict[str, core.Volume] = {}
    errors: list[FieldError] = []
    for index, volume in enumerate(items):
        at = path.index(index)
        problems = list(_volume(at, volume, valid, pod_name, is_pod))
        if not problems:
            valid[volume.name] = volume
        errors += problems
        claim = volume.persistent_volume_claim
        if claim is not None and claim.claim_name in created:
            detail = 'must not reference a PVC that gets created for an ephemeral volume'
            errors.append(field.invalid(at.child('persistentVolumeClaim', 'claimName'), claim.claim_name, detail))
    return valid, errors


def _volume(path: Path, volume: core.Volume, earlier: dict[str, core.Volume], pod_name: str, is_pod: bool) -> Errors:
    yield from _source(path, volume, pod_name, is_pod)
    yield from required_name(path.child('name'), volume.name, names.dns1123_label)
    if volume.name in earlier:
        yield field.duplicate(path.child('name'), volume.name)


def _source(path: Path, volume: core.Volume, pod_name: str, is_pod: bool) -> Errors:
    found = False
    for name, json_name in _ORDER:
        source = getattr(volume, name)
        if source is None:
            continue
        at = path.child(json_name)
        if found:
            yield field.forbidden(at, 'may not specify more than 1 volume type')
            continue
        found = True
        rule = _RULES.get(name)
        if rule is not None:
            yield from rule(at, source)
    if not found:
        yield field.required(path, 'must specify a volume type')
    if volume.iscsi is not None:
        yield from pod_storage.iscsi_name(path.child('name'), volume.name, volume.iscsi)
    if volume.ephemeral is not None and pod_name and volume.name:
        yield from _ephemeral_name(path.child('name'), volume.name, f'{pod_name}-{volume.name}')
    if volume.image is not None and is_pod and not volume.image.reference:
        yield field.required(path.child('image', 'reference'))


def _ephemeral_name(path: Path, volume: str, claim: str) -> Errors:
    for message in names.dns1123_subdomain(claim):
        yield field.invalid(path, volume, f'PVC name "{claim}": {message}')


def _empty_dir(path: Path, source: core.EmptyDirVolumeSource) -> Errors:
    if source.size_limit is not None and nanos(source.size_limit) < 0:
        yield field.forbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity')


def host_path(path: Path, source: core.HostPathVolumeSource) -> Errors:
    """A place on the node."""
    if not source.path:
        yield field.required(path.child('path'))
        return
    yield from no_backsteps(path.child('path'), source.path)
    if source.type is not None and source.type not in _HOST_PATH_TYPES:
        yield field.not_supported(path.child('type'), source.type, _HOST_PATH_TYPES)


def _git_repo(path: Path, source: core.GitRepoVolumeSource) -> Errors:
    if not source.repository:
        yield field.required(path.child('repository'))
    yield from local_descending_path(path.child('directory'), source.directory)


def _secret(path: Path, source: core.SecretVolumeSource) -> Errors:
    if not source.secret_name:
        yield field.required(path.child('secretName'))
    yield from file_mode(path.child('defaultMode'), source.default_mode)
    yield from _items(path.child('items'), source.items)


def _config_map(path: Path, source: core.ConfigMapVolumeSource) -> Errors:
    if not source.name:
        yield field.required(path.child('name'))
    yield from file_mode(path.child('defaultMode'), source.default_mode)
    yield from _items(path.child('items'), source.items)


def _items(path: Path, items: Sequence[core.KeyToPath]) -> Iterator[FieldError]:
    for index, item in enumerate(items):
        yield from key_to_path(path.index(index), item)


def _claim(path: Path, source: core.PersistentVolumeClaimVolumeSource) -> Errors:
    if not source.claim_name:
        yield field.required(path.child('claimName'))


def _downward_api(path: Path, source: core.DownwardAPIVolumeSource) -> Errors:
    yield from file_mode(path.child('defaultMode'), source.default_mode)
    for item in source.items:
        yield from downward_api_file(path, item)


def _csi(path: Path, source: core.CSIVolumeSource) -> Errors:
    yield from driver_name(path.child('driver'), source.driver)
    secret = source.node_publish_secret_ref
    if secret is None:
        return
    if not secret.name:
        yield field.required(path.child('nodePublishSecretRef', 'name'))
    else:
        yield from checked(path.child('name'), secret.name, names.dns1123_subdomain)


def driver_name(path: Path, driver: str) -> Errors:
    """The name of a CSI driver: a domain of limited length."""
    if not driver:
        yield field.required(path)
    if names.byte_length(driver) > 63:
        yield field.too_long(path, '', 63)
    for message in names.dns1123_subdomain(driver.lower()):
        yield field.invalid(path, driver, message)


def _ephemeral(path: Path, source: core.EphemeralVolumeSource) -> Errors:
    template, at = source.volume_claim_template, path.child('volumeClaimTemplate')
    if template is None:
        yield field.required(at)
        return
    yield from template_metadata(at.child('metadata'), template.metadata)
    yield from claim_spec(at.child('spec'), template.spec)


def _image(path: Path, source: core.ImageVolumeSource) -> Errors:
    yield from one_of(path.child('pullPolicy'), source.pull_policy, PULL_POLICIES)


# Upstream looks at the sources in this order; only the first one is looked into.
_ORDER = (
    ('empty_dir', 'emptyDir'),
    ('host_path', 'hostPath'),
    ('git_repo', 'gitRepo'),
    ('gce_persistent_disk', 'gcePersistentDisk'),
    ('aws_elastic_block_store', 'awsElasticBlockStore'),
    ('secret', 'secret'),
    ('nfs', 'nfs'),
    ('iscsi', 'iscsi'),
    ('glusterfs', 'glusterfs'),
    ('flocker', 'flocker'),
    ('persistent_volume_claim', 'persistentVolumeClaim'),
    ('rbd', 'rbd'),
    ('cinder', 'cinder'),
    ('cephfs', 'cephfs'),
    ('quobyte', 'quobyte'),
    ('downward_api', 'downwardAPI'),
    ('fc', 'fc'),
    ('flex_volume', 'flexVolume'),
    ('config_map', 'configMap'),
    ('azure_file', 'azureFile'),
    ('vsphere_volume', 'vsphereVolume'),
    ('photon_persistent_disk', 'photonPersistentDisk'),
    ('portworx_volume', 'portworxVolume'),
    ('azure_disk', 'azureDisk'),
    ('storageos', 'storageos'),
    ('projected', 'projected'),
    ('scale_io', 'scaleIO'),
    ('csi', 'csi'),
    ('ephemeral', 'ephemeral'),
    ('image', 'image'),
)

_RULES: dict[str, Callable[[Path, Any], Errors]] = {
    **pod_storage.RULES,
    'config_map': _config_map,
    'csi': _csi,
    'downward_api': _downward_api,
    'empty_dir': _empty_dir,
    'ephemeral': _ephemeral,
    'git_repo': _git_repo,
    'host_path': host_path,
    'image': _image,
    'persistent_volume_claim': _claim,
    'projected': projected,
    'secret': _secret,
}
