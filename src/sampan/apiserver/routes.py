"""The pipeline's last handler: who serves which path.

Group versions of aggregated servers are theirs, with everything below. Paths that are no resources (discovery, health,
OpenAPI, metrics, keys) are in a table, exact or by prefix; resources go to the registry if the resource table knows
them. Everything else is upstream's page for unknown paths, which is not a Status.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from sampan.apiserver.http.status import not_found_page, text_response

if TYPE_CHECKING:
    from sampan.api.resources import Resource
    from sampan.apiserver.request import Answer, Handler, Request, RequestInfo


COLLECTION = frozenset({'GET', 'POST', 'DELETE'})
NAMED = frozenset({'GET', 'PUT', 'PATCH', 'DELETE'})
NOT_ALLOWED = '405: Method Not Allowed'
PATH_VERBS = ('watch', 'proxy')
# Whose handlers upstream knows by one spelling; the others may have a slash behind them.
EXACT = ('/healthz', '/livez', '/readyz', '/metrics', '/openapi/')


class Server(Protocol):
    """Who serves a group version in our place."""

    async def serve(self, request: Request) -> Answer: ...


class Routes:
    """Exact paths first, then the longest prefix, then resources."""

    def __init__(
        self,
        *,
        paths: Mapping[str, Handler],
        prefixes: Mapping[str, Handler],
        registry: Handler,
        find: Callable[[RequestInfo], Resource | None],
        remotes: Mapping[tuple[str, str], Server] | None = None,
    ) -> None:
        self._paths = dict(paths)
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[0]))
        self._registry = registry
        self._resource = find
        self._remotes = {} if remotes is None else remotes

    async def __call__(self, request: Request) -> Answer:
        info = request.info
        if self._remotes:
            remote = self._remotes.get(group_version(request, info))
            if remote is not None:
                return await remote.serve(request)
        if info is not None and info.is_resource:
            refusal = self._refuse(request.method, info)
            return await self._registry(request) if refusal is None else refusal
        handler = self._find(request.path)
        if handler is None:
            return not_found_page()
        if request.method not in ('GET', 'HEAD'):
            return text_response(405, NOT_ALLOWED)
        return await handler(request)

    def _refuse(self, method: str, info: RequestInfo) -> Answer | None:
        """The answer to a resource path that leads nowhere, or that has no such method."""
        resource = self._resource(info)
        if resource is None or not fits(info, resource):
            return not_found_page()
        if info.subresource or (info.verb in PATH_VERBS and method == 'GET'):
            return None
        named = len(info.parts) > 1
        if method not in (NAMED if named else COLLECTION) or (
            method != 'GET' and not named and homeless(info, resource)
        ):
            return text_response(405, NOT_ALLOWED)
        return None

    def _find(self, path: str) -> Handler | None:
        exact = self._paths.get(path)
        if exact is None and path.endswith('/') and not path.startswith(EXACT):
            exact = self._paths.get(path[:-1])
        if exact is not None:
            return exact
        return next((handler for prefix, handler in self._prefixes if path.startswith(prefix)), None)


def group_version(request: Request, info: RequestInfo | None) -> tuple[str, str]:
    """What a path below /apis is about; discovery paths are no resources, but have a group version too."""
    if info is not None and info.is_resource:
        return info.group, info.version
    parts = request.path.strip('/').split('/')
    if len(parts) == 2 and parts[0] == 'api':
        return '', parts[1]
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == 'apis' else ('', '')


def fits(info: RequestInfo, resource: Resource) -> bool:
    """Whether the path has the form the resource's scope asks for."""
    if resource.namespaced:
        return bool(info.namespace) or len(info.parts) < 2
    return not info.namespace or resource.plural == 'namespaces'


def homeless(info: RequestInfo, resource: Resource) -> bool:
    """A collection over all namespaces: it can only be read."""
    return resource.namespaced and not info.namespace
