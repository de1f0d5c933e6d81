"""Where a type lives in the API, with names escaped as a URL needs it."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from sampan.api import resources


def collection(kind: type[msgspec.Struct], namespace: str = '') -> str:
    """The path of a collection; of all namespaces when `namespace` is empty."""
    return resources.by_kind(kind).path(quote(namespace, safe=''))


def item(kind: type[msgspec.Struct], name: str, namespace: str = '', subresource: str = '') -> str:
    """The path of one object or of its subresource. Raises ValueError for an empty name."""
    if not name:
        raise ValueError('resource name may not be empty')
    return resources.by_kind(kind).path(quote(namespace, safe=''), quote(name, safe=''), subresource)
