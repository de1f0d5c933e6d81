"""What the runtime shows of each pod, listed together: many pods that ask at once share one listing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from sampan.node.pods.observed import POD_UID, Observed
from sampan.node.runtime.base import ContainerStatus, NotFound, Runtime, SandboxStatus, State


class RuntimeCache:
    """`look(uid)` shows the pod as of a listing that began after the call.

    A container that has exited never changes again, and a running one's details only with its
    state: their details are asked for once. Entries go when the runtime no longer lists them.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._pods: dict[str, Observed] = {}
        self._details: dict[tuple[str, State], ContainerStatus] = {}
        self._ready: dict[str, SandboxStatus] = {}
        self._listing: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    async def look(self, uid: str) -> Observed:
        await self.refresh()
        return self._pods.get(uid, Observed())

    def known(self, uid: str) -> Observed:
        """As of the last listing, without asking."""
        return self._pods.get(uid, Observed())

    def uids(self) -> Iterable[str]:
        """Pods that have anything in the runtime, as of the last listing."""
        return list(self._pods)

    async def close(self) -> None:
        """End the listing under way; whoever waits for it is cancelled too."""
        tasks = [t for t in (self._listing, self._next) if t is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def refresh(self) -> None:
        """Wait for a listing that begins now or later."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._list_after(self._listing))
        await asyncio.shield(self._next)

    async def _list_after(self, previous: asyncio.Task[None] | None) -> None:
        if previous is not None:
            await asyncio.wait([previous])
        else:
            await asyncio.sleep(0)  # let everybody who asks in this turn join
        self._listing, self._next = self._next, None
        try:
            await self._list()
        finally:
            self._listing = None

    async def _list(self) -> None:
        sandboxes: dict[str, list[SandboxStatus]] = {}
        containers: dict[str, list[ContainerStatus]] = {}
        details: dict[tuple[str, State], ContainerStatus] = {}
        ready: dict[str, SandboxStatus] = {}
        for listed in await self._runtime.sandboxes():
            sandbox = await self._sandbox(listed, ready)
            if sandbox is not None:
                sandboxes.setdefault(sandbox.uid, []).append(sandbox)
        for brief in await self._runtime.containers():
            status = await self._container(brief, details)
            if status is not None:
                containers.setdefault(status.labels.get(POD_UID, ''), []).append(status)
        self._details, self._ready = details, ready
        self._pods = {
            uid: Observed.of(sandboxes.get(uid, ()), containers.get(uid, ()))
            for uid in dict.fromkeys([*sandboxes, *containers])
        }

    async def _sandbox(self, listed: SandboxStatus, ready: dict[str, SandboxStatus]) -> SandboxStatus | None:
        """A ready sandbox with its addresses, which listings may not carry."""
        if not listed.ready:
            return listed
        known = self._ready.get(listed.id)
        if known is None:
            try:
                known = listed if listed.ips else await self._runtime.sandbox_status(listed.id)
            except NotFound:
                return None
        if known.ips:
            ready[listed.id] = known
        return known

    async def _container(
        self, brief: ContainerStatus, details: dict[tuple[str, State], ContainerStatus]
    ) -> ContainerStatus | None:
        key = (brief.id, brief.state)
        known = self._details.get(key)
        if known is None:
            try:
                known = await self._runtime.container_status(brief.id)
            except NotFound:
                return None
            if POD_UID not in known.labels:
                known = replace(known, labels=brief.labels)
            key = (brief.id, known.state)
        details[key] = known
        return known
