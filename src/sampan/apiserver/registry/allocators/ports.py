"""Node ports of the cluster."""

from __future__ import annotations

from collections.abc import Iterable

from sampan.apiserver.registry.allocators.addresses import AllocationError
from sampan.apiserver.registry.allocators.numbers import AlreadyAllocated, Numbers
from sampan.machinery.world import World


class Ports:
    """A range of ports, both ends included."""

    def __init__(self, low: int, high: int, world: World) -> None:
        self._low = low
        self._high = high
        size = high - low + 1
        reserved = min(max(16, size // 32), 128)
        self._numbers = Numbers(size, reserved if size > reserved else 0, world)

    def next(self) -> int:
        """A free port. Raises RangeFull."""
        return self._low + self._numbers.next()

    def take(self, port: int) -> None:
        """This port. Raises AllocationError."""
        if not self._low <= port <= self._high:
            raise AllocationError(
                f'provided port is not in the valid range. The range of valid ports is {self._low}-{self._high}'
            )
        try:
            self._numbers.take(port - self._low)
        except AlreadyAllocated:
            raise AllocationError('provided port is already allocated') from None

    def own(self, owner: str, ports: Iterable[int]) -> None:
        """The ports a stored Service has."""
        self._numbers.own(owner, (port - self._low for port in ports if self._low <= port <= self._high))

    def forget_owners(self, prefix: str) -> None:
        """Their cache is loaded again."""
        self._numbers.forget_owners(prefix)

    def settle(self, owner: str, port: int, success: bool) -> None:
        """The write that claimed `port` for `owner` succeeded, or failed."""
        if success:
            self._numbers.keep(owner, port - self._low)
        else:
            self._numbers.drop(port - self._low)
