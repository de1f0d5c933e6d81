"""Annotations of pods that mean something. Upstream: ValidatePodSpecificAnnotations and its updates."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, local_descending_path
from sampan.api.validation.pod_scheduling import tolerations
from sampan.api.validation.pod_windows import containers
from sampan.machinery import field, gotext
from sampan.machinery.field import Path
from sampan.machinery.labels import parse_int64

MIRROR = 'kubernetes.io/config.mirror'
_TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations'
_DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'
_SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod'
_SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'
_APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/'
_LOCAL = 'localhost/'


def pod_annotations(path: Path, values: Mapping[str, str], spec: core.PodSpec) -> Errors:
    """Mirror pods, tolerations, deletion cost, seccomp and AppArmor."""
    if MIRROR in values and not spec.node_name:
        detail = 'must set spec.nodeName if mirror pod annotation is set'
        yield field.invalid(path.key(MIRROR), values[MIRROR], detail)
    if values.get(_TOLERATIONS):
        yield from _tolerations(path, values[_TOLERATIONS])
    if _DELETION_COST in values:
        yield from _deletion_cost(path.key(_DELETION_COST), values[_DELETION_COST])
    if _SECCOMP_POD in values:
        yield from _seccomp(path.child(_SECCOMP_POD), values[_SECCOMP_POD])
    for key, value in values.items():
        if key.startswith(_SECCOMP_CONTAINER):
            yield from _seccomp(path.child(key), value)
        elif key.startswith(_APP_ARMOR):
            yield from _app_armor(path.key(key), key.removeprefix(_APP_ARMOR), value, spec)


def _tolerations(path: Path, text: str) -> Errors:
    try:
        items = codec.decode(list[core.Toleration], text.encode())
    except (msgspec.MsgspecError, UnicodeError) as error:
        yield field.invalid(path, _TOLERATIONS, str(error))
        return
    yield from tolerations(path.child(_TOLERATIONS), items)


def _deletion_cost(path: Path, text: str) -> Errors:
    cost = parse_int64(text)
    # A plus sign or leading zeros would make one cost look like several.
    if cost is None or not -(2**31) <= cost < 2**31 or text != str(cost):
        yield field.invalid(path, text, 'must be a 32bit integer')


def _seccomp(path: Path, profile: str) -> Errors:
    if profile in ('runtime/default', 'docker/default', 'unconfined'):
        return
    if profile.startswith(_LOCAL):
        yield from local_descending_path(path, profile.removeprefix(_LOCAL))
    else:
        yield field.invalid(path, profile, 'must be a valid seccomp profile')


def _app_armor(path: Path, container: str, profile: str, spec: core.PodSpec) -> Errors:
    if not any(each.name == container for _, each in containers(spec, path)):
        yield field.invalid(path, container, 'container not found')
    if profile not in ('', 'runtime/default', 'unconfined') and not profile.startswith(_LOCAL):
        yield field.invalid(path, profile, f'invalid AppArmor profile name: {gotext.quote(profile)}')


def profiles_match(path: Path, values: Mapping[str, str], spec: core.PodSpec) -> Errors:
    """Where a profile is given as field and as annotation, both must say the same."""
    context = spec.security_context
    if context is not None and context.seccomp_profile is not None and _SECCOMP_POD in values:
        at = path.child('securityContext', 'seccompProfile')
        yield from _match(at, 'seccomp', context.seccomp_profile, values[_SECCOMP_POD])
    for at, container in containers(spec, path):
        own = container.security_context
        if own is not None and own.seccomp_profile is not None and _SECCOMP_CONTAINER + container.name in values:
            annotation = values[_SECCOMP_CONTAINER + container.name]
            yield from _match(at.child('securityContext', 'seccompProfile'), 'seccomp', own.seccomp_profile, annotation)
    if spec.os is None or spec.os.name != 'windows':
        yield from _app_armor_matches(path, values, spec)


def _app_armor_matches(path: Path, values: Mapping[str, str], spec: core.PodSpec) -> Errors:
    of_pod = spec.security_context.app_armor_profile if spec.security_context is not None else None
    for at, container in containers(spec, path):
        own = container.security_context
        profile = own.app_armor_profile if own is not None and own.app_armor_profile is not None else of_pod
        annotation = values.get(_APP_ARMOR + container.name)
        if profile is not None and annotation is not None:
            yield from _match(at.child('securityContext', 'appArmorProfile'), 'apparmor', profile, annotation)


def _match(path: Path, what: str, profile: core.SeccompProfile | core.AppArmorProfile, annotation: str) -> Errors:
    by_type: dict[str, tuple[str, ...]] = {'Unconfined': ('unconfined',), 'RuntimeDefault': ('runtime/default',)}
    if what == 'seccomp':
        by_type['RuntimeDefault'] = ('runtime/default', 'docker/default')
    differs = f'{what} type in annotation and field must match'
    if profile.type in by_type:
        if annotation not in by_type[profile.type]:
            yield field.forbidden(path.child('type'), differs)
    elif profile.type == 'Localhost':
        if not annotation.startswith(_LOCAL):
            yield field.forbidden(path.child('type'), differs)
        elif annotation.removeprefix(_LOCAL) != profile.localhost_profile:
            detail = f'{what} profile in annotation and field must match'
            yield field.forbidden(path.child('localhostProfile'), detail)


def annotation_updates(path: Path, new: Mapping[str, str], old: Mapping[str, str]) -> Errors:
    """Some annotations cannot be changed after creation."""
    for key, value in old.items():
        if new.get(key) == value:
            continue
        if key.startswith(_APP_ARMOR):
            yield field.forbidden(path.key(key), 'may not remove or update AppArmor annotations')
        if key == MIRROR:
            yield field.forbidden(path.key(key), 'may not remove or update mirror pod annotation')
    for key in new:
        if key in old:
            continue
        if key.startswith(_APP_ARMOR):
            yield field.forbidden(path.key(key), 'may not add AppArmor annotations')
        if key == MIRROR:
            yield field.forbidden(path.key(key), 'may not add mirror pod annotation')
