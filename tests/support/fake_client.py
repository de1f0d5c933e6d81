"""A Client over a dict, with watches: enough API for the kubelet, and nothing else under test.

Pods follow upstream's rules that matter here: a deletion with a grace period only marks them, with
grace period 0 it removes them; status patches merge as the server merges them.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

from sampan.api import codec, errors, resources
from sampan.api.generated import authentication_v1 as authn
from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Time
from sampan.api.schema import patch_schema
from sampan.client.base import EventType, Listing, Patch, WatchEvent
from sampan.machinery.patch.strategic import strategic_merge_patch
from sampan.machinery.world import World


class FakeClient:
    def __init__(self, world: World) -> None:
        self.world = world
        self.objects: dict[type, dict[tuple[str, str], Any]] = {}
        self.history: list[tuple[EventType, Any]] = []
        self.changed = asyncio.Event()
        self.revision = 0
        self.calls: list[tuple[str, str, str]] = []
        self.fail: Callable[[str, type, str], Exception | None] = lambda verb, kind, name: None

    def _note(self, verb: str, kind: type, name: str) -> None:
        self.calls.append((verb, kind.__name__, name))
        error = self.fail(verb, kind, name)
        if error is not None:
            raise error

    def _commit(self, event: EventType, obj: Any) -> None:
        self.revision += 1
        obj.metadata.resource_version = str(self.revision)
        table = self.objects.setdefault(type(obj), {})
        key = (obj.metadata.namespace, obj.metadata.name)
        if event is EventType.DELETED:
            del table[key]
        else:
            table[key] = obj
        self.history.append((event, obj))
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    def _find(self, kind: type, name: str, namespace: str) -> Any:
        found = self.objects.get(kind, {}).get((namespace, name))
        if found is None:
            raise errors.not_found('', resources.by_kind(kind).plural, name)
        return found

    async def get(self, kind: type, name: str, namespace: str = '', subresource: str = '') -> Any:
        self._note('get', kind, name)
        return codec.clone(self._find(kind, name, namespace))

    async def list(self, kind: type, namespace: str = '', **options: Any) -> Listing[Any]:
        self._note('list', kind, '')
        items = [codec.clone(o) for o in self.objects.get(kind, {}).values() if _selected(o, namespace, options)]
        return Listing(items, str(self.revision))

    async def create(self, obj: Any, **options: Any) -> Any:
        self._note('create', type(obj), obj.metadata.name)
        made = codec.clone(obj)
        if (made.metadata.namespace, made.metadata.name) in self.objects.get(type(obj), {}):
            raise errors.already_exists('', resources.by_kind(type(obj)).plural, made.metadata.name)
        made.metadata.uid = made.metadata.uid or self.world.uid()
        made.metadata.creation_timestamp = Time.of(self.world.now())
        made.metadata.generation = 1
        self._commit(EventType.ADDED, made)
        return codec.clone(made)

    async def create_subresource(self, kind: type, name: str, namespace: str, subresource: str, body: Any) -> Any:
        self._note(f'create {subresource}', kind, name)
        assert isinstance(body, authn.TokenRequest)
        answer = codec.clone(body)
        seconds = body.spec.expiration_seconds or 3600
        answer.status.token = f'token-{len(self.calls)}'
        answer.status.expiration_timestamp = Time.of(self.world.now() + timedelta(seconds=seconds))
        return answer

    async def update(self, obj: Any, subresource: str = '', **options: Any) -> Any:
        self._note('update', type(obj), obj.metadata.name)
        old = self._find(type(obj), obj.metadata.name, obj.metadata.namespace)
        if obj.metadata.resource_version and obj.metadata.resource_version != old.metadata.resource_version:
            raise errors.conflict('', resources.by_kind(type(obj)).plural, obj.metadata.name, 'changed')
        made = codec.clone(obj)
        self._commit(EventType.MODIFIED, made)
        return codec.clone(made)

    async def patch(
        self, kind: type, name: str, namespace: str, patch: Patch, subresource: str = '', **options: Any
    ) -> Any:
        self._note(f'patch {subresource}'.strip(), kind, name)
        old = self._find(kind, name, namespace)
        body = json.loads(patch.body)
        uid = body.get('metadata', {}).get('uid')
        if uid and uid != old.metadata.uid:
            raise errors.conflict('', resources.by_kind(kind).plural, name, 'another uid')
        assert patch.type == 'strategic'
        merged = strategic_merge_patch(json.loads(codec.encode(old)), body, patch_schema(kind))
        made = codec.decode(kind, json.dumps(merged).encode())
        if codec.encode(made) != codec.encode(old):
            self._commit(EventType.MODIFIED, made)
        return codec.clone(made)

    async def delete(self, kind: type, name: str, namespace: str = '', **options: Any) -> None:
        self._note('delete', kind, name)
        obj = codec.clone(self._find(kind, name, namespace))
        grace = options.get('grace_period_seconds')
        if kind is core.Pod and grace is None:
            grace = obj.spec.termination_grace_period_seconds
        if kind is core.Pod and grace != 0 and obj.spec.node_name:
            obj.metadata.deletion_timestamp = Time.of(self.world.now() + timedelta(seconds=grace or 30))
            obj.metadata.deletion_grace_period_seconds = 30 if grace is None else grace
            self._commit(EventType.MODIFIED, obj)
            return
        self._commit(EventType.DELETED, obj)

    async def watch(self, kind: type, namespace: str = '', **options: Any) -> AsyncIterator[WatchEvent[Any]]:
        position = next(
            (
                i
                for i, (_, o) in enumerate(self.history)
                if int(o.metadata.resource_version) > int(options['resource_version'])
            ),
            len(self.history),
        )
        while True:
            while position < len(self.history):
                event, obj = self.history[position]
                position += 1
                if type(obj) is kind and _selected(obj, namespace, options):
                    yield WatchEvent(event, codec.clone(obj))
            await self.changed.wait()

    async def close(self) -> None:
        self.objects.clear()

    # --- for tests ----------------------------------------------------------------------------

    def pod(self, name: str, namespace: str = 'default') -> core.Pod:
        return self._find(core.Pod, name, namespace)

    def events(self, name: str = '') -> list[core.Event]:
        every = self.objects.get(core.Event, {}).values()
        return [e for e in every if not name or e.involved_object.name == name]

    async def until(self, predicate: Callable[[], Any], timeout: float = 600.0) -> Any:
        """Wait until the predicate holds for the objects; a missing one (or status) counts as not yet."""
        async with asyncio.timeout(timeout):
            while True:
                changed = self.changed
                try:
                    found = predicate()
                except (errors.ApiError, IndexError):
                    found = None
                if found:
                    return found
                await changed.wait()


def _selected(obj: Any, namespace: str, options: dict[str, Any]) -> bool:
    if namespace and obj.metadata.namespace != namespace:
        return False
    field, _, value = options.get('field_selector', '').partition('=')
    if field == 'metadata.name':
        return bool(obj.metadata.name == value)
    if field == 'spec.nodeName':
        return bool(obj.spec.node_name == value)
    return True
