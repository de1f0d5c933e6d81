"""A node, some pods and an outside world as network namespaces, and real packets between them.

    outside 192.0.2.1 ── 192.0.2.50 node ── bridge 10.244.0.1 ── pods 10.244.0.x

The main thread lives in the node's namespace and visits the others for single blocking calls: a socket stays in the
namespace it was made in.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sampan.network import links, sysctls
from sampan.network.config import NetworkConfig

CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)

OUTSIDE_IP, NODE_IP, GATEWAY = '192.0.2.1', '192.0.2.50', '10.244.0.1'
POD_CIDR = '10.244.0.0/24'


def ip(*arguments: str) -> None:
    subprocess.run(['ip', *arguments], check=True, capture_output=True, text=True)


def enter(path: str) -> None:
    with open(path) as handle:
        if LIBC.setns(handle.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f'setns {path}')


class Lab:
    def __init__(self, folder: Path) -> None:
        self.prefix = f'smp{os.getpid()}'
        self.namespaces: list[str] = []
        self.servers: list[Server] = []
        self.config = NetworkConfig(
            node_name='n1',
            node_ip=NODE_IP,
            cluster_cidr='10.244.0.0/16',
            service_cidr='10.96.0.0/12',
            dns_ip='10.96.0.10',
            cluster_domain='cluster.local',
            bridge='smp0',
            dns_link='smp-dns',
            cni_conf_dir=folder / 'cni',
            state_dir=folder / 'network',
            resolv_conf=folder / 'resolv.conf',
        )

    @contextlib.contextmanager
    def built(self) -> Iterator[Lab]:
        home = f'/proc/self/task/{threading.get_native_id()}/ns/net'
        with open(home) as before:
            try:
                self._build()
                enter(f'/run/netns/{self.name("node")}')
                links.prepare(self.config, POD_CIDR)
                self.filtered = sysctls.prepare(self.config.state_dir, self.config.bridge)
                yield self
            finally:
                for server in self.servers:
                    server.close()
                LIBC.setns(before.fileno(), CLONE_NEWNET)
                for name in self.namespaces:
                    ip('netns', 'delete', name)

    def _build(self) -> None:
        node, outside = self._namespace('node'), self._namespace('outside')
        ip('-n', node, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', outside)
        for name, address in ((node, NODE_IP), (outside, OUTSIDE_IP)):
            ip('-n', name, 'address', 'add', f'{address}/24', 'dev', 'eth0')
            ip('-n', name, 'link', 'set', 'eth0', 'up')
        ip('-n', node, 'route', 'add', 'default', 'via', OUTSIDE_IP)
        for external in ('198.51.100.0/24', '203.0.113.0/24'):
            ip('-n', outside, 'route', 'add', external, 'via', NODE_IP)

    def name(self, short: str) -> str:
        return f'{self.prefix}-{short}'

    def _namespace(self, short: str) -> str:
        name = self.name(short)
        ip('netns', 'add', name)
        self.namespaces.append(name)
        ip('-n', name, 'link', 'set', 'lo', 'up')
        return name

    def pod(self, number: int) -> str:
        """A pod on the bridge, as the CNI bridge plugin makes it with hairpinMode; returns its address."""
        address, name, port = f'10.244.0.{number}', self._namespace(f'pod{number}'), f'port{number}'
        ip('link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
        ip('link', 'set', port, 'master', self.config.bridge, 'up')
        ip('link', 'set', port, 'type', 'bridge_slave', 'hairpin', 'on')
        ip('-n', name, 'address', 'add', f'{address}/24', 'dev', 'eth0')
        ip('-n', name, 'link', 'set', 'eth0', 'up')
        ip('-n', name, 'route', 'add', 'default', 'via', GATEWAY)
        return address

    @contextlib.contextmanager
    def inside(self, short: str) -> Iterator[None]:
        enter(f'/run/netns/{self.name(short)}')
        try:
            yield
        finally:
            enter(f'/run/netns/{self.name("node")}')

    def serve(self, short: str, address: str, port: int = 8080) -> None:
        """A server that says who it is and whom it sees, over TCP and UDP."""
        with self.inside(short):
            self.servers.append(Server(address, port))

    def socket(self, short: str, kind: int = socket.SOCK_STREAM) -> socket.socket:
        with self.inside(short):
            made = socket.socket(socket.AF_INET, kind)
        made.settimeout(2)
        return made

    def ask(self, short: str, address: str, port: int) -> tuple[str, str]:
        """Who answered, and which client it saw."""
        with contextlib.closing(self.socket(short)) as client:
            client.connect((address, port))
            return said(client.recv(200))


class Hammer:
    """Connects to an address again and again, from a thread of its own in another namespace."""

    def __init__(self, lab: Lab, short: str, address: str, port: int) -> None:
        self.answers: Counter[str] = Counter()
        self.failures: list[OSError] = []
        self._place = f'/run/netns/{lab.name(short)}'
        self._to = (address, port)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Hammer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        enter(self._place)  # of this thread only
        while not self._stop.is_set():
            try:
                with socket.create_connection(self._to, timeout=2) as client:
                    self.answers[said(client.recv(100))[0]] += 1
            except OSError as error:
                self.failures.append(error)


def said(data: bytes) -> tuple[str, str]:
    server, client = data.decode().split()
    return server, client


class Server:
    def __init__(self, address: str, port: int) -> None:
        self._address = address
        self._tcp = socket.create_server((address, port))
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind((address, port))
        for target in (self._serve_tcp, self._serve_udp):
            threading.Thread(target=target, daemon=True).start()

    def close(self) -> None:
        for each in (self._tcp, self._udp):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _serve_tcp(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, peer = self._tcp.accept()
                threading.Thread(target=self._talk, args=(client, peer), daemon=True).start()

    def _talk(self, client: socket.socket, peer: tuple[str, int]) -> None:
        with client, contextlib.suppress(OSError):
            client.sendall(f'{self._address} {peer[0]}'.encode())
            while client.recv(100):
                client.sendall(f'{self._address} {peer[0]}'.encode())

    def _serve_udp(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                _, peer = self._udp.recvfrom(100)
                if peer is None:  # shut down
                    return
                self._udp.sendto(f'{self._address} {peer[0]}'.encode(), peer)
