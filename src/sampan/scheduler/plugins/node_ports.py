"""Two pods cannot have the same host port on one node."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sampan.scheduler.columns import Cluster
from sampan.scheduler.framework import Rejection
from sampan.scheduler.podinfo import PodInfo
from sampan.scheduler.queue import Event

REASONS = ("node(s) didn't have free ports for the requested pod ports",)
ANY_ADDRESS = '0.0.0.0'
Port = tuple[str, str, int]


class NodePorts:
    name = 'NodePorts'
    events = frozenset({Event.NODE_ADD, Event.POD_DELETE})

    def filter(self, pod: PodInfo, cluster: Cluster) -> Rejection | None:
        if not pod.host_ports:
            return None
        # Rows that hold any pod with host ports are few; only those are looked at one by one.
        users = cluster.count('host ports', lambda info: bool(info.host_ports))
        rejected = np.zeros(cluster.capacity, np.bool_)
        for node in cluster.nodes_of(np.flatnonzero(users)):
            taken = [port for other in node.pods.values() for port in other.host_ports]
            rejected[node.row] = conflicts(pod.host_ports, taken)
        return Rejection(rejected, lambda row: REASONS)


def conflicts(wanted: Iterable[Port], taken: Iterable[Port]) -> bool:
    """Same protocol and number, and the same address or one of them every address."""
    held = list(taken)
    return any(
        protocol == other and number == used and (ANY_ADDRESS in (address, bound) or address == bound)
        for protocol, address, number in wanted
        for other, bound, used in held
    )
