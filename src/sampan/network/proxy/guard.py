"""Noticing that somebody else removed our table: `nft flush ruleset`, a firewall that is restarted.

The kernel tells every change of nftables on a netlink group. Only two things raise doubt here: a table of our name was
deleted (also by our own replacement), or so much was told at once that some of it was lost. Who is in doubt looks.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

from sampan.network.netlink import HEADER, attributes

NETFILTER = 12  # the netlink protocol
NFTABLES_GROUP = 1 << (7 - 1)
DELETE_TABLE = (10 << 8) | 2
FAMILY_SIZE = 4
TABLE_NAME = 1
BUFFER = 1 << 16


class TableGuard:
    """Calls `on_doubt` when the table may be gone."""

    def __init__(self, table: str, on_doubt: Callable[[], None]) -> None:
        self._table = table.encode()
        self._on_doubt = on_doubt

    def __enter__(self) -> TableGuard:
        self._socket = socket.socket(
            socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK, NETFILTER
        )
        self._socket.bind((0, NFTABLES_GROUP))
        asyncio.get_running_loop().add_reader(self._socket, self._read)
        return self

    def __exit__(self, *reason: object) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def _read(self) -> None:
        while True:
            try:
                data = self._socket.recv(BUFFER)
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                self._on_doubt()
                continue
            if removes_table(data, self._table):
                self._on_doubt()


def removes_table(data: bytes, table: bytes) -> bool:
    """Whether one of the messages says that a table of this name was deleted."""
    position = 0
    while position + HEADER.size <= len(data):
        length, kind, _, _, _ = HEADER.unpack_from(data, position)
        body = data[position + HEADER.size + FAMILY_SIZE : position + length]
        if kind == DELETE_TABLE and attributes(body).get(TABLE_NAME, b'').rstrip(b'\0') == table:
            return True
        position += max(HEADER.size, (length + 3) & ~3)
    return False
