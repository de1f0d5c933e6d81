"""Rolls a Deployment out through its ReplicaSets.

Upstream: pkg/controller/deployment. One reconcile claims the ReplicaSets, and then does the first of these that
applies: count only (being deleted), scale only (paused, or the Deployment was scaled), or take the strategy's next
step. Each ends with the status.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sampan.api.codec import clone
from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.client.informer import CONTROLLER, Key, key_of
from sampan.controllers.base import Context, Controller, For, Mapped, Owned, Result
from sampan.controllers.deployment import progress, revisions, rolling
from sampan.controllers.deployment import status as statuses
from sampan.controllers.deployment.replicasets import ReplicaSets, Rollout
from sampan.controllers.ownership import Claimer, controller_of
from sampan.machinery import labels


def _orphans_takers(controller: DeploymentController, replica_set: apps.ReplicaSet) -> Iterable[Key]:
    """The Deployments that may want a ReplicaSet that nobody manages."""
    if controller_of(replica_set) is not None or not replica_set.metadata.labels:
        return ()
    return [
        key_of(deployment)
        for deployment in controller.deployments.list(replica_set.metadata.namespace)
        if labels.from_object(deployment.spec.selector).matches(replica_set.metadata.labels)
    ]


def _recreated_by(controller: DeploymentController, pod: core.Pod) -> Iterable[Key]:
    """The Deployment that waits for this pod to end before it makes new ones."""
    owner = controller_of(pod)
    if owner is None or owner.kind != 'ReplicaSet':
        return ()
    replica_set = controller.replica_sets.get(owner.name, pod.metadata.namespace)
    above = controller_of(replica_set) if replica_set is not None else None
    if above is None or above.kind != 'Deployment':
        return ()
    deployment = controller.deployments.get(above.name, pod.metadata.namespace)
    if deployment is None or deployment.spec.strategy.type != rolling.RECREATE:
        return ()
    return (key_of(deployment),)


class DeploymentController(Controller):
    """Upstream: kube-controller-manager's deployment-controller."""

    name = 'deployment'
    watches = (
        For(apps.Deployment),
        Owned(apps.ReplicaSet),
        Mapped(apps.ReplicaSet, _orphans_takers),
        Mapped(core.Pod, _recreated_by),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.deployments = self.informer(apps.Deployment)
        self.replica_sets = self.informer(apps.ReplicaSet)
        self.replica_sets.add_index(CONTROLLER)
        self._pods = self.informer(core.Pod)
        self._pods.add_index(CONTROLLER)
        self._writer = ReplicaSets(self.client, self.world, self.recorder)

    async def reconcile(self, key: Key) -> Result | None:
        shared: apps.Deployment | None = self.deployments.by_key(key)
        if shared is None:
            return None
        deployment = clone(shared)
        if _selects_everything(deployment):
            await self._refuse(deployment)
            return None
        replica_sets = await self._claim(deployment)
        rollout = Rollout(deployment, replica_sets)
        if deployment.metadata.deletion_timestamp is not None:
            await self._writer.find(rollout, create=False)
            await self._write_counters(rollout)
            return None
        await self._note_pause(rollout)
        if deployment.spec.paused or await self._was_scaled(rollout):
            await self._scale_only(rollout)
            return None
        if deployment.spec.strategy.type == rolling.RECREATE:
            return await self._recreate(rollout)
        if deployment.spec.strategy.type == rolling.ROLLING_UPDATE:
            return await self._roll(rollout)
        raise ValueError(f'unexpected deployment strategy type: {deployment.spec.strategy.type}')

    async def _refuse(self, deployment: apps.Deployment) -> None:
        message = 'This deployment is selecting all pods. A non-empty selector is required.'
        self.recorder.event(deployment, 'Warning', 'SelectingAll', message)
        if deployment.status.observed_generation < deployment.metadata.generation:
            deployment.status.observed_generation = deployment.metadata.generation
            await self.client.update(deployment, 'status')

    async def _claim(self, deployment: apps.Deployment) -> list[apps.ReplicaSet]:
        candidates = self.replica_sets.list(deployment.metadata.namespace)
        return await Claimer(self.client, deployment, labels.from_object(deployment.spec.selector)).claim(candidates)

    async def _note_pause(self, rollout: Rollout) -> None:
        """Say in the Progressing condition that time stands still, or runs again (upstream: checkPausedConditions)."""
        deployment = rollout.deployment
        present = statuses.find(deployment.status.conditions, statuses.PROGRESSING)
        if deployment.spec.progress_deadline_seconds is None:
            return
        if present is not None and present.reason == progress.TIMED_OUT:
            return
        was_paused = present is not None and present.reason == progress.PAUSED
        if deployment.spec.paused == was_paused:
            return
        reason, message = (
            (progress.PAUSED, 'Deployment is paused')
            if deployment.spec.paused
            else (progress.RESUMED, 'Deployment is resumed')
        )
        condition = statuses.make(statuses.PROGRESSING, 'Unknown', reason, message, self.world.now())
        deployment.status.conditions = statuses.with_condition(deployment.status.conditions, condition)
        rollout.deployment = await self.client.update(deployment, 'status')

    async def _was_scaled(self, rollout: Rollout) -> bool:
        """Whether the Deployment's size differs from what its active ReplicaSets were last scaled for."""
        await self._writer.find(rollout, create=False)
        for replica_set in rollout.active:
            desired = revisions.number_annotation(replica_set, revisions.DESIRED_REPLICAS)
            if desired is not None and desired != rollout.limits.replicas:
                return True
        return False

    async def _scale_only(self, rollout: Rollout) -> None:
        await self._writer.find(rollout, create=False)
        await self._scale(rollout)
        if rollout.deployment.spec.paused:
            await self._clean_up(rollout)
        await self._write_counters(rollout)

    async def _scale(self, rollout: Rollout) -> None:
        limits = rollout.limits
        only = rollout.active_or_latest()
        if only is not None:
            if only.spec.replicas != limits.replicas:
                await self._writer.scale(rollout, only, limits.replicas)
        elif rollout.is_saturated():
            for replica_set in rollout.active_old:
                await self._writer.scale(rollout, replica_set, 0)
        elif rollout.deployment.spec.strategy.type == rolling.ROLLING_UPDATE:
            parts = [rollout.part(each) for each in rollout.active]
            for step in rolling.proportional(limits, rollout.deployment.status.replicas, parts):
                await self._writer.scale(rollout, rollout.by_name(step.name), step.replicas, annotate=True)

    async def _roll(self, rollout: Rollout) -> Result | None:
        new = await self._writer.find_or_create(rollout)
        if not await self._grow(rollout, new) and not await self._shrink(rollout, new):
            await self._clean_up_when_complete(rollout)
        return await self._write_status(rollout)

    async def _grow(self, rollout: Rollout, new: apps.ReplicaSet) -> bool:
        size = rolling.new_replicas(rollout.limits, rolling.ROLLING_UPDATE, rollout.part(new), rollout.total)
        return await self._writer.scale(rollout, new, size)

    async def _shrink(self, rollout: Rollout, new: apps.ReplicaSet) -> bool:
        old = [rollout.part(each) for each in rollout.active_old]
        steps = rolling.shrink_old(rollout.limits, rollout.part(new), old)
        for step in steps:
            await self._writer.scale(rollout, rollout.by_name(step.name), step.replicas)
        return bool(steps)

    async def _recreate(self, rollout: Rollout) -> Result | None:
        await self._writer.find(rollout, create=False)
        stopping = [await self._writer.scale(rollout, each, 0) for each in rollout.active_old]
        if not any(stopping) and not self._old_pods_run(rollout):
            new = await self._writer.find_or_create(rollout)
            await self._writer.scale(rollout, new, rollout.limits.replicas)
            await self._clean_up_when_complete(rollout)
        return await self._write_status(rollout)

    def _old_pods_run(self, rollout: Rollout) -> bool:
        if any(each.status.replicas for each in rollout.old):
            return True
        pods: Iterable[core.Pod] = (
            pod for each in rollout.old for pod in self._pods.indexed(CONTROLLER, each.metadata.uid)
        )
        return any(pod.status.phase not in ('Failed', 'Succeeded') for pod in pods)

    async def _clean_up_when_complete(self, rollout: Rollout) -> None:
        if statuses.is_complete(rollout.deployment, rollout.deployment.status):
            await self._clean_up(rollout)

    async def _clean_up(self, rollout: Rollout) -> None:
        for replica_set in revisions.to_clean_up(rollout.deployment, rollout.old):
            try:
                await self.client.delete(apps.ReplicaSet, replica_set.metadata.name, replica_set.metadata.namespace)
            except ApiError as error:
                if not is_not_found(error):
                    raise

    async def _write_counters(self, rollout: Rollout) -> None:
        await self._put(rollout, self._calculate(rollout))

    async def _write_status(self, rollout: Rollout) -> Result | None:
        now = self.world.now()
        wanted = progress.with_progress(rollout.deployment, rollout.new, rollout.all, self._calculate(rollout), now)
        if await self._put(rollout, wanted):
            return None  # our own change will call again
        delay = progress.next_look(rollout.deployment, wanted, now)
        return Result(requeue_after=delay) if delay is not None else None

    def _calculate(self, rollout: Rollout) -> apps.DeploymentStatus:
        return statuses.calculate(rollout.deployment, rollout.new, rollout.all, rollout.limits, self.world.now())

    async def _put(self, rollout: Rollout, wanted: apps.DeploymentStatus) -> bool:
        if wanted == rollout.deployment.status:
            return False
        rollout.deployment = await self.client.update(
            msgspec.structs.replace(rollout.deployment, status=wanted), 'status'
        )
        return True


def _selects_everything(deployment: apps.Deployment) -> bool:
    selector = deployment.spec.selector
    return selector is not None and not selector.match_labels and not selector.match_expressions
