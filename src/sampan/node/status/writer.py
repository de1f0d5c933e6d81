"""Sends pod statuses to the API, the newest one of each pod (upstream: pkg/kubelet/status status_manager.go)."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

from sampan.api import codec, errors
from sampan.api.generated import core_v1 as core
from sampan.client.base import Client, Patch
from sampan.node.status.conditions import OWNED
from sampan.node.tasks import spawn

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
MAX_RETRY_SECONDS = 10.0
# Lists the API merges by key: to take an element out, the whole list must be replaced.
MERGED = ('podIPs', 'hostIPs')
CONDITION_FIELDS = ('observedGeneration', 'reason', 'message', 'lastProbeTime')


class StatusWriter:
    """One pod's status. `publish` never waits; `flush` waits until the newest one is written or the pod is gone."""

    def __init__(self, *, client: Client, pod: core.Pod, failed: Callable[[Exception], None]) -> None:
        self._client = client
        self._failed = failed
        self._pod = pod
        self._written = codec.encode(pod.status)
        self._wanted = self._written
        self._version = 0  # of the pod our last write made; what the watch still says about older ones is stale
        self._task: asyncio.Task[None] | None = None
        self.gone = False

    def update(self, pod: core.Pod) -> None:
        """The pod as the API has it now, which is what a status is compared with."""
        self._pod = pod
        if self._task is None and _version(pod) > self._version:
            self._written = codec.encode(pod.status)

    def publish(self, status: core.PodStatus) -> None:
        self._wanted = codec.encode(status)
        if self._task is None and not self.gone and self._wanted != self._written:
            self._task = spawn(self._write(), self._failed)

    async def flush(self) -> None:
        while self._task is not None:
            await asyncio.shield(self._task)

    async def stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _write(self) -> None:
        delay = RETRY_SECONDS
        try:
            while not self.gone and self._wanted != self._written:
                sent = self._wanted
                if await self._send(sent):
                    self._written = sent
                    delay = RETRY_SECONDS
                else:
                    await asyncio.sleep(delay)
                    delay = min(delay * 2, MAX_RETRY_SECONDS)
        finally:
            self._task = None

    async def _send(self, sent: bytes) -> bool:
        meta = self._pod.metadata
        status = status_patch(json.loads(self._written), json.loads(sent))
        if not status:
            return True
        patch = Patch.strategic({'metadata': {'uid': meta.uid}, 'status': status})
        try:
            answer = await self._client.patch(core.Pod, meta.name, meta.namespace, patch, 'status')
            self._version = _version(answer)
        except errors.ApiError as e:
            if errors.is_not_found(e) or (errors.is_conflict(e) and not await still_there(self._client, self._pod)):
                self.gone = True
                return True
            logger.warning('cannot write status of pod %s/%s: %s', meta.namespace, meta.name, e)
            return False
        except OSError as e:
            logger.warning('cannot write status of pod %s/%s: %s', meta.namespace, meta.name, e)
            return False
        return True


async def still_there(client: Client, pod: core.Pod) -> bool:
    """Whether the API has this very pod, and not another of its name. True when it cannot be told."""
    try:
        found = await client.get(core.Pod, pod.metadata.name, pod.metadata.namespace)
    except errors.ApiError as e:
        return not errors.is_not_found(e)
    except OSError:
        return True
    return found.metadata.uid == pod.metadata.uid


def _version(pod: core.Pod) -> int:
    version = pod.metadata.resource_version
    return int(version) if version.isdigit() else 0


def status_patch(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """A strategic merge patch from `old` to `new` that leaves others' conditions alone."""
    patch: dict[str, Any] = {}
    for key in dict.fromkeys([*old, *new]):
        if key == 'conditions':
            changed = _conditions(old.get(key, []), new.get(key, []))
            if changed:
                patch[key] = changed
        elif old.get(key) != new.get(key):
            value = new.get(key)
            patch[key] = [{'$patch': 'replace'}, *value] if key in MERGED and value else value
    return patch


def _conditions(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The kubelet's own conditions that changed; fields that went away are null."""
    before = {c['type']: c for c in old}
    changed = []
    for condition in new:
        known = before.get(condition['type'])
        if condition['type'] in OWNED and condition != known:
            cleared = {f: None for f in CONDITION_FIELDS if f not in condition and f in (known or {})}
            changed.append({**cleared, **condition})
    return changed
