"""The parameters of a binding (upstream: generic.CollectParams)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.machinery import labels

if TYPE_CHECKING:
    from sampan.apiserver.registry.endpoint import Endpoint
    from sampan.apiserver.registry.registry import Registry


class ConfigurationError(Exception):
    """A policy or binding that cannot be used as it is; the text is upstream's."""


def endpoint_of(registry: Registry, kind: registration.ParamKind) -> Endpoint[Any]:
    """Where objects of the kind are. Raises ConfigurationError."""
    group, _, version = kind.api_version.rpartition('/')
    for endpoint in registry.endpoints.values():
        resource = endpoint.resource
        if (resource.group, resource.version, resource.kind) == (group, version, kind.kind):
            return endpoint
    shown = f'{kind.api_version if group else "/" + version}, Kind={kind.kind}'
    raise ConfigurationError(f"failed to find resource referenced by paramKind: '{shown}'")


async def collect(
    registry: Registry, kind: registration.ParamKind | None, ref: registration.ParamRef | None, namespace: str
) -> list[Any]:
    """The parameters as JSON values; [None] where a policy or binding has none. Raises ConfigurationError."""
    if kind is None or ref is None:
        return [None]
    endpoint = endpoint_of(registry, kind)
    where = ''
    if endpoint.resource.namespaced:
        where = ref.namespace or namespace
        if not where:
            raise ConfigurationError(
                'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources'
            )
    elif ref.namespace:
        raise ConfigurationError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`')
    found = await _find(registry, endpoint, ref, where)
    if not found and ref.parameter_not_found_action == 'Deny':
        raise ConfigurationError('no params found for policy binding with `Deny` parameterNotFoundAction')
    return found


async def _find(registry: Registry, endpoint: Endpoint[Any], ref: registration.ParamRef, namespace: str) -> list[Any]:
    if ref.name:
        entry = await registry.objects.current(endpoint, endpoint.root(namespace) + ref.name)
        entries = [] if entry is None else [entry]
    else:
        assert ref.selector is not None
        selector = labels.from_object(ref.selector)
        await registry.feed.fresh()
        scan = endpoint.cache.scan(endpoint.root(namespace))
        entries = [entry for entry in scan if selector.matches(endpoint.cache.labels(entry))]
    if entries and endpoint.remote:
        await endpoint.ready(entries)
    return [msgspec.json.decode(endpoint.document(entry)) for entry in entries]
