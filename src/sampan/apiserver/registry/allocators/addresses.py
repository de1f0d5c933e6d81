"""Cluster addresses of one service range."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from sampan.apiserver.registry.allocators.numbers import AlreadyAllocated, Numbers
from sampan.machinery.world import World


class AllocationError(Exception):
    """The wish cannot be fulfilled; the text is upstream's."""


class Addresses:
    """The addresses of a range, without its first (the network) and, for IPv4, its last (broadcast)."""

    def __init__(self, cidr: str, world: World) -> None:
        self._network = ip_network(cidr)
        self._base = int(self._network.network_address) + 1
        size = self._network.num_addresses - (2 if self._network.version == 4 else 1)
        self._size = min(size, 1 << 16 if self._network.version == 6 else size)
        reserved = min(max(16, self._size // 16), 256)
        self._numbers = Numbers(self._size, reserved if self._size > reserved else 0, world)

    @property
    def family(self) -> str:
        return f'IPv{self._network.version}'

    def next(self) -> str:
        """A free address. Raises RangeFull."""
        return str(ip_address(self._base + self._numbers.next()))

    def take(self, address: str) -> None:
        """This address. Raises AllocationError."""
        number = self._number(address)
        if number is None:
            raise AllocationError(
                f'the provided IP ({address}) is not in the valid range. The range of valid IPs is {self._network}'
            )
        try:
            self._numbers.take(number)
        except AlreadyAllocated:
            raise AllocationError('provided IP is already allocated') from None

    def own(self, owner: str, addresses: Iterable[str]) -> None:
        """The addresses a stored object has; those of other ranges are not ours to give."""
        numbers = (self._number(address) for address in addresses)
        self._numbers.own(owner, (number for number in numbers if number is not None))

    def forget_owners(self, prefix: str) -> None:
        """Their cache is loaded again."""
        self._numbers.forget_owners(prefix)

    def settle(self, owner: str, address: str, success: bool) -> None:
        """The write that claimed `address` for `owner` succeeded, or failed."""
        number = self._number(address)
        assert number is not None, 'only what is in the range can be claimed'
        if success:
            self._numbers.keep(owner, number)
        else:
            self._numbers.drop(number)

    def _number(self, address: str) -> int | None:
        try:
            number = int(ip_address(address)) - self._base
        except ValueError:
            return None
        inside = ip_address(address).version == self._network.version and 0 <= number < self._size
        return number if inside else None
