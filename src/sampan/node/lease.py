"""The node's heartbeat: its Lease in kube-node-lease (upstream: component-helpers apimachinery/lease)."""

from __future__ import annotations

import asyncio
import logging

from sampan.api import codec, errors
from sampan.api.generated import coordination_v1 as coordination
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import MicroTime
from sampan.client.base import Client
from sampan.machinery.world import World

logger = logging.getLogger(__name__)

NAMESPACE = 'kube-node-lease'
RENEWALS = 4  # per lease duration
JITTER = 0.04
TRIES = 5
MAX_BACKOFF = 7.0


class NodeLease:
    """Renews the Lease four times per `duration` (seconds), for ever."""

    def __init__(self, *, client: Client, world: World, node: str, duration: int) -> None:
        self._client = client
        self._world = world
        self._node = node
        self._duration = duration
        self._lease: coordination.Lease | None = None

    async def run(self) -> None:
        interval = self._duration / RENEWALS
        while True:
            await self._sync()
            await asyncio.sleep(interval + self._world.jitter(interval * JITTER))

    async def _sync(self) -> None:
        for attempt in range(TRIES):
            try:
                self._lease = await self._renew() if self._lease is not None else await self._ensure()
                return
            except errors.ApiError as e:
                logger.warning('cannot renew the lease of node %s: %s', self._node, e)
                # Whatever it was (conflict, deleted lease), the next attempt starts from what the server has.
                self._lease = None
            except OSError as e:
                logger.warning('cannot reach the API server to renew the lease of node %s: %s', self._node, e)
            await asyncio.sleep(min(0.2 * 2**attempt, MAX_BACKOFF))

    async def _ensure(self) -> coordination.Lease:
        try:
            self._lease = await self._client.get(coordination.Lease, self._node, NAMESPACE)
        except errors.ApiError as e:
            if not errors.is_not_found(e):
                raise
            return await self._client.create(await self._fresh(None))
        return await self._renew()

    async def _renew(self) -> coordination.Lease:
        return await self._client.update(await self._fresh(self._lease))

    async def _fresh(self, base: coordination.Lease | None) -> coordination.Lease:
        lease = codec.clone(base) if base is not None else self._empty()
        if not lease.metadata.owner_references:
            lease.metadata.owner_references = await self._owner()
        lease.spec.renew_time = MicroTime.of(self._world.now())
        return lease

    def _empty(self) -> coordination.Lease:
        return coordination.Lease(
            metadata=meta.ObjectMeta(name=self._node, namespace=NAMESPACE),
            spec=coordination.LeaseSpec(holder_identity=self._node, lease_duration_seconds=self._duration),
        )

    async def _owner(self) -> list[meta.OwnerReference]:
        """The Node, once it exists: its deletion takes the Lease along."""
        try:
            node = await self._client.get(core.Node, self._node)
        except errors.ApiError as e:
            if errors.is_not_found(e):
                return []
            raise
        return [meta.OwnerReference(api_version='v1', kind='Node', name=node.metadata.name, uid=node.metadata.uid)]
