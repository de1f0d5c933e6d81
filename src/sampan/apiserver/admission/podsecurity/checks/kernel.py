"""What a pod may tell the kernel: sysctls, /proc, SELinux, AppArmor, seccomp."""

from __future__ import annotations

from typing import Any

from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.admission.podsecurity.checks.words import (
    Check,
    Finding,
    containers,
    in_user_namespace,
    named,
    on_windows,
    plural,
    quoted,
    setters,
)
from sampan.machinery import gotext

APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/'
SECCOMP_POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod'
SECCOMP_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/'
PROFILES = ('RuntimeDefault', 'Localhost')

_SYSCTLS_0 = frozenset(
    {
        'kernel.shm_rmid_forced',
        'net.ipv4.ip_local_port_range',
        'net.ipv4.tcp_syncookies',
        'net.ipv4.ping_group_range',
        'net.ipv4.ip_unprivileged_port_start',
    }
)
_SYSCTLS_27 = _SYSCTLS_0 | {'net.ipv4.ip_local_reserved_ports'}
_SYSCTLS_29 = _SYSCTLS_27 | {
    'net.ipv4.tcp_keepalive_time',
    'net.ipv4.tcp_fin_timeout',
    'net.ipv4.tcp_keepalive_intvl',
    'net.ipv4.tcp_keepalive_probes',
}
_SYSCTLS_32 = _SYSCTLS_29 | {'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'}
_SELINUX_0 = frozenset({'', 'container_t', 'container_init_t', 'container_kvm_t'})
_SELINUX_31 = _SELINUX_0 | {'container_engine_t'}


def _sysctls(allowed: frozenset[str]) -> Check:
    def check(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
        if spec.security_context is None:
            return None
        bad = [sysctl.name for sysctl in spec.security_context.sysctls if sysctl.name not in allowed]
        return Finding('forbidden sysctls', ', '.join(bad)) if bad else None

    return check


sysctls_0, sysctls_27, sysctls_29, sysctls_32 = map(_sysctls, (_SYSCTLS_0, _SYSCTLS_27, _SYSCTLS_29, _SYSCTLS_32))


def proc_mount_0(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    bad = {
        c.name: c.security_context.proc_mount
        for c in containers(spec)
        if c.security_context is not None and c.security_context.proc_mount not in (None, 'Default')
    }
    if not bad:
        return None
    kinds = quoted(sorted(set(bad.values())))
    return Finding('procMount', f'{named(list(bad))} must not set securityContext.procMount to {kinds}')


def proc_mount_35(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    return None if in_user_namespace(spec) else proc_mount_0(meta, spec)


def _selinux(allowed: frozenset[str]) -> Check:
    def options(context: Any) -> Any:
        found = None if context is None else context.se_linux_options
        if found is None or (found.type in allowed and not found.user and not found.role):
            return None
        return found

    def check(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
        of_pod = options(spec.security_context)
        of_containers = [(c.name, options(c.security_context)) for c in containers(spec)]
        bad = [(name, found) for name, found in of_containers if found is not None]
        who = setters(of_pod is not None, [name for name, _ in bad])
        if not who:
            return None
        every = [found for found in (of_pod, *(found for _, found in bad)) if found is not None]
        types = sorted({found.type for found in every} - allowed)
        wrong = [f'{plural("type", "types", len(types))} {quoted(types)}'] if types else []
        wrong += ['user may not be set'] if any(found.user for found in every) else []
        wrong += ['role may not be set'] if any(found.role for found in every) else []
        return Finding('seLinuxOptions', f'{who} set forbidden securityContext.seLinuxOptions: {"; ".join(wrong)}')

    return check


selinux_0, selinux_31 = map(_selinux, (_SELINUX_0, _SELINUX_31))


def apparmor_0(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    of_pod = _profile(spec.security_context, 'app_armor_profile')
    bad_pod = of_pod is not None and of_pod not in PROFILES
    profiles = [(c.name, _profile(c.security_context, 'app_armor_profile')) for c in containers(spec)]
    bad = [(name, profile) for name, profile in profiles if profile is not None and profile not in PROFILES]
    values = sorted({profile for _, profile in bad} | ({of_pod} if bad_pod and of_pod is not None else set()))
    annotations = sorted(
        f'{key}={gotext.quote(value)}'
        for key, value in meta.annotations.items()
        if key.startswith(APPARMOR_ANNOTATION) and not _apparmor_annotation(value)
    )
    who = [setters(bad_pod, [name for name, _ in bad])] if bad or bad_pod else []
    who += [plural('annotation', 'annotations', len(annotations))] if annotations else []
    if not who:
        return None
    values += annotations
    reason = plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', len(values))
    return Finding(reason, f'{" and ".join(who)} must not set AppArmor profile type to {quoted(values)}')


def _apparmor_annotation(value: str) -> bool:
    return value in ('', 'runtime/default') or value.startswith('localhost/')


def _profile(context: Any, which: str) -> str | None:
    """The type of a context's profile; None when there is none."""
    found = None if context is None else getattr(context, which)
    return None if found is None else found.type


def seccomp_baseline_0(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    keys = {SECCOMP_POD_ANNOTATION, *(SECCOMP_ANNOTATION + container.name for container in containers(spec))}
    bad = sorted(
        f'{key}={gotext.quote(meta.annotations[key])}'
        for key in keys
        if key in meta.annotations and not _seccomp_annotation(meta.annotations[key])
    )
    if not bad:
        return None
    return Finding('seccompProfile', f'forbidden {plural("annotation", "annotations", len(bad))} {", ".join(bad)}')


def _seccomp_annotation(value: str) -> bool:
    return value in ('runtime/default', 'docker/default') or value.startswith('localhost/')


def seccomp_baseline_19(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    of_pod = _profile(spec.security_context, 'seccomp_profile')
    bad_pod = of_pod is not None and of_pod not in PROFILES
    profiles = [(c.name, _profile(c.security_context, 'seccomp_profile')) for c in containers(spec)]
    bad = [(name, profile) for name, profile in profiles if profile is not None and profile not in PROFILES]
    who = setters(bad_pod, [name for name, _ in bad])
    if not who:
        return None
    values = quoted(sorted({profile for _, profile in bad} | ({of_pod} if bad_pod and of_pod is not None else set())))
    return Finding('seccompProfile', f'{who} must not set securityContext.seccompProfile.type to {values}')


def seccomp_restricted_19(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    found = seccomp_baseline_19(meta, spec)
    if found is not None or _profile(spec.security_context, 'seccomp_profile') in PROFILES:
        return found
    bad = [c.name for c in containers(spec) if _profile(c.security_context, 'seccomp_profile') is None]
    if not bad:
        return None
    must = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    return Finding('seccompProfile', f'pod or {named(bad)} {must}')


def seccomp_restricted_25(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    return None if on_windows(spec) else seccomp_restricted_19(meta, spec)
