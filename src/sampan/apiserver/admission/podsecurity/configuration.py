"""What the configuration file says to PodSecurity: defaults and exemptions (upstream: PodSecurityConfiguration)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from sampan.apiserver.admission.configuration import BadConfiguration, typed
from sampan.apiserver.admission.podsecurity.plugin import PodSecurityConfig
from sampan.apiserver.admission.podsecurity.policy import LATEST, PREFIX, PRIVILEGED, Policy, policy_of
from sampan.machinery import field, names
from sampan.machinery.field import FieldError, Path

GROUP = 'pod-security.admission.config.k8s.io'
VERSIONS = ('v1', 'v1beta1', 'v1alpha1')
_MODES = ('enforce', 'warn', 'audit')


class _Exemptions(msgspec.Struct, forbid_unknown_fields=True, rename='camel'):
    usernames: list[str] = []
    namespaces: list[str] = []
    runtime_classes: list[str] = []


class _File(msgspec.Struct, forbid_unknown_fields=True):
    defaults: dict[str, str] = {}
    exemptions: _Exemptions = msgspec.field(default_factory=_Exemptions)


def read(content: Any) -> PodSecurityConfig:
    """The plugin's settings. Raises BadConfiguration with all that is wrong."""
    found: _File = typed('PodSecurity', content, _File, GROUP, VERSIONS, 'PodSecurityConfiguration')
    wrong = [*_unknown(found.defaults)]
    labels: dict[str, str] = {}
    for mode in _MODES:
        labels[PREFIX + mode] = found.defaults.get(mode) or PRIVILEGED
        labels[f'{PREFIX}{mode}-version'] = found.defaults.get(f'{mode}-version') or LATEST
    policy, errors = policy_of(labels, Policy())
    wrong += [_at_defaults(error) for error in errors]
    exempt = found.exemptions
    wrong += _each('namespaces', exempt.namespaces, names.dns1123_label)
    wrong += _each('runtimeClasses', exempt.runtime_classes, names.dns1123_subdomain)
    wrong += _each('usernames', exempt.usernames, lambda name: [] if name else ['username must not be empty'])
    if wrong:
        raise BadConfiguration(field.aggregate(wrong))
    return PodSecurityConfig(policy, exempt.usernames, exempt.namespaces, exempt.runtime_classes)


def _unknown(defaults: dict[str, str]) -> Iterator[FieldError]:
    known = {*_MODES, *(f'{mode}-version' for mode in _MODES)}
    for key in defaults:
        if key not in known:
            yield field.invalid(Path('defaults'), key, 'unknown field')


def _at_defaults(error: FieldError) -> FieldError:
    """The same about a member of `defaults` instead of a label."""
    name = error.field.partition(PREFIX)[2].rstrip(']')
    return field.invalid(Path('defaults', name), error.bad_value, error.detail)


def _each(name: str, values: Sequence[str], check: Callable[[str], list[str]]) -> Iterator[FieldError]:
    for index, value in enumerate(values):
        at = Path('exemptions', name).index(index)
        if problems := check(value):
            yield field.invalid(at, value, ', '.join(problems))
        elif value in values[:index]:
            yield field.duplicate(at, value)
