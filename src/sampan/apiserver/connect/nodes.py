"""How the API server reaches a node's kubelet, or anything else behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sampan.api import errors
from sampan.apiserver.request import Answer, Request

if TYPE_CHECKING:
    from sampan.apiserver.http.connection import RawConnection


@dataclass(frozen=True, slots=True)
class Dialed:
    """A connection that has left HTTP behind, and the headers of the answer that said so."""

    headers: Mapping[str, str]
    connection: RawConnection


class Refused(Exception):
    """The other side answered something else than 101; `answer` is what it said."""

    def __init__(self, answer: Answer) -> None:
        super().__init__('the upgrade was refused')
        self.answer = answer


class Backend(Protocol):
    """A server requests are passed on to."""

    async def request(self, request: Request, target: str) -> Answer:
        """Pass `request` on to `target` (path and query), upgrades included; answers what it answers.

        Raises ApiError (503) when it cannot be reached.
        """
        ...

    async def dial(self, method: str, target: str, headers: Mapping[str, str]) -> Dialed:
        """Connect and change the protocol. Raises `Refused`, or ApiError (503) when it cannot be reached."""
        ...


class NodeConnector(Protocol):
    """Where kubelets are. Over HTTPS by default; a simulation gives its own, inside the process."""

    async def connect(self, node_name: str, *, verified: bool = True) -> Backend:
        """The kubelet of a node, whatever certificate it has if not `verified`.

        Raises ApiError: 404 for an unknown node, 500 for one without an address.
        """
        ...


class NoNodes:
    """A server that was not told how to reach kubelets; it says so."""

    async def connect(self, node_name: str, *, verified: bool = True) -> Backend:
        raise errors.service_unavailable(f'this API server has no way to reach the kubelet of node "{node_name}"')
