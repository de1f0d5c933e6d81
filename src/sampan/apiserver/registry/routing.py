"""Which verb a path and method stand for, and what upstream has no route for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from sampan.api import errors
from sampan.api.resources import Resource
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.subresources import SUBRESOURCES
from sampan.apiserver.registry.verbs import create, delete, deletecollection, get, patch, update, watch
from sampan.apiserver.registry.verbs import list as list_
from sampan.apiserver.request import Answer, RequestInfo

Verb = Callable[[Call], Awaitable[Answer]]

VERBS: Mapping[str, Verb] = {
    'get': get.handle,
    'list': list_.handle,
    'watch': watch.handle,
    'create': create.handle,
    'update': update.handle,
    'patch': patch.handle,
    'delete': delete.handle,
    'deletecollection': deletecollection.handle,
}
_STATUS: Mapping[str, Verb] = {'get': get.handle, 'update': update.handle, 'patch': patch.handle}
_OF_ONE_OBJECT = frozenset({'get', 'update', 'patch', 'delete'})
_OF_ALL_NAMESPACES = frozenset({'list', 'watch'})


def verb_of(resource: Resource, info: RequestInfo) -> Verb:
    """The handler of a request for this resource. Raises 404 for unknown paths, 405 for wrong methods."""
    if info.namespace and not resource.namespaced and resource.plural != 'namespaces':
        raise errors.unknown_path()
    verbs: Mapping[str, Verb]
    if info.subresource:
        verbs = _of_subresource(resource, info.subresource)
    else:
        verbs = VERBS if info.verb in resource.verbs else {}
        _check_scope(resource, info)
    if info.verb not in verbs:
        raise _not_supported(resource, info)
    return verbs[info.verb]


def _check_scope(resource: Resource, info: RequestInfo) -> None:
    """Objects are created in a collection of one namespace, and named by everything that means one of them."""
    if resource.namespaced and not info.namespace and info.verb not in _OF_ALL_NAMESPACES:
        raise _not_supported(resource, info)
    if (info.verb in _OF_ONE_OBJECT) != bool(info.name) and info.verb not in _OF_ALL_NAMESPACES:
        raise _not_supported(resource, info)


def _of_subresource(resource: Resource, name: str) -> Mapping[str, Verb]:
    if name not in resource.subresources:
        raise errors.unknown_path()
    if name == 'status':
        return _STATUS
    found = SUBRESOURCES.get((resource.group, resource.plural, name)) or SUBRESOURCES.get(('', '*', name))
    if found is None:
        raise errors.unknown_path()
    return found


def virtual_verb(info: RequestInfo) -> Verb:
    """`bindings` are written into pods; nothing else that is not stored is answered here."""
    if (info.group, info.version, info.resource, info.subresource) != ('', 'v1', 'bindings', ''):
        raise errors.unknown_path()
    verbs = SUBRESOURCES['', 'bindings', '']
    if info.verb not in verbs or not info.namespace:
        raise errors.method_not_supported('', 'bindings', info.verb)
    return verbs[info.verb]


def _not_supported(resource: Resource, info: RequestInfo) -> errors.ApiError:
    return errors.method_not_supported(resource.group, resource.plural, info.verb)
