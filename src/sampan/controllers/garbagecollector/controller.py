"""Looks at what the graph points to, and deletes, orphans or unblocks.

Upstream: garbagecollector.go. Nothing is deleted on the graph's word alone: the object and each of its owners are
read live first, and the deletion carries the uid and revision that were read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sampan.api.errors import is_conflict
from sampan.api.generated import meta_v1 as meta
from sampan.client.workqueue import WorkQueue
from sampan.controllers.base import Context, Controller
from sampan.controllers.config import ControllersConfig
from sampan.controllers.garbagecollector.access import AbsentOwners, Access, InvalidOwner
from sampan.controllers.garbagecollector.graph import FOREGROUND, ORPHAN, Graph, Identity, Node, Verdict
from sampan.controllers.garbagecollector.mirror import Mirrors

logger = logging.getLogger(__name__)

WORKERS = 20


class GarbageCollector(Controller):
    """Upstream: kube-controller-manager's garbage-collector-controller."""

    name = 'garbage-collector'

    def __init__(self, context: Context, config: ControllersConfig) -> None:
        super().__init__(context)
        self.graph = Graph()
        self._absent = AbsentOwners(config.gc_absent_owner_cache_size)
        self._mirrors = Mirrors(self.client, self.world, self.graph, self._decide)
        self._access = Access(self.client, lambda: self._mirrors.kinds.by_kind)
        self._deletions: WorkQueue[str] = WorkQueue()
        self._orphans: WorkQueue[str] = WorkQueue()

    def background(self) -> Iterable[Callable[[], Any]]:
        return (self._mirrors.run, self._work)

    async def _work(self) -> None:
        await self._mirrors.wait_synced()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(WORKERS):
                tasks.create_task(self._worker(self._deletions, self._look), name='gc delete')
                tasks.create_task(self._worker(self._orphans, self._orphan), name='gc orphan')

    def _decide(self, verdict: Verdict) -> None:
        for node in verdict.look:
            self._deletions.add(node.identity.uid)
        for node in verdict.orphan:
            self._orphans.add(node.identity.uid)

    async def _worker(self, queue: WorkQueue[str], act: Callable[[Node], Any]) -> None:
        while True:
            uid = await queue.get()
            try:
                await self._once(queue, uid, act)
            finally:
                queue.done(uid)

    async def _once(self, queue: WorkQueue[str], uid: str, act: Callable[[Node], Any]) -> None:
        node = self.graph.get(uid)
        if node is None:
            queue.forget(uid)
            return
        try:
            await act(node)
        except InvalidOwner as error:
            logger.warning('garbage collector: %s: %s', node.identity, error)
            queue.forget(uid)
            return
        except Exception as error:
            level = logging.DEBUG if is_conflict(error) else logging.WARNING
            logger.log(level, 'garbage collector: %s, will try again: %s', node.identity, error)
            queue.add_rate_limited(uid)
            return
        if node.virtual and self.graph.get(uid) is node:
            queue.add_rate_limited(uid)  # it exists, so it will be observed; until then, ask again
        else:
            queue.forget(uid)

    # --- deletion ----------------------------------------------------------------------------------

    async def _look(self, node: Node) -> None:
        """Decide about one object (upstream: attemptToDeleteItem)."""
        if node.being_deleted and not node.deleting_dependents:
            return
        live = await self._access.metadata(node.identity)
        if live is None:
            self._gone(node)
            return
        if node.deleting_dependents:
            await self._finish_foreground(node)
            return
        if live.owner_references:
            await self._judge(node, live)

    def _gone(self, node: Node) -> None:
        self._absent.add(node.identity.namespace, node.identity.uid)
        self._decide(self.graph.gone(node.identity.uid))

    async def _finish_foreground(self, node: Node) -> None:
        blocking = node.blocking_dependents()
        if not blocking:
            await self._access.remove_finalizer(node.identity, FOREGROUND)
            return
        for dependent in blocking:
            if not dependent.deleting_dependents:
                self._deletions.add(dependent.identity.uid)

    async def _judge(self, node: Node, live: meta.ObjectMeta) -> None:
        """Whether the owners that are left keep the object alive."""
        solid, dangling, waiting = await self._classify(node, live.owner_references)
        if solid:
            released = [{'$patch': 'delete', 'uid': owner.uid} for owner in dangling + waiting]
            if released:
                await self._access.patch_owners(node.identity, released)
            return
        if waiting and node.dependents:
            await self._break_circle(node, live)
            await self._access.delete(node.identity, 'Foreground', '')
            return
        await self._access.delete(node.identity, _policy(live), live.resource_version)

    async def _classify(
        self, node: Node, owners: Sequence[meta.OwnerReference]
    ) -> tuple[list[meta.OwnerReference], list[meta.OwnerReference], list[meta.OwnerReference]]:
        """Owners that live, that are gone, and that wait in a foreground deletion for this object."""
        solid, dangling, waiting = [], [], []
        for owner in owners:
            found = await self._read_owner(node, owner)
            if found is None:
                dangling.append(owner)
            elif found.deletion_timestamp is not None and FOREGROUND in found.finalizers:
                waiting.append(owner)
            else:
                solid.append(owner)
        return solid, dangling, waiting

    async def _read_owner(self, node: Node, owner: meta.OwnerReference) -> meta.ObjectMeta | None:
        namespace = node.identity.namespace
        if (namespace, owner.uid) in self._absent:
            return None
        found = await self._access.metadata(Identity(owner.api_version, owner.kind, namespace, owner.name, owner.uid))
        if found is None:
            self._absent.add(namespace, owner.uid)
        return found

    async def _break_circle(self, node: Node, live: meta.ObjectMeta) -> None:
        """When a dependent is itself being deleted in the foreground, owners and dependents may wait for each other."""
        if any(dependent.deleting_dependents for dependent in node.dependents.values()):
            unblocked = [
                {'uid': owner.uid, 'blockOwnerDeletion': False}
                for owner in live.owner_references
                if owner.block_owner_deletion
            ]
            if unblocked:
                await self._access.patch_owners(node.identity, unblocked)

    # --- orphaning ----------------------------------------------------------------------------------

    async def _orphan(self, node: Node) -> None:
        """Take the references off all dependents, then let the owner go (upstream: orphanDependents)."""
        reference = {'$patch': 'delete', 'uid': node.identity.uid}
        dependents = list(node.dependents.values())
        await asyncio.gather(*(self._access.patch_owners(each.identity, [reference]) for each in dependents))
        await self._access.remove_finalizer(node.identity, ORPHAN)


def _policy(live: meta.ObjectMeta) -> str:
    """How the object's own dependents fare: as its finalizers say."""
    if ORPHAN in live.finalizers:
        return 'Orphan'
    if FOREGROUND in live.finalizers:
        return 'Foreground'
    return 'Background'
