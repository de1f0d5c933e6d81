"""Priority classes and runtime classes, and what they do to pods."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.api.errors import ApiError
from sampan.api.generated import core_v1, meta_v1, node_v1, scheduling_v1
from sampan.api.scalars import Quantity
from support.registry import Bench, pod, run


def priority_class(name: str, value: int, **more: Any) -> scheduling_v1.PriorityClass:
    return scheduling_v1.PriorityClass(metadata=meta_v1.ObjectMeta(name=name), value=value, **more)


async def refusal(bench: Bench, obj: Any) -> str:
    with pytest.raises(ApiError) as caught:
        await bench.client.create(obj)
    return str(caught.value.status.message)


def test_a_class_gives_its_pods_number_and_policy() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(priority_class('batch', 5, preemption_policy='Never'))
        assert made.metadata.generation == 1
        named = await bench.client.create(pod('named', priority_class_name='batch'))
        assert (named.spec.priority, named.spec.preemption_policy) == (5, 'Never')
        same = await bench.client.create(pod('same', priority_class_name='batch', priority=5))
        assert same.spec.priority == 5
        text = await refusal(bench, pod('other', priority_class_name='batch', preemption_policy='PreemptLowerPriority'))
        assert 'priority admission controller computed Never from the given PriorityClass name' in text

    run(body)


def test_the_default_class_is_for_pods_that_name_none() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(priority_class('usual', 100, global_default=True))
        made = await bench.client.create(pod())
        assert (made.spec.priority_class_name, made.spec.priority) == ('usual', 100)
        assert 'PriorityClass usual is already marked as default. Only one default can exist' in await refusal(
            bench, priority_class('another', 1, global_default=True)
        )
        usual = await bench.client.get(scheduling_v1.PriorityClass, 'usual')
        usual.description = 'what everybody gets'
        assert (await bench.client.update(usual)).metadata.generation == 1

    run(body)


def test_the_systems_names_and_numbers_are_the_systems() -> None:
    async def body(bench: Bench) -> None:
        assert 'system-mine is not a known system priority class' in await refusal(
            bench, priority_class('system-mine', 1)
        )
        assert 'value of system-node-critical PriorityClass must be 2000001000' in await refusal(
            bench, priority_class('system-node-critical', 1)
        )
        assert await refusal(bench, priority_class('high', 1_000_000_001)) == (
            'PriorityClass.scheduling.k8s.io "high" is invalid: value: Forbidden: '
            'maximum allowed value of a user defined priority is 1000000000'
        )

    run(body)


def test_a_runtime_class_brings_its_overhead_and_its_place() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(
            node_v1.RuntimeClass(
                metadata=meta_v1.ObjectMeta(name='boxed'),
                handler='boxed',
                overhead=node_v1.Overhead(pod_fixed={'cpu': Quantity('250m')}),
                scheduling=node_v1.Scheduling(
                    node_selector={'boxes': 'yes'},
                    tolerations=[core_v1.Toleration(key='boxes', operator='Exists')],
                ),
            )
        )
        made = await bench.client.create(pod(runtime_class_name='boxed', node_selector={'disk': 'fast'}))
        assert made.spec.overhead == {'cpu': Quantity('250m')}
        assert made.spec.node_selector == {'disk': 'fast', 'boxes': 'yes'}
        assert [each.key for each in made.spec.tolerations] == [
            'node.kubernetes.io/not-ready',
            'node.kubernetes.io/unreachable',
            'boxes',
        ]
        equal = pod('equal', runtime_class_name='boxed', overhead={'cpu': Quantity('0.25')})
        assert (await bench.client.create(equal)).spec.overhead == {'cpu': Quantity('250m')}
        more = pod('more', runtime_class_name='boxed', overhead={'cpu': Quantity('1')})
        assert "Pod's Overhead doesn't match RuntimeClass's defined Overhead" in await refusal(bench, more)
        elsewhere = pod('elsewhere', runtime_class_name='boxed', node_selector={'boxes': 'no'})
        assert (
            'conflict: runtimeClass.scheduling.nodeSelector[boxes] = yes; pod.spec.nodeSelector[boxes] = no'
            in await refusal(bench, elsewhere)
        )

    run(body)


def test_alpha_kinds_are_there_when_they_are_asked_for() -> None:
    async def body(bench: Bench) -> None:
        path = '/apis/scheduling.k8s.io/v1alpha2/namespaces/default/podgroups'
        group = {
            'metadata': {'name': 'training'},
            'spec': {'schedulingPolicy': {'gang': {'minCount': 3}}, 'priorityClassName': 'gold'},
        }
        made = await bench.send('POST', path, group)
        assert made.status == 201
        assert made.json()['spec'] == {
            'podGroupTemplateRef': None,
            'schedulingPolicy': {'gang': {'minCount': 3}},
        }  # the rest is gated
        del group['spec']['schedulingPolicy']  # type: ignore[attr-defined]
        assert (await bench.send('POST', path, group)).status == 422

    run(body, runtime_config={'scheduling.k8s.io/v1alpha2': 'true'})


def test_alpha_kinds_are_not_there_otherwise() -> None:
    async def body(bench: Bench) -> None:
        path = '/apis/scheduling.k8s.io/v1alpha2/namespaces/default/podgroups'
        assert (await bench.send('GET', path)).status == 404

    run(body)
