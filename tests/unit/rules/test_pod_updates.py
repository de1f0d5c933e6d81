"""What may change in a pod, by which door."""

# ruff: noqa: E501 - messages are kept whole
from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.unit.rules.helpers import pod, texts

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import Quantity, Time
from sampan.api.validation import (
    validate_ephemeral_containers,
    validate_resize,
    validate_status_update,
    validate_update,
)

Change = Callable[[core.Pod], object]
ONLY = 'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`'


def changed(old: core.Pod, change: Change) -> core.Pod:
    new = codec.clone(old)
    change(new)
    return new


def assign(obj: object, name: str, value: object) -> None:
    setattr(obj, name, value)


ALLOWED: list[Change] = [
    lambda new: None,
    lambda new: assign(new.spec.containers[0], 'image', 'other'),
    lambda new: assign(new.spec, 'active_deadline_seconds', 5),
    lambda new: new.spec.tolerations.append(core.Toleration(operator='Exists')),
    lambda new: new.metadata.labels.update(a='b'),
]


@pytest.mark.parametrize('change', ALLOWED)
def test_allowed(change: Change) -> None:
    assert texts(validate_update(changed(pod(), change), pod())) == []


FORBIDDEN: list[tuple[Change, str]] = [
    (lambda new: assign(new.spec, 'node_name', 'n'), ONLY),
    (lambda new: assign(new.spec.containers[0], 'command', ['x']), ONLY),
    (lambda new: assign(new.spec.containers[0].resources, 'limits', {'cpu': Quantity('1')}), ONLY),
    (lambda new: assign(new.spec, 'termination_grace_period_seconds', 1), ONLY),
    (
        lambda new: new.spec.containers.append(core.Container(name='d', image='i')),
        'spec.containers: Forbidden: pod updates may not add or remove containers',
    ),
    (
        lambda new: new.spec.scheduling_gates.append(core.PodSchedulingGate(name='g')),
        "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'g'",
    ),
    (lambda new: assign(new.metadata, 'name', 'y'), 'metadata.name: Invalid value: "y": field is immutable'),
    (lambda new: assign(new.metadata, 'uid', 'v'), 'metadata.uid: Invalid value: "v": field is immutable'),
    (
        lambda new: assign(new.metadata, 'resource_version', ''),
        'metadata.resourceVersion: Invalid value: "": must be specified for an update',
    ),
    (
        lambda new: new.metadata.annotations.update({'kubernetes.io/config.mirror': 'x'}),
        'metadata.annotations[kubernetes.io/config.mirror]: Forbidden: may not add mirror pod annotation',
    ),
]


@pytest.mark.parametrize(('change', 'message'), FORBIDDEN)
def test_forbidden(change: Change, message: str) -> None:
    found = texts(validate_update(changed(pod(), change), pod()))
    assert any(text.startswith(message) for text in found), found


def test_difference_is_told() -> None:
    new = changed(pod(), lambda obj: assign(obj.spec, 'node_name', 'n'))
    assert '+ spec.nodeName: "n"' in texts(validate_update(new, pod()))[0]


def test_deadline_only_shrinks() -> None:
    old = pod(activeDeadlineSeconds=10)
    shorter = changed(old, lambda obj: assign(obj.spec, 'active_deadline_seconds', 5))
    longer = changed(old, lambda obj: assign(obj.spec, 'active_deadline_seconds', 11))
    none = changed(old, lambda obj: assign(obj.spec, 'active_deadline_seconds', None))
    assert texts(validate_update(shorter, old)) == []
    assert texts(validate_update(longer, old)) == [
        'spec.activeDeadlineSeconds: Invalid value: 11: must be less than or equal to previous value'
    ]
    assert texts(validate_update(none, old)) == [
        'spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value'
    ]


def test_tolerations_stay_but_for_their_seconds() -> None:
    old = pod(tolerations=[{'key': 'a', 'operator': 'Exists', 'effect': 'NoExecute', 'tolerationSeconds': 3}])
    longer = changed(old, lambda obj: assign(obj.spec.tolerations[0], 'toleration_seconds', 9))
    gone = changed(old, lambda obj: obj.spec.tolerations.clear())
    assert texts(validate_update(longer, old)) == []
    assert texts(validate_update(gone, old)) == [
        'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'
    ]


def test_gated_pods_may_narrow_their_nodes() -> None:
    old = pod(schedulingGates=[{'name': 'g'}], nodeSelector={'a': 'b'})
    more = changed(old, lambda obj: obj.spec.node_selector.update(c='d'))
    less = changed(old, lambda obj: obj.spec.node_selector.clear())
    opened = changed(old, lambda obj: obj.spec.scheduling_gates.clear())
    assert texts(validate_update(more, old)) == []
    assert texts(validate_update(opened, old)) == []
    assert texts(validate_update(less, old)) == [
        'spec.nodeSelector: Invalid value: {}: only additions to spec.nodeSelector are allowed (no mutations or deletions)'
    ]


def test_no_finalizer_is_added_to_what_is_going() -> None:
    old = pod()
    old.metadata.deletion_timestamp = Time.parse('2020-01-01T00:00:00Z')
    new = changed(old, lambda obj: obj.metadata.finalizers.append('a.b/c'))
    assert texts(validate_update(new, old)) == [
        'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, '
        'found new finalizers []string{"a.b/c"}'
    ]


def test_ephemeral_containers_are_only_added() -> None:
    old = pod()
    debug = core.EphemeralContainer(
        name='d', image='i', image_pull_policy='Always', termination_message_policy='File', target_container_name='c'
    )
    new = changed(old, lambda obj: obj.spec.ephemeral_containers.append(debug))
    other = changed(new, lambda obj: assign(obj.spec.ephemeral_containers[0], 'image', 'j'))
    assert texts(validate_ephemeral_containers(new, old)) == []
    assert texts(validate_ephemeral_containers(old, new)) == [
        'spec.ephemeralContainers: Forbidden: existing ephemeral containers "d" may not be removed\n'
    ]
    assert texts(validate_ephemeral_containers(other, new))[0].startswith(
        'spec.ephemeralContainers: Forbidden: existing ephemeral containers "d" may not be changed\n'
    )


def test_resize() -> None:
    old = pod(containers=[{'name': 'c', 'image': 'i', 'resources': {'requests': {'cpu': '1'}, 'limits': {'cpu': '2'}}}])
    bigger = changed(old, lambda obj: obj.spec.containers[0].resources.requests.update(cpu=Quantity('1500m')))
    gone = changed(old, lambda obj: obj.spec.containers[0].resources.requests.clear())
    image = changed(old, lambda obj: assign(obj.spec.containers[0], 'image', 'j'))
    guaranteed = changed(
        old,
        lambda obj: assign(
            obj.spec.containers[0],
            'resources',
            core.ResourceRequirements(
                limits={'cpu': Quantity('2'), 'memory': Quantity('1Gi')},
                requests={'cpu': Quantity('2'), 'memory': Quantity('1Gi')},
            ),
        ),
    )
    assert texts(validate_resize(bigger, old)) == []
    assert 'spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed' in texts(
        validate_resize(gone, old)
    )
    assert texts(validate_resize(image, old)) == ['spec: Forbidden: only cpu and memory resources are mutable']
    assert texts(validate_resize(guaranteed, old))[0] == (
        'spec: Invalid value: "": Pod QOS Class may not change as a result of resizing'
    )


def _ended(code: int) -> core.ContainerStatus:
    return core.ContainerStatus(
        name='c', state=core.ContainerState(terminated=core.ContainerStateTerminated(exit_code=code))
    )


def test_status() -> None:
    old = pod(restartPolicy='OnFailure')
    old.status.container_statuses = [_ended(0)]
    old.status.qos_class = 'BestEffort'
    new = codec.clone(old)
    assert texts(validate_status_update(new, old)) == []
    new.status.container_statuses = [
        core.ContainerStatus(name='c', state=core.ContainerState(running=core.ContainerStateRunning()))
    ]
    new.status.qos_class = 'Burstable'
    new.status.pod_ips = [core.PodIP(ip='10.0.0.1'), core.PodIP(ip='10.0.0.1')]
    new.status.conditions = [core.PodCondition(type='not ok', status='True')]
    found = texts(validate_status_update(new, old))
    assert 'status.qosClass: Invalid value: "Burstable": field is immutable' in found
    assert 'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state' in found
    assert any(text.endswith('may specify no more than one IP for each IP family') for text in found)
    assert any(text.startswith('status.conditions[0].Type: Invalid value: "not ok"') for text in found)
    old.status.container_statuses = [_ended(1)]
    new.status = codec.clone(old).status
    new.status.container_statuses = [core.ContainerStatus(name='c')]
    assert texts(validate_status_update(new, old)) == [], 'a failed container may run again'


def test_owner_references() -> None:
    old = pod()
    new = codec.clone(old)
    owner = meta.OwnerReference(api_version='v1', kind='Event', name='e', uid='', controller=True)
    new.metadata.owner_references = [
        owner,
        meta.OwnerReference(api_version='apps/v1', kind='K', name='k', uid='u', controller=True),
    ]
    found = texts(validate_update(new, old))
    assert 'metadata.ownerReferences.uid: Invalid value: "": must not be empty' in found
    assert any('/v1, Kind=Event is disallowed from being an owner' in text for text in found)
    assert any('Found "true" in references for Event/e and K/k' in text for text in found)
