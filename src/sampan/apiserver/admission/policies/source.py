"""The policies with their bindings, compiled, and which of them a place concerns (upstream:
generic/policy_source.go)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sampan.apiserver.admission.base import Attributes
from sampan.apiserver.admission.matching.rules import Place
from sampan.apiserver.admission.policies.matching import might_match
from sampan.apiserver.cache.entry import Entry

if TYPE_CHECKING:
    from sampan.apiserver.admission.policies.compiled import Compiled
    from sampan.apiserver.registry.registry import Registry

PLACES = 4096  # remembered at most


@dataclass(frozen=True, slots=True)
class Hook:
    """A policy that something binds."""

    policy: Any
    bindings: Sequence[Any]
    compiled: Compiled


class PolicySource:
    """The hooks of all policies of one kind, by the policies' names."""

    def __init__(
        self, registry: Registry, policies: type[Any], bindings: type[Any], make: Callable[[Any], Compiled]
    ) -> None:
        self._registry = registry
        self._kinds = (policies, bindings)
        self._make = make
        self._stale = False
        self._hooks: Sequence[Hook] = ()
        self._compiled: dict[tuple[str, int], Compiled] = {}  # by uid and generation
        self._places: dict[tuple[str, ...], Sequence[Hook]] = {}
        registry.served.on_change(self._places.clear)  # a resource may be known in other versions too from now on
        for kind in self._kinds:
            endpoint = registry.served_endpoint(kind)
            if endpoint is not None:
                endpoint.cache.follow(self)

    def loaded(self, entries: Iterable[Entry]) -> None:
        """A cache starts again."""
        self._stale = True

    def changed(self, entry: Entry) -> None:
        """A policy or binding is new, different or gone."""
        self._stale = True

    def at(self, attributes: Attributes) -> Sequence[Hook]:
        """The hooks that may have to do with the place of the request."""
        if self._stale:
            self._stale = False
            self._places.clear()
            self._hooks = self._renew()
        if not self._hooks:
            return ()
        resource = attributes.resource
        key = (attributes.operation.value, resource.group, resource.version, resource.plural, attributes.subresource)
        found = self._places.get(key)
        if found is None:
            if len(self._places) >= PLACES:
                self._places.clear()
            place = Place(attributes.operation, resource, attributes.subresource)
            found = self._places[key] = tuple(
                hook for hook in self._hooks if might_match(self._registry, hook.policy.spec.match_constraints, place)
            )
        return found

    def _renew(self) -> Sequence[Hook]:
        lookup = self._registry.lookup
        policies, bindings = self._kinds
        bound: dict[str, list[Any]] = {}
        for binding in lookup.peek(bindings):
            bound.setdefault(binding.spec.policy_name, []).append(binding)
        known, self._compiled = self._compiled, {}
        hooks = []
        for policy in sorted(lookup.peek(policies), key=lambda each: str(each.metadata.name)):
            if policy.metadata.name not in bound:
                continue
            key = (policy.metadata.uid, policy.metadata.generation)
            compiled = self._compiled[key] = known.get(key) or self._make(policy)
            hooks.append(Hook(policy, bound[policy.metadata.name], compiled))
        return tuple(hooks)
