"""May they, by RBAC? (upstream: plugin/pkg/auth/authorizer/rbac)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from sampan.apiserver.authz.base import (
    UNDECIDED,
    Attributes,
    Decision,
    PathRule,
    ResourceRule,
    Rules,
    Verdict,
)
from sampan.apiserver.authz.rbac.policy import Policy
from sampan.apiserver.authz.rbac.rules import matches_path, matches_resource

if TYPE_CHECKING:
    from sampan.api.generated.rbac_v1 import PolicyRule
    from sampan.apiserver.registry.endpoint import Endpoint
    from sampan.apiserver.request import UserInfo

SUBJECTS = 2048  # users remembered, the least recently seen forgotten first
ANSWERS = 4096  # answers remembered for each


class Answer:
    """What the rules say to one verb on one resource: names and verdicts in order, and what is said without any."""

    __slots__ = ('anybody', 'named', 'otherwise')

    def __init__(self) -> None:
        self.named: list[tuple[frozenset[str], Verdict]] = []
        self.anybody: Verdict | None = None
        self.otherwise: Verdict = UNDECIDED

    def verdict(self, name: str) -> Verdict:
        for names, allowed in self.named:
            if name in names:
                return allowed
        return self.anybody or self.otherwise


class Rbac:
    """One more authorizer of the union: it allows, or has no opinion."""

    def __init__(
        self,
        endpoint: Callable[[type[Any]], Endpoint[Any]],
        settled: Callable[[], Awaitable[object] | None] = lambda: None,
    ) -> None:
        """`settled` is what to wait for until the caches show every role and binding this server has answered for."""
        self._settled = settled
        self.policy = Policy(endpoint)
        self._subjects: OrderedDict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], Answer]] = OrderedDict()

    async def authorize(self, attributes: Attributes) -> Verdict:
        waiting = self._settled()
        if waiting is not None:
            await waiting
        return self.decide(attributes)

    def decide(self, attributes: Attributes) -> Verdict:
        """The verdict, by what the caches hold now."""
        if self.policy.refresh():
            self._subjects.clear()
        user = attributes.user
        answers = self._subjects.get((user.name, user.groups))
        if answers is None:
            answers = self._remember(user)
        if attributes.is_resource:
            key = (
                attributes.verb,
                attributes.group,
                attributes.resource,
                attributes.subresource,
                attributes.namespace,
            )
        else:
            key = (attributes.verb, attributes.path)  # type: ignore[assignment]
        answer = answers.get(key)
        if answer is None:
            if len(answers) >= ANSWERS:
                answers.clear()
            answer = answers[key] = self._find(attributes)
        return answer.verdict(attributes.name)

    def _remember(self, user: UserInfo) -> dict[tuple[str, ...], Answer]:
        answers: dict[tuple[str, ...], Answer] = {}
        self._subjects[user.name, user.groups] = answers
        if len(self._subjects) > SUBJECTS:
            self._subjects.popitem(last=False)
        return answers

    def _find(self, attributes: Attributes) -> Answer:
        answer, problems = Answer(), []
        namespace = attributes.namespace if attributes.is_resource else ''
        for grant in self.policy.grants(attributes.user, namespace):
            if grant.problem:
                problems.append(grant.problem)
            for rule in grant.rules:
                if not matches(rule, attributes):
                    continue
                allowed = Verdict(Decision.ALLOW, f'RBAC: allowed by {grant.source}')
                if not rule.resource_names or not attributes.is_resource:
                    answer.anybody = allowed
                    return answer
                answer.named.append((frozenset(rule.resource_names), allowed))
        if problems:
            different = list(dict.fromkeys(problems))
            text = different[0] if len(different) == 1 else f'[{", ".join(different)}]'
            answer.otherwise = Verdict(Decision.NO_OPINION, f'RBAC: {text}')
        return answer

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        self.policy.refresh()
        rules = [rule for grant in self.policy.grants(user, namespace) for rule in grant.rules]
        return Rules(
            tuple(
                ResourceRule(
                    tuple(rule.verbs), tuple(rule.api_groups), tuple(rule.resources), tuple(rule.resource_names)
                )
                for rule in rules
                if rule.resources
            ),
            tuple(
                PathRule(tuple(rule.verbs), tuple(rule.non_resource_urls)) for rule in rules if rule.non_resource_urls
            ),
            problems=tuple(grant.problem for grant in self.policy.grants(user, namespace) if grant.problem),
        )


def matches(rule: PolicyRule, attributes: Attributes) -> bool:
    if attributes.is_resource:
        return matches_resource(rule, attributes.verb, attributes.group, attributes.resource, attributes.subresource)
    return matches_path(rule, attributes.verb, attributes.path)
