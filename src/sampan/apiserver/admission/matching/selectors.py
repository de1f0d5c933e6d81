"""Selectors of namespaces and objects (upstream: predicates/namespace, predicates/object)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sampan.api import errors
from sampan.api.generated import core_v1
from sampan.apiserver.admission.base import Attributes, Lookup, Operation
from sampan.machinery.labels.selector import Selector


async def in_namespace(selector: Selector, attributes: Attributes, lookup: Lookup) -> bool:
    """Whether the namespace's labels match; what lives in none always does. Raises 404 for unknown namespaces."""
    if selector.empty:
        return True
    is_namespace = attributes.resource.plural == 'namespaces'
    if not attributes.namespace and not is_namespace:
        return True
    return selector.matches(await _namespace_labels(attributes, lookup, is_namespace))


async def _namespace_labels(attributes: Attributes, lookup: Lookup, is_namespace: bool) -> Mapping[str, str]:
    writes = attributes.operation in (Operation.CREATE, Operation.UPDATE)
    if is_namespace and not attributes.subresource and writes:
        labels: Mapping[str, str] = attributes.object.metadata.labels
        return labels
    namespace = await lookup.get(core_v1.Namespace, attributes.namespace)
    if namespace is None:
        raise errors.not_found('', 'namespaces', attributes.namespace)
    return namespace.metadata.labels


def on_object(selector: Selector, attributes: Attributes) -> bool:
    """Whether the new or the old object's labels match; objects without metadata have none to match."""
    if selector.empty:
        return True
    return _labelled(selector, attributes.object) or _labelled(selector, attributes.old)


def _labelled(selector: Selector, obj: Any) -> bool:
    metadata = getattr(obj, 'metadata', None)
    return metadata is not None and selector.matches(metadata.labels)
