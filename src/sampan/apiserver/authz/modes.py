"""`--authorization-mode`: which authorizers there are, and the union of those a server has.

Upstream: pkg/kubeapiserver/authorizer. Members of system:masters may do everything in every mode.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sampan.apiserver.authz.base import ALLOWED, Attributes, Authorizer, Decision, Rules, Union, Verdict
from sampan.apiserver.authz.node import NodeAuthorizer
from sampan.apiserver.authz.privileged import EVERYTHING, PrivilegedGroup
from sampan.apiserver.authz.rbac.authorizer import Rbac
from sampan.apiserver.authz.rbac.escalation import Escalation

if TYPE_CHECKING:
    from pathlib import Path

    from sampan.apiserver.registry.endpoint import Endpoint
    from sampan.apiserver.request import UserInfo

Find = Callable[[type[Any]], 'Endpoint[Any] | None']


class UnknownMode(ValueError):
    """A flag names no mode; the text is upstream's."""


class AlwaysAllow:
    """Everybody may do everything (upstream: authorizerfactory.NewAlwaysAllowAuthorizer)."""

    async def authorize(self, attributes: Attributes) -> Verdict:
        return ALLOWED

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        return EVERYTHING


class AlwaysDeny:
    """Nobody may do anything, as far as this one is asked."""

    async def authorize(self, attributes: Attributes) -> Verdict:
        return Verdict(Decision.NO_OPINION, 'Everything is forbidden.')

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        return Rules()


@dataclass(frozen=True, slots=True)
class Access:
    """A server's authorization. `escalation` is there when RBAC is."""

    authorizer: Authorizer
    rbac: Rbac | None = None
    escalation: Escalation | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What authorizers are made of: how to find a kind's endpoint, and what the flags name."""

    find: Find
    policy_file: Path | None = None
    settled: Callable[[], Awaitable[object] | None] = lambda: None


Make = Callable[[Parts], Authorizer]


def _rbac(parts: Parts) -> Rbac:
    def endpoint(kind: type[Any]) -> Endpoint[Any]:
        found = parts.find(kind)
        if found is None:
            raise RuntimeError(f'{kind.__name__} is not served')
        return found

    return Rbac(endpoint, parts.settled)


def _abac(parts: Parts) -> Authorizer:
    from sampan.apiserver.authz.abac import Abac

    if parts.policy_file is None:
        raise UnknownMode("authorization-mode ABAC's authorization policy file not passed")
    return Abac.from_file(parts.policy_file)


MODES: Mapping[str, Make] = {
    'ABAC': _abac,
    'AlwaysAllow': lambda parts: AlwaysAllow(),
    'AlwaysDeny': lambda parts: AlwaysDeny(),
    'Node': lambda parts: NodeAuthorizer(parts.find),
    'RBAC': _rbac,
}


def build(modes: Sequence[str], parts: Parts, more: Sequence[Authorizer] = ()) -> Access:
    """The union in the modes' order, behind system:masters; `more` are asked last. Raises UnknownMode."""
    check(modes)
    made = [MODES[mode](parts) for mode in modes]
    union = Union(PrivilegedGroup(), *made, *more)
    rbac = next((each for each in made if isinstance(each, Rbac)), None)
    return Access(union, rbac, None if rbac is None else Escalation(union, rbac.policy))


def check(modes: Sequence[str]) -> None:
    """Raises UnknownMode as upstream's flags do."""
    if not modes:
        raise UnknownMode('at least one authorization-mode must be passed')
    for mode in modes:
        if mode not in MODES:
            raise UnknownMode(f'authorization-mode "{mode}" is not a valid mode')
    if len(set(modes)) != len(modes):
        raise UnknownMode(f'authorization-mode {list(modes)} has mode specified more than once')
