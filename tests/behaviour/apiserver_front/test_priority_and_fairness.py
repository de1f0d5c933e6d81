"""How requests share the API server, over the wire and on virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from tests.behaviour.apiserver_front.servers import run, served

from sampan.api.generated import flowcontrol_v1 as flowcontrol
from sampan.api.generated import meta_v1
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.request import Request, RequestInfo, Response, UserInfo
from sampan.apiserver.server import ApiServer
from sampan.apiserver.stages.fairness import FairnessStage
from sampan.store.memory import MemoryStore
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld

LEVEL, SCHEMA = 'X-Kubernetes-PF-PriorityLevel-UID', 'X-Kubernetes-PF-FlowSchema-UID'
ROOT = '/apis/flowcontrol.apiserver.k8s.io/v1'
BOB = UserInfo('bob', groups=('system:authenticated',))
PODS = RequestInfo(True, 'get', '/api/v1/namespaces/a/pods/x', 'api', '', 'v1', 'a', 'pods', '', 'x')


def level(name: str, shares: int, queuing: flowcontrol.QueuingConfiguration | None = None) -> Any:
    response = flowcontrol.LimitResponse(type='Queue' if queuing else 'Reject', queuing=queuing)
    limited = flowcontrol.LimitedPriorityLevelConfiguration(
        nominal_concurrency_shares=shares, limit_response=response, borrowing_limit_percent=0
    )
    return flowcontrol.PriorityLevelConfiguration(
        metadata=meta_v1.ObjectMeta(name=name),
        spec=flowcontrol.PriorityLevelConfigurationSpec(type='Limited', limited=limited),
    )


def schema(name: str, of: str, user: str, precedence: int = 50) -> flowcontrol.FlowSchema:
    everything = flowcontrol.ResourcePolicyRule(
        verbs=['*'], api_groups=['*'], resources=['*'], namespaces=['*'], cluster_scope=True
    )
    paths = flowcontrol.NonResourcePolicyRule(verbs=['*'], non_resource_urls=['*'])
    subject = flowcontrol.Subject(kind='User', user=flowcontrol.UserSubject(name=user))
    rules = flowcontrol.PolicyRulesWithSubjects(
        subjects=[subject], resource_rules=[everything], non_resource_rules=[paths]
    )
    return flowcontrol.FlowSchema(
        metadata=meta_v1.ObjectMeta(name=name),
        spec=flowcontrol.FlowSchemaSpec(
            priority_level_configuration=flowcontrol.PriorityLevelConfigurationReference(name=of),
            matching_precedence=precedence,
            distinguisher_method=flowcontrol.FlowDistinguisherMethod(type='ByUser'),
            rules=[rules],
        ),
    )


def test_requests_can_be_classified_by_adding_flow_schema_and_priority_level_configuration() -> None:
    """API priority and fairness should ensure that requests can be classified by adding FlowSchema and
    PriorityLevelConfiguration."""

    async def main() -> None:
        async with served(token='bob-token') as s:
            admin = s.server.client()
            mine = await admin.create(level('test', 1))
            rule = await admin.create(schema('test', 'test', 'bob'))
            _, headers, _ = await s.get('/version')
            assert headers[LEVEL] == mine.metadata.uid  # type: ignore[index, call-overload]
            assert headers[SCHEMA] == rule.metadata.uid  # type: ignore[index, call-overload]
            status, headers, _ = await s.get('/api/v1/namespaces/a/secrets')  # refused requests say it too
            assert (status, headers[LEVEL]) == (403, mine.metadata.uid)  # type: ignore[index, call-overload]
            await admin.delete(flowcontrol.FlowSchema, 'test')
            default = await admin.get(flowcontrol.FlowSchema, 'global-default')
            _, headers, _ = await s.get('/version')
            assert headers[SCHEMA] == default.metadata.uid  # type: ignore[index, call-overload]
            exempt = await admin.get(flowcontrol.PriorityLevelConfiguration, 'exempt')
            _, headers, _ = await s.get('/livez')
            assert headers[LEVEL] == exempt.metadata.uid  # type: ignore[index, call-overload]

    run(main())


def test_flow_schema_api_operations() -> None:
    """API priority and fairness should support FlowSchema API operations."""

    async def main() -> None:
        async with served('admin') as s:
            body = {
                'apiVersion': 'flowcontrol.apiserver.k8s.io/v1',
                'kind': 'FlowSchema',
                'metadata': {'name': 'e2e', 'labels': {'a': 'b'}},
                'spec': {'matchingPrecedence': 10000, 'priorityLevelConfiguration': {'name': 'nothing'}},
            }
            status, made = await s.post(f'{ROOT}/flowschemas', body)
            assert (status, made['metadata']['generation']) == (201, 1)
            async with s.session.patch(
                f'{s.base}{ROOT}/flowschemas/e2e',
                json={'metadata': {'annotations': {'patched': 'true'}}, 'spec': {'matchingPrecedence': 9999}},
                headers={'Content-Type': 'application/merge-patch+json'},
            ) as answer:
                changed = await answer.json()
            assert changed['metadata']['generation'] == 2
            async with s.session.patch(
                f'{s.base}{ROOT}/flowschemas/e2e/status',
                json={'spec': {'matchingPrecedence': 1}, 'status': {'conditions': [{'type': 'PatchStatusFailed'}]}},
                headers={'Content-Type': 'application/merge-patch+json'},
            ) as answer:
                patched = await answer.json()
            assert patched['spec']['matchingPrecedence'] == 9999
            async with s.session.delete(f'{s.base}{ROOT}/flowschemas?labelSelector=a=b') as answer:
                assert answer.status == 200
            assert (await s.get(f'{ROOT}/flowschemas/e2e'))[0] == 404

    run(main())


def test_what_is_mandatory_cannot_be_changed() -> None:
    async def main() -> None:
        server = await started()
        client = server.client()
        catch_all = await client.get(flowcontrol.PriorityLevelConfiguration, 'catch-all')
        catch_all.spec.limited.nominal_concurrency_shares = 7  # type: ignore[union-attr]
        text = await refusal(client.update(catch_all))
        assert "spec of 'catch-all' must equal the fixed value" in text
        exempt = await client.get(flowcontrol.PriorityLevelConfiguration, 'exempt')
        exempt.spec.exempt = flowcontrol.ExemptPriorityLevelConfiguration(
            nominal_concurrency_shares=10, lendable_percent=20
        )
        assert (await client.update(exempt)).metadata.generation == 2
        await client.delete(flowcontrol.FlowSchema, 'catch-all')
        while True:  # it comes back
            listing = await client.list(flowcontrol.FlowSchema)
            if 'catch-all' in [each.metadata.name for each in listing.items]:
                break
            await asyncio.sleep(0.1)
        await server.stop()

    run_virtual(main())


def test_a_schema_says_whether_its_level_exists() -> None:
    async def main() -> None:
        server = await started()
        client = server.client()
        await client.create(schema('lost', 'nowhere', 'bob'))
        message = (await condition(client, 'lost', 'True')).message
        assert message.endswith('object named "nowhere" but there is no such object')
        await client.create(level('nowhere', 5))
        found = await condition(client, 'lost', 'False')
        assert found.reason == 'Found'
        await server.stop()

    run_virtual(main())


def test_requests_wait_are_let_in_and_are_refused() -> None:
    """A level of one seat and one queue of one place: the first goes, the second waits, the third is told to come back;
    who has waited a fourth of its time is told so too."""

    async def main() -> None:
        server = await started(max_requests_inflight=2, max_mutating_requests_inflight=0)
        client = server.client()
        await client.create(level('narrow', 1, queue()))
        await client.create(schema('narrow', 'narrow', 'bob'))
        stage = fairness_of(server)
        open_door = asyncio.Event()

        async def slowly(request: Request) -> Response:
            await open_door.wait()
            return Response()

        async def ask() -> Response:
            answer = await stage(Request('GET', '/', user=BOB, info=PODS), slowly)
            assert isinstance(answer, Response)
            return answer

        tasks = [asyncio.create_task(ask()) for _ in range(3)]
        await asyncio.sleep(1)
        assert [task.done() for task in tasks] == [False, False, True]
        refused = tasks[2].result()
        assert (refused.status, refused.headers['Retry-After']) == (429, '1')
        assert refused.body == b'Too many requests, please try again later.\n'
        await asyncio.sleep(20)
        assert tasks[1].result().status == 429
        again = asyncio.create_task(ask())
        await asyncio.sleep(1)
        open_door.set()
        assert ((await tasks[0]).status, (await again).status) == (200, 200)
        await server.stop()

    run_virtual(main())


def test_a_client_that_leaves_gives_its_place_back() -> None:
    async def main() -> None:
        server = await started(max_requests_inflight=2, max_mutating_requests_inflight=0)
        client = server.client()
        await client.create(level('narrow', 1, queue()))
        await client.create(schema('narrow', 'narrow', 'bob'))
        stage = fairness_of(server)
        never = asyncio.Event()

        async def for_ever(request: Request) -> Response:
            await never.wait()
            return Response()

        tasks = [
            asyncio.create_task(stage(Request('GET', '/', user=BOB, info=PODS), for_ever))  # type: ignore[arg-type]
            for _ in range(2)
        ]
        await asyncio.sleep(1)
        for task in reversed(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert server._assembly.fairness is not None
        narrow = server._assembly.fairness.levels.levels['narrow']
        assert narrow.set.idle
        await server.stop()

    run_virtual(main())


def test_levels_queues_and_requests_can_be_looked_at() -> None:
    async def main() -> None:
        async with served('admin') as s:
            root = '/debug/api_priority_and_fairness'
            text = (await s.get(f'{root}/dump_priority_levels'))[2].decode()
            assert text.splitlines()[0].split(', ')[0] == 'PriorityLevelName'
            assert [line.split(',')[0] for line in text.splitlines()[1:]] == [
                'catch-all',
                'exempt',
                'global-default',
                'leader-election',
                'node-high',
                'system',
                'workload-high',
                'workload-low',
            ]
            text = (await s.get(f'{root}/dump_requests?includeRequestDetails=1'))[2].decode()
            assert 'kubernetes-admin' in text
            assert '/debug/api_priority_and_fairness/dump_requests' in text
            assert len((await s.get(f'{root}/dump_queues'))[2].splitlines()) > 64
            metrics = (await s.get('/metrics'))[2].decode()
            assert 'apiserver_flowcontrol_nominal_limit_seats{priority_level="workload-low"} 245.0' in metrics
            assert (
                'apiserver_flowcontrol_dispatched_requests_total{flow_schema="exempt",priority_level="exempt"}'
                in metrics
            )

    run(main())


def queue() -> flowcontrol.QueuingConfiguration:
    return flowcontrol.QueuingConfiguration(queues=1, hand_size=1, queue_length_limit=1)


async def started(**changes: Any) -> ApiServer:
    config = ApiServerConfig(port=0, **changes)
    server = ApiServer(store=MemoryStore(), world=SimulatedWorld(), config=config)
    await server.start(listen=False)
    return server


def fairness_of(server: ApiServer) -> FairnessStage:
    stage = server._assembly._limit()
    assert isinstance(stage, FairnessStage)
    return stage


async def condition(client: Any, name: str, status: str) -> flowcontrol.FlowSchemaCondition:
    """The Dangling condition, as soon as it has this status."""
    async for event in client.watch(flowcontrol.FlowSchema, field_selector=f'metadata.name={name}'):
        for each in event.object.status.conditions:
            if (each.type, each.status) == ('Dangling', status):
                found: flowcontrol.FlowSchemaCondition = each
                return found
    raise AssertionError('the watch ended')


async def refusal(asked: Coroutine[Any, Any, Any]) -> str:
    from sampan.api.errors import ApiError

    try:
        await asked
    except ApiError as error:
        return str(error)
    raise AssertionError('it was accepted')
