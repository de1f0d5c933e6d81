"""What is special about Windows pods, and what may only be set for one of the systems.

Upstream: validateWindowsSecurityContextOptions, validateWindowsHostProcessPod, validateOS, validateWindows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, checked
from sampan.machinery import field, names
from sampan.machinery.field import Path

AnyContainer = core.Container | core.EphemeralContainer

_KIB = 64
_DOMAIN_MAX, _USER_MAX = 256, 104
_CONTROL = re.compile(r'[\x00-\x1f\x7f]')
_NETBIOS = re.compile(r'[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}')
_DNS = re.compile(r'[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*')
_BAD_USER = re.compile(r'["/\\:;|=,+*?<>@\[\]]')
_DOTS = re.compile(r'[. ]+')
_FOR_WINDOWS = 'cannot be set for a windows pod'
_FOR_LINUX = 'windows options cannot be set for a linux pod'


def containers(spec: core.PodSpec, path: Path) -> Iterator[tuple[Path, AnyContainer]]:
    """All containers of a pod with their paths."""
    for index, container in enumerate(spec.init_containers):
        yield path.child('initContainers').index(index), container
    for index, container in enumerate(spec.containers):
        yield path.child('containers').index(index), container
    for index, ephemeral in enumerate(spec.ephemeral_containers):
        yield path.child('ephemeralContainers').index(index), ephemeral


def windows_options(path: Path, options: core.WindowsSecurityContextOptions | None) -> Errors:
    """The identity a Windows container runs as."""
    if options is None:
        return
    if options.gmsa_credential_spec_name is not None:
        at = path.child('gmsaCredentialSpecName')
        yield from checked(at, options.gmsa_credential_spec_name, names.dns1123_subdomain)
    credentials = options.gmsa_credential_spec
    if credentials is not None:
        at = path.child('gmsaCredentialSpec')
        if not credentials:
            yield field.invalid(at, credentials, 'gmsaCredentialSpec cannot be an empty string')
        elif names.byte_length(credentials) > _KIB * 1024:
            yield field.invalid(at, credentials, f'gmsaCredentialSpec size must be under {_KIB} KiB')
    if options.run_as_user_name is not None:
        for message in _user_name(options.run_as_user_name):
            yield field.invalid(path.child('runAsUserName'), options.run_as_user_name, message)


def _user_name(name: str) -> Iterator[str]:
    if not name:
        yield 'runAsUserName cannot be an empty string'
        return
    if _CONTROL.search(name):
        yield 'runAsUserName cannot contain control characters'
        return
    parts = name.split('\\')
    if len(parts) > 2:
        yield 'runAsUserName cannot contain more than one backslash'
        return
    if len(parts) == 2:
        yield from _domain(parts[0])
    yield from _user(parts[-1])


def _domain(domain: str) -> Iterator[str]:
    if len(domain) >= _DOMAIN_MAX:
        yield f"runAsUserName's Domain length must be under {_DOMAIN_MAX} characters"
    if not (_NETBIOS.fullmatch(domain) or _DNS.fullmatch(domain)):
        yield "runAsUserName's Domain doesn't match the NetBios nor the DNS format"


def _user(user: str) -> Iterator[str]:
    if not user:
        yield "runAsUserName's User cannot be empty"
    elif len(user) > _USER_MAX:
        yield f"runAsUserName's User length must not be longer than {_USER_MAX} characters"
    if _DOTS.fullmatch(user):
        yield "runAsUserName's User cannot contain only periods or spaces"
    if _BAD_USER.search(user):
        yield 'runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]'


def _host_process(options: core.WindowsSecurityContextOptions | None) -> bool | None:
    return options.host_process if options is not None else None


def host_process_pod(path: Path, spec: core.PodSpec) -> Errors:
    """HostProcess: all containers or none, and on the host's network."""
    context = spec.security_context
    of_pod = _host_process(context.windows_options) if context is not None else None
    total = count = 0
    for at, container in containers(spec, path):
        total += 1
        own = container.security_context
        of_container = _host_process(own.windows_options) if own is not None else None
        if of_pod is not None and of_container is not None and of_pod != of_container:
            shown = 'true' if of_pod else 'false'
            detail = f'pod hostProcess value must be identical if both are specified, was {shown}'
            yield field.invalid(at.child('securityContext', 'windowsOptions', 'hostProcess'), of_container, detail)
        count += bool(of_pod if of_container is None else of_container)
    if not count:
        return
    if count != total:
        detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers'
        yield field.invalid(path, '', detail)
    if not spec.host_network:
        detail = 'hostNetwork must be true if pod contains any hostProcess containers'
        yield field.invalid(path.child('hostNetwork'), False, detail)


def operating_system(path: Path, spec: core.PodSpec) -> Errors:
    """`spec.os`, and the fields that do not exist on that system."""
    if spec.os is None:
        return
    if not spec.os.name:
        yield field.required(path.child('os', 'name'))
    elif spec.os.name == 'linux':
        yield from _linux(path, spec)
    elif spec.os.name == 'windows':
        yield from _windows(path, spec)
    else:
        yield field.not_supported(path.child('os'), spec.os.name, ('linux', 'windows'))


def _linux(path: Path, spec: core.PodSpec) -> Errors:
    if spec.security_context is not None and spec.security_context.windows_options is not None:
        yield field.forbidden(path.child('securityContext', 'windowsOptions'), _FOR_LINUX)
    for at, container in containers(spec, path):
        if container.security_context is not None and container.security_context.windows_options is not None:
            yield field.forbidden(at.child('securityContext', 'windowsOptions'), _FOR_LINUX)


_POD_FIELDS = (
    ('app_armor_profile', 'appArmorProfile'),
    ('se_linux_options', 'seLinuxOptions'),
    ('seccomp_profile', 'seccompProfile'),
    ('fs_group', 'fsGroup'),
    ('fs_group_change_policy', 'fsGroupChangePolicy'),
    ('sysctls', 'sysctls'),
    ('run_as_user', 'runAsUser'),
    ('run_as_group', 'runAsGroup'),
    ('supplemental_groups', 'supplementalGroups'),
    ('supplemental_groups_policy', 'supplementalGroupsPolicy'),
    ('se_linux_change_policy', 'seLinuxChangePolicy'),
)
_CONTAINER_FIELDS = (
    ('app_armor_profile', 'appArmorProfile'),
    ('se_linux_options', 'seLinuxOptions'),
    ('seccomp_profile', 'seccompProfile'),
    ('capabilities', 'capabilities'),
    ('read_only_root_filesystem', 'readOnlyRootFilesystem'),
    ('privileged', 'privileged'),
    ('allow_privilege_escalation', 'allowPrivilegeEscalation'),
    ('proc_mount', 'procMount'),
    ('run_as_user', 'runAsUser'),
    ('run_as_group', 'runAsGroup'),
)


def _windows(path: Path, spec: core.PodSpec) -> Errors:
    yield from _set_fields(path.child('securityContext'), spec.security_context, _POD_FIELDS)
    if spec.host_users is not None:
        yield field.forbidden(path.child('hostUsers'), _FOR_WINDOWS)
    if spec.host_pid:
        yield field.forbidden(path.child('hostPID'), _FOR_WINDOWS)
    if spec.host_ipc:
        yield field.forbidden(path.child('hostIPC'), _FOR_WINDOWS)
    if spec.share_process_namespace is not None:
        yield field.forbidden(path.child('shareProcessNamespace'), _FOR_WINDOWS)
    for at, container in containers(spec, path):
        yield from _set_fields(at.child('securityContext'), container.security_context, _CONTAINER_FIELDS)


def _set_fields(path: Path, context: object, fields: tuple[tuple[str, str], ...]) -> Errors:
    if context is None:
        return
    for attribute, name in fields:
        if getattr(context, attribute) not in (None, []):
            yield field.forbidden(path.child(name), _FOR_WINDOWS)
