"""Kubelets inside the process: their servers' handlers are called directly, with no socket between.

A simulation gives one handler for each node (`sampan.node.server.KubeletHandler`, or anything of that form). Logs and
proxied requests pass; connections that leave HTTP (exec, attach, port-forward) need a wire and are refused clearly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.apiserver.connect.nodes import Dialed
from sampan.apiserver.http.requests import split_target
from sampan.apiserver.request import Answer, Handler, Request, UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.connect.nodes import Backend

KUBELET_CLIENT = UserInfo('kube-apiserver-kubelet-client', groups=('system:masters', 'system:authenticated'))


class LocalNodes:
    """A `NodeConnector` over a mapping of node names to handlers; the mapping may change while it is used."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers

    async def connect(self, node_name: str, *, verified: bool = True) -> Backend:
        handler = self._handlers.get(node_name)
        if handler is None:
            raise errors.not_found('', 'nodes', node_name)
        return LocalBackend(handler)


class LocalBackend:
    """One kubelet's handler as a backend."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def request(self, request: Request, target: str) -> Answer:
        path, query = split_target(target)
        return await self._handler(
            replace(request, path=path, query=query, user=KUBELET_CLIENT, info=None, context={}, warnings=[])
        )

    async def dial(self, method: str, target: str, headers: Mapping[str, str]) -> Dialed:
        raise errors.service_unavailable('this node is inside the process: there is no connection to hand over')
