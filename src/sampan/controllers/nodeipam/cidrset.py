"""A range of addresses cut into equal pieces, some of them taken.

Upstream: pkg/controller/nodeipam/ipam/cidrset. Pure. The next free piece is searched from behind the last one given
out, round and round, so that a freed piece rests before it is used again.
"""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Network, IPv6Network

Network = IPv4Network | IPv6Network
MAX_BITS = 16  # at most 65,536 pieces, as upstream


class RangeExhausted(Exception):
    """No piece is free."""


class CIDRSet:
    """The pieces of `whole` with prefix length `mask`."""

    def __init__(self, whole: str, mask: int) -> None:
        self._whole: Network = ipaddress.ip_network(whole)
        if mask < self._whole.prefixlen:
            raise ValueError(f'node CIDR mask /{mask} is wider than the cluster CIDR {whole}')
        if mask - self._whole.prefixlen > MAX_BITS:
            raise ValueError('New CIDR set failed; the node CIDR size is too big')
        self._mask = mask
        self._count = 2 ** (mask - self._whole.prefixlen)
        self._size = 2 ** (self._whole.max_prefixlen - mask)
        self._taken: set[int] = set()
        self._next = 0

    def allocate(self) -> str:
        """Take the next free piece. Raises RangeExhausted."""
        if len(self._taken) >= self._count:
            raise RangeExhausted('CIDR allocation failed; there are no remaining CIDRs left to allocate in the range')
        while self._next in self._taken:
            self._next = (self._next + 1) % self._count
        index = self._next
        self._taken.add(index)
        self._next = (index + 1) % self._count
        return str(type(self._whole)((int(self._whole.network_address) + index * self._size, self._mask)))

    def occupy(self, cidr: str) -> None:
        """Take every piece that overlaps a range (one that lies outside takes none)."""
        self._taken.update(self._indexes(cidr))

    def release(self, cidr: str) -> None:
        """Give every piece in a range back."""
        self._taken.difference_update(self._indexes(cidr))

    def __contains__(self, cidr: str) -> bool:
        network = ipaddress.ip_network(cidr, strict=False)
        return network.version == self._whole.version and network.overlaps(self._whole)

    def _indexes(self, cidr: str) -> range:
        network = ipaddress.ip_network(cidr, strict=False)
        if cidr not in self:
            return range(0)
        start = max(0, int(network.network_address) - int(self._whole.network_address)) // self._size
        end = (int(network.broadcast_address) - int(self._whole.network_address)) // self._size
        return range(start, min(end, self._count - 1) + 1)
