"""The definitions in force: what state they are in, what is served because of them, what remains to be cleaned up."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from sampan.api import codec, errors
from sampan.api.errors import ApiError
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.scalars import Time
from sampan.apiserver.cache.watcher import Watcher
from sampan.client.base import EventType
from sampan.store.base import StoreError

if TYPE_CHECKING:
    from sampan.apiserver.cache.change import Event
    from sampan.apiserver.customresources.conversion import CallWebhook
    from sampan.apiserver.customresources.installed import Installed
    from sampan.apiserver.registry.registry import Registry
    from sampan.client.base import Client

log = logging.getLogger(__name__)

Definition = apiextensions.CustomResourceDefinition
MANAGER = 'kube-apiserver'
RETRY = 1.0  # seconds before a write that failed is tried again


class Definitions:
    """One server's definitions. `start` serves what is established already; from then on changes are followed.

    `client` writes as the server itself, past authorization.
    """

    def __init__(self, registry: Registry, client: Client, call: CallWebhook) -> None:
        self._registry = registry
        self._client = client
        self._call = call
        self._known: dict[str, Definition] = {}
        self._installed: dict[str, Installed] = {}
        self._cleaning: dict[str, asyncio.Task[None]] = {}
        self._again_tasks: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when everything established is served."""
        watcher = await self._list()
        self._task = asyncio.get_running_loop().create_task(self._run(watcher), name='custom-resource-definitions')

    async def stop(self) -> None:
        """Stop following; what is served stays so until the registry stops."""
        tasks = [*self._cleaning.values(), *self._again_tasks, *([] if self._task is None else [self._task])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._task = None
        self._cleaning.clear()

    # -- following -----------------------------------------------------------------------------------

    async def _list(self) -> Watcher:
        """Bring everything up to the caches' state; the watcher returned goes on from there."""
        endpoint = self._registry.endpoint(Definition)
        watcher = Watcher(endpoint.cache.prefix, _Events(), None, self._registry.feed.revision)
        endpoint.cache.watch(watcher)
        present = {entry.key.rpartition('/')[2]: entry for entry in endpoint.cache.scan(endpoint.cache.prefix)}
        for name in [name for name in self._known if name not in present]:
            await self._gone(name)
        self._known = {name: endpoint.decode(entry) for name, entry in present.items()}
        for crd in list(self._known.values()):
            await self._follow(crd)
        return watcher

    async def _run(self, watcher: Watcher) -> None:
        while True:
            batch = await watcher.next_batch()
            if batch is None:  # the cache was loaded again
                watcher = await self._list()
                continue
            for event in batch:
                await self._one(event)

    async def _one(self, event: Event) -> None:
        name = event.entry.key.rpartition('/')[2]
        if event.type is EventType.DELETED:
            await self._gone(name)
            return
        crd: Definition = self._registry.endpoint(Definition).decode(event.entry)
        self._known[name] = crd
        await self._follow(crd)

    async def _follow(self, crd: Definition) -> None:
        try:
            await self._reconcile(crd)
        except (ApiError, StoreError) as error:
            if errors.is_conflict(error) or errors.is_not_found(error):
                return  # a newer state is on its way here
            log.warning('the definition %s is tried again in %g s: %s', crd.metadata.name, RETRY, error)
            asyncio.get_running_loop().call_later(RETRY, self._again, crd.metadata.name)
        except Exception:  # a mistake of ours about one definition must not end all others
            log.exception('the definition %s cannot be served', crd.metadata.name)

    def _again(self, name: str) -> None:
        crd = self._known.get(name)
        if crd is not None and self._task is not None:
            task = asyncio.get_running_loop().create_task(self._follow(crd), name=f'definition-{name}')
            self._again_tasks.add(task)
            task.add_done_callback(self._again_tasks.discard)

    async def _gone(self, name: str) -> None:
        crd = self._known.pop(name, None)
        self._uninstall(name)
        if crd is not None:  # its names are free now
            for other in [each for each in self._known.values() if each.spec.group == crd.spec.group]:
                await self._follow(other)

    # -- one definition ------------------------------------------------------------------------------

    async def _reconcile(self, crd: Definition) -> None:
        from sampan.apiserver.customresources import conditions

        crd = await self._settle_conditions(crd)
        ending = crd.metadata.deletion_timestamp is not None
        new = conditions.is_true(crd, conditions.NAMES_ACCEPTED) and not conditions.is_true(crd, conditions.ESTABLISHED)
        if new and not ending:
            await self._install(crd)
            wanted = codec.clone(crd)
            conditions.put(wanted, conditions.established(), self._now())
            crd = await self._write(wanted)
        if conditions.is_true(crd, conditions.ESTABLISHED):
            await self._install(crd)
        if ending and conditions.FINALIZER in crd.metadata.finalizers:
            self._clean_up(crd)

    async def _settle_conditions(self, crd: Definition) -> Definition:
        """Write the conditions that follow from the specification, if they are not there."""
        from sampan.apiserver.customresources import conditions

        wanted, now = codec.clone(crd), self._now()
        names, accepted = conditions.accept_names(wanted, conditions.taken(self._known.values(), crd.spec.group))
        changed = codec.encode(names) != codec.encode(crd.status.accepted_names)
        wanted.status.accepted_names = names
        changed = conditions.put(wanted, accepted, now) or changed
        if changed:
            conditions.put(wanted, conditions.installing(wanted, accepted), now)
        for type_, condition in (
            (conditions.NON_STRUCTURAL, conditions.non_structural(crd)),
            (conditions.APPROVED, conditions.approved(crd)),
        ):
            if condition is not None:
                changed = conditions.put(wanted, condition, now) or changed
            else:
                changed = conditions.remove(wanted, type_) or changed
        return await self._write(wanted) if changed else crd

    async def _write(self, wanted: Definition) -> Definition:
        wanted.status.observed_generation = wanted.metadata.generation
        written = await self._client.update(wanted, 'status', field_manager=MANAGER)
        self._known[written.metadata.name] = written
        return written

    def _now(self) -> Time:
        return Time.of(self._registry.world.now())

    # -- serving -------------------------------------------------------------------------------------

    async def _install(self, crd: Definition) -> None:
        from sampan.apiserver.customresources.installed import Installed

        name = crd.metadata.name
        old = self._installed.get(name)
        if old is not None and old.serves(crd):
            old.crd = crd
            return
        if old is not None and old.crd.metadata.uid != crd.metadata.uid:
            self._uninstall(name)
            old = None
        self._installed[name] = await Installed.install(self._registry, crd, self._call, old)
        self._publish()

    def _uninstall(self, name: str) -> None:
        installed = self._installed.pop(name, None)
        if installed is not None:
            installed.remove()
            self._publish()

    def _publish(self) -> None:
        self._registry.served.set_custom([each for one in self._installed.values() for each in one.resources()])

    # -- the end of a definition ---------------------------------------------------------------------

    def _clean_up(self, crd: Definition) -> None:
        name = crd.metadata.name
        if name in self._cleaning:
            return
        from sampan.apiserver.customresources.cleanup import CleanUp

        installed = self._installed.get(name)
        if installed is not None:
            installed.end()
        work = CleanUp(self._registry, self._client, installed, crd)
        task = asyncio.get_running_loop().create_task(work.run(), name=f'clean-up-{name}')
        self._cleaning[name] = task
        task.add_done_callback(lambda done: self._cleaned(name, done))

    def _cleaned(self, name: str, task: asyncio.Task[None]) -> None:
        self._cleaning.pop(name, None)
        if not task.cancelled() and task.exception() is not None:
            log.error('cleaning up after %s failed', name, exc_info=task.exception())
            asyncio.get_running_loop().call_later(RETRY, self._again, name)


class _Events:
    """Watch events as they are."""

    identity = 'definitions'

    def frame(self, event: Event) -> Any:
        return event
