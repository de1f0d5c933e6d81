"""Fields a writer cannot own: those its strategy resets anyway, and metadata that is the server's.

Upstream: GetResetFields and GetResetFieldsFilter of the strategies, managedfields/internal/stripmeta.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sampan.apiserver.registry.strategies.base import Strategy
from sampan.machinery.merge import sets
from sampan.machinery.merge.elements import SELF, field
from sampan.machinery.merge.sets import LEAF, Tree

ANY = '*'

STRIPPED = sets.of(
    *(
        tuple(map(field, path.split('.')))
        for path in (
            'apiVersion',
            'kind',
            'metadata',
            'metadata.name',
            'metadata.namespace',
            'metadata.creationTimestamp',
            'metadata.selfLink',
            'metadata.uid',
            'metadata.clusterName',
            'metadata.generation',
            'metadata.managedFields',
            'metadata.resourceVersion',
        )
    )
)


def strip(fields: Tree) -> Tree:
    """The set without what nobody owns."""
    return sets.difference(fields, STRIPPED)


def filter_of(strategy: Strategy[Any], subresource: str) -> Callable[[Tree], Tree]:
    """What a writer through a subresource ('' for the object itself) can own."""
    only = strategy.owned_fields(subresource)
    if only:
        patterns = [_elements(path) for path in only]
        return lambda fields: _included(fields, patterns)
    excluded = sets.of(*map(_elements, strategy.reset_fields(subresource)))
    return lambda fields: sets.recursive_difference(fields, excluded)


def _elements(path: str) -> tuple[str, ...]:
    return tuple(ANY if step == ANY else field(step) for step in path.split('.'))


def _included(fields: Tree, patterns: Iterable[tuple[str, ...]]) -> Tree:
    """What is at or below one of the paths, and members on the way there."""
    patterns = list(patterns)
    found: dict[str, Any] = {}
    for element, below in fields.items():
        if element == SELF:
            found[element] = LEAF
            continue
        deeper = [path[1:] for path in patterns if path and path[0] in (ANY, element)]
        if not deeper:
            continue
        if any(not rest for rest in deeper) or not below:
            found[element] = below
            continue
        inside = _included(below, deeper)
        if inside:
            found[element] = LEAF if set(inside) == {SELF} else inside
    return found
