"""How the API server reaches a node's kubelet."""

from __future__ import annotations

from typing import Protocol

from sampan.apiserver.request import Answer, Request


class Kubelet(Protocol):
    """One node's kubelet."""

    async def request(self, request: Request, target: str) -> Answer:
        """Pass `request` on to the kubelet's `target` (path and query); answers whatever the kubelet answers.

        Raises ApiError (503) when the kubelet cannot be reached.
        """
        ...


class NodeConnector(Protocol):
    """Where kubelets are. Over HTTPS by default; a simulation gives its own, inside the process."""

    async def connect(self, node_name: str) -> Kubelet:
        """The kubelet of a node. Raises ApiError: 404 for an unknown node, 500 for one without an address."""
        ...
