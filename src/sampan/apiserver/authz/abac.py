"""ABAC: a file with one policy in JSON on each line (upstream: pkg/auth/authorizer/abac, pkg/apis/abac/v1beta1)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sampan.apiserver.authz.base import ALLOWED, Decision, PathRule, ResourceRule, Rules, Verdict

if TYPE_CHECKING:
    from sampan.apiserver.authz.base import Attributes
    from sampan.apiserver.request import UserInfo

API_VERSION = 'abac.authorization.kubernetes.io/v1beta1'
READING = frozenset({'get', 'list', 'watch'})
ANY = '*'


class PolicyError(ValueError):
    """The file is no policy file; the text has the line."""


class Spec(msgspec.Struct, rename='camel'):
    """One line's policy. An empty property matches nothing, `*` anything."""

    user: str = ''
    group: str = ''
    readonly: bool = False
    api_group: str = ''
    resource: str = ''
    namespace: str = ''
    non_resource_path: str = msgspec.field(name='nonResourcePath', default='')


class Line(msgspec.Struct, rename='camel'):
    kind: str = ''
    api_version: str = ''
    spec: Spec = msgspec.field(default_factory=Spec)


class Abac:
    """Allows what a policy of the file matches."""

    def __init__(self, policies: Sequence[Spec]) -> None:
        self._policies = tuple(policies)

    @classmethod
    def from_file(cls, path: Path) -> Abac:
        """Raises PolicyError, OSError."""
        lines = enumerate(path.read_text().splitlines(), 1)
        return cls(
            [parse(text, f'{path}, line {number}') for number, text in lines if text.strip()[:1] not in ('', '#')]
        )

    async def authorize(self, attributes: Attributes) -> Verdict:
        if any(matches(policy, attributes) for policy in self._policies):
            return ALLOWED
        return Verdict(Decision.NO_OPINION, 'No policy matched.')

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        mine = [policy for policy in self._policies if matches_subject(policy, user)]
        return Rules(
            tuple(
                ResourceRule(verbs_of(policy), (policy.api_group,), (policy.resource,))
                for policy in mine
                if policy.resource and policy.namespace in (ANY, namespace)
            ),
            tuple(
                PathRule(verbs_of(policy), (policy.non_resource_path,)) for policy in mine if policy.non_resource_path
            ),
        )


def parse(text: str, where: str) -> Spec:
    try:
        line = msgspec.json.decode(text, type=Line)
    except msgspec.MsgspecError as error:
        raise PolicyError(f'{where}: {error}') from error
    if (line.kind, line.api_version) != ('Policy', API_VERSION):
        raise PolicyError(f'{where}: kind must be Policy and apiVersion {API_VERSION}')
    spec = line.spec
    # "*" stood for everybody who is authenticated before there were groups.
    if ANY in (spec.user, spec.group):
        spec.user, spec.group = '', 'system:authenticated'
    return spec


def verbs_of(policy: Spec) -> tuple[str, ...]:
    return ('get', 'list', 'watch') if policy.readonly else (ANY,)


def matches(policy: Spec, asked: Attributes) -> bool:
    if not matches_subject(policy, asked.user):
        return False
    if policy.readonly and asked.verb not in READING:
        return False
    if not asked.is_resource:
        return matches_path(policy.non_resource_path, asked.path)
    return (
        policy.namespace in (ANY, asked.namespace)
        and policy.resource in (ANY, asked.resource)
        and policy.api_group in (ANY, asked.group)
    )


def matches_subject(policy: Spec, user: UserInfo) -> bool:
    """Both, where both are given."""
    if not policy.user and not policy.group:
        return False
    if policy.user and policy.user != user.name:
        return False
    return not policy.group or policy.group in user.groups


def matches_path(pattern: str, path: str) -> bool:
    return pattern == path or (pattern.endswith(ANY) and path.startswith(pattern.rstrip(ANY)))
