"""Pods: their number while they run, and what they ask of nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sampan.api.generated import core_v1
from sampan.api.podresources import aggregate, is_huge_page, is_native, is_pod_level
from sampan.api.qos import BEST_EFFORT, pod_qos
from sampan.api.quota import amounts
from sampan.api.quota.amounts import ONE, Amounts
from sampan.api.quota.evaluator import Evaluator, Scope, selector_of

COUNT = 'count/pods'
REQUESTS, LIMITS = 'requests.', 'limits.'
COMPUTE = ('cpu', 'memory', 'ephemeral-storage')
NAMES = frozenset({COUNT, 'pods', *COMPUTE, *(prefix + name for prefix in (REQUESTS, LIMITS) for name in COMPUTE)})
# A quota of these makes every container say what it needs. Upstream calls that a mistake, and keeps it.
DEMANDED = frozenset({'cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'})
PRIORITY_CLASS = 'PriorityClass'


class PodEvaluator(Evaluator):
    plural = 'pods'

    def handles(self, operation: str, subresource: str) -> bool:
        return (operation, subresource) in (('CREATE', ''), ('UPDATE', 'resize'))

    def matching(self, names: Iterable[str]) -> list[str]:
        every = list(names)
        others = [name for name in every if name.startswith(('hugepages-', REQUESTS + 'hugepages-')) or _extended(name)]
        return sorted(NAMES.intersection(every)) + others

    def tells_scopes(self) -> bool:
        return True

    def in_scope(self, scope: Scope, obj: core_v1.Pod) -> bool:
        if scope.scope_name == PRIORITY_CLASS and scope.operator != 'Exists':
            name = obj.spec.priority_class_name
            return selector_of(scope).matches({PRIORITY_CLASS: name} if name else {})
        known = _SCOPES.get(scope.scope_name)
        return known is not None and known(obj)

    def missing(self, required: Iterable[str], obj: core_v1.Pod) -> str:
        own = obj.spec.resources
        if own is not None and any(is_pod_level(name) for name in (*own.requests, *own.limits)):
            return ''
        wanted = DEMANDED.intersection(required)
        silent: dict[str, set[str]] = {}
        for container in (*obj.spec.containers, *obj.spec.init_containers):
            said = compute(amounts.parse(container.resources.requests), amounts.parse(container.resources.limits))
            for name in wanted.difference(said):
                silent.setdefault(name, set()).add(container.name)
        texts = (f'{name} for: {",".join(sorted(silent[name]))}' for name in sorted(silent))
        return f'must specify {"; ".join(texts)}' if silent else ''

    def usage(self, obj: core_v1.Pod, now: datetime) -> Amounts:
        """A pod that has ended is only counted as an object; so is one that should have been gone by now."""
        used: Amounts = {COUNT: ONE}
        return amounts.add(used, compute(*needs(obj))) if is_charged(obj, now) else used

    def replenishes(self, new: core_v1.Pod, old: core_v1.Pod, now: datetime) -> bool:
        if is_charged(old, now) and not is_charged(new, now):
            return True
        return needs(new) != needs(old)


def is_charged(pod: core_v1.Pod, now: datetime) -> bool:
    """Whether the pod still uses what it asked for (upstream: QuotaV1Pod)."""
    if pod.status.phase in ('Failed', 'Succeeded'):
        return False
    meta = pod.metadata
    if meta.deletion_timestamp is None or meta.deletion_grace_period_seconds is None:
        return True
    return now <= meta.deletion_timestamp + timedelta(seconds=meta.deletion_grace_period_seconds)


def compute(requests: Mapping[str, Any], limits: Mapping[str, Any]) -> Amounts:
    """What is asked for, under the names quotas have for it."""
    used: Amounts = {'pods': ONE}
    for name in COMPUTE:
        if name in requests:
            used[name] = used[REQUESTS + name] = requests[name]
        if name in limits:
            used[LIMITS + name] = limits[name]
    for name, amount in requests.items():
        if is_huge_page(name):
            used[name] = used[REQUESTS + name] = amount
        elif not is_native(name) and not name.startswith(REQUESTS):
            used[REQUESTS + name] = amount
    return used


def needs(pod: core_v1.Pod) -> tuple[Amounts, Amounts]:
    """Requests and limits of the pod: of its containers together or for the whole pod, and its overhead.

    While a pod is being resized the larger of the old and the new size counts.
    """
    found = []
    for which in ('requests', 'limits'):
        total = dict(aggregate(pod.spec, _asked(pod, which)))
        if pod.spec.resources is not None:
            own = amounts.parse(getattr(pod.spec.resources, which))
            total |= {name: amount for name, amount in own.items() if is_pod_level(name)}
        overhead = amounts.parse(pod.spec.overhead)
        if which == 'limits':  # overhead limits nothing that was unlimited
            overhead = {name: amount for name, amount in overhead.items() if name in total and total[name].nanos}
        found.append(amounts.add(total, overhead))
    return found[0], found[1]


def _asked(pod: core_v1.Pod, which: str) -> Callable[[core_v1.Container], Amounts]:
    """What a container asks for, or still has while it waits for its resize."""
    statuses = {each.name: each for each in (*pod.status.container_statuses, *pod.status.init_container_statuses)}
    infeasible = any(each.type == 'PodResizePending' and each.reason == 'Infeasible' for each in pod.status.conditions)

    def asked(container: core_v1.Container) -> Amounts:
        spec = amounts.parse(getattr(container.resources, which))
        status = statuses.get(container.name)
        if status is None:
            return spec
        actual = {} if status.resources is None else amounts.parse(getattr(status.resources, which))
        allocated = amounts.parse(status.allocated_resources) if which == 'requests' else {}
        return _maximum(actual, allocated) if infeasible and actual else _maximum(spec, actual, allocated)

    return asked


def _maximum(*lists: Amounts) -> Amounts:
    found: Amounts = {}
    for each in lists:
        for name, amount in each.items():
            if name not in found or amount.nanos > found[name].nanos:
                found[name] = amount
    return found


def _extended(name: str) -> bool:
    """`requests.example.com/gpu`: extended resources cannot be overcommitted, so only requests are counted."""
    return not is_native(name) and name.startswith(REQUESTS)


def _terminating(pod: core_v1.Pod) -> bool:
    seconds = pod.spec.active_deadline_seconds
    return seconds is not None and seconds >= 0


def _best_effort(pod: core_v1.Pod) -> bool:
    return pod_qos(pod) == BEST_EFFORT


def _crosses_namespaces(pod: core_v1.Pod) -> bool:
    """Whether some affinity term looks at pods of other namespaces."""
    affinity = pod.spec.affinity
    if affinity is None:
        return False
    terms: list[core_v1.PodAffinityTerm] = []
    for part in (affinity.pod_affinity, affinity.pod_anti_affinity):
        if part is not None:
            terms += part.required_during_scheduling_ignored_during_execution
            terms += [each.pod_affinity_term for each in part.preferred_during_scheduling_ignored_during_execution]
    return any(term.namespaces or term.namespace_selector is not None for term in terms)


_SCOPES: Mapping[str, Callable[[core_v1.Pod], bool]] = {
    'Terminating': _terminating,
    'NotTerminating': lambda pod: not _terminating(pod),
    'BestEffort': _best_effort,
    'NotBestEffort': lambda pod: not _best_effort(pod),
    PRIORITY_CLASS: lambda pod: bool(pod.spec.priority_class_name),
    'CrossNamespacePodAffinity': _crosses_namespaces,
}
