"""The rules of budgets, quotas, limit ranges, volumes, claims, autoscalers and jobs, in upstream's words."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rules.helpers import make, texts

from sampan.api.defaults import set_defaults
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import autoscaling_v2, batch_v1, policy_v1
from sampan.api.generated import core_v1 as core
from sampan.api.validation import job_indexes, validate, validate_update

META = {'name': 'a', 'namespace': 'n', 'uid': 'u', 'resourceVersion': '1'}


def made(kind: type[Any], **spec: Any) -> Any:
    obj = make(kind, {'metadata': META, 'spec': spec})
    set_defaults(obj)
    return obj


def wrong(kind: type[Any], **spec: Any) -> list[str]:
    return texts(validate(made(kind, **spec)))


def test_budgets_say_one_thing() -> None:
    told = wrong(policy_v1.PodDisruptionBudget, minAvailable='110%', maxUnavailable=-1, unhealthyPodEvictionPolicy='No')
    assert told[0].endswith('minAvailable and maxUnavailable cannot be both set')
    assert told[1:] == [
        'spec.minAvailable: Invalid value: "110%": must not be greater than 100%',
        'spec.maxUnavailable: Invalid value: -1: must be greater than or equal to 0',
        'spec.unhealthyPodEvictionPolicy: Unsupported value: "No": supported values: "AlwaysAllow", "IfHealthyBudget"',
    ]


def test_quotas_count_what_their_scopes_select() -> None:
    assert wrong(core.ResourceQuota, hard={'services': '1', 'requests.hugepages-2Mi': '4Mi'}) == []
    assert wrong(core.ResourceQuota, hard={'services': '1'}, scopes=['BestEffort']) == [
        'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource'
    ]
    told = wrong(core.ResourceQuota, hard={'storage': '1'}, scopes=['BestEffort', 'NotBestEffort'])
    assert told == [
        'spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota',
        'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes',
    ]
    terms = [{'scopeName': 'Terminating', 'operator': 'In', 'values': []}]
    told = wrong(core.ResourceQuota, hard={'pods': '1'}, scopeSelector={'matchExpressions': terms})
    assert told[0].startswith('spec.scopeSelector.matchExpressions.operator: Invalid value: "In": must be \'Exists\'')
    assert told[1].startswith('spec.scopeSelector.matchExpressions.values: Required value: must be at least one value')


def test_the_scopes_of_a_quota_stay() -> None:
    old, new = (made(core.ResourceQuota, hard={'pods': '1'}, scopes=scopes) for scopes in ([], ['BestEffort']))
    assert texts(validate_update(new, old)) == ['spec.scopes: Invalid value: ["BestEffort"]: field is immutable']


def test_limits_leave_room() -> None:
    limit = {'type': 'Container', 'max': {'cpu': '1'}, 'min': {'cpu': '2'}, 'maxLimitRequestRatio': {'cpu': '500m'}}
    assert wrong(core.LimitRange, limits=[limit, {'type': 'Container'}]) == [
        'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
        'spec.limits[0].defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1',
        'spec.limits[0].default[cpu]: Invalid value: "2": min value 2 is greater than default value 1',
        'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1',
        'spec.limits[1].type: Duplicate value: "Container"',
    ]
    assert wrong(core.LimitRange, limits=[{'type': 'Pod', 'default': {'cpu': '1'}}]) == [
        "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'"
    ]
    assert wrong(core.LimitRange, limits=[{'type': 'PersistentVolumeClaim'}]) == [
        'spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was '
        'provided'
    ]


def volume(**spec: Any) -> Any:
    basics = {'capacity': {'storage': '1Gi'}, 'accessModes': ['ReadWriteOnce']}
    obj = make(core.PersistentVolume, {'metadata': {'name': 'v', 'resourceVersion': '1'}, 'spec': basics | spec})
    set_defaults(obj)
    return obj


def test_a_volume_is_in_one_place() -> None:
    assert texts(validate(volume(nfs={'server': 's', 'path': '/p'}), namespaced=False)) == []
    assert texts(validate(volume(), namespaced=False)) == ['spec: Required value: must specify a volume type']
    two = volume(nfs={'server': 's', 'path': '/p'}, csi={'driver': 'd', 'volumeHandle': 'h'})
    assert texts(validate(two, namespaced=False)) == ['spec.csi: Forbidden: may not specify more than 1 volume type']
    assert texts(validate(volume(local={'path': '/disk'}), namespaced=False)) == [
        'spec.nodeAffinity: Required value: Local volume requires node affinity'
    ]
    recycled = volume(hostPath={'path': '/'}, persistentVolumeReclaimPolicy='Recycle')
    assert texts(validate(recycled, namespaced=False)) == [
        "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'"
    ]


def test_a_bound_claim_may_grow_and_not_shrink() -> None:
    def claim(storage: str, phase: str = 'Bound') -> Any:
        obj = made(
            core.PersistentVolumeClaim,
            accessModes=['ReadWriteOnce'],
            resources={'requests': {'storage': storage}},
            volumeName='v',
        )
        obj.status.phase, obj.status.capacity = phase, {'storage': '2Gi'}
        return obj

    assert texts(validate_update(claim('3Gi'), claim('2Gi'))) == []
    assert texts(validate_update(claim('1Gi'), claim('2Gi'))) == [
        'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity'
    ]
    (told,) = texts(validate_update(claim('3Gi', 'Pending'), claim('2Gi', 'Pending')))
    assert told.startswith('spec: Forbidden: spec is immutable after creation except resources.requests')


def test_an_autoscaler_names_its_metric_once() -> None:
    target = {'kind': 'Deployment', 'name': 'web'}
    pods = {'metric': {'name': 'q'}, 'target': {'type': 'AverageValue', 'averageValue': '0'}}
    told = wrong(
        autoscaling_v2.HorizontalPodAutoscaler,
        scaleTargetRef=target,
        minReplicas=5,
        maxReplicas=2,
        metrics=[{'type': 'Resource', 'pods': pods}],
        behavior={'scaleUp': {'stabilizationWindowSeconds': 3601}},
    )
    assert told == [
        'spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`',
        'spec.metrics[0].pods.target.averageValue: Invalid value: "0": must be positive',
        'spec.metrics[0].resource: Required value: must populate information for the given metric source',
        'spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600',
    ]


def test_a_daemon_set_replaces_before_or_after() -> None:
    template = {'metadata': {'labels': {'a': 'b'}}, 'spec': {'containers': [{'name': 'c', 'image': 'i'}]}}

    def told(**rolling: Any) -> list[str]:
        strategy = {'type': 'RollingUpdate', 'rollingUpdate': rolling}
        return wrong(apps.DaemonSet, selector={'matchLabels': {'a': 'b'}}, template=template, updateStrategy=strategy)

    at = 'spec.updateStrategy.rollingUpdate'
    assert told(maxUnavailable=0, maxSurge='10%') == []
    assert told(maxUnavailable=1, maxSurge=1) == [
        f'{at}.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero'
    ]
    assert told(maxUnavailable=0) == [f'{at}.maxUnavailable: Required value: cannot be 0 when maxSurge is 0']


def test_a_jobs_failure_policy_is_readable() -> None:
    template = {'spec': {'containers': [{'name': 'c', 'image': 'i'}], 'restartPolicy': 'Never'}}
    codes = {'operator': 'In', 'values': [3, 1, 0], 'containerName': 'd'}
    rules = [{'action': 'FailJob', 'onExitCodes': codes}, {'action': 'FailIndex'}]
    told = wrong(
        batch_v1.Job, template=template, manualSelector=True, selector={'matchLabels': {}},
        podFailurePolicy={'rules': rules},
    )  # fmt: skip
    at = 'spec.podFailurePolicy.rules'
    assert told == [
        f'{at}[0].onExitCodes.containerName: Invalid value: "d": must be one of the container or initContainer names '
        'in the pod template',
        f'{at}[0].onExitCodes.values[2]: Invalid value: 0: must not be 0 for the In operator',
        f'{at}[0].onExitCodes.values: Invalid value: [3,1,0]: must be ordered',
        f'{at}[1].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
        f'{at}[1]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
    ]


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('1-2-3', 'at most two parts'),
        ('x', 'cannot convert string to integer for index: "x"'),
        ('9', 'too large index: "9"'),
        ('3,1', 'non-increasing order, previous: 3, current: 1'),
    ],
)
def test_indexes_that_are_none(text: str, message: str) -> None:
    with pytest.raises(job_indexes.IndexesError, match=message):
        job_indexes.count(text, 9)


def test_indexes_are_counted_and_compared() -> None:
    assert job_indexes.count('1,3-5,7', 9) == 5
    assert job_indexes.overlap('1,3-5', '0,4', 9) == 4
    assert job_indexes.overlap('1,3-5', '0,2', 9) is None
