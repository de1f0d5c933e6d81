"""An authorizer elsewhere, asked by SubjectAccessReview (upstream: plugin/pkg/authorizer/webhook).

Answers are remembered, allowing and refusing ones for different times. Match conditions say for which requests it is
asked at all. Without a usable answer it has no opinion or denies, as configured; the request ends with a 500
then, unless another authorizer allows it.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from sampan.api.generated import authorization_v1 as authorization
from sampan.apiserver.authz.base import UNDECIDED, Attributes, Decision, Rules, Verdict
from sampan.apiserver.webhook import WebhookFailed

if TYPE_CHECKING:
    from sampan.apiserver.authz.configuration import WebhookConfig
    from sampan.apiserver.request import UserInfo
    from sampan.machinery.world import World

REMEMBERED = 8192
LARGEST = 10_000  # characters of a request that is remembered
OPERATORS = {
    'in': 'In',
    '=': 'In',
    '==': 'In',
    'notin': 'NotIn',
    '!=': 'NotIn',
    'exists': 'Exists',
    '!': 'DoesNotExist',
}


class Answer(msgspec.Struct):
    """What of a review's status counts."""

    allowed: bool = False
    denied: bool = False
    reason: str = ''


class Review(msgspec.Struct):
    status: Answer = msgspec.field(default_factory=Answer)


class Transport(Protocol):
    async def post(self, body: bytes, timeout: float = ..., *, any_error: bool = ...) -> bytes: ...


class WebhookAuthorizer:
    """One webhook of the chain."""

    def __init__(self, config: WebhookConfig, transport: Transport, world: World) -> None:
        self._config = config
        self._transport = transport
        self._world = world
        self._answers: OrderedDict[bytes, tuple[float, Answer]] = OrderedDict()

    async def authorize(self, attributes: Attributes) -> Verdict:
        spec = to_spec(attributes)
        if self._config.conditions:
            from sampan.apiserver.authz import conditions
            from sampan.machinery.cel import EvaluationError

            try:
                if not conditions.matches(self._config.conditions, spec_for_conditions(spec)):
                    return UNDECIDED
            except EvaluationError as error:
                return self._failed(str(error))
        key = msgspec.json.encode(spec)
        answer = self._remembered(key)
        if answer is None:
            try:
                answer = await self._ask(spec)
            except (WebhookFailed, msgspec.MsgspecError) as error:
                return self._failed(str(error))
            self._remember(key, answer)
        return verdict_of(answer)

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        return Rules(incomplete=True, problems=('webhook authorizer does not support user rule resolution',))

    async def _ask(self, spec: dict[str, Any]) -> Answer:
        version = f'authorization.k8s.io/{self._config.version}'
        if self._config.version == 'v1beta1' and 'groups' in spec:
            spec = {**{name: value for name, value in spec.items() if name != 'groups'}, 'group': spec['groups']}
        review = {'kind': 'SubjectAccessReview', 'apiVersion': version, 'metadata': {}, 'spec': spec, 'status': {}}
        body = await self._transport.post(msgspec.json.encode(review), self._config.timeout)
        return msgspec.json.decode(body, type=Review).status

    def _failed(self, error: str) -> Verdict:
        decision = Decision.DENY if self._config.deny_on_failure else Decision.NO_OPINION
        return Verdict(decision, error=error)

    def _remembered(self, key: bytes) -> Answer | None:
        known = self._answers.get(key)
        if known is None or known[0] <= self._world.now().timestamp():
            return None
        self._answers.move_to_end(key)
        return known[1]

    def _remember(self, key: bytes, answer: Answer) -> None:
        seconds = self._config.authorized_ttl if answer.allowed else self._config.unauthorized_ttl
        if seconds <= 0 or len(key) > LARGEST:
            return
        self._answers[key] = (self._world.now().timestamp() + seconds, answer)
        if len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)


def verdict_of(answer: Answer) -> Verdict:
    if answer.denied and answer.allowed:
        error = 'webhook subject access review returned both allow and deny response'
        return Verdict(Decision.DENY, answer.reason, error)
    if answer.denied:
        return Verdict(Decision.DENY, answer.reason)
    return Verdict(Decision.ALLOW if answer.allowed else Decision.NO_OPINION, answer.reason)


def to_spec(asked: Attributes) -> dict[str, Any]:
    """The spec of the SubjectAccessReview that asks this."""
    user = asked.user
    spec = authorization.SubjectAccessReviewSpec(
        user=user.name,
        uid=user.uid,
        groups=list(user.groups),
        extra={key: list(values) for key, values in user.extra.items()},
    )
    if asked.is_resource:
        spec.resource_attributes = authorization.ResourceAttributes(
            namespace=asked.namespace,
            verb=asked.verb,
            group=asked.group,
            version=asked.version,
            resource=asked.resource,
            subresource=asked.subresource,
            name=asked.name,
        )
    else:
        spec.non_resource_attributes = authorization.NonResourceAttributes(path=asked.path, verb=asked.verb)
    document: dict[str, Any] = msgspec.to_builtins(spec)
    if asked.is_resource:
        document['resourceAttributes'] |= selectors_of(asked)
    return document


def selectors_of(asked: Attributes) -> dict[str, Any]:
    """Selectors as requirements; what reviews cannot say is left out, which asks for more, never for less."""
    found: dict[str, Any] = {}
    by_field = [
        {'key': each.field, 'operator': 'NotIn' if each.negated else 'In', 'values': [each.value]}
        for each in asked.fields
    ]
    by_label = [
        {
            'key': each.key,
            'operator': OPERATORS[each.operator],
            **({'values': list(each.values)} if each.values else {}),
        }
        for each in asked.labels
        if each.operator in OPERATORS
    ]
    if by_field:
        found['fieldSelector'] = {'requirements': by_field}
    if by_label:
        found['labelSelector'] = {'requirements': by_label}
    return found


def spec_for_conditions(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec with every text there, empty ones too, so that conditions need no has()."""
    full = {'user': '', 'groups': [], 'uid': '', 'extra': {}, **spec}
    if 'resourceAttributes' in spec:
        names = ('namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name')
        full['resourceAttributes'] = {**dict.fromkeys(names, ''), **spec['resourceAttributes']}
    if 'nonResourceAttributes' in spec:
        full['nonResourceAttributes'] = {'path': '', 'verb': '', **spec['nonResourceAttributes']}
    return full
