"""pods/eviction: a deletion that asks disruption budgets first (upstream: EvictionREST)."""

from __future__ import annotations

from sampan.api import codec, errors
from sampan.api.generated import core_v1, meta_v1, policy_v1
from sampan.apiserver.admission.base import Attributes, Operation
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.registry import metadata, options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.conditions import set_pod_condition
from sampan.apiserver.registry.subresources import disruption
from sampan.apiserver.registry.verbs.delete import check_preconditions, delete
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.negotiate import negotiate
from sampan.apiserver.request import Answer

ATTEMPTS = 20
_OVER = ('Succeeded', 'Failed')


async def create(call: Call) -> Answer:
    """Delete the pod with the eviction's delete options, if its budget allows; answers a Status."""
    target = negotiate(call.request)
    asked = options.write_options(call.request, 'CreateOptions')
    eviction: policy_v1.Eviction = bodies.decode(call, policy_v1.Eviction, asked.field_validation)
    metadata.match_namespace(eviction.metadata, call)
    if eviction.metadata.name != call.name:
        raise errors.bad_request('name in URL does not match name in Eviction object')
    how = options.delete_options(call.request, eviction.delete_options or meta_v1.DeleteOptions())
    if asked.dry_run:
        how.dry_run = ['All']
    call.dry_run = bool(how.dry_run)
    attributes = Attributes.of(call, Operation.CREATE, eviction, None)
    await call.registry.admission.admit(attributes)
    await call.registry.admission.validate(attributes)
    if not await _without_budget(call, how):
        await _with_budget(call, how)
    return render.status(target, call, meta_v1.Status(status='Success', code=201), 201)


async def _pod(call: Call) -> core_v1.Pod:
    entry = await call.registry.objects.current(call.endpoint, call.endpoint.key(call.namespace, call.name))
    if entry is None:
        raise call.endpoint.not_found(call.name)
    pod: core_v1.Pod = call.endpoint.decode(entry)
    return pod


async def _without_budget(call: Call, how: meta_v1.DeleteOptions) -> bool:
    """Evict a pod that serves nobody: it is over, going, or has not started. False: budgets must be asked.

    A pending pod might become ready meanwhile; then its deletion is in conflict, and is looked at again.
    """
    for attempt in range(ATTEMPTS):
        pod = await _pod(call)
        ending = pod.status.phase in _OVER or pod.metadata.deletion_timestamp is not None
        if not ending and pod.status.phase != 'Pending':
            return False
        try:
            await _evict(call, how if ending or _version(how) is not None else _at(how, pod))
        except errors.ApiError as error:
            if not errors.is_conflict(error) or _version(how) is not None or attempt == ATTEMPTS - 1:
                raise
        else:
            return True
    return False


async def _with_budget(call: Call, how: meta_v1.DeleteOptions) -> None:
    pod = await _pod(call)
    budgets = await disruption.budgets_of(call, pod)
    if len(budgets) > 1:
        text = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'
        raise errors.ApiError(meta_v1.Status(status='Failure', message=text, code=500))
    if not budgets:
        await _evict(call, how)
        return
    budget = budgets[0]
    if _is_ready(pod) or not disruption.has_health_to_spare(budget):
        await disruption.take(call, budget, call.name)
        await _evict(call, how)
        return
    try:
        await _evict(call, _at(how, pod))
    except errors.ApiError as error:
        if errors.is_conflict(error) and _version(how) is None:
            raise disruption.being_processed(budget.metadata.name) from error
        raise


async def _evict(call: Call, how: meta_v1.DeleteOptions) -> None:
    """Say in the pod's status why it goes, and delete it."""
    if not call.dry_run:
        how = await _explained(call, how)
    await delete(call, call.name, how, admit=False)


async def _explained(call: Call, how: meta_v1.DeleteOptions) -> meta_v1.DeleteOptions:
    """The options for deleting the version that carries the condition."""

    async def explain(pod: core_v1.Pod, entry: Entry) -> core_v1.Pod:
        check_preconditions(call, pod, how)
        condition = core_v1.PodCondition(
            type='DisruptionTarget',
            status='True',
            reason='EvictionByEvictionAPI',
            message='Eviction API: evicting',
            observed_generation=pod.metadata.generation,
        )
        set_pod_condition(pod.status, condition, metadata.now(call))
        return pod

    key = call.endpoint.key(call.namespace, call.name)
    stored = await call.registry.objects.guaranteed_update(call.endpoint, key, explain, False)
    return how if _version(how) is None else _at(how, stored.object)


def _version(how: meta_v1.DeleteOptions) -> str | None:
    return how.preconditions.resource_version if how.preconditions is not None else None


def _at(how: meta_v1.DeleteOptions, pod: core_v1.Pod) -> meta_v1.DeleteOptions:
    """The same options for exactly this version of the pod."""
    exact = codec.clone(how)
    exact.preconditions = exact.preconditions or meta_v1.Preconditions()
    exact.preconditions.resource_version = pod.metadata.resource_version
    return exact


def _is_ready(pod: core_v1.Pod) -> bool:
    return any(condition.type == 'Ready' and condition.status == 'True' for condition in pod.status.conditions)
