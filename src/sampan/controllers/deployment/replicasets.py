"""The state of one roll-out while a reconcile works on it, and the writes to ReplicaSets.

Upstream: pkg/controller/deployment/sync.go. `Rollout` holds the Deployment (our own copy) and its ReplicaSets; writes
replace what they change in it, so that later steps of the same reconcile see it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sampan.api.codec import clone
from sampan.api.errors import ApiError, is_already_exists
from sampan.api.generated import apps_v1 as apps
from sampan.client.base import Client
from sampan.controllers.base import Recorder
from sampan.controllers.deployment import progress, revisions, rolling
from sampan.controllers.deployment import status as statuses
from sampan.controllers.deployment.rolling import Limits, Part
from sampan.controllers.ownership import is_controlled_by
from sampan.controllers.pods import is_namespace_terminating
from sampan.machinery.world import World


class Rollout:
    """A Deployment and its ReplicaSets: the new one (of the present template) and the old ones."""

    def __init__(self, deployment: apps.Deployment, replica_sets: Sequence[apps.ReplicaSet]) -> None:
        self.deployment = deployment
        self.new = revisions.find_new(deployment, replica_sets)
        self.old = revisions.find_old(self.new, replica_sets)
        self.limits: Limits = rolling.limits_of(deployment)

    @property
    def all(self) -> list[apps.ReplicaSet]:
        return self.old + ([self.new] if self.new is not None else [])

    @property
    def active(self) -> list[apps.ReplicaSet]:
        return [each for each in self.all if each.spec.replicas]

    @property
    def active_old(self) -> list[apps.ReplicaSet]:
        return [each for each in self.old if each.spec.replicas]

    @property
    def total(self) -> int:
        return sum(each.spec.replicas or 0 for each in self.all)

    def active_or_latest(self) -> apps.ReplicaSet | None:
        """The only active ReplicaSet, or the latest when none is; None when several are, or there are none."""
        active = self.active
        if len(active) == 1:
            return active[0]
        if active:
            return None
        return self.new or next(reversed(revisions.by_creation(self.old)), None)

    def is_saturated(self) -> bool:
        """Whether the new ReplicaSet has all the replicas the Deployment wants, and they are available."""
        if self.new is None:
            return False
        wanted = self.limits.replicas
        return (
            self.new.spec.replicas == wanted
            and revisions.number_annotation(self.new, revisions.DESIRED_REPLICAS) == wanted
            and self.new.status.available_replicas == wanted
        )

    def part(self, replica_set: apps.ReplicaSet) -> Part:
        return Part(
            name=replica_set.metadata.name,
            replicas=replica_set.spec.replicas or 0,
            available=replica_set.status.available_replicas,
            created=replica_set.metadata.creation_timestamp,
            most_before=revisions.number_annotation(replica_set, revisions.MAX_REPLICAS),
        )

    def by_name(self, name: str) -> apps.ReplicaSet:
        return next(each for each in self.all if each.metadata.name == name)

    def replace(self, replica_set: apps.ReplicaSet) -> None:
        """Take a written ReplicaSet in, in place of its former state."""
        uid = replica_set.metadata.uid
        if self.new is not None and self.new.metadata.uid == uid:
            self.new = replica_set
        self.old = [replica_set if each.metadata.uid == uid else each for each in self.old]


class ReplicaSets:
    """Creates, annotates and scales the ReplicaSets of Deployments."""

    def __init__(self, client: Client, world: World, recorder: Recorder) -> None:
        self._client = client
        self._world = world
        self._recorder = recorder

    async def find(self, rollout: Rollout, *, create: bool) -> apps.ReplicaSet | None:
        """The new ReplicaSet with its annotations in order, made if need be; the Deployment's revision follows it."""
        if rollout.new is not None:
            await self._adjust(rollout, rollout.new)
        elif create:
            await self._create(rollout)
        return rollout.new

    async def find_or_create(self, rollout: Rollout) -> apps.ReplicaSet:
        new = await self.find(rollout, create=True)
        if new is None:
            raise RuntimeError('a new ReplicaSet was made and is not there')
        return new

    async def scale(
        self, rollout: Rollout, replica_set: apps.ReplicaSet, replicas: int, *, annotate: bool = False
    ) -> bool:
        """Set the size, and the annotations that tell for which size of the Deployment; whether the size changed.

        With an unchanged size nothing is written, unless `annotate` asks for the annotations.
        """
        before = replica_set.spec.replicas or 0
        wanted = {**replica_set.metadata.annotations, **revisions.replica_annotations(rollout.limits)}
        if before == replicas and not (annotate and wanted != replica_set.metadata.annotations):
            return False
        changed = clone(replica_set)
        changed.spec.replicas = replicas
        changed.metadata.annotations = wanted
        rollout.replace(await self._client.update(changed))
        if before == replicas:
            return False
        direction = 'up' if before < replicas else 'down'
        self._announce(
            rollout, f'Scaled {direction} replica set {replica_set.metadata.name} from {before} to {replicas}'
        )
        return True

    async def _adjust(self, rollout: Rollout, new: apps.ReplicaSet) -> None:
        deployment = rollout.deployment
        revision = revisions.highest_revision(rollout.old) + 1
        annotations = revisions.annotations_for(deployment, new.metadata.annotations, revision, None)
        min_ready = deployment.spec.min_ready_seconds
        if annotations != new.metadata.annotations or new.spec.min_ready_seconds != min_ready:
            changed = clone(new)
            changed.metadata.annotations = annotations
            changed.spec.min_ready_seconds = min_ready
            rollout.replace(await self._client.update(changed))
            return
        message = f'Found new replica set "{new.metadata.name}"'
        condition = None
        if statuses.find(deployment.status.conditions, statuses.PROGRESSING) is None:
            condition = (progress.FOUND_NEW, message)
        await self._note(rollout, annotations.get(revisions.REVISION, ''), condition)

    async def _create(self, rollout: Rollout) -> None:
        deployment = rollout.deployment
        revision = revisions.highest_revision(rollout.old) + 1
        wanted = revisions.make_new(deployment, revision, rollout.limits)
        empty = Part(wanted.metadata.name, 0, 0)
        wanted.spec.replicas = rolling.new_replicas(rollout.limits, deployment.spec.strategy.type, empty, rollout.total)
        try:
            rollout.new = await self._client.create(wanted)
        except ApiError as error:
            if is_already_exists(error):
                await self._adopt_existing(rollout, wanted, error)
                await self._note(rollout, str(revision), None)
                return
            await self._creation_failed(rollout, wanted, error)
            raise
        name = rollout.new.metadata.name
        if wanted.spec.replicas:
            self._announce(rollout, f'Scaled up replica set {name} from 0 to {wanted.spec.replicas}')
        await self._note(rollout, str(revision), (progress.NEW_CREATED, f'Created new replica set "{name}"'))

    async def _adopt_existing(self, rollout: Rollout, wanted: apps.ReplicaSet, error: ApiError) -> None:
        """The name is taken: by our own ReplicaSet (the cache was behind), or by a hash collision."""
        deployment = rollout.deployment
        existing = await self._client.get(apps.ReplicaSet, wanted.metadata.name, wanted.metadata.namespace)
        same = revisions.same_template(deployment.spec.template, existing.spec.template)
        if is_controlled_by(existing, deployment) and same:
            rollout.new = existing
            return
        deployment.status.collision_count = (deployment.status.collision_count or 0) + 1
        rollout.deployment = await self._client.update(deployment, 'status')
        raise error

    async def _creation_failed(self, rollout: Rollout, wanted: apps.ReplicaSet, error: ApiError) -> None:
        if is_namespace_terminating(error):
            return
        message = f'Failed to create new replica set "{wanted.metadata.name}": {error}'
        self._recorder.event(rollout.deployment, 'Warning', progress.CREATE_FAILED, message)
        if progress.has_deadline(rollout.deployment):
            await self._write_progress(rollout, 'False', progress.CREATE_FAILED, message)

    async def _note(self, rollout: Rollout, revision: str, condition: tuple[str, str] | None) -> None:
        """Copy the revision to the Deployment, and a Progressing condition (reason, message), if they are news."""
        deployment = rollout.deployment
        news = deployment.metadata.annotations.get(revisions.REVISION) != revision
        if news:
            deployment.metadata.annotations = {**deployment.metadata.annotations, revisions.REVISION: revision}
        if condition is not None and progress.has_deadline(deployment):
            await self._write_progress(rollout, 'True', *condition)
        elif news:
            rollout.deployment = await self._client.update(deployment, 'status')

    async def _write_progress(self, rollout: Rollout, status: str, reason: str, message: str) -> None:
        condition = statuses.make(statuses.PROGRESSING, status, reason, message, self._world.now())
        present = rollout.deployment.status
        changed = msgspec.structs.replace(present, conditions=statuses.with_condition(present.conditions, condition))
        rollout.deployment = await self._client.update(
            msgspec.structs.replace(rollout.deployment, status=changed), 'status'
        )

    def _announce(self, rollout: Rollout, message: str) -> None:
        self._recorder.event(rollout.deployment, 'Normal', 'ScalingReplicaSet', message)
