"""Asking the servers of the host's resolv.conf (upstream: CoreDNS plugin/forward with `. /etc/resolv.conf`).

A query is sent as it came, but under an identifier and from a port nobody can guess. Over UDP it is tried at one
server after the other; good answers are kept for a short while (`memory`). An answer too long for UDP comes back
truncated, and the client asks again over TCP, which goes on over TCP. Equal questions that are under way at the same
time are asked once; so even when the host's server asks us back, nothing multiplies.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Iterable
from pathlib import Path

from sampan.machinery.world import World
from sampan.network.dns import wire
from sampan.network.dns.config import DnsConfig
from sampan.network.dns.memory import Memory
from sampan.network.dns.wire import Rcode, Sections

logger = logging.getLogger(__name__)


class Forwarder:
    """`ask` is what a `Resolver` takes for its upstream. Failures become SERVFAIL, too much REFUSED."""

    def __init__(self, world: World, config: DnsConfig) -> None:
        self._world = world
        self._config = config
        self._servers = ServerList(config.resolv_conf, (config.service_ip, *config.listen))
        self._first = 0
        self._memory = Memory(config.cache_size)
        self._under_way: dict[tuple[bytes, bool], asyncio.Task[bytes]] = {}

    async def ask(self, data: bytes, udp: bool) -> bytes:
        """The answer of some server to a query, under the query's own identifier."""
        kept = self._memory.get(data[2:], asyncio.get_running_loop().time())
        if kept is not None and (not udp or len(kept) <= wire.udp_limit(data)):
            return data[:2] + kept[2:]
        key = (data[2:], udp)
        task = self._under_way.get(key)
        if task is None:
            if len(self._under_way) >= self._config.max_concurrent:
                return _failure(data, Rcode.REFUSED)
            task = self._under_way[key] = asyncio.create_task(self._ask_servers(data, udp))
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return data[:2] + (await asyncio.shield(task))[2:]

    async def _ask_servers(self, data: bytes, udp: bool) -> bytes:
        servers = self._servers.current()
        first = self._first
        for attempt in range(self._config.upstream_tries if servers else 0):
            server = servers[(first + attempt) % len(servers)]
            try:
                async with asyncio.timeout(self._config.upstream_timeout):
                    answer = await (self._by_udp(server, data) if udp else self._by_tcp(server, data))
            except (TimeoutError, OSError, EOFError) as error:
                logger.info('name server %s: %s', server, error or 'no answer in time')
                continue
            self._first = first + attempt  # begin with one that answers
            self._memory.put(data[2:], answer, asyncio.get_running_loop().time())
            return answer
        return _failure(data, Rcode.SERVFAIL)

    def _anew(self, data: bytes) -> bytes:
        return self._world.token_bytes(2) + data[2:]

    async def _by_udp(self, server: str, data: bytes) -> bytes:
        return await exchange(server, self._config.upstream_port, self._anew(data))

    async def _by_tcp(self, server: str, data: bytes) -> bytes:
        sent = self._anew(data)
        reader, writer = await asyncio.open_connection(server, self._config.upstream_port)
        try:
            writer.write(len(sent).to_bytes(2) + sent)
            answer = await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
        finally:
            writer.close()
        if not _answers(answer, sent):
            raise OSError('answered another question')
        return answer


async def exchange(server: str, port: int, query: bytes) -> bytes:
    """The answer to one query over UDP. Waits for ever; raises OSError when the server refuses."""
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(lambda: _Exchange(query), remote_addr=(server, port))
    try:
        return await protocol.answer
    finally:
        transport.close()


class ServerList:
    """The name servers of a resolv.conf, read again when the file changes; never this server itself."""

    def __init__(self, path: Path, own: Iterable[str]) -> None:
        self._path = path
        self._own = frozenset(own)
        self._stamp: tuple[int, int] | None = None
        self._servers: list[str] = []

    def current(self) -> list[str]:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return []
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            self._stamp = stamp
            self._servers = [each for each in name_servers(self._path.read_text()) if each not in self._own]
        return self._servers


def name_servers(text: str) -> list[str]:
    """The addresses of `nameserver` lines."""
    found = []
    for line in text.splitlines():
        words = line.split()
        if len(words) > 1 and words[0] == 'nameserver':
            try:
                ipaddress.ip_address(words[1].split('%')[0])
            except ValueError:
                logger.warning('not an address in resolv.conf: %s', words[1])
                continue
            found.append(words[1])
    return found


class _Exchange(asyncio.DatagramProtocol):
    """One query and its answer; datagrams that answer something else are forgeries and are passed over."""

    def __init__(self, sent: bytes) -> None:
        self._sent = sent
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        transport.sendto(self._sent)

    def datagram_received(self, data: bytes, addr: object) -> None:
        if not self.answer.done() and _answers(data, self._sent):
            self.answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.answer.done():
            self.answer.cancel()


def _answers(data: bytes, sent: bytes) -> bool:
    """Same identifier, an answer, and to the same question (in whatever letter case)."""
    if len(data) < wire.HEADER.size or data[:2] != sent[:2] or not data[2] & 0x80:
        return False
    question = wire.parse(sent).question
    return data[wire.HEADER.size :][: len(question)].lower() == question.lower()


def _failure(data: bytes, rcode: Rcode) -> bytes:
    return wire.respond(wire.parse(data), Sections(rcode, authoritative=False), wire.UDP_SIZE)
