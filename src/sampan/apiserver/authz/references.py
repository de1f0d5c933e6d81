"""What a pod refers to: its secrets, config maps, claims and account (upstream: pkg/api/v1/pod, node/graph.go).

Each function says whether a pod needs the object of a name in its own namespace. A mirror pod shows what a node
runs by itself: it needs nothing of the cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sampan.api.generated import core_v1 as core

MIRROR = 'kubernetes.io/config.mirror'
Needs = Callable[[core.Pod, str], bool]

# Volumes with a secretRef of the pod's namespace, by their field in VolumeSource.
_SECRET_REFS = ('cephfs', 'cinder', 'flex_volume', 'iscsi', 'rbd', 'scale_io', 'storageos')


def itself(pod: core.Pod, name: str) -> bool:
    return pod.metadata.name == name


def account(pod: core.Pod, name: str) -> bool:
    return not mirrored(pod) and pod.spec.service_account_name == name


def secret(pod: core.Pod, name: str) -> bool:
    return not mirrored(pod) and name in secrets(pod)


def config_map(pod: core.Pod, name: str) -> bool:
    return not mirrored(pod) and name in config_maps(pod)


def claim(pod: core.Pod, name: str) -> bool:
    """Claims named by the pod, and those made for its ephemeral volumes."""
    if mirrored(pod):
        return False
    for volume in pod.spec.volumes:
        if volume.persistent_volume_claim is not None and volume.persistent_volume_claim.claim_name == name:
            return True
        if volume.ephemeral is not None and f'{pod.metadata.name}-{volume.name}' == name:
            return True
    return False


def resource_claim(pod: core.Pod, name: str) -> bool:
    """Claims named by the pod, and those made from its templates."""
    if mirrored(pod):
        return False
    named = any(each.resource_claim_name == name for each in pod.spec.resource_claims)
    made = any(each.resource_claim_name == name for each in pod.status.resource_claim_statuses)
    return named or made


# These names need not stand in the pod: they are put together of the pod's and the volume's.
COMPOSED: frozenset[Needs] = frozenset({claim})


def mirrored(pod: core.Pod) -> bool:
    return MIRROR in pod.metadata.annotations


def secrets(pod: core.Pod) -> set[str]:
    """The names of all secrets a pod's spec mentions."""
    found = {each.name for each in pod.spec.image_pull_secrets}
    for container in containers(pod):
        found |= {each.secret_ref.name for each in container.env_from if each.secret_ref is not None}
        found |= {key.name for key in _keys(container, 'secret_key_ref')}
    for volume in pod.spec.volumes:
        found |= set(_volume_secrets(volume))
    found.discard('')
    return found


def config_maps(pod: core.Pod) -> set[str]:
    """The names of all config maps a pod's spec mentions."""
    found: set[str] = set()
    for container in containers(pod):
        found |= {each.config_map_ref.name for each in container.env_from if each.config_map_ref is not None}
        found |= {key.name for key in _keys(container, 'config_map_key_ref')}
    for volume in pod.spec.volumes:
        if volume.config_map is not None:
            found.add(volume.config_map.name)
        if volume.projected is not None:
            found |= {each.config_map.name for each in volume.projected.sources if each.config_map is not None}
    found.discard('')
    return found


def containers(pod: core.Pod) -> Iterator[Any]:
    """All containers: init, ordinary and ephemeral ones."""
    yield from pod.spec.init_containers
    yield from pod.spec.containers
    yield from pod.spec.ephemeral_containers


def _keys(container: Any, kind: str) -> Iterator[Any]:
    for variable in container.env:
        key = None if variable.value_from is None else getattr(variable.value_from, kind)
        if key is not None:
            yield key


def _volume_secrets(volume: core.Volume) -> Iterator[str]:
    if volume.secret is not None:
        yield volume.secret.secret_name
    if volume.azure_file is not None:
        yield volume.azure_file.secret_name
    if volume.projected is not None:
        yield from (each.secret.name for each in volume.projected.sources if each.secret is not None)
    if volume.csi is not None and volume.csi.node_publish_secret_ref is not None:
        yield volume.csi.node_publish_secret_ref.name
    for field in _SECRET_REFS:
        source = getattr(volume, field)
        if source is not None and source.secret_ref is not None:
            yield source.secret_ref.name


def volume_secrets(volume: core.PersistentVolume) -> set[tuple[str, str]]:
    """(namespace, name) of the secrets a kubelet needs for a volume (upstream: VisitPVSecretNames)."""
    spec, found = volume.spec, set()
    of_claim = '' if spec.claim_ref is None else spec.claim_ref.namespace
    if spec.azure_file is not None:
        found.add((spec.azure_file.secret_namespace or of_claim, spec.azure_file.secret_name))
    for field in _SECRET_REFS:
        source = getattr(spec, field)
        if source is not None and source.secret_ref is not None:
            found.add((getattr(source.secret_ref, 'namespace', '') or of_claim, source.secret_ref.name))
    if spec.csi is not None:
        for name in ('controller_publish_secret_ref', 'node_publish_secret_ref', 'node_stage_secret_ref',
                     'controller_expand_secret_ref', 'node_expand_secret_ref'):  # fmt: skip
            reference = getattr(spec.csi, name)
            if reference is not None:
                found.add((reference.namespace or of_claim, reference.name))
    return found
