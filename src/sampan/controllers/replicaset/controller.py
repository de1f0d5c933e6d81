"""Keeps as many pods as a ReplicaSet asks for.

Upstream: pkg/controller/replicaset. One reconcile claims the pods, creates or deletes the difference (at most 500 at
once, only when earlier creations and deletions have been seen), and writes the status.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from sampan.api.errors import ApiError, is_conflict, is_not_found
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.client.informer import CONTROLLER, Key, key_of
from sampan.controllers.base import Context, Controller, For, Mapped, Owned, Result
from sampan.controllers.expectations import Expectations
from sampan.controllers.ownership import Claimer, controller_of, is_controlled_by
from sampan.controllers.pods import PodControl, available_in, is_active, is_namespace_terminating, is_terminating
from sampan.controllers.replicaset import status as statuses
from sampan.controllers.replicaset.batches import slow_start
from sampan.controllers.replicaset.ranking import pods_to_delete
from sampan.machinery import labels

BURST_REPLICAS = 500


def _orphans_takers(controller: ReplicaSetController, pod: core.Pod) -> Iterable[Key]:
    """The ReplicaSets that may want a pod that nobody manages."""
    if controller_of(pod) is not None or not pod.metadata.labels:
        return ()
    return [
        key_of(replica_set)
        for replica_set in controller.replica_sets.list(pod.metadata.namespace)
        if labels.from_object(replica_set.spec.selector).matches(pod.metadata.labels)
    ]


class ReplicaSetController(Controller):
    """Upstream: kube-controller-manager's replicaset-controller."""

    name = 'replicaset'
    watches = (For(apps.ReplicaSet), Owned(core.Pod), Mapped(core.Pod, _orphans_takers))

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.replica_sets = self.informer(apps.ReplicaSet)
        self.replica_sets.add_index(CONTROLLER)
        self._pods = self.informer(core.Pod)
        self._pods.add_index(CONTROLLER)
        self._pods.add_index(ORPHANS, _orphan_namespace)
        self._pod_control = PodControl(self.client, self.recorder)
        self._expectations = Expectations()
        self._uncertain: set[Key] = set()  # creations failed in a way that leaves open whether they happened

    def observe(self, old: Any, new: Any) -> None:
        latest = new if new is not None else old
        if isinstance(latest, apps.ReplicaSet):
            if new is None:
                self._forget(key_of(old))
            return
        owner = self._owner_of(latest)
        if owner is None:
            return
        if new is None or new.metadata.deletion_timestamp is not None:
            # A deletion counts from its announcement: the kubelet's grace period must not delay the replacement.
            self._expectations.deletion_observed(owner, latest.metadata.uid)
        elif old is None:
            self._expectations.creation_observed(owner)

    async def reconcile(self, key: Key) -> Result | None:
        replica_set: apps.ReplicaSet | None = self.replica_sets.by_key(key)
        if replica_set is None:
            self._forget(key)
            return None
        # Asked before the pods are read: whatever is seen after this is at least as new.
        may_manage = self._expectations.satisfied(key) and await self._is_sure(key, replica_set)
        selector = labels.from_object(replica_set.spec.selector)
        candidates = self._candidates(replica_set)
        active = await Claimer(self.client, replica_set, selector).claim([pod for pod in candidates if is_active(pod)])
        terminating = [
            pod
            for pod in candidates
            if is_terminating(pod) and is_controlled_by(pod, replica_set) and selector.matches(pod.metadata.labels)
        ]
        failure = None
        if may_manage and replica_set.metadata.deletion_timestamp is None:
            failure = await self._manage(key, replica_set, active)
        await self._write_status(replica_set, active, terminating, failure)
        if failure is not None:
            raise failure
        return self._next_look(replica_set, active)

    def _candidates(self, replica_set: apps.ReplicaSet) -> list[core.Pod]:
        """The pods it controls, and those of its namespace that nobody does."""
        owned = self._pods.indexed(CONTROLLER, replica_set.metadata.uid)
        return owned + self._pods.indexed(ORPHANS, replica_set.metadata.namespace)

    async def _manage(self, key: Key, replica_set: apps.ReplicaSet, active: Sequence[core.Pod]) -> Exception | None:
        """Create or delete the difference; the first error, which is not raised because the status comes first."""
        surplus = len(active) - (replica_set.spec.replicas or 0)
        if surplus < 0:
            return await self._create(key, replica_set, min(-surplus, BURST_REPLICAS))
        if surplus > 0:
            return await self._delete(key, replica_set, active, min(surplus, BURST_REPLICAS))
        return None

    async def _create(self, key: Key, replica_set: apps.ReplicaSet, count: int) -> Exception | None:
        async def create_one() -> None:
            try:
                await self._pod_control.create(replica_set.spec.template, replica_set)
            except ApiError as error:
                if not is_namespace_terminating(error):
                    raise
                self._expectations.creation_observed(key)  # no pod will ever come of it

        self._expectations.expect_creations(key, count)
        successes, failure = await slow_start(count, create_one)
        for _ in range(count - successes):
            self._expectations.creation_observed(key)
        if failure is not None and not _was_refused(failure):
            self._uncertain.add(key)
        return failure

    async def _is_sure(self, key: Key, replica_set: apps.ReplicaSet) -> bool:
        """After a creation whose answer was lost: whether the cache shows every pod that a live read shows.

        If not, the event that shows the missing one will call again.
        """
        if key not in self._uncertain:
            return True
        selector = str(labels.from_object(replica_set.spec.selector))
        live = await self.client.list(core.Pod, replica_set.metadata.namespace, label_selector=selector)
        unseen = [pod for pod in live.items if self._pods.by_key(key_of(pod)) is None]
        if not unseen:
            self._uncertain.discard(key)
        return not unseen

    def _forget(self, key: Key) -> None:
        self._expectations.forget(key)
        self._uncertain.discard(key)

    async def _delete(
        self, key: Key, replica_set: apps.ReplicaSet, active: Sequence[core.Pod], count: int
    ) -> Exception | None:
        doomed = pods_to_delete(active, self._family_pods(replica_set), count, self.world.now())
        self._expectations.expect_deletions(key, {pod.metadata.uid for pod in doomed})
        outcomes = await asyncio.gather(*(self._delete_one(key, replica_set, pod) for pod in doomed))
        return next((outcome for outcome in outcomes if outcome is not None), None)

    async def _delete_one(self, key: Key, replica_set: apps.ReplicaSet, pod: core.Pod) -> ApiError | None:
        try:
            await self._pod_control.delete(pod, replica_set)
        except ApiError as error:
            self._expectations.deletion_observed(key, pod.metadata.uid)
            return None if is_not_found(error) else error
        return None

    def _family_pods(self, replica_set: apps.ReplicaSet) -> list[core.Pod]:
        """The pods of all ReplicaSets with the same controller."""
        owner = controller_of(replica_set)
        if owner is None:
            return []
        pods: dict[str, core.Pod] = {}
        for relative in self.replica_sets.indexed(CONTROLLER, owner.uid):
            selector = labels.from_object(relative.spec.selector)
            for pod in self._pods.list(relative.metadata.namespace, selector):
                pods[pod.metadata.uid] = pod
        return list(pods.values())

    async def _write_status(
        self,
        replica_set: apps.ReplicaSet,
        active: Sequence[core.Pod],
        terminating: Sequence[core.Pod],
        failure: Exception | None,
    ) -> None:
        wanted = statuses.calculate(replica_set, active, terminating, failure, self.world.now())
        if wanted == replica_set.status:
            return
        try:
            await self.client.update(statuses.with_status(replica_set, wanted), 'status')
        except ApiError as error:
            if not is_conflict(error):
                raise
            fresh = await self.client.get(apps.ReplicaSet, replica_set.metadata.name, replica_set.metadata.namespace)
            await self.client.update(statuses.with_status(fresh, wanted), 'status')

    def _next_look(self, replica_set: apps.ReplicaSet, active: Sequence[core.Pod]) -> Result | None:
        """When the next ready pod will have been ready long enough: no event will say so."""
        now = self.world.now()
        waits = [available_in(pod, replica_set.spec.min_ready_seconds, now) for pod in active]
        ahead = [wait for wait in waits if wait]
        return Result(requeue_after=min(ahead)) if ahead else None

    def _owner_of(self, pod: core.Pod) -> Key | None:
        reference = controller_of(pod)
        if reference is None or reference.kind != 'ReplicaSet':
            return None
        owner = self.replica_sets.get(reference.name, pod.metadata.namespace)
        return key_of(owner) if owner is not None and owner.metadata.uid == reference.uid else None


ORPHANS = 'orphans'


def _was_refused(error: Exception) -> bool:
    """Whether the server said no; anything else (a lost connection, a failure inside) may have come after the deed."""
    return isinstance(error, ApiError) and error.code < 500


def _orphan_namespace(pod: core.Pod) -> Iterable[str]:
    """Index of the pods that nobody manages, by namespace."""
    return (pod.metadata.namespace,) if controller_of(pod) is None else ()
