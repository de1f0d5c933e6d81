"""Who a pod's processes are and what they may become: users, capabilities, escalation; and volume types."""

from __future__ import annotations

from typing import Any

from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.admission.podsecurity.checks.words import (
    Finding,
    containers,
    in_user_namespace,
    named,
    on_windows,
    plural,
    quoted,
    setters,
)

_DEFAULT_CAPABILITIES = frozenset(
    {
        'AUDIT_WRITE',
        'CHOWN',
        'DAC_OVERRIDE',
        'FOWNER',
        'FSETID',
        'KILL',
        'MKNOD',
        'NET_BIND_SERVICE',
        'SETFCAP',
        'SETGID',
        'SETPCAP',
        'SETUID',
        'SYS_CHROOT',
    }
)
# Attribute and upstream's name of the volume sources that the restricted level knows and refuses.
_RESTRICTED_VOLUMES = {
    'host_path': 'hostPath',
    'gce_persistent_disk': 'gcePersistentDisk',
    'aws_elastic_block_store': 'awsElasticBlockStore',
    'git_repo': 'gitRepo',
    'nfs': 'nfs',
    'iscsi': 'iscsi',
    'glusterfs': 'glusterfs',
    'rbd': 'rbd',
    'flex_volume': 'flexVolume',
    'cinder': 'cinder',
    'cephfs': 'cephfs',
    'flocker': 'flocker',
    'fc': 'fc',
    'azure_file': 'azureFile',
    'vsphere_volume': 'vsphereVolume',
    'quobyte': 'quobyte',
    'azure_disk': 'azureDisk',
    'photon_persistent_disk': 'photonPersistentDisk',
    'portworx_volume': 'portworxVolume',
    'scale_io': 'scaleIO',
    'storageos': 'storageos',
}
_FREE_VOLUMES = (
    'config_map',
    'csi',
    'downward_api',
    'empty_dir',
    'ephemeral',
    'image',
    'persistent_volume_claim',
    'projected',
    'secret',
)


def escalation_8(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    bad = [
        c.name
        for c in containers(spec)
        if c.security_context is None or c.security_context.allow_privilege_escalation is not False
    ]
    if not bad:
        return None
    detail = f'{named(bad)} must set securityContext.allowPrivilegeEscalation=false'
    return Finding('allowPrivilegeEscalation != false', detail)


def escalation_25(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    return None if on_windows(spec) else escalation_8(meta, spec)


def capabilities_baseline_0(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    added = {c.name: set(_capabilities(c, 'add')) - _DEFAULT_CAPABILITIES for c in containers(spec)}
    bad = [name for name, more in added.items() if more]
    if not bad:
        return None
    return Finding('non-default capabilities', _must_not_add(bad, set().union(*added.values())))


def capabilities_restricted_22(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    everybody = containers(spec)
    missing = [c.name for c in everybody if 'ALL' not in _capabilities(c, 'drop')]
    added = {c.name: set(_capabilities(c, 'add')) - {'NET_BIND_SERVICE'} for c in everybody}
    adding = [name for name, more in added.items() if more]
    wrong = [f'{named(missing)} must set securityContext.capabilities.drop=["ALL"]'] if missing else []
    wrong += [_must_not_add(adding, set().union(*added.values()))] if adding else []
    return Finding('unrestricted capabilities', '; '.join(wrong)) if wrong else None


def capabilities_restricted_25(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    return None if on_windows(spec) else capabilities_restricted_22(meta, spec)


def _capabilities(container: Any, which: str) -> list[str]:
    context = container.security_context
    if context is None or context.capabilities is None:
        return []
    found: list[str] = getattr(context.capabilities, which)
    return found


def _must_not_add(bad: list[str], capabilities: set[str]) -> str:
    return f'{named(bad)} must not include {quoted(sorted(capabilities))} in securityContext.capabilities.add'


def run_as_non_root_0(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    of_pod = None if spec.security_context is None else spec.security_context.run_as_non_root
    said = [
        (c.name, None if c.security_context is None else c.security_context.run_as_non_root) for c in containers(spec)
    ]
    who = setters(of_pod is False, [name for name, value in said if value is False])
    if who:
        return Finding('runAsNonRoot != true', f'{who} must not set securityContext.runAsNonRoot=false')
    silent = [] if of_pod else [name for name, value in said if value is None]
    if not silent:
        return None
    return Finding('runAsNonRoot != true', f'pod or {named(silent)} must set securityContext.runAsNonRoot=true')


def run_as_non_root_35(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    return None if in_user_namespace(spec) else run_as_non_root_0(meta, spec)


def run_as_user_23(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    bad = [c.name for c in containers(spec) if _is_root(c.security_context)]
    who = setters(_is_root(spec.security_context), bad)
    return Finding('runAsUser=0', f'{who} must not set runAsUser=0') if who else None


def run_as_user_35(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    return None if in_user_namespace(spec) else run_as_user_23(meta, spec)


def _is_root(context: Any) -> bool:
    return context is not None and context.run_as_user == 0


def restricted_volumes_0(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    bad = [v for v in spec.volumes if all(getattr(v, source) is None for source in _FREE_VOLUMES)]
    if not bad:
        return None
    types = sorted({_volume_type(volume) for volume in bad})
    words = (
        plural('volume', 'volumes', len(bad)),
        quoted(volume.name for volume in bad),
        plural('uses', 'use', len(bad)),
        plural('restricted volume type', 'restricted volume types', len(types)),
        quoted(types),
    )
    return Finding('restricted volume types', ' '.join(words))


def _volume_type(volume: core_v1.Volume) -> str:
    names = (name for source, name in _RESTRICTED_VOLUMES.items() if getattr(volume, source) is not None)
    return next(names, 'unknown')
