"""Which values of a resource selectors can ask for, and which of them have an index."""

from __future__ import annotations

from collections.abc import Mapping

from sampan.api import codec
from sampan.api.resources import Resource
from sampan.apiserver.cache.reading import Reading

# Every kubelet watches the pods of its node: without an index each change would be tested by each of them.
INDEXED = {('', 'pods'): 'spec.nodeName'}


def reading_of(resource: Resource) -> Reading:
    """How the resource's stored items answer selectors."""
    stored, values = resource.stored_type, resource.selectable.values

    def read(item: bytes) -> Mapping[str, str]:
        return values(codec.decode(stored, item))

    return Reading(read, INDEXED.get((resource.group, resource.plural), ''))
