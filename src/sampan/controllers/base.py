"""What a controller declares, and the machine that runs one.

Upstream: the pattern of pkg/controller, with controller-runtime's vocabulary. See the package's docstring for the
theory; a controller is:

    class Greeter(Controller):
        name = 'greeter'
        watches = (For(core.ConfigMap), Owned(core.Pod))

        async def reconcile(self, key: Key) -> Result | None:
            ...
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import msgspec

from sampan.api.errors import ApiError, is_conflict, is_not_found
from sampan.client.base import Client
from sampan.client.informer import Informer, InformerFactory, Key, key_of
from sampan.client.workqueue import QueueClosed, WorkQueue
from sampan.controllers.ownership import controller_of
from sampan.machinery.world import World

logger = logging.getLogger(__name__)

Kind = type[msgspec.Struct]


class Recorder(Protocol):
    """Writes Events about objects (`sampan.client.events`). Never waits, never fails its caller."""

    def event(self, obj: Any, type_: str, reason: str, message: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Result:
    """What a successful reconcile may ask for: to look again after some seconds."""

    requeue_after: float | None = None


@dataclass(frozen=True, slots=True)
class For:
    """Changes of this kind concern the object itself."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Owned:
    """Changes of this kind concern the object that controls it, if that is of the `For` kind."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Mapped:
    """Changes of this kind concern the keys that `keys(controller, obj)` names (for the old and the new object)."""

    kind: Kind
    keys: Callable[[Any, Any], Iterable[Key]]
    field_selector: str = ''  # watch only these objects of the kind


Watch = For | Owned | Mapped


class NotYet(Exception):
    """Raised by `reconcile` when the world is not ready: look again with back-off. No bug, so no traceback."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every controller is made of: the API, time and chance, the shared copies, and a pen for events."""

    client: Client
    world: World
    informers: InformerFactory
    recorder: Callable[[str], Recorder]  # the recorder of a component, such as `deployment-controller`


class Controller:
    """Base of all controllers. A subclass sets `name` and `watches` and writes `reconcile`.

    It may also take notes on changes in `observe` (called before the keys are queued) and do periodic work in
    `background`.
    """

    name: ClassVar[str]
    component: ClassVar[str] = ''  # who events come from; by default `NAME-controller`
    watches: ClassVar[tuple[Watch, ...]] = ()
    workers: ClassVar[int] = 5

    def __init__(self, context: Context) -> None:
        self.context = context
        self.client = context.client
        self.world = context.world
        self.recorder = context.recorder(self.component or f'{self.name}-controller')
        self._queue: WorkQueue[Key] | None = None

    @property
    def queue(self) -> WorkQueue[Key]:
        """The controller's work queue; it exists while the controller runs."""
        if self._queue is None:
            raise RuntimeError(f'controller {self.name} is not running')
        return self._queue

    def informer(self, kind: type[Any], *, field_selector: str = '') -> Informer[Any]:
        """The shared informer of a kind."""
        return self.context.informers.informer(kind, field_selector=field_selector)

    async def reconcile(self, key: Key) -> Result | None:
        """Move the object at `key` one step; raise to be called again with back-off."""
        raise NotImplementedError

    def observe(self, old: Any, new: Any) -> None:
        """A watched object changed (None: was not there, is not there). For notes only: act in `reconcile`."""

    def background(self) -> Iterable[Callable[[], Any]]:
        """Coroutine functions to run beside the workers, until the controller ends."""
        return ()

    async def run(self) -> None:
        """Wait for the copies, then reconcile until cancelled. What a background task raises ends it."""
        self._queue = WorkQueue[Key](on_drained=self.enqueue_all)
        by_informer: dict[Informer[Any], list[Watch]] = {}
        for watch in self.watches:
            by_informer.setdefault(self._informer_of(watch), []).append(watch)
        for informer in by_informer:
            await informer.synced.wait()
        handlers = [(each, each.add_handler(self._handler(watches))) for each, watches in by_informer.items()]
        try:
            async with asyncio.TaskGroup() as tasks:
                for number in range(self.workers if self.watches else 0):
                    tasks.create_task(self._work(), name=f'{self.name} worker {number}')
                for task in self.background():
                    tasks.create_task(task(), name=f'{self.name} {task.__name__}')
        finally:
            for informer, registered in handlers:
                informer.remove_handler(registered)
            self._queue.shut_down()

    def enqueue_all(self) -> None:
        """Look at everything again: after the queue had to refuse keys."""
        for watch in self.watches:
            if isinstance(watch, For):
                for key in self.informer(watch.kind).all_keys():
                    self.queue.add(key)

    def _informer_of(self, watch: Watch) -> Informer[Any]:
        return self.informer(watch.kind, field_selector=watch.field_selector if isinstance(watch, Mapped) else '')

    def _handler(self, watches: Sequence[Watch]) -> Callable[[Any, Any], None]:
        def changed(old: Any, new: Any) -> None:
            self.observe(old, new)
            for watch in watches:
                for key in self._keys(watch, old, new):
                    self.queue.add(key)

        return changed

    def _keys(self, watch: Watch, old: Any, new: Any) -> Iterable[Key]:
        present = [obj for obj in (old, new) if obj is not None]
        match watch:
            case For():
                return (key_of(present[-1]),)
            case Owned():
                return [key for obj in present for key in self._owner(obj)]
            case Mapped():
                return [key for obj in present for key in watch.keys(self, obj)]

    def _owner(self, obj: Any) -> Iterable[Key]:
        owner = controller_of(obj)
        if owner is None:
            return ()
        kinds = {watch.kind.__name__ for watch in self.watches if isinstance(watch, For)}
        return (Key(obj.metadata.namespace, owner.name),) if owner.kind in kinds else ()

    async def _work(self) -> None:
        while True:
            try:
                key = await self.queue.get()
            except QueueClosed:
                return
            try:
                await self._reconcile_once(key)
            finally:
                self.queue.done(key)

    async def _reconcile_once(self, key: Key) -> None:
        try:
            result = await self.reconcile(key)
        except Exception as error:
            self._log(key, error)
            self.queue.add_rate_limited(key)
            return
        self.queue.forget(key)
        if result is not None and result.requeue_after is not None:
            self.queue.add_after(key, result.requeue_after)

    def _log(self, key: Key, error: Exception) -> None:
        if is_conflict(error) or is_not_found(error):  # the cache is behind; common, and cured by looking again
            logger.debug('%s: %s: %s', self.name, key, error)
        elif isinstance(error, (ApiError, NotYet, OSError, ExceptionGroup)):
            logger.warning('%s: cannot reconcile %s, will try again: %s', self.name, key, error)
        else:
            logger.exception('%s: reconciling %s failed, will try again', self.name, key)
