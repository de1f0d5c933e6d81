"""Reaching a hollow node's kubelet without a socket: logs work inside a simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from sampan.api import errors
from sampan.apiserver.connect.nodes import Backend, Dialed
from sampan.apiserver.request import Answer, Handler, Request, UserInfo

API_SERVER = UserInfo('kube-apiserver-kubelet-client', groups=('system:masters',))


class InProcessNodes:
    """A `NodeConnector` over the kubelets' own request handlers, by node name."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers

    async def connect(self, node_name: str) -> Backend:
        if node_name not in self._handlers:
            raise errors.service_unavailable(f'node "{node_name}" does not answer')
        return _InProcess(self._handlers[node_name])


class _InProcess:
    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def request(self, request: Request, target: str) -> Answer:
        parts = urlsplit(target)
        query = parse_qs(parts.query, keep_blank_values=True)
        return await self._handler(replace(request, path=parts.path, query=query, user=API_SERVER, info=None))

    async def dial(self, method: str, target: str, headers: Mapping[str, str]) -> Dialed:
        raise errors.service_unavailable('simulated containers have no streams to connect to')
