"""What simulated containers do, and where their sandboxes' addresses come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from sampan.node.runtime.base import ExecResult


@dataclass(frozen=True, slots=True)
class Script:
    """What containers of an image do. Times in seconds after the container's start; None: never."""

    pull_seconds: float = 0.0
    pull_error: str = ''  # pulling fails with this message
    create_error: str = ''
    start_error: str = ''
    start_seconds: float = 0.0
    run_seconds: float | None = None  # ends by itself after this long
    exit_code: int = 0
    exit_codes: tuple[int, ...] = ()  # of the first, second, ... attempt; the last one repeats
    stop_seconds: float = 0.0  # from SIGTERM to the end; longer than the grace period: killed, 137
    stop_exit_code: int = 0
    ready_seconds: float = 0.0  # probes fail before
    healthy_seconds: float | None = None  # probes fail from then on
    logs: tuple[str, ...] = ()
    exec_results: Mapping[tuple[str, ...], ExecResult] = field(default_factory=dict)  # others: 0 while probes pass
    cpu_milli: int = 1
    memory: int = 1 << 20
    size: int = 1 << 20
    user: str = ''
    present: bool = True  # on the node before it is pulled


DEFAULT = Script()


@dataclass(frozen=True, slots=True)
class Network:
    """Where sandbox addresses come from: the first free host address, lowest first, skipping the gateway."""

    cidr: str = '10.244.0.0/24'

    def addresses(self) -> list[str]:
        network = ip_network(self.cidr)
        first = int(network.network_address) + 2
        return [str(ip_address(n)) for n in range(first, int(network.broadcast_address))]
