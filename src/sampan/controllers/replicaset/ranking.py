"""Which pods to delete first when there are too many.

Upstream: ActivePodsWithRanks. In this order of importance, what is deleted first: not bound to a node; Pending, then
Unknown, then Running; not ready; a lower `controller.kubernetes.io/pod-deletion-cost`; on a node with more pods of the
same family; ready for a shorter time; more container restarts; younger. Ages are compared by the power of two of their
nanoseconds, so that pods of about the same age are told apart by uid, which is as good as chance.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sampan.api.generated import core_v1 as core
from sampan.controllers.pods import is_active, is_ready, ready_since

DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'
_PHASES = {'Pending': 0, 'Unknown': 1, 'Running': 2}


def pods_to_delete(pods: Sequence[core.Pod], related: Iterable[core.Pod], count: int, now: datetime) -> list[core.Pod]:
    """`count` of the pods, those whose loss hurts least. `related` are the pods of all ReplicaSets of the owner."""
    if count >= len(pods):
        return list(pods)
    on_node = Counter(pod.spec.node_name for pod in related if is_active(pod))
    ranked = [_Ranked(pod, on_node[pod.spec.node_name]) for pod in pods]
    compare = functools.partial(_compare, now=now)
    return [entry.pod for entry in sorted(ranked, key=functools.cmp_to_key(compare))[:count]]


@dataclass(frozen=True, slots=True)
class _Ranked:
    pod: core.Pod
    rank: int


def _compare(one: _Ranked, other: _Ranked, now: datetime) -> int:
    mine, theirs = _static_key(one), _static_key(other)
    if mine != theirs:
        return -1 if mine < theirs else 1
    both_ready = is_ready(one.pod) and is_ready(other.pod)
    if both_ready and (order := _younger_first(one.pod, other.pod, ready_since(one.pod), ready_since(other.pod), now)):
        return order
    mine_restarts, their_restarts = _restarts(one.pod), _restarts(other.pod)
    if mine_restarts != their_restarts:
        return -1 if mine_restarts > their_restarts else 1
    created = one.pod.metadata.creation_timestamp, other.pod.metadata.creation_timestamp
    return _younger_first(one.pod, other.pod, *created, now)


def _static_key(entry: _Ranked) -> tuple[bool, int, bool, int, int]:
    pod = entry.pod
    return (
        bool(pod.spec.node_name),
        _PHASES.get(pod.status.phase, 0),
        is_ready(pod),
        deletion_cost(pod),
        -entry.rank,
    )


def deletion_cost(pod: core.Pod) -> int:
    """The annotated cost of deleting the pod; 0 without one, or with one that is no 32-bit integer as Go prints it."""
    text = pod.metadata.annotations.get(DELETION_COST, '')
    digits = text.removeprefix('-')
    if not digits.isascii() or not digits.isdigit() or (digits[0] == '0' and text != '0'):
        return 0
    cost = int(text)
    return cost if -(2**31) <= cost < 2**31 else 0


def _restarts(pod: core.Pod) -> tuple[int, int]:
    """The highest restart counts among the regular containers and among the sidecars."""
    sidecars = {container.name for container in pod.spec.init_containers if container.restart_policy == 'Always'}
    regular = max((status.restart_count for status in pod.status.container_statuses), default=0)
    sidecar = max(
        (status.restart_count for status in pod.status.init_container_statuses if status.name in sidecars), default=0
    )
    return regular, sidecar


def _younger_first(
    one: core.Pod, other: core.Pod, mine: datetime | None, theirs: datetime | None, now: datetime
) -> int:
    if mine == theirs:
        return 0
    if mine is None or theirs is None:
        return -1 if mine is None else 1
    difference = _magnitude(now, mine) - _magnitude(now, theirs)
    if difference:
        return difference
    return (one.metadata.uid > other.metadata.uid) - (one.metadata.uid < other.metadata.uid)


def _magnitude(now: datetime, since: datetime) -> int:
    """The power of two of an age in nanoseconds; -1 for what lies in the future."""
    age = (now - since).total_seconds() * 1e9
    return int(math.log2(age)) if age > 0 else -1
