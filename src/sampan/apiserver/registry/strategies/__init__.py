"""What each resource adds, one module per family; resources without an entry use the base strategy as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sampan.api.resources import Resource
from sampan.apiserver.registry.strategies.base import Strategy

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry


def strategy_of(resource: Resource, registry: Registry) -> Strategy[Any]:
    """The resource's strategy, ready for use."""
    from sampan.apiserver.registry.strategies.table import STRATEGIES

    return STRATEGIES.get((resource.group, resource.plural), Strategy)(resource, registry)
