"""LimitRanger: what is filled in and what is refused, in upstream's words."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.api.generated import core_v1
from sampan.api.scalars import Quantity
from sampan.apiserver.admission.limitranger import ANNOTATION, claim_problems, pod_problems, set_defaults


def amounts(**values: str) -> dict[str, Quantity]:
    return {name: Quantity(value) for name, value in values.items()}


def limit_range(type: str, **item: dict[str, Quantity]) -> core_v1.LimitRange:
    return core_v1.LimitRange(spec=core_v1.LimitRangeSpec(limits=[core_v1.LimitRangeItem(type=type, **item)]))


def pod(*containers: core_v1.Container, init: Any = (), **more: Any) -> core_v1.Pod:
    return core_v1.Pod(spec=core_v1.PodSpec(containers=list(containers), init_containers=list(init), **more))


def container(name: str = 'a', requests: Any = None, limits: Any = None) -> core_v1.Container:
    needs = core_v1.ResourceRequirements(requests=requests or {}, limits=limits or {})
    return core_v1.Container(name=name, resources=needs)


def test_what_a_container_does_not_say_is_filled_in_and_noted() -> None:
    made = pod(container('web', requests=amounts(cpu='50m')), init=[container('setup')])
    set_defaults(
        made, limit_range('Container', default=amounts(memory='1Gi'), default_request=amounts(cpu='1', memory='5'))
    )
    (web,) = made.spec.containers
    assert web.resources.requests == amounts(cpu='50m', memory='5') and web.resources.limits == amounts(memory='1Gi')
    assert made.metadata.annotations[ANNOTATION] == (
        'LimitRanger plugin set: memory request for container web; memory limit for container web; '
        'cpu, memory request for init container setup; memory limit for init container setup'
    )


def test_a_pod_that_says_everything_is_not_annotated() -> None:
    made = pod(container(requests=amounts(cpu='1'), limits=amounts(cpu='1')))
    set_defaults(made, limit_range('Container', default=amounts(cpu='5'), default_request=amounts(cpu='5')))
    assert not made.metadata.annotations


PROBLEMS = [
    ({'min': amounts(cpu='100m')}, {}, {}, 'minimum cpu usage per Container is 100m.  No request is specified'),
    (
        {'min': amounts(cpu='100m')},
        amounts(cpu='50m'),
        {},
        'minimum cpu usage per Container is 100m, but request is 50m',
    ),
    ({'max': amounts(memory='1Gi')}, {}, {}, 'maximum memory usage per Container is 1Gi.  No limit is specified'),
    (
        {'max': amounts(memory='1Gi')},
        amounts(memory='1'),
        amounts(memory='1536Mi'),
        'maximum memory usage per Container is 1Gi, but limit is 1536Mi',
    ),
    (
        {'max_limit_request_ratio': amounts(cpu='2')},
        amounts(cpu='1'),
        amounts(cpu='3'),
        'cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000',
    ),
    (
        {'max_limit_request_ratio': amounts(cpu='2')},
        {},
        amounts(cpu='3'),
        'cpu max limit to request ratio per Container is 2, but no request is specified or request is 0',
    ),
]


@pytest.mark.parametrize(('bounds', 'requests', 'limits', 'text'), PROBLEMS)
def test_bounds_of_a_container(bounds: Any, requests: Any, limits: Any, text: str) -> None:
    made = pod(container(requests=requests, limits=limits))
    assert list(pod_problems(made, limit_range('Container', **bounds))) == [text]


def test_a_pod_is_the_sum_of_its_containers_or_its_largest_start() -> None:
    made = pod(
        container('a', amounts(cpu='1'), amounts(cpu='1')),
        container('b', amounts(cpu='1'), amounts(cpu='1')),
        init=[container('i', amounts(cpu='4'), amounts(cpu='4'))],
    )
    assert list(pod_problems(made, limit_range('Pod', max=amounts(cpu='3')))) == [
        'maximum cpu usage per Pod is 3, but limit is 4'
    ]
    own = core_v1.ResourceRequirements(limits=amounts(cpu='2'), requests=amounts(cpu='2'))
    made.spec.resources = own
    assert list(pod_problems(made, limit_range('Pod', max=amounts(cpu='3')))) == []


def test_bounds_of_a_claim() -> None:
    needs = core_v1.VolumeResourceRequirements(requests=amounts(storage='3Gi'))
    claim = core_v1.PersistentVolumeClaim(spec=core_v1.PersistentVolumeClaimSpec(resources=needs))
    small = limit_range('PersistentVolumeClaim', max=amounts(storage='2Gi'), min=amounts(storage='1Gi'))
    assert list(claim_problems(claim, small)) == [
        'maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi'
    ]
    large = limit_range('PersistentVolumeClaim', min=amounts(storage='4Gi'))
    assert list(claim_problems(claim, large)) == [
        'minimum storage usage per PersistentVolumeClaim is 4Gi, but request is 3Gi'
    ]
