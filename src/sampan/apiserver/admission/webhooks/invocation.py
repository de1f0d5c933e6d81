"""Whether a hook is asked about a request, beyond its rules (upstream: generic.Webhook.ShouldCallHook)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sampan.api import errors
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes
from sampan.apiserver.admission.config import Parts
from sampan.apiserver.admission.matching import selectors
from sampan.apiserver.admission.matching.equivalents import shown
from sampan.apiserver.admission.webhooks.source import Candidate, Hook


@dataclass(frozen=True, slots=True)
class Invocation:
    """A hook to ask, and the objects under the name it knows the resource by."""

    hook: Hook
    resource: Resource
    object: Any
    old: Any


async def invocation(candidate: Candidate, attributes: Attributes, parts: Parts) -> Invocation | None:
    """The question to a candidate; None if its selectors or conditions do not match. Raises 403, 404."""
    hook = candidate.hook
    if not selectors.on_object(hook.objects, attributes):
        return None
    if not await selectors.in_namespace(hook.namespaces, attributes, parts.lookup):
        return None
    resource = candidate.resource
    obj = await shown(parts.registry, attributes.object, attributes.resource, resource)
    old = await shown(parts.registry, attributes.old, attributes.resource, resource)
    if hook.webhook.match_conditions:
        verdict = await hook.conditions.evaluate(attributes, resource, obj, old, parts.registry.authorizer)
        if verdict.error:
            place = attributes.resource
            raise errors.forbidden(place.group, place.plural, attributes.name, verdict.error)
        if not verdict.holds:
            return None
    return Invocation(hook, resource, obj, old)
