"""componentstatuses: whether the scheduler, the controller manager and the store answer. Deprecated since 1.19.

Nothing is stored: each request asks the components, all at the same time. A probe is a coroutine function that returns
what a healthy component says and raises what is wrong. `https_probe` asks a component's secure port on this machine, as
upstream does; a process that runs components itself gives probes of its own (`ApiServer.component_probes`).

Upstream: pkg/registry/core/componentstatus.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.api.generated import core_v1, meta_v1
from sampan.machinery import fields, labels

if TYPE_CHECKING:
    from sampan.apiserver.connect.session import Session
    from sampan.apiserver.representation.negotiate import Target
    from sampan.apiserver.request import Answer, Request
    from sampan.machinery.world import World

Probe = Callable[[], Awaitable[str]]
Probes = MutableMapping[str, Probe]

SCHEDULER_PORT, CONTROLLER_MANAGER_PORT = 10259, 10257
TIMEOUT_SECONDS = 20.0
WARNING = 'v1 ComponentStatus is deprecated in v1.19+'


class Unhealthy(Exception):
    """What a probe raises when its component answers, and not that all is well."""


def https_probe(session: Session, port: int) -> Probe:
    """Ask `/healthz` of a component on this machine. Whose certificate it is does not matter: nothing is told it."""

    async def probe() -> str:
        async with session.get().get(f'https://127.0.0.1:{port}/healthz', ssl=False) as answer:
            body = await answer.text()
        if answer.status != 200:
            raise Unhealthy(f'HTTP probe failed with statuscode: {answer.status}')
        return body

    return probe


class ComponentStatuses:
    """The resource: get and list. `probes` is by name, in the order they are listed."""

    def __init__(self, world: World, probes: Probes) -> None:
        self._world = world
        self._probes = probes

    async def handle(self, request: Request) -> Answer:
        info = request.info
        if info is None or info.verb not in ('get', 'list'):
            verb = info.verb if info is not None else request.method.lower()
            raise errors.method_not_supported('', 'componentstatuses', verb)
        if WARNING not in request.warnings:
            request.warnings.append(WARNING)
        if info.verb == 'list':
            return await self._list(request)
        probe = self._probes.get(info.name)
        if probe is None:
            raise errors.not_found('', 'componentstatus', info.name)
        return self._answer(request, [await status_of(info.name, probe)], one=True)

    async def _list(self, request: Request) -> Answer:
        found = await asyncio.gather(*(status_of(name, probe) for name, probe in self._probes.items()))
        try:
            by_label = labels.parse(request.first('labelSelector'))
            by_field = fields.parse(request.first('fieldSelector'))
        except ValueError as error:
            raise errors.bad_request(str(error)) from error
        kept = [
            status
            for status in found
            if by_label.matches(status.metadata.labels)
            and by_field.matches({'metadata.name': status.metadata.name, 'metadata.namespace': ''})
        ]
        return self._answer(request, kept, one=False)

    def _answer(self, request: Request, found: Sequence[core_v1.ComponentStatus], *, one: bool) -> Answer:
        from sampan.apiserver import virtual
        from sampan.apiserver.representation.negotiate import negotiate

        target = negotiate(request)
        if request.typed and not one:
            return virtual.write(request, (meta_v1.ListMeta(), list(found)))
        if target.shape and not request.typed:
            return virtual.write(request, self._shaped(request, target, found, one=one))
        return virtual.write(request, found[0] if one else core_v1.ComponentStatusList(items=list(found)))

    def _shaped(
        self, request: Request, target: Target, found: Sequence[core_v1.ComponentStatus], *, one: bool
    ) -> meta_v1.Table | meta_v1.PartialObjectMetadata | meta_v1.PartialObjectMetadataList:
        from sampan.api.columns import columns_of
        from sampan.apiserver.representation import partial, table

        if target.shape == 'PartialObjectMetadata':
            if not one:
                raise partial.is_a_list('ComponentStatus')
            return partial.of(found[0], target.shape_version)
        if target.shape == 'PartialObjectMetadataList':
            if one:
                raise partial.not_a_list('ComponentStatus')
            return partial.list_of(found, meta_v1.ListMeta(), target.shape_version)
        columns, include, present = (
            columns_of(core_v1.ComponentStatus),
            table.include_object(request),
            self._world.now(),
        )
        return meta_v1.Table(
            api_version=f'meta.k8s.io/{target.shape_version}',
            column_definitions=[] if request.flag('noHeaders') else columns.definitions,
            rows=[
                meta_v1.TableRow(
                    cells=columns.row(each, present), object=table.row_object(each, include, target.shape_version)
                )
                for each in found
            ],
        )


async def status_of(name: str, probe: Probe) -> core_v1.ComponentStatus:
    """What the probe found, as an object."""
    condition = core_v1.ComponentCondition(type='Healthy', status='True')
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            condition.message = await probe()
    except Unhealthy as wrong:
        condition.status, condition.error = 'False', str(wrong)
    except Exception as error:  # whatever the component's failure is, it is the answer
        condition.status, condition.message = 'False', str(error) or type(error).__name__
    return core_v1.ComponentStatus(metadata=meta_v1.ObjectMeta(name=name), conditions=[condition])
