"""Subresources, by (group, resource, subresource) and verb; resource `*` stands for every resource that has one.

`status` needs nothing here: the verbs get, update and patch do it through its facet (facets.py).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.subresources import binding, eviction, finalize, scale
from sampan.apiserver.registry.verbs import get, patch, update
from sampan.apiserver.request import Answer

Verb = Callable[[Call], Awaitable[Answer]]

SUBRESOURCES: Mapping[tuple[str, str, str], Mapping[str, Verb]] = {
    ('', 'bindings', ''): {'create': binding.create},
    ('', 'pods', 'binding'): {'create': binding.create},
    ('', 'pods', 'ephemeralcontainers'): {'get': get.handle, 'update': update.handle, 'patch': patch.handle},
    ('', 'pods', 'eviction'): {'create': eviction.create},
    ('', 'pods', 'resize'): {'get': get.handle, 'update': update.handle, 'patch': patch.handle},
    ('certificates.k8s.io', 'certificatesigningrequests', 'approval'): {
        'get': get.handle,
        'update': update.handle,
        'patch': patch.handle,
    },
    ('', 'namespaces', 'finalize'): {'update': finalize.update},
    ('', '*', 'scale'): {'get': scale.get, 'update': scale.update, 'patch': scale.patch},
}
