"""Recounts quotas and writes what it finds into their status."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sampan.api.generated import core_v1
from sampan.api.quota import Evaluator, amounts
from sampan.api.resources import Resource
from sampan.client.informer import NAMESPACE, Key, key_of
from sampan.controllers.base import Context, Controller, Mapped, Result
from sampan.controllers.config import ControllersConfig
from sampan.controllers.resourcequota.monitors import Monitors
from sampan.controllers.resourcequota.usage import countable, countable_now, counted, usage_of


class ResourceQuotaController(Controller):
    """Upstream: resourcequota-controller. Status changes of quotas are admission's or its own: it ignores them."""

    name = 'resourcequota'
    watches = (Mapped(core_v1.ResourceQuota, lambda controller, quota: ()),)

    def __init__(self, context: Context, config: ControllersConfig) -> None:
        super().__init__(context)
        self._period = config.resource_quota_sync_period
        self._quotas = self.informer(core_v1.ResourceQuota)
        self._countable = countable()
        self._monitors = Monitors(self.client, self.world, self._replenish)

    def background(self) -> Iterable[Callable[[], Any]]:
        return (self._monitors.run,)

    def enqueue_all(self) -> None:
        for key in self._quotas.all_keys():
            self.queue.add(key)

    def observe(self, old: core_v1.ResourceQuota | None, new: core_v1.ResourceQuota | None) -> None:
        if new is not None and (old is None or old.spec.hard != new.spec.hard or old.metadata.uid != new.metadata.uid):
            self.queue.add(key_of(new))

    def _replenish(self, evaluator: Evaluator, namespace: str) -> None:
        """Something of a namespace is gone: count again for the quotas that count it."""
        for quota in self._quotas.indexed(NAMESPACE, namespace):
            if evaluator.matching(quota.spec.hard):
                self.queue.add(key_of(quota))

    async def reconcile(self, key: Key) -> Result | None:
        cached: core_v1.ResourceQuota | None = self._quotas.by_key(key)
        if cached is None:
            return None
        among = await countable_now(self.client, cached.spec.hard, self._countable)
        for resource, evaluator in counted(cached.spec.hard, among):
            self._monitors.want(resource, evaluator)
        # A live read: admission may have written since, and the count belongs to what is read before it. By name, and
        # as a list, because that is what the controller's role allows.
        found = await self.client.list(core_v1.ResourceQuota, key.namespace, field_selector=f'metadata.name={key.name}')
        if not found.items:
            return None
        (quota,) = found.items
        await self._recount(quota, among)
        return Result(requeue_after=self._period)

    async def _recount(self, quota: core_v1.ResourceQuota, among: Sequence[tuple[Resource, Evaluator]]) -> None:
        status, hard = quota.status, quota.spec.hard
        before = amounts.parse(status.used)
        measured = await usage_of(self.client, quota, among, self.world.now())
        used = amounts.mask({**before, **measured}, hard)
        if status.hard == hard and amounts.same(before, used):
            return
        quota.status = core_v1.ResourceQuotaStatus(hard=dict(hard), used=amounts.written(used))
        await self.client.update(quota, 'status')
