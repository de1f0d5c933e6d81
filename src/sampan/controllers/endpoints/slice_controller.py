"""Keeps the EndpointSlices of Services with selectors.

Upstream: pkg/controller/endpointslice. One reconcile plans all address types of one Service and writes the plan; when
the copies of the slices lag behind our own last writes it waits for them instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.client.informer import Key, key_of
from sampan.controllers.base import Context, Controller, For, Mapped, NotYet, Result
from sampan.controllers.config import ControllersConfig
from sampan.controllers.endpoints import pods as serving
from sampan.controllers.endpoints.slices import (
    MANAGED_BY_LABEL,
    MANAGER,
    SERVICE_NAME_LABEL,
    ZONE_LABEL,
    Plan,
    plan,
    wanted_endpoints,
)
from sampan.controllers.endpoints.tracker import LAPSE_SECONDS, WriteTracker
from sampan.controllers.endpoints.triggers import TriggerTimes
from sampan.controllers.pods import is_namespace_terminating

SERVICE_INDEX = 'endpointslice-service'


def _service_of(obj: Any) -> Key | None:
    labels = obj.metadata.labels
    if labels.get(MANAGED_BY_LABEL) != MANAGER or not labels.get(SERVICE_NAME_LABEL):
        return None
    return Key(obj.metadata.namespace, labels[SERVICE_NAME_LABEL])


def _index(obj: Any) -> Iterable[str]:
    key = _service_of(obj)
    return () if key is None else (str(key),)


def _slice_key(controller: EndpointSliceController, obj: discovery.EndpointSlice) -> Iterable[Key]:
    key = _service_of(obj)
    return () if key is None else (key,)


def _pod_keys(controller: EndpointSliceController, pod: core.Pod) -> Iterable[Key]:
    return serving.services_of(controller.services, pod)


class EndpointSliceController(Controller):
    """Upstream: kube-controller-manager's endpointslice-controller. Keys are Services."""

    name = 'endpointslice'
    component = 'endpoint-slice-controller'
    watches = (
        For(core.Service),
        Mapped(core.Pod, _pod_keys),
        Mapped(discovery.EndpointSlice, _slice_key),
        Mapped(core.Node, lambda controller, node: ()),
    )

    def __init__(self, context: Context, config: ControllersConfig) -> None:
        super().__init__(context)
        self.services = self.informer(core.Service)
        self._pods = self.informer(core.Pod)
        self._nodes = self.informer(core.Node)
        self._slices = self.informer(discovery.EndpointSlice)
        self._slices.add_index(SERVICE_INDEX, _index)
        self._most = config.max_endpoints_per_slice
        self._triggers = TriggerTimes()
        self._tracker = WriteTracker()

    def observe(self, old: Any, new: Any) -> None:
        if new is None and isinstance(old, discovery.EndpointSlice):
            owner = _service_of(old)
            if owner is not None:
                self._tracker.seen_gone(owner, old)

    async def reconcile(self, key: Key) -> Result | None:
        service: core.Service | None = self.services.by_key(key)
        if service is None:
            # The slices are owned by the Service: the garbage collector removes them.
            self._triggers.forget(key)
            self._tracker.forget(key)
            return None
        if not service.spec.selector or service.metadata.deletion_timestamp is not None:
            return None
        cached = self._slices.indexed(SERVICE_INDEX, str(key))
        if self._tracker.is_stale(key, cached):
            return Result(requeue_after=LAPSE_SECONDS)  # usually the event that is missing comes first
        present = [each for each in cached if each.metadata.deletion_timestamp is None]
        homeless = await self._reconcile_service(key, service, present)
        if homeless:
            raise NodeNotFound(f'pods {", ".join(sorted(homeless))} are on nodes that are not known')
        return None

    async def _reconcile_service(
        self, key: Key, service: core.Service, present: list[discovery.EndpointSlice]
    ) -> set[str]:
        pods = serving.selected(self._pods, service)
        zones = self._zones(pods)
        trigger = self._triggers.compute(key, service, pods)
        families = serving.families(service)
        total = Plan(delete=[each for each in present if each.address_type not in families])
        homeless: set[str] = set()
        for family in families:
            wanted, left_out = wanted_endpoints(service, pods, zones, family)
            existing = [each for each in present if each.address_type == family]
            part = plan(service, family, existing, wanted, most=self._most, trigger=trigger)
            total.create += part.create
            total.update += part.update
            total.delete += part.delete
            homeless.update(left_out)
        await self._write(key, service, total)
        return homeless

    def _zones(self, pods: Iterable[core.Pod]) -> dict[str, str]:
        """The zones ('' without one) of the nodes of these pods, as far as the nodes are known."""
        names = {pod.spec.node_name for pod in pods}
        nodes = (self._nodes.get(name) for name in sorted(names))
        return {node.metadata.name: node.metadata.labels.get(ZONE_LABEL, '') for node in nodes if node is not None}

    async def _write(self, key: Key, service: core.Service, total: Plan) -> None:
        try:
            for each in total.create:
                self._tracker.wrote(key, await self.client.create(each))
            for each in total.update:
                self._tracker.wrote(key, await self.client.update(each))
            for each in total.delete:
                await self._delete(key, each)
        except ApiError as error:
            if is_namespace_terminating(error):
                return
            message = f'Error updating Endpoint Slices for Service {key}: {error}'
            self.recorder.event(service, 'Warning', 'FailedToUpdateEndpointSlices', message)
            raise

    async def _delete(self, key: Key, each: discovery.EndpointSlice) -> None:
        try:
            await self.client.delete(discovery.EndpointSlice, *reversed(key_of(each)))
        except ApiError as error:
            if not is_not_found(error):
                raise
        self._tracker.deleted(key, each)


class NodeNotFound(NotYet):
    """A pod's node is not in the cache (yet); its endpoint was left out."""
