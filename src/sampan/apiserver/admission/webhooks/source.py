"""The configured hooks, and which of them a place concerns (upstream: admission/configuration)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated.meta_v1 import LabelSelector
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes
from sampan.apiserver.admission.matching import rules
from sampan.apiserver.admission.matching.conditions import Conditions
from sampan.apiserver.admission.matching.equivalents import equivalents
from sampan.apiserver.admission.matching.rules import Place
from sampan.apiserver.cache.entry import Entry
from sampan.machinery import labels
from sampan.machinery.labels.selector import Selector

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry

PLACES = 4096  # remembered at most

Configuration = registration.MutatingWebhookConfiguration | registration.ValidatingWebhookConfiguration
Webhook = registration.MutatingWebhook | registration.ValidatingWebhook


@dataclass(frozen=True)
class Hook:
    """One webhook of one configuration."""

    index: int  # among all hooks
    uid: str
    configuration: str
    webhook: Any  # MutatingWebhook or ValidatingWebhook

    @property
    def name(self) -> str:
        return str(self.webhook.name)

    @property
    def ignores_failures(self) -> bool:
        return bool(self.webhook.failure_policy == 'Ignore')

    @cached_property
    def namespaces(self) -> Selector:
        return labels.from_object(self.webhook.namespace_selector or LabelSelector())

    @cached_property
    def objects(self) -> Selector:
        return labels.from_object(self.webhook.object_selector or LabelSelector())

    @cached_property
    def conditions(self) -> Conditions:
        return Conditions(self.webhook.match_conditions, fail_closed=not self.ignores_failures)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hook with a rule for the place, under the name by which the rule knows the resource."""

    hook: Hook
    resource: Resource


class Source:
    """The hooks of all configurations of one kind, by name of the configuration and place in it."""

    def __init__(self, registry: Registry, kind: type[Any]) -> None:
        self._registry = registry
        self._kind = kind
        self._stale = False
        endpoint = registry.served_endpoint(kind)
        if endpoint is not None:
            endpoint.cache.follow(self)
        self._hooks: Sequence[Hook] = ()
        self._places: dict[tuple[str, ...], Sequence[Candidate]] = {}
        registry.served.on_change(self._places.clear)  # a resource may be known in other versions too from now on

    def loaded(self, entries: Iterable[Entry]) -> None:
        """The cache starts again."""
        self._stale = True

    def changed(self, entry: Entry) -> None:
        """A configuration is new, different or gone."""
        self._stale = True

    def at(self, attributes: Attributes) -> Sequence[Candidate]:
        """The hooks whose rules match the place of the request, in order."""
        if self._stale:
            self._stale = False
            self._places.clear()
            self._hooks = tuple(_hooks(self._registry.lookup.peek(self._kind)))
        if not self._hooks:
            return ()
        resource = attributes.resource
        key = (attributes.operation.value, resource.group, resource.version, resource.plural, attributes.subresource)
        found = self._places.get(key)
        if found is None:
            if len(self._places) >= PLACES:
                self._places.clear()
            place = Place(attributes.operation, resource, attributes.subresource)
            found = self._places[key] = self._find(place)
        return found

    def _find(self, place: Place) -> Sequence[Candidate]:
        others = equivalents(self._registry, place.resource, place.subresource)
        found = ((hook, _known_as(hook, place, others)) for hook in self._hooks)
        return tuple(Candidate(hook, resource) for hook, resource in found if resource is not None)


def _hooks(configurations: Iterable[Configuration]) -> Iterable[Hook]:
    index = 0
    for configuration in sorted(configurations, key=lambda each: each.metadata.name):
        seen: Counter[str] = Counter()
        for webhook in configuration.webhooks:
            name = webhook.name
            uid = f'{configuration.metadata.name}/{name}/{seen[name]}'
            yield Hook(index, uid, configuration.metadata.name, webhook)
            seen[name] += 1
            index += 1


def _known_as(hook: Hook, place: Place, others: Sequence[Resource]) -> Resource | None:
    """The resource itself if a rule names it, else the first equivalent one a rule names."""
    webhook: Webhook = hook.webhook
    if any(rules.matches(rule, place, place.resource) for rule in webhook.rules):
        return place.resource
    if webhook.match_policy != 'Equivalent':
        return None
    for rule in webhook.rules:
        for other in others:
            if rules.matches(rule, place, other):
                return other
    return None
