"""Removes what a node has of pods nobody knows any more (upstream: HandlePodCleanups, container GC)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Container

from sampan.node.pods.observed import POD_GRACE_PERIOD, Observed
from sampan.node.pods.spec import MINIMUM_GRACE
from sampan.node.pods.worker import NodeParts
from sampan.node.runtime.base import State
from sampan.node.volumes.host import HostError
from sampan.node.volumes.sources import VolumeFailure

logger = logging.getLogger(__name__)


async def remove_orphans(parts: NodeParts, known: Container[str]) -> None:
    """Containers, sandboxes, directories and cgroups of pods that are not `known` (uids). Raises RuntimeFailure.

    `known` is asked anew each time: pods arrive while this waits.
    """
    await parts.cache.refresh()
    for uid in parts.cache.uids():
        if uid and uid not in known:
            logger.info('removing what is left of pod %s', uid)
            await _remove(parts, parts.cache.known(uid))
    left = [*parts.host.volumes.pods(parts.config.root / 'pods'), *parts.host.cgroups.pods()]
    for uid in dict.fromkeys(left):
        if uid not in known:
            _clear(parts, uid)


async def _remove(parts: NodeParts, observed: Observed) -> None:
    """With the grace period their annotations remember."""
    async with asyncio.TaskGroup() as group:
        for container in observed.containers:
            if container.state is not State.EXITED:
                grace = container.annotations.get(POD_GRACE_PERIOD, '')
                seconds = int(grace) if grace.isdigit() else MINIMUM_GRACE
                group.create_task(parts.runtime.stop_container(container.id, max(seconds, MINIMUM_GRACE)))
    for container in observed.containers:
        await parts.runtime.remove_container(container.id)
    for sandbox in observed.sandboxes:
        await parts.runtime.stop_sandbox(sandbox.id)
        await parts.runtime.remove_sandbox(sandbox.id)


def _clear(parts: NodeParts, uid: str) -> None:
    try:
        parts.volumes.teardown(uid)
        parts.host.volumes.remove(parts.config.pod_dir(uid))
        parts.host.cgroups.remove(uid)
    except (VolumeFailure, HostError, OSError) as e:
        logger.warning('cannot remove what is left of pod %s: %s', uid, e)
