"""The cluster as arrays: a row for each node, a column for each fact about it.

Rows are reused when nodes go. What is summed over pods (requests, counts by selector) changes when a
pod is placed or removed; what follows from the node alone is recomputed for the rows whose node
changed, when somebody asks (`RowValues`). CPU is in millicores, memory and storage in bytes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from sampan.api import podrequests
from sampan.api.generated import core_v1 as core
from sampan.machinery import labels
from sampan.scheduler import resources
from sampan.scheduler.podinfo import PodInfo

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

BASE_RESOURCES = (podrequests.CPU, resources.MEMORY, resources.EPHEMERAL_STORAGE, resources.PODS)
FIRST_CAPACITY = 16  # rows
CACHED_VALUES = 512  # row computations kept
CACHED_COUNTS = 256  # selector counts kept


class Node:
    """One row's node and the pods on it (the API's node may be gone while pods are still there)."""

    def __init__(self, name: str, row: int) -> None:
        self.name = name
        self.row = row
        self.node: core.Node | None = None
        self.pods: dict[tuple[str, str], PodInfo] = {}

    @property
    def labels(self) -> dict[str, str]:
        return self.node.metadata.labels if self.node else {}

    @property
    def taints(self) -> list[core.Taint]:
        return self.node.spec.taints if self.node else []


class RowValues:
    """A number per row that follows from its node alone, computed when first read after a change."""

    def __init__(self, compute: Callable[[Node], int]) -> None:
        self._compute = compute
        self._values = np.zeros(0, np.int64)
        self._seen = np.zeros(0, np.int64)

    def read(self, cluster: Cluster) -> Ints:
        self._values = _grown(self._values, cluster.capacity)
        self._seen = _grown(self._seen, cluster.capacity)
        for row in np.flatnonzero(self._seen != cluster.versions):
            node = cluster.rows[row]
            self._values[row] = self._compute(node) if node is not None and node.node is not None else 0
            self._seen[row] = cluster.versions[row]
        return self._values


class PodCounts:
    """How many pods on each row satisfy a predicate; kept up to date as pods come and go."""

    def __init__(self, matches: Callable[[PodInfo], bool], cluster: Cluster) -> None:
        self.matches = matches
        self.values = np.zeros(cluster.capacity, np.int64)
        for node in cluster.nodes.values():
            self.values[node.row] = sum(map(matches, node.pods.values()))

    def add(self, pod: PodInfo, row: int, by: int) -> None:
        if self.matches(pod):
            self.values[row] += by


class Cluster:
    """All rows. `alive` marks those that have a node; arrays are `capacity` long."""

    def __init__(self) -> None:
        self.capacity = FIRST_CAPACITY
        self.nodes: dict[str, Node] = {}
        self.rows: list[Node | None] = [None] * FIRST_CAPACITY
        self.alive = np.zeros(FIRST_CAPACITY, np.bool_)
        self.versions = np.zeros(FIRST_CAPACITY, np.int64)
        self.allocatable: dict[str, Ints] = {name: np.zeros(FIRST_CAPACITY, np.int64) for name in BASE_RESOURCES}
        self.requested: dict[str, Ints] = {name: np.zeros(FIRST_CAPACITY, np.int64) for name in BASE_RESOURCES}
        self.nonzero = np.zeros((2, FIRST_CAPACITY), np.int64)  # CPU, memory
        self.pods: dict[tuple[str, str], PodInfo] = {}
        self.pods_with_terms: dict[tuple[str, str], PodInfo] = {}  # placed pods that have (anti-)affinity terms
        self._free = list(range(FIRST_CAPACITY - 1, -1, -1))
        self._version = 0
        self._topologies: dict[str, dict[str, int]] = {}
        self._values: OrderedDict[Hashable, RowValues] = OrderedDict()
        self._counts: OrderedDict[Hashable, PodCounts] = OrderedDict()

    # --- nodes

    def set_node(self, node: core.Node) -> None:
        """A node came or changed."""
        entry = self._entry(node.metadata.name)
        entry.node = node
        row = entry.row
        self.alive[row] = True
        self._touch(row)
        offered = {name: podrequests.amount(name, quantity) for name, quantity in node.status.allocatable.items()}
        for name in offered.keys() | self.allocatable.keys():
            self._column(self.allocatable, name)[row] = offered.get(name, 0)

    def remove_node(self, name: str) -> None:
        """The node is gone; its row stays while pods are on it."""
        entry = self.nodes.get(name)
        if entry is None:
            return
        entry.node = None
        self.alive[entry.row] = False
        self._touch(entry.row)
        for column in self.allocatable.values():
            column[entry.row] = 0
        self._release_if_empty(entry)

    # --- pods

    def add_pod(self, info: PodInfo, node_name: str) -> None:
        """A pod is on a node (bound, or assumed). A pod that is counted already is counted anew."""
        self.remove_pod(info.key)
        entry = self._entry(node_name)
        info.row = entry.row
        entry.pods[info.key] = info
        self.pods[info.key] = info
        if any((info.terms.required, info.terms.required_anti, info.terms.preferred, info.terms.preferred_anti)):
            self.pods_with_terms[info.key] = info
        self._count(info, entry.row, 1)

    def remove_pod(self, key: tuple[str, str]) -> None:
        info = self.pods.pop(key, None)
        if info is None or info.row is None:
            return
        entry = self.rows[info.row]
        assert entry is not None
        self.pods_with_terms.pop(key, None)
        del entry.pods[key]
        self._count(info, entry.row, -1)
        info.row = None
        self._release_if_empty(entry)

    # --- what plugins read

    def values(self, key: Hashable, compute: Callable[[Node], int]) -> Ints:
        """The cached per-row values of a computation; `key` tells computations apart."""
        values: RowValues = _recent(self._values, key, CACHED_VALUES, lambda: RowValues(compute))
        return values.read(self)

    def count(self, key: Hashable, matches: Callable[[PodInfo], bool]) -> Ints:
        """How many pods on each row satisfy `matches`; `key` tells predicates apart."""
        counts: PodCounts = _recent(self._counts, key, CACHED_COUNTS, lambda: PodCounts(matches, self))
        return counts.values

    def count_selected(self, namespace: str, selector: labels.Selector) -> Ints:
        """How many living pods of a namespace the selector matches, per row."""
        return self.count(
            (namespace, str(selector)),
            lambda info: (
                info.namespace == namespace
                and info.pod.metadata.deletion_timestamp is None
                and selector.matches(info.labels)
            ),
        )

    def forget_counts(self) -> None:
        """Count everything anew when next asked: something besides pods and nodes changed."""
        self._counts.clear()

    def domains(self, topology_key: str) -> Ints:
        """A number per row that is equal for rows of one topology domain; 0 where the label is missing."""
        known = self._topologies.setdefault(topology_key, {})

        def number(node: Node) -> int:
            value = node.labels.get(topology_key)
            return 0 if value is None else known.setdefault(value, len(known) + 1)

        return self.values(('topology', topology_key), number)

    def per_domain(self, topology_key: str, per_row: Ints, rows: Mask) -> Ints:
        """Sum a per-row value over each domain, counting only `rows`; indexed by domain number."""
        domains = self.domains(topology_key)
        size = len(self._topologies[topology_key]) + 1
        sums = np.zeros(size, np.int64)
        np.add.at(sums, domains[rows], per_row[rows])
        return sums

    def nodes_of(self, rows: Iterable[Any]) -> list[Node]:
        return [node for row in rows if (node := self.rows[row]) is not None]

    # --- upkeep

    def _entry(self, name: str) -> Node:
        entry = self.nodes.get(name)
        if entry is None:
            if not self._free:
                self._grow()
            row = self._free.pop()
            entry = self.nodes[name] = self.rows[row] = Node(name, row)
        return entry

    def _release_if_empty(self, entry: Node) -> None:
        if entry.node is None and not entry.pods:
            del self.nodes[entry.name]
            self.rows[entry.row] = None
            self._free.append(entry.row)

    def _touch(self, row: int) -> None:
        self._version += 1
        self.versions[row] = self._version

    def _count(self, info: PodInfo, row: int, sign: int) -> None:
        for name, value in info.requests.items():
            self._column(self.requested, name)[row] += sign * value
        self.requested[resources.PODS][row] += sign
        self.nonzero[0, row] += sign * info.nonzero[0]
        self.nonzero[1, row] += sign * info.nonzero[1]
        for counts in self._counts.values():
            counts.add(info, row, sign)

    def _column(self, columns: dict[str, Ints], name: str) -> Ints:
        column = columns.get(name)
        if column is None:
            column = columns[name] = np.zeros(self.capacity, np.int64)
        return column

    def _grow(self) -> None:
        old, self.capacity = self.capacity, self.capacity * 2
        self.rows.extend([None] * old)
        self._free = list(range(self.capacity - 1, old - 1, -1))
        self.alive = _grown(self.alive, self.capacity)
        self.versions = _grown(self.versions, self.capacity)
        self.nonzero = np.concatenate([self.nonzero, np.zeros((2, old), np.int64)], axis=1)
        for columns in (self.allocatable, self.requested):
            for name, column in columns.items():
                columns[name] = _grown(column, self.capacity)
        for counts in self._counts.values():
            counts.values = _grown(counts.values, self.capacity)


def _grown(array: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    if len(array) == size:
        return array
    return np.concatenate([array, np.zeros(size - len(array), array.dtype)])


def _recent(cache: OrderedDict[Hashable, Any], key: Hashable, limit: int, make: Callable[[], Any]) -> Any:
    """Look up or make an entry; the least recently used goes when there are too many."""
    entry = cache.get(key)
    if entry is None:
        entry = cache[key] = make()
        if len(cache) > limit:
            cache.popitem(last=False)
    else:
        cache.move_to_end(key)
    return entry
