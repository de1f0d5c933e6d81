"""Taking a disruption from a budget, before a pod is evicted (upstream: EvictionREST.checkAndDecrement)."""

from __future__ import annotations

from sampan.api import errors
from sampan.api.generated import core_v1, meta_v1, policy_v1
from sampan.api.scalars import Time
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.registry import metadata
from sampan.apiserver.registry.call import Call
from sampan.machinery import labels

MAX_DISRUPTED_PODS = 2000  # evictions that were granted and that the disruption controller has not seen yet
CAUSE = 'DisruptionBudget'
VIOLATION = "Cannot evict pod as it would violate the pod's disruption budget."
_ALLOWED = 'DisruptionAllowed'
_RETRY_SECONDS = 10


async def budgets_of(call: Call, pod: core_v1.Pod) -> list[policy_v1.PodDisruptionBudget]:
    """Those that select the pod; a selector that is empty or cannot be read selects nothing."""
    everything = await call.registry.lookup.list(policy_v1.PodDisruptionBudget, pod.metadata.namespace)
    return [budget for budget in everything if _selects(budget, pod)]


def _selects(budget: policy_v1.PodDisruptionBudget, pod: core_v1.Pod) -> bool:
    try:
        selector = labels.from_object(budget.spec.selector)
    except labels.SelectorError:
        return False
    return not selector.empty and selector.matches(pod.metadata.labels)


def has_health_to_spare(budget: policy_v1.PodDisruptionBudget) -> bool:
    """Whether a pod that is not ready may go without being counted."""
    status = budget.status
    if budget.spec.unhealthy_pod_eviction_policy == 'AlwaysAllow':
        return True
    return status.current_healthy >= status.desired_healthy > 0


async def take(call: Call, budget: policy_v1.PodDisruptionBudget, pod: str) -> None:
    """One disruption less, and the pod's name for the controller. Raises 429 when there is none, 403 when it is odd."""
    endpoint = call.registry.endpoint(policy_v1.PodDisruptionBudget)
    meta = budget.metadata

    async def taken(newest: policy_v1.PodDisruptionBudget, entry: Entry) -> policy_v1.PodDisruptionBudget:
        _check(newest)
        present = metadata.now(call)
        newest.status.disruptions_allowed -= 1
        if newest.status.disruptions_allowed == 0:
            _none_left(newest, present)
        newest.status.disrupted_pods = {**newest.status.disrupted_pods, pod: present}
        return newest

    await call.registry.objects.guaranteed_update(
        endpoint, endpoint.key(meta.namespace, meta.name), taken, call.dry_run
    )


def _check(budget: policy_v1.PodDisruptionBudget) -> None:
    name, status = budget.metadata.name, budget.status
    if status.observed_generation < budget.metadata.generation:
        raise being_processed(name)
    if status.disruptions_allowed < 0:
        raise errors.forbidden('policy', 'poddisruptionbudget', name, 'pdb disruptions allowed is negative')
    if len(status.disrupted_pods) > MAX_DISRUPTED_PODS:
        text = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller'
        raise errors.forbidden('policy', 'poddisruptionbudget', name, text)
    if status.disruptions_allowed == 0:
        raise _refused(_why(name, status))


def being_processed(budget: str) -> errors.ApiError:
    """The budget's numbers are about to change: ask again."""
    return _refused(f'The disruption budget {budget} is still being processed by the server.', _RETRY_SECONDS)


def _refused(message: str, retry_after: int = 0) -> errors.ApiError:
    error = errors.too_many_requests(VIOLATION, retry_after)
    details = error.status.details = error.status.details or meta_v1.StatusDetails()
    details.causes = [*details.causes, meta_v1.StatusCause(reason=CAUSE, message=message)]
    return error


def _why(name: str, status: policy_v1.PodDisruptionBudgetStatus) -> str:
    condition = next((each for each in status.conditions if each.type == _ALLOWED), None)
    told = condition if condition is not None and condition.status == 'False' and condition.message else None
    prefix = f'The disruption budget {name}'
    if told is not None and told.reason == 'SyncFailed':
        return f'{prefix} does not allow evicting pods currently because it failed sync: {told.message}'
    if status.current_healthy <= status.desired_healthy:
        return f'{prefix} needs {status.desired_healthy} healthy pods and has {status.current_healthy} currently'
    if told is not None:
        return f'{prefix} does not allow evicting pods currently ({told.reason}): {told.message}'
    return f'{prefix} does not allow evicting pods currently'


def _none_left(budget: policy_v1.PodDisruptionBudget, present: Time) -> None:
    """The condition that the controller keeps follows at once."""
    conditions = budget.status.conditions
    before = next((each for each in conditions if each.type == _ALLOWED), None)
    changed = before is None or before.status != 'False'
    condition = meta_v1.Condition(
        type=_ALLOWED,
        status='False',
        observed_generation=budget.status.observed_generation,
        reason='InsufficientPods',
        last_transition_time=present if before is None or changed else before.last_transition_time,
    )
    kept = [condition if each.type == _ALLOWED else each for each in conditions]
    budget.status.conditions = kept if before is not None else [*kept, condition]
