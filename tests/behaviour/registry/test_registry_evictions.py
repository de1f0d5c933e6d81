"""What Kubernetes promises about evictions and disruption budgets."""

from __future__ import annotations

from typing import Any

from sampan.api.generated import core_v1, meta_v1, policy_v1
from support.registry import Bench, Reply, pod, run

PODS = '/api/v1/namespaces/default/pods'
BUDGETS = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'


async def _running(bench: Bench, name: str = 'web', ready: bool = True) -> core_v1.Pod:
    """A pod of the application, on a node."""
    wanted = pod(name)
    wanted.metadata.labels = {'app': 'web'}
    made = await bench.client.create(wanted)
    made.status.phase = 'Running'
    made.status.conditions = [core_v1.PodCondition(type='Ready', status='True' if ready else 'False')]
    return await bench.client.update(made, subresource='status')


async def _budget(bench: Bench, name: str = 'web', policy: str | None = None, **status: Any) -> None:
    spec = policy_v1.PodDisruptionBudgetSpec(
        min_available=1,
        selector=meta_v1.LabelSelector(match_labels={'app': 'web'}),
        unhealthy_pod_eviction_policy=policy,
    )
    meta = meta_v1.ObjectMeta(name=name, namespace='default')
    made = await bench.client.create(policy_v1.PodDisruptionBudget(metadata=meta, spec=spec))
    observed = {'observed_generation': made.metadata.generation, **status}
    made.status = policy_v1.PodDisruptionBudgetStatus(**observed)
    await bench.client.update(made, subresource='status')


async def _evict(bench: Bench, name: str = 'web', query: str = '') -> Reply:
    eviction = {'apiVersion': 'policy/v1', 'kind': 'Eviction', 'metadata': {'name': name}}
    return await bench.send('POST', f'{PODS}/{name}/eviction{query}', eviction)


async def _status(bench: Bench, name: str = 'web') -> policy_v1.PodDisruptionBudgetStatus:
    return (await bench.client.get(policy_v1.PodDisruptionBudget, name, 'default')).status


def test_an_eviction_takes_one_disruption_and_names_the_pod() -> None:
    async def body(bench: Bench) -> None:
        await _running(bench)
        await _budget(bench, disruptions_allowed=1, current_healthy=2, desired_healthy=1)
        assert (await _evict(bench)).status == 201
        after = await _status(bench)
        assert after.disruptions_allowed == 0
        assert list(after.disrupted_pods) == ['web']
        (condition,) = after.conditions
        assert (condition.type, condition.status, condition.reason) == (
            'DisruptionAllowed',
            'False',
            'InsufficientPods',
        )

    run(body)


def test_an_exhausted_budget_refuses_with_429_and_its_reason() -> None:
    async def body(bench: Bench) -> None:
        await _running(bench)
        await _budget(bench, disruptions_allowed=0, current_healthy=1, desired_healthy=1)
        reply = await _evict(bench)
        assert reply.status == 429
        refused = reply.json()
        assert refused['reason'] == 'TooManyRequests'
        assert refused['message'] == "Cannot evict pod as it would violate the pod's disruption budget."
        assert refused['details']['causes'] == [
            {
                'reason': 'DisruptionBudget',
                'message': 'The disruption budget web needs 1 healthy pods and has 1 currently',
            }
        ]
        assert (await bench.client.get(core_v1.Pod, 'web', 'default')).metadata.deletion_timestamp is None

    run(body)


def test_a_budget_that_was_just_changed_asks_to_come_back() -> None:
    async def body(bench: Bench) -> None:
        await _running(bench)
        await _budget(bench, observed_generation=0, disruptions_allowed=1)
        reply = await _evict(bench)
        assert reply.status == 429
        assert reply.json()['details']['retryAfterSeconds'] == 10
        (cause,) = reply.json()['details']['causes']
        assert cause['message'] == 'The disruption budget web is still being processed by the server.'

    run(body)


def test_a_pod_that_is_not_ready_goes_when_the_others_are_enough() -> None:
    async def body(bench: Bench) -> None:
        await _running(bench, ready=False)
        await _budget(bench, disruptions_allowed=0, current_healthy=1, desired_healthy=1)
        assert (await _evict(bench)).status == 201
        assert (await _status(bench)).disrupted_pods == {}

    run(body)


def test_a_pod_that_is_not_ready_stays_when_health_is_short_unless_the_budget_always_allows_it() -> None:
    async def body(bench: Bench) -> None:
        await _running(bench, ready=False)
        await _budget(bench, disruptions_allowed=0, current_healthy=0, desired_healthy=1)
        assert (await _evict(bench)).status == 429
        await bench.client.delete(policy_v1.PodDisruptionBudget, 'web', 'default')
        await _budget(bench, policy='AlwaysAllow', disruptions_allowed=0, current_healthy=0, desired_healthy=1)
        assert (await _evict(bench)).status == 201

    run(body)


def test_two_budgets_for_one_pod_are_not_supported() -> None:
    async def body(bench: Bench) -> None:
        await _running(bench)
        for name in ('a', 'b'):
            await _budget(bench, name, disruptions_allowed=1)
        reply = await _evict(bench)
        assert reply.status == 500
        assert 'more than one PodDisruptionBudget' in reply.json()['message']

    run(body)


def test_a_dry_run_takes_nothing() -> None:
    async def body(bench: Bench) -> None:
        await _running(bench)
        await _budget(bench, disruptions_allowed=1, current_healthy=2, desired_healthy=1)
        assert (await _evict(bench, query='?dryRun=All')).status == 201
        assert (await _status(bench)).disruptions_allowed == 1
        assert (await bench.client.get(core_v1.Pod, 'web', 'default')).metadata.deletion_timestamp is None

    run(body)


def test_a_pod_that_is_over_is_not_guarded() -> None:
    async def body(bench: Bench) -> None:
        made = await _running(bench)
        made.status.phase = 'Failed'
        await bench.client.update(made, subresource='status')
        await _budget(bench, disruptions_allowed=0, current_healthy=1, desired_healthy=1)
        assert (await _evict(bench)).status == 201
        assert (await bench.send('GET', PODS + '/web')).status == 404

    run(body)
