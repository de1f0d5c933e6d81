"""A shared, indexed, always current copy of a collection, and the events of its changes.

Upstream: client-go SharedIndexInformer and SharedInformerFactory. One reflector per (kind, namespace, selectors) feeds
one `Informer`; everybody in the process shares it. Objects handed out are shared: read them, never change them; to
change one, `sampan.api.codec.clone` it first.

Handlers are plain functions called in the reflector's task, in order, before the next change is read: they put a key
into a queue and return. A handler added later first sees every present object as an addition.
"""

from __future__ import annotations

import asyncio
import builtins
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from sampan.client.base import Client, EventType
from sampan.client.reflector import Reflector
from sampan.machinery.world import World

T = TypeVar('T', bound=msgspec.Struct)

IndexFunction = Callable[[Any], Iterable[str]]


class Key(NamedTuple):
    """An object's place within its kind; `namespace` is empty for cluster-scoped kinds."""

    namespace: str
    name: str

    def __str__(self) -> str:
        return f'{self.namespace}/{self.name}' if self.namespace else self.name


def key_of(obj: Any) -> Key:
    """The key of any object with metadata."""
    return Key(obj.metadata.namespace, obj.metadata.name)


class Selector(Protocol):
    """What `sampan.machinery.labels.Selector` offers."""

    def matches(self, labels: dict[str, str], /) -> bool: ...


@dataclass(frozen=True, slots=True, eq=False)
class Handler:
    """What to call: `changed(old, new)`; `old` is None for an addition, `new` is None for a deletion."""

    changed: Callable[[Any, Any], None]


def by_namespace(obj: Any) -> Iterable[str]:
    return (obj.metadata.namespace,)


def by_owner_uid(obj: Any) -> Iterable[str]:
    """Index by the uid of every owner."""
    return [owner.uid for owner in obj.metadata.owner_references]


def by_controller_uid(obj: Any) -> Iterable[str]:
    """Index by the uid of the managing controller."""
    return [owner.uid for owner in obj.metadata.owner_references if owner.controller]


def by_node(obj: Any) -> Iterable[str]:
    """Index pods by the node they are bound to."""
    return (obj.spec.node_name,)


NAMESPACE = 'namespace'
OWNER = 'owner'
CONTROLLER = 'controller'
NODE = 'node'
STANDARD_INDEXES: dict[str, IndexFunction] = {
    NAMESPACE: by_namespace,
    OWNER: by_owner_uid,
    CONTROLLER: by_controller_uid,
    NODE: by_node,
}


class Index:
    """One function's values, each with the keys that have it, in the order they came."""

    def __init__(self, function: IndexFunction) -> None:
        self._function = function
        self._keys: dict[str, dict[Key, None]] = {}

    def add(self, key: Key, obj: Any) -> None:
        for value in self._function(obj):
            self._keys.setdefault(value, {})[key] = None

    def remove(self, key: Key, obj: Any) -> None:
        for value in self._function(obj):
            keys = self._keys.get(value)
            if keys is not None:
                keys.pop(key, None)
                if not keys:
                    del self._keys[value]

    def keys(self, value: str) -> Iterable[Key]:
        return self._keys.get(value, ())


class Informer(Generic[T]):
    """The copy of one collection. It is a reflector's sink."""

    def __init__(self, kind: type[T]) -> None:
        self.kind = kind
        self.synced = asyncio.Event()
        self.resource_version = ''
        self._objects: dict[Key, T] = {}
        self._indexes: dict[str, Index] = {}
        self._handlers: builtins.list[Handler] = []
        self.add_index(NAMESPACE, by_namespace)

    def __len__(self) -> int:
        return len(self._objects)

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._objects.values()))

    def get(self, name: str, namespace: str = '') -> T | None:
        return self._objects.get(Key(namespace, name))

    def by_key(self, key: Key) -> T | None:
        return self._objects.get(key)

    def all_keys(self) -> builtins.list[Key]:
        return list(self._objects)

    def list(self, namespace: str = '', selector: Selector | None = None) -> builtins.list[T]:
        """The objects of a namespace ('' means all), those the label selector matches."""
        found: Iterable[T] = self.indexed(NAMESPACE, namespace) if namespace else self._objects.values()
        if selector is None:
            return list(found)
        return [obj for obj in found if selector.matches(obj.metadata.labels)]  # type: ignore[attr-defined]

    def indexed(self, index: str, value: str) -> builtins.list[T]:
        """The objects for which the index function yields `value`. KeyError for an index nobody added."""
        return [self._objects[key] for key in self._indexes[index].keys(value)]

    def add_index(self, name: str, function: IndexFunction | None = None) -> None:
        """Have an index from now on; adding it again changes nothing. Standard ones need no function."""
        if name in self._indexes:
            return
        index = Index(function or STANDARD_INDEXES[name])
        for key, obj in self._objects.items():
            index.add(key, obj)
        self._indexes[name] = index

    def add_handler(self, changed: Callable[[T | None, T | None], None]) -> Handler:
        """Call `changed(old, new)` for every change, and now for every object that is there."""
        handler = Handler(changed)
        self._handlers.append(handler)
        for obj in list(self._objects.values()):
            changed(None, obj)
        return handler

    def remove_handler(self, handler: Handler) -> None:
        self._handlers.remove(handler)

    def replace(self, items: Sequence[T], resource_version: str) -> None:
        """Become exactly `items`; handlers see the difference. The first call marks the informer synced."""
        fresh = {key_of(obj): obj for obj in items}
        for key in [key for key in self._objects if key not in fresh]:
            self._set(key, None)
        for key, obj in fresh.items():
            self._set(key, obj)
        self.resource_version = resource_version
        self.synced.set()

    def apply(self, event: EventType, obj: T) -> None:
        """Take one change of the watch in."""
        self._set(key_of(obj), None if event is EventType.DELETED else obj, last=obj)
        self.resource_version = obj.metadata.resource_version  # type: ignore[attr-defined]

    def _set(self, key: Key, new: T | None, last: T | None = None) -> None:
        old = self._objects.get(key)
        if new is None:
            if old is None:
                return
            del self._objects[key]
            self._reindex(key, old, None)
            self._tell(last if last is not None else old, None)
            return
        if old is not None and _uid(old) != _uid(new):
            # Deleted and made anew while nobody watched: handlers see both, as they would have.
            self._set(key, None)
            old = None
        elif old is not None and _version(old) == _version(new):
            return
        self._objects[key] = new
        self._reindex(key, old, new)
        self._tell(old, new)

    def _reindex(self, key: Key, old: T | None, new: T | None) -> None:
        for index in self._indexes.values():
            if old is not None:
                index.remove(key, old)
            if new is not None:
                index.add(key, new)

    def _tell(self, old: T | None, new: T | None) -> None:
        for handler in list(self._handlers):
            handler.changed(old, new)


def _uid(obj: Any) -> str:
    return str(obj.metadata.uid)


def _version(obj: Any) -> str:
    return str(obj.metadata.resource_version)


class InformerFactory:
    """Shares one informer per collection among all who ask, and runs their reflectors."""

    def __init__(self, client: Client, world: World) -> None:
        self._client = client
        self._world = world
        self._informers: dict[tuple[type[Any], str, str, str], Informer[Any]] = {}
        self._reflectors: list[Reflector[Any]] = []
        self._tasks: asyncio.TaskGroup | None = None

    def informer(
        self, kind: type[T], namespace: str = '', *, label_selector: str = '', field_selector: str = ''
    ) -> Informer[T]:
        """The shared informer of a collection; it starts with `run`, or at once when that is running."""
        where = (kind, namespace, label_selector, field_selector)
        informer = self._informers.get(where)
        if informer is None:
            informer = self._informers[where] = Informer(kind)
            self._reflectors.append(
                Reflector(
                    client=self._client,
                    world=self._world,
                    kind=kind,
                    sink=informer,
                    namespace=namespace,
                    label_selector=label_selector,
                    field_selector=field_selector,
                )
            )
            if self._tasks is not None:
                self._tasks.create_task(self._reflectors[-1].run(), name=f'reflector {kind.__name__}')
        return informer

    async def run(self) -> None:
        """Run every reflector, present and future, until cancelled; raises what a handler raises."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                for reflector in self._reflectors:
                    tasks.create_task(reflector.run(), name='reflector')
                await asyncio.get_running_loop().create_future()  # informers may be added at any time
            finally:
                self._tasks = None

    async def wait_synced(self) -> None:
        """Wait until every informer asked for so far has listed once."""
        for informer in list(self._informers.values()):
            await informer.synced.wait()
