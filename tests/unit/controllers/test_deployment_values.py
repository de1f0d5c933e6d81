"""Revisions, annotations, conditions and progress of a Deployment, as values."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from sampan.api.codec import clone
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.controllers.deployment import progress, revisions, status
from sampan.controllers.deployment.rolling import Limits, limits_of

from .helpers import NOW, ago


def deployment(**spec: object) -> apps.Deployment:
    template = core.PodTemplateSpec(
        metadata=meta.ObjectMeta(labels={'app': 'web'}),
        spec=core.PodSpec(containers=[core.Container(name='c', image='a:1')]),
    )
    return apps.Deployment(
        metadata=meta.ObjectMeta(name='web', namespace='default', uid='d', generation=1),
        spec=apps.DeploymentSpec(
            replicas=3,
            selector=meta.LabelSelector(match_labels={'app': 'web'}),
            template=template,
            progress_deadline_seconds=600,
            **spec,  # type: ignore[arg-type]
        ),
    )


def test_the_new_replica_set_is_found_by_its_template_the_hash_aside() -> None:
    owner = deployment()
    made = revisions.make_new(owner, 1, limits_of(owner))
    fingerprint = made.metadata.labels[revisions.HASH_LABEL]
    assert made.metadata.name == f'web-{fingerprint}'
    assert made.spec.selector is not None
    assert made.spec.selector.match_labels == {'app': 'web', revisions.HASH_LABEL: fingerprint}
    assert made.spec.template.metadata.labels == {'app': 'web', revisions.HASH_LABEL: fingerprint}
    assert revisions.HASH_LABEL not in owner.spec.template.metadata.labels
    assert revisions.find_new(owner, [made]) is made
    owner.spec.template.spec.containers[0].image = 'a:2'
    assert revisions.find_new(owner, [made]) is None


def test_a_collision_changes_the_hash() -> None:
    owner = deployment()
    before = revisions.template_hash(owner)
    owner.status.collision_count = 1
    assert revisions.template_hash(owner) != before


def test_rolling_back_gives_the_next_number_and_remembers_the_former_ones() -> None:
    owner = deployment()
    owner.metadata.annotations = {
        'note': 'x',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
        revisions.REVISION: '4',
    }
    limits = Limits(3, 1, 0)
    first = revisions.annotations_for(owner, {}, 1, limits)
    assert first == {
        'note': 'x',
        revisions.REVISION: '1',
        revisions.DESIRED_REPLICAS: '3',
        revisions.MAX_REPLICAS: '4',
    }
    again = revisions.annotations_for(owner, first, 5, None)
    assert (again[revisions.REVISION], again[revisions.REVISION_HISTORY]) == ('5', '1')
    third = revisions.annotations_for(owner, again, 7, None)
    assert third[revisions.REVISION_HISTORY] == '1,5'
    assert revisions.annotations_for(owner, third, 6, None) == third


def test_the_history_drops_its_oldest_when_it_gets_too_long() -> None:
    present = {revisions.REVISION: '999', revisions.REVISION_HISTORY: ','.join(str(n) for n in range(100, 600))}
    history = revisions.annotations_for(deployment(), present, 1000, None)[revisions.REVISION_HISTORY]
    assert len(history) <= revisions.HISTORY_CHARACTERS and history.endswith(',599,999')


def old_set(name: str, revision: int, replicas: int = 0) -> apps.ReplicaSet:
    return apps.ReplicaSet(
        metadata=meta.ObjectMeta(name=name, uid=name, annotations={revisions.REVISION: str(revision)}),
        spec=apps.ReplicaSetSpec(replicas=replicas),
    )


def test_old_replica_sets_beyond_the_limit_go_lowest_revisions_first() -> None:
    old = [old_set('c', 3), old_set('a', 1), old_set('b', 2), old_set('d', 4)]
    owner = deployment(revision_history_limit=2)
    assert [each.metadata.name for each in revisions.to_clean_up(owner, old)] == ['a', 'b']
    old[1].spec.replicas = 1
    assert [each.metadata.name for each in revisions.to_clean_up(owner, old)] == ['b']
    assert revisions.to_clean_up(deployment(revision_history_limit=None), old) == []


def rolled(updated: int, available: int, old: int = 0, since: float = 0, reason: str = '') -> apps.Deployment:
    owner = deployment()
    conditions = []
    if reason:
        conditions = [
            apps.DeploymentCondition(
                type='Progressing',
                status='True',
                reason=reason,
                last_update_time=ago(since),
                last_transition_time=ago(since),
            )
        ]
    owner.status = apps.DeploymentStatus(
        observed_generation=1,
        replicas=updated + old,
        updated_replicas=updated,
        ready_replicas=available,
        available_replicas=available,
        conditions=conditions,
    )
    return owner


def progressed(before: apps.Deployment, after: apps.DeploymentStatus) -> apps.DeploymentCondition:
    new = apps.ReplicaSet(metadata=meta.ObjectMeta(name='web-1', uid='n'))
    after = msgspec.structs.replace(after, conditions=before.status.conditions)
    found = status.find(progress.with_progress(before, new, [new], after, NOW).conditions, 'Progressing')
    assert found is not None
    return found


def test_a_complete_roll_out_has_successfully_progressed() -> None:
    found = progressed(rolled(3, 2, reason=progress.UPDATED, since=50), rolled(3, 3).status)
    assert (found.status, found.reason) == ('True', 'NewReplicaSetAvailable')
    assert found.message == 'ReplicaSet "web-1" has successfully progressed.'
    assert found.last_transition_time == ago(50)


def test_progress_moves_the_time_the_deadline_counts_from() -> None:
    found = progressed(rolled(1, 0, reason=progress.UPDATED, since=50), rolled(2, 1).status)
    assert found.message == 'ReplicaSet "web-1" is progressing.'
    assert (found.last_update_time, found.last_transition_time) == (ago(0), ago(50))


def test_no_progress_within_the_deadline_is_a_time_out() -> None:
    before = rolled(1, 0, reason=progress.UPDATED, since=601)
    found = progressed(before, before.status)
    assert (found.status, found.reason) == ('False', 'ProgressDeadlineExceeded')
    assert found.message == 'ReplicaSet "web-1" has timed out progressing.'
    before = rolled(1, 0, reason=progress.UPDATED, since=600)
    assert progressed(before, before.status).reason == progress.UPDATED
    assert progress.next_look(before, before.status, NOW) == 1.0


def test_a_finished_roll_out_is_not_estimated_again() -> None:
    before = rolled(3, 3, reason=progress.NEW_AVAILABLE, since=5000)
    assert progressed(before, rolled(3, 1).status).reason == progress.NEW_AVAILABLE
    recovering = rolled(3, 1, reason=progress.NEW_AVAILABLE, since=5000)
    assert progressed(recovering, rolled(3, 2).status).reason == progress.NEW_AVAILABLE


def test_without_a_deadline_there_is_no_progressing_condition() -> None:
    before = rolled(1, 0, reason=progress.UPDATED)
    before.spec.progress_deadline_seconds = revisions.NO_LIMIT
    after = progress.with_progress(before, None, [], before.status, NOW)
    assert after.conditions == [] and progress.next_look(before, after, NOW) is None


def test_counters_and_availability() -> None:
    owner = deployment(strategy=apps.DeploymentStrategy(type='RollingUpdate'))
    new, old = old_set('new', 2, 3), old_set('old', 1, 1)
    new.status = apps.ReplicaSetStatus(replicas=2, ready_replicas=2, available_replicas=1, terminating_replicas=1)
    old.status = apps.ReplicaSetStatus(replicas=1, ready_replicas=1, available_replicas=1, terminating_replicas=0)
    found = status.calculate(owner, new, [old, new], Limits(3, 1, 1), NOW)
    assert (found.replicas, found.updated_replicas, found.ready_replicas) == (3, 2, 3)
    assert (found.available_replicas, found.unavailable_replicas, found.terminating_replicas) == (2, 2, 1)
    assert found.conditions[0].reason == 'MinimumReplicasAvailable'
    old.status = msgspec.structs.replace(old.status, terminating_replicas=None)
    later = NOW + timedelta(seconds=9)
    owner.status = clone(found)
    found = status.calculate(owner, new, [old, new], Limits(3, 1, 0), later)
    assert found.terminating_replicas is None
    assert (found.conditions[0].status, found.conditions[0].reason) == ('False', 'MinimumReplicasUnavailable')


def test_the_failure_of_the_new_replica_set_is_told_first() -> None:
    new, old = old_set('new', 2), old_set('old', 1)
    for each in (new, old):
        each.status.conditions = [
            apps.ReplicaSetCondition(
                type='ReplicaFailure', status='True', reason='FailedCreate', message=each.metadata.name
            )
        ]
    found = status.replica_failure(new, [old, new])
    assert found is not None and found.message == 'new'
