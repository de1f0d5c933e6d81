"""The pipeline's last handler: who serves which path.

Paths that are no resources (discovery, health, OpenAPI, metrics, keys) are in a table, exact or by
prefix; resources go to the registry if the resource table knows them. Everything else is upstream's
page for unknown paths, which is not a Status.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sampan.apiserver.http.status import not_found_page, text_response

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Handler, Request, RequestInfo


class Routes:
    """Exact paths first, then the longest prefix, then resources."""

    def __init__(
        self,
        *,
        paths: Mapping[str, Handler],
        prefixes: Mapping[str, Handler],
        registry: Handler,
        serves: Callable[[RequestInfo], bool],
    ) -> None:
        self._paths = dict(paths)
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[0]))
        self._registry = registry
        self._serves = serves

    async def __call__(self, request: Request) -> Answer:
        info = request.info
        if info is not None and info.is_resource:
            return await self._registry(request) if self._serves(info) else not_found_page()
        handler = self._find(request.path)
        if handler is None:
            return not_found_page()
        if request.method not in ('GET', 'HEAD'):
            return text_response(405, 'Method Not Allowed')
        return await handler(request)

    def _find(self, path: str) -> Handler | None:
        exact = self._paths.get(path) or self._paths.get(path.rstrip('/'))
        if exact is not None:
            return exact
        return next((handler for prefix, handler in self._prefixes if path.startswith(prefix)), None)
