"""Accepting TLS connections, with a word for clients that speak plain HTTP.

A client's first bytes are looked at before TLS takes the connection: whoever sends an HTTP request gets upstream's
sentence instead of a connection that closes for no reason. asyncio's own server cannot do that, since a failed
handshake never reaches the protocol. Upstream: net/http's server, on a tls.RecordHeaderError.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

log = logging.getLogger(__name__)

BACKLOG = 1024
HANDSHAKE_SECONDS = 10.0  # for the first byte, and then for the handshake
SHUTDOWN_SECONDS = 1.0
MAX_SILENT = 4096  # connections that have not said anything yet; further ones wait in the backlog
RETRY_SECONDS = 1.0  # after running out of file descriptors
PLAIN = b'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'
METHODS = (b'GET /', b'HEAD ', b'POST ', b'PUT /', b'OPTIO', b'PATCH', b'DELET', b'CONNE')
LOOK = 5  # bytes of a TLS record header, and what tells a method
EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


def bound(host: str, port: int) -> socket.socket:
    """A listening socket. Raises OSError when the address is taken or not ours."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except BaseException:
        listening.close()
        raise
    return listening


class TlsListener:
    """Hands every connection that begins a TLS handshake to a new protocol."""

    def __init__(self, listening: socket.socket, context: ssl.SSLContext, factory: Callable[[], asyncio.Protocol]):
        self._listening = listening
        self._context = context
        self._factory = factory
        self._loop = asyncio.get_running_loop()
        self._silent: dict[socket.socket, asyncio.TimerHandle] = {}
        self._handshakes: set[asyncio.Task[None]] = set()
        self._resuming: asyncio.TimerHandle | None = None
        self._loop.add_reader(listening, self._accept)

    def use(self, context: ssl.SSLContext) -> None:
        """Handshakes from now on are made with this context."""
        self._context = context

    def close(self) -> None:
        """Accept nothing any more, and drop what has not become a connection yet."""
        if self._resuming is not None:
            self._resuming.cancel()
        self._loop.remove_reader(self._listening)
        self._listening.close()
        for silent in tuple(self._silent):
            self._forget(silent)
            silent.close()
        for handshake in self._handshakes:
            handshake.cancel()

    def _accept(self) -> None:
        for _ in range(BACKLOG):
            if len(self._silent) >= MAX_SILENT:
                self._pause()
                return
            try:
                accepted, _ = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in EXHAUSTED:
                    raise
                log.error('cannot accept connections for a moment: %s', error)
                self._pause()
                return
            self._await_first_bytes(accepted)

    def _pause(self) -> None:
        self._loop.remove_reader(self._listening)
        self._resuming = self._loop.call_later(RETRY_SECONDS, self._loop.add_reader, self._listening, self._accept)

    def _await_first_bytes(self, accepted: socket.socket) -> None:
        accepted.setblocking(False)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._silent[accepted] = self._loop.call_later(HANDSHAKE_SECONDS, self._drop, accepted)
        self._loop.add_reader(accepted, self._look, accepted)

    def _look(self, accepted: socket.socket) -> None:
        try:
            first = accepted.recv(LOOK, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            first = b''  # the client is gone
        self._forget(accepted)
        if first in METHODS:
            refuse(accepted)
        elif first:
            handshake = self._loop.create_task(self._shake_hands(accepted))
            self._handshakes.add(handshake)
            handshake.add_done_callback(self._handshakes.discard)
        else:
            accepted.close()

    async def _shake_hands(self, accepted: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(
                self._factory,
                accepted,
                ssl=self._context,
                ssl_handshake_timeout=HANDSHAKE_SECONDS,
                ssl_shutdown_timeout=SHUTDOWN_SECONDS,
            )
        except OSError as error:  # ssl.SSLError is one
            log.debug('TLS handshake failed: %s', error)

    def _forget(self, accepted: socket.socket) -> None:
        self._silent.pop(accepted).cancel()
        self._loop.remove_reader(accepted)

    def _drop(self, accepted: socket.socket) -> None:
        self._forget(accepted)
        accepted.close()


def refuse(accepted: socket.socket) -> None:
    """Say what is wrong, as far as the client's buffer takes it at once, and close."""
    try:
        accepted.recv(64 * 1024)  # unread bytes would turn the close into a reset, and the sentence would be lost
        accepted.send(PLAIN)
        accepted.shutdown(socket.SHUT_WR)
    except OSError as error:
        log.debug('a client that spoke plain HTTP went away: %s', error)
    finally:
        accepted.close()
