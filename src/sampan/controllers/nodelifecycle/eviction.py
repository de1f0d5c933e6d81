"""Deletes pods that do not, or no longer, tolerate their node's NoExecute taints.

Upstream: pkg/controller/tainteviction. A pod's time runs from when it was first seen with the taints; a change of the
taints that allows it less does not start the time anew.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.client.informer import NODE, Key, key_of
from sampan.controllers.base import Context, Controller, For, Mapped, Result
from sampan.controllers.disruption import mark_disrupted
from sampan.controllers.nodelifecycle.tolerations import no_execute, toleration_seconds


@dataclass(frozen=True, slots=True)
class _Scheduled:
    uid: str
    started: float


def _nothing(controller: TaintEvictionController, node: core.Node) -> Iterable[Key]:
    return ()


class TaintEvictionController(Controller):
    """Upstream: kube-controller-manager's taint-eviction-controller. Keys are pods."""

    name = 'taint-eviction'
    watches = (For(core.Pod), Mapped(core.Node, _nothing))
    workers = 8

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._pods = self.informer(core.Pod)
        self._pods.add_index(NODE)
        self._nodes = self.informer(core.Node)
        self._scheduled: dict[Key, _Scheduled] = {}

    def observe(self, old: Any, new: Any) -> None:
        if not isinstance(new, core.Node):
            return
        before = no_execute(old.spec.taints) if old is not None else []
        if before != no_execute(new.spec.taints):
            for pod in self._pods.indexed(NODE, new.metadata.name):
                self.queue.add(key_of(pod))

    async def reconcile(self, key: Key) -> Result | None:
        pod: core.Pod | None = self._pods.by_key(key)
        node: core.Node | None = self._nodes.get(pod.spec.node_name) if pod is not None else None
        if pod is None or node is None or pod.metadata.deletion_timestamp is not None:
            self._scheduled.pop(key, None)
            return None
        taints = no_execute(node.spec.taints)
        allowed = toleration_seconds(taints, pod.spec.tolerations) if taints else math.inf
        if math.isinf(allowed):
            self._cancel(key, pod)
            return None
        now = asyncio.get_running_loop().time()
        scheduled = self._scheduled.get(key)
        if scheduled is None or scheduled.uid != pod.metadata.uid:
            scheduled = self._scheduled[key] = _Scheduled(pod.metadata.uid, now)
        left = scheduled.started + allowed - now
        if left > 0:
            return Result(requeue_after=left)
        await self._evict(key, pod)
        return None

    def _cancel(self, key: Key, pod: core.Pod) -> None:
        if self._scheduled.pop(key, None) is not None:
            self.recorder.event(pod, 'Normal', 'TaintManagerEviction', f'Cancelling deletion of Pod {key}')

    async def _evict(self, key: Key, pod: core.Pod) -> None:
        self.recorder.event(pod, 'Normal', 'TaintManagerEviction', f'Marking for deletion Pod {key}')
        message = 'Taint manager: deleting due to NoExecute taint'
        try:
            await mark_disrupted(self.client, self.world, pod, reason='DeletionByTaintManager', message=message)
            await self.client.delete(core.Pod, key.name, key.namespace, uid=pod.metadata.uid)
        except ApiError as error:
            if not is_not_found(error):
                raise
        self._scheduled.pop(key, None)
