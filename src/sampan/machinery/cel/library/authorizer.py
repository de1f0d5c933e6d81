"""Questions to the authorizer from inside an expression.

The host binds `authorizer` (and `authorizer.requestResource`) to what `authorizer_value` and `resource_check` make. A
check asks a `Referee`; one that must wait for its answer raises `Suspended` and is asked again when the answer is
known. Upstream: k8s.io/apiserver/pkg/cel/library/authz.go.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

from sampan.machinery import names
from sampan.machinery.cel.declarations import Library, method
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.types import BOOL, STRING, struct
from sampan.machinery.cel.values import Opaque

AUTHORIZER_TYPE = struct('kubernetes.authorization.Authorizer')
PATH_TYPE = struct('kubernetes.authorization.PathCheck')
GROUP_TYPE = struct('kubernetes.authorization.GroupCheck')
RESOURCE_TYPE = struct('kubernetes.authorization.ResourceCheck')
DECISION_TYPE = struct('kubernetes.authorization.Decision')


@dataclass(frozen=True, slots=True)
class Question:
    """May `user` do `verb`? About a resource, or about `path` when that is set. `user` is the host's own."""

    user: Any
    verb: str = ''
    path: str = ''
    group: str = ''
    resource: str = ''
    subresource: str = ''
    namespace: str = ''
    name: str = ''
    field_selector: str = ''
    label_selector: str = ''


@dataclass(frozen=True, slots=True)
class Answer:
    """The authorizer's word; `error` is set when it could not say."""

    allowed: bool
    reason: str = ''
    error: str | None = None


class Referee(Protocol):
    """Who answers; `service_account` gives the host's user for one."""

    def ask(self, question: Question) -> Answer: ...
    def service_account(self, namespace: str, name: str) -> Any: ...


class Check(Opaque):
    """An authorizer, or a question on its way: what is asked so far, and of what CEL type it is."""

    __slots__ = ('cel_type', 'question', 'referee')

    def __init__(self, referee: Referee, question: Question, cel_type: Any) -> None:
        self.referee = referee
        self.question = question
        self.cel_type = cel_type

    def key(self) -> Any:
        return (self.cel_type, self.question)

    def but(self, cel_type: Any, **changes: Any) -> Check:
        return Check(self.referee, replace(self.question, **changes), cel_type)


class Verdict(Opaque):
    """An answer as a value of CEL."""

    __slots__ = ('answer',)
    cel_type = DECISION_TYPE

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def key(self) -> Any:
        return self.answer


def authorizer_value(referee: Referee, user: Any) -> Check:
    """The value of the variable `authorizer`."""
    return Check(referee, Question(user), AUTHORIZER_TYPE)


def resource_check(referee: Referee, question: Question) -> Check:
    """The value of `authorizer.requestResource`: a check prepared with the request's resource."""
    return Check(referee, question, RESOURCE_TYPE)


def _path(check: Check, path: str) -> Check:
    if not path.strip():
        raise EvaluationError('path must not be empty')
    return check.but(PATH_TYPE, path=path)


def _resource(check: Check, resource: str) -> Check:
    if not resource.strip():
        raise EvaluationError('resource must not be empty')
    return check.but(RESOURCE_TYPE, resource=resource)


def _service_account(check: Check, namespace: str, name: str) -> Check:
    if names.name_is_dns_subdomain(name):
        raise EvaluationError('Invalid service account name')
    if names.name_is_dns_label(namespace):
        raise EvaluationError('Invalid service account namespace')
    return check.but(AUTHORIZER_TYPE, user=check.referee.service_account(namespace, name))


def _check(check: Check, verb: str) -> Verdict:
    return Verdict(check.referee.ask(replace(check.question, verb=verb)))


def _with(part: str) -> Any:
    return lambda check, text: check.but(RESOURCE_TYPE, **{part: text})


_A, _P, _G, _R, _D = AUTHORIZER_TYPE, PATH_TYPE, GROUP_TYPE, RESOURCE_TYPE, DECISION_TYPE
AUTHORIZER = Library(
    'kubernetes.authz',
    (
        ('path', method('authorizer_path', (_A, STRING), _P, _path)),
        ('group', method('authorizer_group', (_A, STRING), _G, lambda check, group: check.but(_G, group=group))),
        ('serviceAccount', method('authorizer_serviceaccount', (_A, STRING, STRING), _A, _service_account)),
        ('resource', method('groupcheck_resource', (_G, STRING), _R, _resource)),
        ('subresource', method('resourcecheck_subresource', (_R, STRING), _R, _with('subresource'))),
        ('namespace', method('resourcecheck_namespace', (_R, STRING), _R, _with('namespace'))),
        ('name', method('resourcecheck_name', (_R, STRING), _R, _with('name'))),
        ('check', method('pathcheck_check', (_P, STRING), _D, _check)),
        ('check', method('resourcecheck_check', (_R, STRING), _D, _check)),
        ('errored', method('decision_errored', (_D,), BOOL, lambda verdict: verdict.answer.error is not None)),
        ('error', method('decision_error', (_D,), STRING, lambda verdict: verdict.answer.error or '')),
        ('allowed', method('decision_allowed', (_D,), BOOL, lambda verdict: verdict.answer.allowed)),
        ('reason', method('decision_reason', (_D,), STRING, lambda verdict: verdict.answer.reason)),
    ),
    {},
    {t.name: t for t in (_A, _P, _G, _R, _D)},
)
SELECTORS = Library(
    'kubernetes.authzSelectors',
    (
        ('fieldSelector', method('authorizer_fieldselector', (_R, STRING), _R, _with('field_selector'))),
        ('labelSelector', method('authorizer_labelselector', (_R, STRING), _R, _with('label_selector'))),
    ),
)
