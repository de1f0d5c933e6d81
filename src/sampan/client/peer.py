"""How a part of a process asks the API as itself."""

from __future__ import annotations

from dataclasses import dataclass

from sampan.client.base import Client
from sampan.client.informer import InformerFactory


@dataclass(frozen=True, slots=True)
class Peer:
    """A client with an identity of its own, and the copies it reads as that identity."""

    client: Client
    informers: InformerFactory
