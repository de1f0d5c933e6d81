"""Removes pods that nobody else will: finished ones beyond a threshold, and those whose node is gone or never was.

Upstream: pkg/controller/podgc. Every twenty seconds: the oldest terminated pods beyond the threshold (evicted ones
first); terminating pods on nodes that are not ready and tainted out-of-service; pods of nodes that have been gone for
forty seconds; terminating pods that were never bound. The last three are marked failed and removed without grace.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.controllers.base import Context, Controller
from sampan.controllers.config import ControllersConfig
from sampan.controllers.disruption import mark_disrupted
from sampan.controllers.pods import is_terminal

logger = logging.getLogger(__name__)

OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service'
REASON = 'DeletionByPodGC'


class PodGC(Controller):
    """Upstream: kube-controller-manager's pod-garbage-collector-controller."""

    name = 'pod-garbage-collector'

    def __init__(self, context: Context, config: ControllersConfig) -> None:
        super().__init__(context)
        self._pods = self.informer(core.Pod)
        self._nodes = self.informer(core.Node)
        self._threshold = config.terminated_pod_gc_threshold
        self._period = config.pod_gc_period
        self._quarantine = config.pod_gc_quarantine
        self._missing_since: dict[str, float] = {}  # node: when it was first missed

    def background(self) -> Iterable[Callable[[], Any]]:
        return (self._collect,)

    async def _collect(self) -> None:
        await self._pods.synced.wait()
        await self._nodes.synced.wait()
        while True:
            await self.round()
            await asyncio.sleep(self._period)

    async def round(self) -> None:
        """One collection. Failures are logged; the next round tries again."""
        pods = list(self._pods)
        for pod in surplus(pods, self._threshold):
            await self._delete(pod)
        for pod in pods:
            if pod.metadata.deletion_timestamp is not None and self._is_out_of_service(pod.spec.node_name):
                await self._fail_and_delete(pod, '')
        gone = await self._gone_nodes(pods)
        for pod in pods:
            if pod.spec.node_name in gone:
                await self._fail_and_delete(pod, 'PodGC: node no longer exists')
        for pod in pods:
            if pod.metadata.deletion_timestamp is not None and not pod.spec.node_name:
                await self._fail_and_delete(pod, '')

    async def _gone_nodes(self, pods: Sequence[core.Pod]) -> set[str]:
        """Nodes that pods name, that were missing for a while, and that a live read does not find."""
        now = asyncio.get_running_loop().time()
        named = dict.fromkeys(pod.spec.node_name for pod in pods if pod.spec.node_name)
        missing = [name for name in named if self._nodes.get(name) is None]
        self._missing_since = {name: self._missing_since.get(name, now) for name in missing}
        gone = set()
        for name, since in self._missing_since.items():
            if now - since >= self._quarantine and not await self._exists(name):
                gone.add(name)
        return gone

    async def _exists(self, name: str) -> bool:
        try:
            await self.client.get(core.Node, name)
        except ApiError as error:
            if is_not_found(error):
                return False
            logger.warning('pod garbage collector: cannot read node %s: %s', name, error)
        return True

    def _is_out_of_service(self, name: str) -> bool:
        node: core.Node | None = self._nodes.get(name) if name else None
        if node is None or _is_ready(node):
            return False
        return any(taint.key == OUT_OF_SERVICE for taint in node.spec.taints)

    async def _fail_and_delete(self, pod: core.Pod, disruption: str) -> None:
        try:
            if not is_terminal(pod):
                await mark_disrupted(self.client, self.world, pod, reason=REASON, message=disruption, failed=True)
        except ApiError as error:
            if not is_not_found(error):
                logger.warning('pod garbage collector: cannot fail pod %s: %s', pod.metadata.name, error)
                return
        await self._delete(pod)

    async def _delete(self, pod: core.Pod) -> None:
        name, namespace = pod.metadata.name, pod.metadata.namespace
        try:
            await self.client.delete(core.Pod, name, namespace, grace_period_seconds=0, uid=pod.metadata.uid)
        except ApiError as error:
            if not is_not_found(error):
                logger.warning('pod garbage collector: cannot delete pod %s/%s: %s', namespace, name, error)


def surplus(pods: Iterable[core.Pod], threshold: int) -> list[core.Pod]:
    """The terminated pods beyond the threshold: evicted ones first, then the oldest. A threshold of 0 is none."""
    terminated = [pod for pod in pods if is_terminal(pod)]
    if threshold <= 0 or len(terminated) <= threshold:
        return []
    return sorted(terminated, key=_collection_order)[: len(terminated) - threshold]


def _collection_order(pod: core.Pod) -> tuple[bool, float, str]:
    created = pod.metadata.creation_timestamp
    evicted = pod.status.phase == 'Failed' and pod.status.reason == 'Evicted'
    return (not evicted, created.timestamp() if created else 0.0, pod.metadata.name)


def _is_ready(node: core.Node) -> bool:
    return any(condition.type == 'Ready' and condition.status == 'True' for condition in node.status.conditions)
