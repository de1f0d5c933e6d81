"""Whether this node can take a pod (upstream: pkg/kubelet/lifecycle/predicate.go). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.node.pods.spec import is_sidecar
from sampan.node.status.pod import Failure


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
    if not matches_node(pod, node):
        return Failure(
            'NodeAffinity', "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
        )
    return None


def matches_node(pod: core.Pod, node: core.Node) -> bool:
    """nodeSelector and the required node affinity."""
    if any(node.metadata.labels.get(k) != v for k, v in pod.spec.node_selector.items()):
        return False
    affinity = pod.spec.affinity.node_affinity if pod.spec.affinity is not None else None
    required = affinity.required_during_scheduling_ignored_during_execution if affinity is not None else None
    return required is None or any(_term(t, node) for t in required.node_selector_terms)


def _term(term: core.NodeSelectorTerm, node: core.Node) -> bool:
    if not term.match_expressions and not term.match_fields:
        return False
    name = {'metadata.name': node.metadata.name}
    return all(_requirement(r, node.metadata.labels) for r in term.match_expressions) and all(
        _requirement(r, name) for r in term.match_fields
    )


def _requirement(requirement: core.NodeSelectorRequirement, values: Mapping[str, str]) -> bool:
    value = values.get(requirement.key)
    match requirement.operator:
        case 'In':
            return value in requirement.values
        case 'NotIn':
            return value not in requirement.values
        case 'Exists':
            return value is not None
        case 'DoesNotExist':
            return value is None
        case 'Gt' | 'Lt':
            return _compares(value, requirement)
    return False


def _compares(value: str | None, requirement: core.NodeSelectorRequirement) -> bool:
    try:
        have, want = int(value or ''), int(requirement.values[0])
    except (ValueError, IndexError):
        return False
    return have > want if requirement.operator == 'Gt' else have < want


def _untolerated(pod: core.Pod, node: core.Node) -> Failure | None:
    for taint in node.spec.taints:
        if taint.effect == 'NoExecute' and not any(tolerates(t, taint) for t in pod.spec.tolerations):
            message = (
                f'Predicate TaintToleration failed: node(s) had taint {{{taint.key}: {taint.value}}}, '
                "that the pod didn't tolerate"
            )
            return Failure('TaintToleration', message)
    return None


def tolerates(toleration: core.Toleration, taint: core.Taint) -> bool:
    if toleration.effect and toleration.effect != taint.effect:
        return False
    if toleration.key and toleration.key != taint.key:
        return False
    return toleration.operator == 'Exists' or toleration.value == taint.value


def _resources(pod: core.Pod, others: list[core.Pod], allocatable: Mapping[str, Quantity]) -> Failure | None:
    places = allocatable.get('pods')
    if places is not None and len(others) + 1 > places.value():
        return _out_of('pods', 1, len(others), places.value())
    wanted = pod_requests(pod)
    used: dict[str, int] = {}
    for other in others:
        for name, amount in pod_requests(other).items():
            used[name] = used.get(name, 0) + amount
    for name in sorted(wanted):
        limit = allocatable.get(name)
        capacity = _amount(name, limit) if limit is not None else 0
        if wanted[name] and wanted[name] > capacity - used.get(name, 0):
            return _out_of(name, wanted[name], used.get(name, 0), capacity)
    return None


def _out_of(name: str, wanted: int, used: int, capacity: int) -> Failure:
    return Failure(
        f'OutOf{name}',
        f"Node didn't have enough resource: {name}, requested: {wanted}, used: {used}, capacity: {capacity}",
    )


def _amount(name: str, quantity: Quantity) -> int:
    """CPU in thousandths, everything else in whole units."""
    return quantity.milli_value() if name == 'cpu' else quantity.value()


def pod_requests(pod: core.Pod) -> dict[str, int]:
    """What a pod asks for: the larger of its running containers together and each init step, plus overhead."""
    total: dict[str, int] = {}
    for container in pod.spec.containers:
        _add(total, container.resources.requests)
    running: dict[str, int] = {}
    peak: dict[str, int] = {}
    for container in pod.spec.init_containers:
        if is_sidecar(container):
            _add(total, container.resources.requests)
            _add(running, container.resources.requests)
            _raise(peak, running)
        else:
            step = dict(running)
            _add(step, container.resources.requests)
            _raise(peak, step)
    _raise(total, peak)
    if pod.spec.resources is not None:
        total.update({n: _amount(n, q) for n, q in pod.spec.resources.requests.items()})
    _add(total, pod.spec.overhead)
    return total


def _add(total: dict[str, int], amounts: Mapping[str, Quantity]) -> None:
    for name, quantity in amounts.items():
        total[name] = total.get(name, 0) + _amount(name, quantity)


def _raise(total: dict[str, int], others: Mapping[str, int]) -> None:
    for name, amount in others.items():
        total[name] = max(total.get(name, 0), amount)
