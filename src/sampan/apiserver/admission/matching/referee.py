"""Questions to the authorizer from inside expressions.

Evaluation does not wait: where an answer is missing it stops with the question, the question is answered, and the
expression is evaluated again. Upstream: k8s.io/apiserver/pkg/cel/library/authz.go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from sampan.apiserver.admission.base import Attributes
from sampan.apiserver.authz import base as authz
from sampan.apiserver.authz.selectors import field_requirements, label_requirements
from sampan.apiserver.request import UserInfo

if TYPE_CHECKING:
    from sampan.machinery.cel.library.authorizer import Answer, Question

QUESTIONS = 100  # of one evaluation; its cost limit allows fewer

T = TypeVar('T')


class RequestReferee:
    """Knows the answers given so far."""

    def __init__(self, authorizer: authz.Authorizer | None) -> None:
        self._authorizer = authorizer
        self._answers: dict[Any, Answer] = {}

    def bindings(self, attributes: Attributes) -> dict[str, Any]:
        """`authorizer` and `authorizer.requestResource`."""
        from sampan.machinery.cel.library.authorizer import Question, authorizer_value, resource_check

        resource = attributes.resource
        own = Question(
            attributes.user,
            group=resource.group,
            resource=resource.plural,
            subresource=attributes.subresource,
            namespace=attributes.namespace,
            name=attributes.name,
        )
        return {
            'authorizer': authorizer_value(self, attributes.user),
            'authorizer.requestResource': resource_check(self, own),
        }

    def ask(self, question: Question) -> Answer:
        from sampan.machinery.cel import Suspended

        answer = self._answers.get(_key(question))
        if answer is None:
            raise Suspended(question)
        return answer

    def service_account(self, namespace: str, name: str) -> UserInfo:
        groups = ('system:serviceaccounts', f'system:serviceaccounts:{namespace}', 'system:authenticated')
        return UserInfo(f'system:serviceaccount:{namespace}:{name}', groups=groups)

    async def settled(self, evaluate: Callable[[], T]) -> T:
        """What `evaluate` gives once its questions are answered."""
        from sampan.machinery.cel import Suspended

        for _ in range(QUESTIONS):
            try:
                return evaluate()
            except Suspended as suspended:
                self._answers[_key(suspended.question)] = await self._answer(suspended.question)
        raise RuntimeError('an expression asks the authorizer without end')

    async def _answer(self, question: Question) -> Answer:
        from sampan.machinery.cel.library.authorizer import Answer

        if self._authorizer is None:
            return Answer(False, error='no authorizer is configured')
        verdict = await self._authorizer.authorize(
            authz.Attributes(
                question.user,
                question.verb,
                is_resource=not question.path,
                namespace=question.namespace,
                group=question.group,
                version='*',
                resource=question.resource,
                subresource=question.subresource,
                name=question.name,
                path=question.path,
                fields=field_requirements(question.field_selector) if question.field_selector else (),
                labels=label_requirements(question.label_selector) if question.label_selector else (),
            )
        )
        return Answer(verdict.decision is authz.Decision.ALLOW, verdict.reason, verdict.error or None)


def _key(question: Question) -> Any:
    """Users are told apart by name: an expression speaks of the requester and of service accounts only."""
    return replace(question, user=question.user.name)
