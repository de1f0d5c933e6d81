"""What a path and method mean (upstream: apiserver/pkg/endpoints/request/requestinfo.go)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.apiserver.request import Request, RequestInfo

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Handler

# Verbs that stand in the path, in front of the resource.
PATH_VERBS = frozenset({'proxy', 'watch'})
NAMESPACE_SUBRESOURCES = frozenset({'status', 'finalize'})
VERBS = {
    'POST': 'create',
    'GET': 'get',
    'HEAD': 'get',
    'PUT': 'update',
    'PATCH': 'patch',
    'DELETE': 'delete',
}


class RequestInfoStage:
    """Sets `request.info`; a path that cannot be understood is a 400."""

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        if request.info is None:
            request.info = parse(request)
        return await proceed(request)


def parse(request: Request) -> RequestInfo:
    """The RequestInfo of a request. Raises ApiError (400) for a verb in the path without a resource."""
    return parse_target(request) if request.query else parse_path(request.method, request.path)


@lru_cache(maxsize=4096)
def parse_path(method: str, path: str) -> RequestInfo:
    """The RequestInfo without a query: clients say the same thing again and again. (Refusals are not remembered.)"""
    return parse_target(Request(method, path))


def parse_target(request: Request) -> RequestInfo:
    path = request.path
    parts = tuple(path.strip('/').split('/'))
    prefix = parts[0]
    if len(parts) < 3 or prefix not in ('api', 'apis') or (prefix == 'apis' and len(parts) < 4):
        return RequestInfo(is_resource=False, verb=request.method.lower(), path=path)
    if prefix == 'api':
        return of_resource(request, prefix, '', parts[1], parts[2:])
    return of_resource(request, prefix, parts[1], parts[2], parts[3:])


def of_resource(request: Request, prefix: str, group: str, version: str, parts: tuple[str, ...]) -> RequestInfo:
    verb = VERBS.get(request.method, '')
    if parts[0] in PATH_VERBS:
        if len(parts) < 2:
            raise errors.bad_request(f'unable to determine kind and namespace from url, {request.path}')
        verb, parts = parts[0], parts[1:]
    namespace, parts = split_namespace(parts)
    name = parts[1] if len(parts) > 1 else ''
    if not name:
        verb = collection_verb(request, verb)
        if verb in ('list', 'watch'):
            name = selected_name(request)
    return RequestInfo(
        is_resource=True,
        verb=verb,
        path=request.path,
        prefix=prefix,
        group=group,
        version=version,
        namespace=namespace,
        resource=parts[0],
        subresource=parts[2] if len(parts) > 2 and verb != 'proxy' else '',
        name=name,
        parts=parts,
    )


def split_namespace(parts: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """(namespace, parts relative to the resource). A namespace itself is a resource in its own namespace."""
    if parts[0] != 'namespaces' or len(parts) < 2:
        return '', parts
    if len(parts) > 2 and parts[2] not in NAMESPACE_SUBRESOURCES:
        return parts[1], parts[2:]
    return parts[1], parts


def collection_verb(request: Request, verb: str) -> str:
    if verb == 'get':
        return 'watch' if request.flag('watch') else 'list'
    return 'deletecollection' if verb == 'delete' else verb


def selected_name(request: Request) -> str:
    """The name a list or watch is narrowed to by `metadata.name=`; authorization may look at it."""
    selector = request.first('fieldSelector')
    if 'metadata.name' not in selector:
        return ''
    for term in selector.split(','):
        field, equals, value = term.partition('=')
        if equals and field == 'metadata.name':
            name = value.removeprefix('=')
            return '' if '/' in name or '%' in name or name in ('.', '..') else name
    return ''
