"""Security contexts of pods and containers. Upstream: validatePodSpecSecurityContext, ValidateSecurityContext."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, local_descending_path
from sampan.api.validation.pod_windows import windows_options
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SECCOMP = ('Localhost', 'RuntimeDefault', 'Unconfined')
_PROC_MOUNTS = ('Default', 'Unmasked')
_SYSCTL_MAX = 253
_SYSCTL = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
# The separators are looked at apart from the segments: upstream's one expression would backtrack without end here.
_SYSCTL_SEGMENT = re.compile('[a-z0-9]([-_a-z0-9]*[a-z0-9])?', re.ASCII)
_IPC_SYSCTLS = ('kernel.shm', 'kernel.msg', 'kernel.sem', 'fs.mqueue.')
_PATH_MAX = 4095


def pod_security_context(path: Path, spec: core.PodSpec) -> Errors:
    """What all containers of a pod share."""
    context = spec.security_context
    if context is None:
        return
    yield from _id(path.child('fsGroup'), context.fs_group)
    yield from _id(path.child('runAsUser'), context.run_as_user)
    yield from _id(path.child('runAsGroup'), context.run_as_group)
    for index, group in enumerate(context.supplemental_groups):
        yield from _id(path.child('supplementalGroups').index(index), group)
    if spec.share_process_namespace and spec.host_pid:
        detail = 'ShareProcessNamespace and HostPID cannot both be enabled'
        yield field.invalid(path.child('shareProcessNamespace'), True, detail)
    yield from _sysctls(path.child('sysctls'), context.sysctls, spec)
    yield from _choice(path.child('fsGroupChangePolicy'), context.fs_group_change_policy, ('Always', 'OnRootMismatch'))
    yield from seccomp_profile(path.child('seccompProfile'), context.seccomp_profile)
    yield from windows_options(path.child('windowsOptions'), context.windows_options)
    yield from app_armor_profile(path.child('appArmorProfile'), context.app_armor_profile)
    yield from _choice(path.child('supplementalGroupsPolicy'), context.supplemental_groups_policy, ('Merge', 'Strict'))
    yield from _choice(path.child('seLinuxChangePolicy'), context.se_linux_change_policy, ('MountOption', 'Recursive'))


def security_context(path: Path, context: core.SecurityContext | None, host_users: bool) -> Errors:
    """What one container may do."""
    if context is None:
        return
    yield from _id(path.child('runAsUser'), context.run_as_user)
    yield from _id(path.child('runAsGroup'), context.run_as_group)
    if context.proc_mount is not None:
        yield from _choice(path.child('procMount'), context.proc_mount, _PROC_MOUNTS)
        if host_users and context.proc_mount == 'Unmasked':
            detail = '`hostUsers` must be false to use `Unmasked`'
            yield field.invalid(path.child('procMount'), context.proc_mount, detail)
    yield from seccomp_profile(path.child('seccompProfile'), context.seccomp_profile)
    if context.allow_privilege_escalation is False:
        yield from _no_escalation(path, context)
    yield from windows_options(path.child('windowsOptions'), context.windows_options)
    yield from app_armor_profile(path.child('appArmorProfile'), context.app_armor_profile)


def _no_escalation(path: Path, context: core.SecurityContext) -> Errors:
    start = 'cannot set `allowPrivilegeEscalation` to false and '
    if context.privileged:
        yield field.invalid(path, context, start + '`privileged` to true')
    if context.capabilities is not None and 'CAP_SYS_ADMIN' in context.capabilities.add:
        yield field.invalid(path, context, start + '`capabilities.Add` CAP_SYS_ADMIN')


def _id(path: Path, number: int | None) -> Errors:
    for message in names.user_id(number) if number is not None else ():
        yield field.invalid(path, number, message)


def _choice(path: Path, value: str | None, valid: Sequence[str]) -> Errors:
    if value is not None and value not in valid:
        yield field.not_supported(path, value, valid)


def _sysctls(path: Path, sysctls: Sequence[core.Sysctl], spec: core.PodSpec) -> Errors:
    seen: set[str] = set()
    for index, sysctl in enumerate(sysctls):
        at = path.index(index).child('name')
        if not sysctl.name:
            yield field.required(at)
        elif not is_sysctl_name(sysctl.name):
            detail = f'must have at most {_SYSCTL_MAX} characters and match regex ^{_SYSCTL}$'
            yield field.invalid(at, sysctl.name, detail)
        elif sysctl.name in seen:
            yield field.duplicate(at, sysctl.name)
        yield from _host_sysctl(at, sysctl.name, spec)
        seen.add(sysctl.name)


def is_sysctl_name(name: str) -> bool:
    """Segments joined by dots or slashes."""
    if names.byte_length(name) > _SYSCTL_MAX:
        return False
    return all(_SYSCTL_SEGMENT.fullmatch(segment) for segment in name.replace('/', '.').split('.'))


def _host_sysctl(path: Path, name: str, spec: core.PodSpec) -> Errors:
    """A pod in the host's namespace may not change what belongs to it."""
    plain = normalize_sysctl(name)
    if spec.host_network and plain.startswith('net.'):
        yield field.invalid(path, name, "may not be specified when 'hostNetwork' is true")
    elif spec.host_ipc and plain.startswith(_IPC_SYSCTLS):
        yield field.invalid(path, name, "may not be specified when 'hostIPC' is true")


def normalize_sysctl(name: str) -> str:
    """Dots as separators. Where the first separator is a slash, dots and slashes change places."""
    first = next((char for char in name if char in './'), '.')
    return name if first == '.' else name.translate(str.maketrans('./', '/.'))


def seccomp_profile(path: Path, profile: core.SeccompProfile | None) -> Errors:
    if profile is None:
        return
    if not profile.type:
        yield field.required(path.child('type'), 'type is required when seccompProfile is set')
    elif profile.type not in _SECCOMP:
        yield field.not_supported(path.child('type'), profile.type, _SECCOMP)
    at = path.child('localhostProfile')
    if profile.type != 'Localhost':
        if profile.localhost_profile is not None:
            yield field.invalid(at, profile, 'can only be set when seccomp type is Localhost')
    elif profile.localhost_profile is None:
        yield field.required(at, 'must be set when seccomp type is Localhost')
    else:
        yield from local_descending_path(at, profile.localhost_profile)


def app_armor_profile(path: Path, profile: core.AppArmorProfile | None) -> Errors:
    if profile is None:
        return
    at = path.child('localhostProfile')
    if profile.type == 'Localhost':
        yield from _app_armor_local(at, profile.localhost_profile)
    elif profile.type in ('RuntimeDefault', 'Unconfined'):
        if profile.localhost_profile is not None:
            yield field.invalid(at, profile.localhost_profile, 'can only be set when AppArmor type is Localhost')
    elif not profile.type:
        yield field.required(path.child('type'), 'type is required when appArmorProfile is set')
    else:
        yield field.not_supported(path.child('type'), profile.type, _SECCOMP)


def _app_armor_local(path: Path, profile: str | None) -> Errors:
    if profile is None or profile == '':
        yield field.required(path, 'must be set when AppArmor type is Localhost')
        return
    if profile.strip() != profile:
        yield field.invalid(path, profile, 'must not be padded with whitespace')
    if names.byte_length(profile) > _PATH_MAX:
        yield field.too_long(path, '', _PATH_MAX)
