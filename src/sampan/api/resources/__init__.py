"""What is served: one entry per resource, from which discovery, routing and storage keys follow.

One module per API group: its `GROUP` (versions and discovery priority) and its `RESOURCES`. Adding a resource
starts with one entry there (docs/howto/add-a-resource.md); a new group is one module and its name in `MODULES`.

Upstream: the `NewRESTStorage` functions of `pkg/registry/*/rest`, `pkg/printers`, and the
strategies' short names and categories.
"""

from __future__ import annotations

from typing import Any

from sampan.api.resources import (
    admissionregistration,
    apiextensions,
    apiregistration,
    apiserverinternal,
    apps,
    authentication,
    authorization,
    autoscaling,
    batch,
    certificates,
    coordination,
    core,
    discovery,
    events,
    flowcontrol,
    networking,
    node,
    policy,
    rbac,
    resource,
    scheduling,
    storage,
    storagemigration,
)
from sampan.api.resources.base import ALL_VERBS, ROOT, Group, Resource, StructType, Subresource

MODULES = (
    apiregistration,
    core,
    admissionregistration,
    apps,
    apiextensions,
    events,
    authentication,
    authorization,
    coordination,
    discovery,
    rbac,
    networking,
    node,
    scheduling,
    storage,
    apiserverinternal,
    storagemigration,
    resource,
    flowcontrol,
    autoscaling,
    batch,
    certificates,
    policy,
)

# In the order in which discovery lists them: by priority.
GROUPS: tuple[Group, ...] = tuple(sorted((module.GROUP for module in MODULES), key=lambda group: -group.priority))
RESOURCES: tuple[Resource, ...] = tuple(resource for module in MODULES for resource in module.RESOURCES)
# What a server serves without `--runtime-config`; beta and alpha versions are in RESOURCES only.
DEFAULT_RESOURCES: tuple[Resource, ...] = tuple(resource for resource in RESOURCES if resource.by_default)

_BY_TYPE: dict[StructType, Resource] = {resource.type: resource for resource in RESOURCES}
_BY_PLURAL = {(resource.group, resource.version, resource.plural): resource for resource in RESOURCES}
_BY_GVK = {(resource.api_version, resource.kind): resource for resource in RESOURCES}


def by_kind(type: type[Any]) -> Resource:
    """The resource of a generated type, or of a custom one. KeyError when it is not served."""
    found = _BY_TYPE.get(type)
    return type.resource if found is None and hasattr(type, 'resource') else _BY_TYPE[type]


def find_kind(type: type[Any]) -> Resource | None:
    """The resource of a generated type, or None when it is not served."""
    return _BY_TYPE.get(type)


def by_plural(group: str, version: str, plural: str) -> Resource | None:
    """The resource under `/apis/<group>/<version>/<plural>`, or None."""
    return _BY_PLURAL.get((group, version, plural))


def by_api_version(api_version: str, kind: str) -> Resource | None:
    """The resource of an object with this apiVersion and kind, or None."""
    return _BY_GVK.get((api_version, kind))


def in_group(group: str, version: str) -> tuple[Resource, ...]:
    """All resources of one group version, in table order."""
    return tuple(r for r in RESOURCES if r.group == group and r.version == version)


__all__ = [
    'ALL_VERBS',
    'DEFAULT_RESOURCES',
    'GROUPS',
    'RESOURCES',
    'ROOT',
    'Group',
    'Resource',
    'StructType',
    'Subresource',
    'by_api_version',
    'by_kind',
    'by_plural',
    'find_kind',
    'in_group',
]
