"""`--authorization-mode`: which authorizers there are, and the union of those a server has.

Upstream: pkg/kubeapiserver/authorizer. Members of system:masters may do everything in every mode.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sampan.apiserver.authz.base import ALLOWED, Attributes, Authorizer, Decision, Rules, Union, Verdict
from sampan.apiserver.authz.configuration import Step, WebhookConfig
from sampan.apiserver.authz.node import NodeAuthorizer
from sampan.apiserver.authz.privileged import EVERYTHING, PrivilegedGroup
from sampan.apiserver.authz.rbac.authorizer import Rbac
from sampan.apiserver.authz.rbac.escalation import Escalation

if TYPE_CHECKING:
    from pathlib import Path

    from sampan.apiserver.registry.endpoint import Endpoint
    from sampan.apiserver.request import UserInfo
    from sampan.apiserver.webhook import Webhook
    from sampan.machinery.world import World

WEBHOOK = 'Webhook'

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


@dataclass(slots=True)
class Access:
    """A server's authorization. `escalation` is there when RBAC is. `close` it."""

    authorizer: Union
    rbac: Rbac | None = None
    escalation: Escalation | None = None
    webhooks: Sequence[Webhook] = ()
    lasting: Mapping[str, Authorizer] = field(default_factory=dict)  # by type: those without settings in a file

    def rebuild(self, steps: Sequence[Step], parts: Parts) -> Sequence[Webhook]:
        """Take another chain over, whose only difference are webhooks; those of before, for the caller to close.

        Raises UnknownMode, OSError, and then nothing is changed.
        """
        kinds = {step.type for step in steps if step.type != WEBHOOK}
        if kinds != set(self.lasting):
            raise UnknownMode(f'the types {sorted(self.lasting)} of authorizers cannot become {sorted(kinds)}')
        builder = Builder(parts)
        made = [self.lasting.get(step.type) or builder.make(step) for step in steps]
        before, self.webhooks = self.webhooks, tuple(builder.webhooks)
        self.authorizer.replace(PrivilegedGroup(), *made)
        return before

    async def close(self) -> None:
        for webhook in self.webhooks:
            await webhook.close()


@dataclass(frozen=True, slots=True)
class Parts:
    """What authorizers are made of: how to find a kind's endpoint, and what the flags name."""

    find: Find
    world: World
    settled: Callable[[], Awaitable[object] | None] = lambda: None
    policy_file: Path | None = None


class Builder:
    """Makes the authorizers of one server."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.webhooks: list[Webhook] = []

    def make(self, step: Step) -> Authorizer:
        """Raises UnknownMode, OSError."""
        return MODES[step.type](self, step)

    def node(self, step: Step) -> Authorizer:
        return NodeAuthorizer(self._parts.find)

    def rbac(self, step: Step) -> Authorizer:
        return Rbac(self._endpoint, self._parts.settled)

    def abac(self, step: Step) -> Authorizer:
        from sampan.apiserver.authz.abac import Abac

        if self._parts.policy_file is None:
            raise UnknownMode("authorization-mode ABAC's authorization policy file not passed")
        return Abac.from_file(self._parts.policy_file)

    def webhook(self, step: Step) -> Authorizer:
        from sampan.apiserver.authz.webhook import WebhookAuthorizer
        from sampan.apiserver.webhook import Webhook

        if step.webhook is None:
            raise UnknownMode("authorization-mode Webhook's authorization config file not passed")
        transport = Webhook.from_file(step.webhook.kubeconfig, self._parts.world)
        self.webhooks.append(transport)
        return WebhookAuthorizer(step.webhook, transport, self._parts.world)

    def _endpoint(self, kind: type[Any]) -> Endpoint[Any]:
        found = self._parts.find(kind)
        if found is None:
            raise RuntimeError(f'{kind.__name__} is not served')
        return found


MODES: Mapping[str, Callable[[Builder, Step], Authorizer]] = {
    'ABAC': Builder.abac,
    'AlwaysAllow': lambda builder, step: AlwaysAllow(),
    'AlwaysDeny': lambda builder, step: AlwaysDeny(),
    'Node': Builder.node,
    'RBAC': Builder.rbac,
    'Webhook': Builder.webhook,
}


def build(steps: Sequence[Step], parts: Parts) -> Access:
    """The union in the steps' order, behind system:masters. Raises UnknownMode, OSError."""
    builder = Builder(parts)
    made = [builder.make(step) for step in steps]
    union = Union(PrivilegedGroup(), *made)
    rbac = next((each for each in made if isinstance(each, Rbac)), None)
    escalation = None if rbac is None else Escalation(union, rbac.policy)
    lasting = {step.type: each for step, each in zip(steps, made, strict=True) if step.type != WEBHOOK}
    return Access(union, rbac, escalation, tuple(builder.webhooks), lasting)


def steps_of(modes: Sequence[str], webhook: Path | None = None, configuration: Path | None = None) -> list[Step]:
    """The chain that the flags describe. Raises UnknownMode, ConfigurationError, OSError."""
    if configuration is not None:
        from sampan.apiserver.authz.configuration import load

        return load(configuration)
    check(modes)
    settings = None if webhook is None else WebhookConfig(name='default', kubeconfig=webhook)
    return [Step(mode, mode.lower(), settings if mode == 'Webhook' else None) for mode in modes]


def check(modes: Sequence[str]) -> None:
    """Raises UnknownMode as upstream's flags do."""
    if not modes:
        raise UnknownMode('at least one authorization-mode must be passed')
    for mode in modes:
        if mode not in MODES:
            raise UnknownMode(f'authorization-mode "{mode}" is not a valid mode')
    if len(set(modes)) != len(modes):
        raise UnknownMode(f'authorization-mode {list(modes)} has mode specified more than once')
