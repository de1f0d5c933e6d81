"""Keeps the (older) Endpoints object of Services with selectors.

Upstream: pkg/controller/endpoint. It has the Service's name and is removed with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sampan.api.codec import clone
from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.informer import Key, key_of
from sampan.controllers.base import Context, Controller, For, Mapped, Result
from sampan.controllers.endpoints import pods as serving
from sampan.controllers.endpoints.pods import HEADLESS_LABEL, TRIGGER_ANNOTATION
from sampan.controllers.endpoints.subsets import OVER_CAPACITY, subsets_of, truncated
from sampan.controllers.endpoints.tracker import LAPSE_SECONDS, WriteTracker
from sampan.controllers.endpoints.triggers import TriggerTimes
from sampan.controllers.pods import is_namespace_terminating

MANAGED_BY_LABEL = 'endpoints.kubernetes.io/managed-by'
MANAGER = 'endpoint-controller'


def _pod_keys(controller: EndpointsController, pod: core.Pod) -> Iterable[Key]:
    return serving.services_of(controller.services, pod)


def _own_key(controller: EndpointsController, endpoints: core.Endpoints) -> Iterable[Key]:
    return (key_of(endpoints),)


class EndpointsController(Controller):
    """Upstream: kube-controller-manager's endpoints-controller. Keys are Services."""

    name = 'endpoints'
    component = 'endpoint-controller'
    watches = (For(core.Service), Mapped(core.Pod, _pod_keys), Mapped(core.Endpoints, _own_key))

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.services = self.informer(core.Service)
        self._pods = self.informer(core.Pod)
        self._endpoints = self.informer(core.Endpoints)
        self._triggers = TriggerTimes()
        self._tracker = WriteTracker()
        self._left_behind: set[Key] = set()  # Services that went while we looked: their Endpoints go, whoever made them

    async def reconcile(self, key: Key) -> Result | None:
        service: core.Service | None = self.services.by_key(key)
        present: core.Endpoints | None = self._endpoints.by_key(key)
        if service is None:
            self._triggers.forget(key)
            self._tracker.forget(key)
            if present is not None and (key in self._left_behind or _is_ours(present)):
                await self._delete(present)
            self._left_behind.discard(key)
            return None
        if not service.spec.selector or service.spec.type == 'ExternalName':
            return None
        if self._tracker.is_stale(key, [present] if present is not None else []):
            return Result(requeue_after=LAPSE_SECONDS)  # usually the event that is missing comes first
        pods = serving.selected(self._pods, service)
        trigger = self._triggers.compute(key, service, pods)
        subsets, over_capacity = truncated(subsets_of(service, pods))
        wanted = _wanted(service, present, subsets, over_capacity)
        if present is not None and _same(wanted, present):
            return None
        wanted.metadata.annotations.pop(TRIGGER_ANNOTATION, None)
        if trigger:
            wanted.metadata.annotations[TRIGGER_ANNOTATION] = trigger
        await self._write(key, present, wanted)
        return None

    def observe(self, old: Any, new: Any) -> None:
        if new is not None:
            return
        if isinstance(old, core.Endpoints):
            self._tracker.seen_gone(key_of(old), old)
            self._left_behind.discard(key_of(old))
        elif isinstance(old, core.Service):
            self._left_behind.add(key_of(old))

    async def _write(self, key: Key, present: core.Endpoints | None, wanted: core.Endpoints) -> None:
        try:
            written = await (self.client.create(wanted) if present is None else self.client.update(wanted))
            self._tracker.wrote(key, written)
        except ApiError as error:
            if is_namespace_terminating(error):
                return
            verb = 'Create' if present is None else 'Update'
            what = 'for service ' if present is None else ''
            message = f'Failed to {verb.lower()} endpoint {what}{key}: {error}'
            self.recorder.event(wanted, 'Warning', f'FailedTo{verb}Endpoint', message)
            raise

    async def _delete(self, endpoints: Any) -> None:
        try:
            await self.client.delete(
                core.Endpoints, endpoints.metadata.name, endpoints.metadata.namespace, uid=endpoints.metadata.uid
            )
        except ApiError as error:
            if not is_not_found(error):
                raise


def _is_ours(endpoints: core.Endpoints) -> bool:
    return endpoints.metadata.labels.get(MANAGED_BY_LABEL) == MANAGER


def _same(wanted: core.Endpoints, present: core.Endpoints) -> bool:
    """Whether only the time of the change could differ."""
    return (
        wanted.subsets == present.subsets
        and wanted.metadata.labels == present.metadata.labels
        and wanted.metadata.annotations.get(OVER_CAPACITY) == present.metadata.annotations.get(OVER_CAPACITY)
    )


def _wanted(
    service: core.Service,
    present: core.Endpoints | None,
    subsets: list[core.EndpointSubset],
    over_capacity: bool,
) -> core.Endpoints:
    """The object as it should be, apart from the trigger time."""
    if present is not None:
        wanted = clone(present)
    else:
        metadata = meta.ObjectMeta(name=service.metadata.name, namespace=service.metadata.namespace)
        wanted = core.Endpoints(metadata=metadata)
    wanted.subsets = subsets
    labels = {name: value for name, value in service.metadata.labels.items() if name != HEADLESS_LABEL}
    if serving.has_no_ip(service):
        labels[HEADLESS_LABEL] = ''
    labels[MANAGED_BY_LABEL] = MANAGER
    wanted.metadata.labels = labels
    wanted.metadata.annotations = {
        name: value for name, value in wanted.metadata.annotations.items() if name != OVER_CAPACITY
    }
    if over_capacity:
        wanted.metadata.annotations[OVER_CAPACITY] = 'truncated'
    return wanted
