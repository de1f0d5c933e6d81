"""Debian's etcd, started by the test that needs it: one member or several, on loopback, ended with the test."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sampan.store.base import StoreUnavailable
from sampan.store.etcd import EtcdConfig, EtcdStore

READY_SECONDS = 20.0


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, held together while they are chosen so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(('127.0.0.1', 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


@dataclass
class Member:
    """One etcd process and how to start it again."""

    command: list[str]
    log: Path
    client_port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open('ab') as output:
            self.process = subprocess.Popen(self.command, stdout=output, stderr=output)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(number)
            self.process.wait(10)
            self.process = None

    def pause(self) -> None:
        """As a machine whose network is cut: it neither answers nor closes its connections."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        tasks = Path(f'/proc/{self.process.pid}/task')
        while any(_state(task) != 'T' for task in tasks.iterdir()):
            os.sched_yield()  # a thread on the other core runs on for a moment

    def resume(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


@dataclass
class Etcd:
    """A running cluster."""

    members: list[Member] = field(default_factory=list)

    @property
    def config(self) -> EtcdConfig:
        urls = [f'http://127.0.0.1:{member.client_port}' for member in self.members]
        return EtcdConfig.from_urls(urls, compaction_interval=0)

    def only(self, index: int) -> EtcdConfig:
        """How to reach one member alone."""
        return EtcdConfig.from_urls([f'http://127.0.0.1:{self.members[index].client_port}'], compaction_interval=0)


def _state(task: Path) -> str:
    """The state letter of a thread (proc(5)); T means stopped."""
    return (task / 'stat').read_text().rpartition(')')[2].split()[0]


def command(folder: Path, name: str, client: int, peer: int, cluster: str, more: tuple[str, ...]) -> list[str]:
    binary = shutil.which('etcd')
    assert binary is not None, 'etcd is missing: install the package etcd-server'
    return [
        binary,
        f'--name={name}',
        f'--data-dir={folder / name}',
        f'--listen-client-urls=http://127.0.0.1:{client}',
        f'--advertise-client-urls=http://127.0.0.1:{client}',
        f'--listen-peer-urls=http://127.0.0.1:{peer}',
        f'--initial-advertise-peer-urls=http://127.0.0.1:{peer}',
        f'--initial-cluster={cluster}',
        '--heartbeat-interval=20',
        '--election-timeout=200',
        '--max-txn-ops=10000',
        '--log-level=error',
        '--logger=zap',
        *more,
    ]


@asynccontextmanager
async def etcd(members: int = 1, *more: str) -> AsyncIterator[Etcd]:
    """A fresh cluster that answers; `more` are etcd's flags."""
    with tempfile.TemporaryDirectory(prefix='sampan-etcd-') as name:
        folder = Path(name)
        ports = free_ports(2 * members)
        clients, peers = ports[:members], ports[members:]
        cluster = ','.join(f'm{n}=http://127.0.0.1:{peer}' for n, peer in enumerate(peers))
        running = Etcd(
            [
                Member(command(folder, f'm{n}', client, peer, cluster, more), folder / f'm{n}.log', client)
                for n, (client, peer) in enumerate(zip(clients, peers, strict=True))
            ]
        )
        try:
            for member in running.members:
                member.start()
            await ready(running)
            yield running
        finally:
            for member in running.members:
                member.kill()


async def ready(running: Etcd) -> None:
    """Wait until the cluster answers."""
    async with asyncio.timeout(READY_SECONDS):
        while True:
            try:
                store = await EtcdStore.open(running.config)
            except StoreUnavailable:
                continue
            await store.close()
            return
