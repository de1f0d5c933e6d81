"""`/`: the paths there are (upstream: server/routes/index.go)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from sampan.apiserver.request import Response

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Handler, Request
    from sampan.apiserver.served import ServedResources


class Index:
    """Lists the paths it was given, and where the groups are that are served now."""

    def __init__(self, paths: Iterable[str], served: ServedResources) -> None:
        self._paths = frozenset(paths)
        self._served = served

    def routes(self) -> dict[str, Handler]:
        return {'/': self.serve, '/index.html': self.serve}

    async def serve(self, request: Request) -> Answer:
        groups = {f'/apis/{group.name}' for group in self._served.groups() if group.name}
        document = msgspec.json.encode({'paths': sorted(self._paths | groups)})
        return Response(body=msgspec.json.format(document, indent=2))
