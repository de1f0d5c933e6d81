"""Whether this node can take a pod (upstream: pkg/kubelet/lifecycle/predicate.go). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sampan.api.generated import core_v1 as core
from sampan.api.nodeselection import node_matches
from sampan.api.podrequests import amount, pod_requests
from sampan.api.scalars import Quantity
from sampan.api.tolerations import untolerated
from sampan.node.status.pod import Failure

OF_THE_NODE = frozenset({'NodeAffinity', 'TaintToleration'})
"""Reasons that come from the node's labels and taints, which may have changed since they were last read."""


def admit(
    pod: core.Pod, others: Iterable[core.Pod], node: core.Node | None, allocatable: Mapping[str, Quantity]
) -> Failure | None:
    """`others` are the pods that already have their place here. None: the pod may stay."""
    present = list(others)
    if node is not None:
        mismatch = _node_mismatch(pod, node)
        if mismatch is not None:
            return mismatch
        taint = _untolerated(pod, node)
        if taint is not None:
            return taint
    return _resources(pod, present, allocatable)


def _node_mismatch(pod: core.Pod, node: core.Node) -> Failure | None:
    if pod.spec.node_name and pod.spec.node_name != node.metadata.name:
        return Failure('NodeName', "Predicate NodeName failed: node(s) didn't match the requested node name")
    if not node_matches(pod.spec, node.metadata.labels, node.metadata.name):
        return Failure(
            'NodeAffinity', "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
        )
    return None


def _untolerated(pod: core.Pod, node: core.Node) -> Failure | None:
    if any(taint.effect == 'NoExecute' for taint in untolerated(node.spec.taints, pod.spec.tolerations)):
        message = "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate"
        return Failure('TaintToleration', message)
    return None


def _resources(pod: core.Pod, others: list[core.Pod], allocatable: Mapping[str, Quantity]) -> Failure | None:
    places = allocatable.get('pods')
    if places is not None and len(others) + 1 > places.value():
        return _out_of('pods', 1, len(others), places.value())
    wanted = pod_requests(pod.spec)
    used: dict[str, int] = {}
    for other in others:
        for name, requested in pod_requests(other.spec).items():
            used[name] = used.get(name, 0) + requested
    for name in sorted(wanted):
        limit = allocatable.get(name)
        capacity = amount(name, limit) if limit is not None else 0
        if wanted[name] and wanted[name] > capacity - used.get(name, 0):
            return _out_of(name, wanted[name], used.get(name, 0), capacity)
    return None


def _out_of(name: str, wanted: int, used: int, capacity: int) -> Failure:
    return Failure(
        f'OutOf{name}',
        f"Node didn't have enough resource: {name}, requested: {wanted}, used: {used}, capacity: {capacity}",
    )
