"""Where a type lives in the API: its paths, by the resource table."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from sampan.api import resources


def collection(kind: type[msgspec.Struct], namespace: str = '') -> str:
    """The path of a collection; of all namespaces when `namespace` is empty."""
    resource = resources.by_kind(kind)
    base = f'/apis/{resource.group}/{resource.version}' if resource.group else f'/api/{resource.version}'
    if resource.namespaced and namespace:
        base += f'/namespaces/{quote(namespace, safe="")}'
    return f'{base}/{resource.plural}'


def item(kind: type[msgspec.Struct], name: str, namespace: str = '', subresource: str = '') -> str:
    """The path of one object or of its subresource. Raises ValueError for an empty name."""
    if not name:
        raise ValueError('resource name may not be empty')
    path = f'{collection(kind, namespace)}/{quote(name, safe="")}'
    return f'{path}/{subresource}' if subresource else path
