"""Empties namespaces that are being deleted, reports on it, and removes the `kubernetes` finalizer at the end.

Upstream: pkg/controller/namespace. The last pod's disappearance calls for the next round at once; other things
(finalizers) are looked at again after a while.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sampan.api.codec import clone
from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.client.informer import NAMESPACE, Key
from sampan.controllers.base import Context, Controller, For, Mapped, NotYet, Result
from sampan.controllers.namespace.conditions import updated
from sampan.controllers.namespace.content import Remaining, delete_all

FINALIZER = 'kubernetes'


class NamespaceController(Controller):
    """Upstream: kube-controller-manager's namespace-controller."""

    name = 'namespace'
    watches = (For(core.Namespace), Mapped(core.Pod, lambda controller, pod: ()))
    workers = 10

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._namespaces = self.informer(core.Namespace)
        self._pods = self.informer(core.Pod)

    def observe(self, old: Any, new: Any) -> None:
        if new is not None or not isinstance(old, core.Pod):
            return
        key = Key('', old.metadata.namespace)
        namespace: core.Namespace | None = self._namespaces.by_key(key)
        if namespace is None or namespace.metadata.deletion_timestamp is None:
            return
        if not self._pods.indexed(NAMESPACE, key.name):
            self.queue.add(key)

    async def reconcile(self, key: Key) -> Result | None:
        cached: core.Namespace | None = self._namespaces.by_key(key)
        if cached is None or cached.metadata.deletion_timestamp is None:
            return None
        try:
            return await self._delete(key)
        except ApiError as error:
            if is_not_found(error):
                return None
            raise

    async def _delete(self, key: Key) -> Result | None:
        # A live read: a new namespace of the same name must not lose its content to its predecessor's end.
        namespace = await self.client.get(core.Namespace, key.name)
        if namespace.metadata.deletion_timestamp is None:
            return None
        if namespace.status.phase != 'Terminating':
            status = msgspec.structs.replace(namespace.status, phase='Terminating')
            namespace = await self.client.update(msgspec.structs.replace(namespace, status=status), 'status')
        if FINALIZER not in namespace.spec.finalizers:
            return None
        remaining = await delete_all(self.client, key.name)
        namespace = await self._report(namespace, remaining)
        if remaining.errors:
            raise NotEmpty(f'namespace {key.name}: ' + '; '.join(remaining.errors))
        if remaining.resources:
            return Result(requeue_after=remaining.estimate / 2 + 1)
        await self._finalize(namespace)
        return None

    async def _report(self, namespace: core.Namespace, remaining: Remaining) -> core.Namespace:
        conditions = updated(namespace.status.conditions, remaining, self.world.now())
        if conditions == namespace.status.conditions:
            return namespace
        status = msgspec.structs.replace(namespace.status, conditions=conditions)
        return await self.client.update(msgspec.structs.replace(namespace, status=status), 'status')

    async def _finalize(self, namespace: core.Namespace) -> None:
        wanted = clone(namespace)
        wanted.spec.finalizers = [name for name in wanted.spec.finalizers if name != FINALIZER]
        await self.client.update(wanted, 'finalize')


class NotEmpty(NotYet):
    """Some content could not be deleted."""
