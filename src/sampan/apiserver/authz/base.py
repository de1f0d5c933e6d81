"""The question, the answer, and who may answer (upstream: authorization/authorizer)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

import msgspec

from sampan.apiserver.authz.selectors import Fields, Labels, field_requirements, label_requirements
from sampan.apiserver.request import RequestInfo, UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.request import Request


SELECTING = frozenset({'list', 'watch', 'deletecollection'})


class Decision(Enum):
    ALLOW = 'allow'
    DENY = 'deny'
    NO_OPINION = 'no opinion'


@dataclass(frozen=True, slots=True)
class Verdict:
    decision: Decision
    reason: str = ''
    error: str = ''  # what went wrong on the way to a refusal: the request ends with a 500


ALLOWED = Verdict(Decision.ALLOW)
UNDECIDED = Verdict(Decision.NO_OPINION)


class Attributes(msgspec.Struct, frozen=True):
    """Who wants to do what. For paths that are no resources only `verb` and `path` count."""

    user: UserInfo
    verb: str
    is_resource: bool = True
    namespace: str = ''
    group: str = ''
    version: str = ''
    resource: str = ''
    subresource: str = ''
    name: str = ''
    path: str = ''
    # What a list, watch or deletecollection is limited to; empty when it is not, or not understood.
    fields: Fields = ()
    labels: Labels = ()


@dataclass(frozen=True, slots=True)
class ResourceRule:
    """Something a user may do, as SelfSubjectRulesReview lists it."""

    verbs: tuple[str, ...]
    groups: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PathRule:
    verbs: tuple[str, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    resources: tuple[ResourceRule, ...] = ()
    paths: tuple[PathRule, ...] = ()
    incomplete: bool = False  # there may be more that cannot be listed
    problems: tuple[str, ...] = ()  # what could not be evaluated


class Authorizer(Protocol):
    async def authorize(self, attributes: Attributes) -> Verdict: ...

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        """What the user may do in a namespace, as far as this authorizer says."""
        ...


class Union:
    """The first opinion counts; if nobody has one, the reasons given are collected."""

    def __init__(self, *authorizers: Authorizer) -> None:
        self._authorizers = authorizers

    def replace(self, *authorizers: Authorizer) -> None:
        """Ask these from now on; who is being asked already is asked to the end."""
        self._authorizers = authorizers

    async def authorize(self, attributes: Attributes) -> Verdict:
        reasons: list[str] = []
        failures: list[str] = []
        for authorizer in self._authorizers:
            verdict = await authorizer.authorize(attributes)
            if verdict.decision is not Decision.NO_OPINION:
                return verdict
            if verdict.reason:
                reasons.append(verdict.reason)
            if verdict.error:
                failures.append(verdict.error)
        if not reasons and not failures:
            return UNDECIDED
        return Verdict(Decision.NO_OPINION, '\n'.join(reasons), ', '.join(failures))

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        found: Sequence[Rules] = [authorizer.rules(user, namespace) for authorizer in self._authorizers]
        return Rules(
            tuple(rule for rules in found for rule in rules.resources),
            tuple(rule for rules in found for rule in rules.paths),
            any(rules.incomplete for rules in found),
            tuple(problem for rules in found for problem in rules.problems),
        )


def attributes_of(request: Request) -> Attributes:
    """The question a request asks. It must have passed request info and authentication."""
    info, user = request.info, request.user
    if info is None or user is None:
        raise RuntimeError('authorization comes behind request info and authentication')
    asked = request.query
    if asked and info.verb in SELECTING and ('fieldSelector' in asked or 'labelSelector' in asked):
        return msgspec.structs.replace(
            describe(info, user),
            fields=field_requirements(request.first('fieldSelector')),
            labels=label_requirements(request.first('labelSelector')),
        )
    return describe(info, user)


def describe(info: RequestInfo, user: UserInfo) -> Attributes:
    if not info.is_resource:
        return Attributes(user, info.verb, is_resource=False, path=info.path)
    return Attributes(
        user=user,
        verb=info.verb,
        namespace=info.namespace,
        group=info.group,
        version=info.version,
        resource=info.resource,
        subresource=info.subresource,
        name=info.name,
        path=info.path,
    )
