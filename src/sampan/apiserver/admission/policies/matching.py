"""Whether a policy or a binding is about a request (upstream: policy/matching)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated.meta_v1 import LabelSelector
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes
from sampan.apiserver.admission.matching import rules, selectors
from sampan.apiserver.admission.matching.equivalents import equivalents
from sampan.apiserver.admission.matching.rules import Place
from sampan.machinery import labels

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry

NamedRules = Sequence[registration.NamedRuleWithOperations]


def might_match(registry: Registry, resources: registration.MatchResources | None, place: Place) -> bool:
    """Whether any request on the place can match: the rules alone, whatever the object's name."""
    if resources is None:
        return False
    others = equivalents(registry, place.resource, place.subresource)
    exact = resources.match_policy != 'Equivalent'
    return _known_as(resources.resource_rules, place, () if exact else others, None) is not None


async def matches(
    registry: Registry, resources: registration.MatchResources, attributes: Attributes
) -> Resource | None:
    """The resource by the name under which the rules know it; None if they do not. Raises 404 for unknown
    namespaces."""
    place = Place(attributes.operation, attributes.resource, attributes.subresource)
    others: Sequence[Resource] = ()
    if resources.match_policy == 'Equivalent':
        others = equivalents(registry, place.resource, place.subresource)
    name = attributes.name
    if _known_as(resources.exclude_resource_rules, place, others, name) is not None:
        return None
    found: Resource | None = place.resource
    if resources.resource_rules:
        found = _known_as(resources.resource_rules, place, others, name)
    if found is None:
        return None
    if not selectors.on_object(labels.from_object(resources.object_selector or LabelSelector()), attributes):
        return None
    in_namespaces = labels.from_object(resources.namespace_selector or LabelSelector())
    return found if await selectors.in_namespace(in_namespaces, attributes, registry.lookup) else None


def _known_as(named: NamedRules, place: Place, others: Sequence[Resource], name: str | None) -> Resource | None:
    """The resource itself if a rule names it, else the first equivalent one that a rule names."""
    for resource in (place.resource, *others):
        for rule in named:
            if rules.matches(rule, place, resource) and (
                name is None or not rule.resource_names or name in rule.resource_names
            ):
                return resource
    return None
