"""The plugin: quotas of a namespace, requests in batches, usage written before anything is created."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sampan.api import codec, errors
from sampan.api.errors import ApiError
from sampan.api.generated import core_v1
from sampan.api.quota import Evaluator, evaluator_of
from sampan.api.quota import amounts as quantities
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.admission.config import Parts
from sampan.apiserver.admission.resourcequota.check import Charge, LimitedResource, Usage, check
from sampan.apiserver.stages.deadline import Running

ATTEMPTS = 4  # the first and three more, as upstream
PATIENCE = 10.0  # seconds


@dataclass(slots=True)
class _Waiting:
    """A request that wants to know; `decided` is there if it has to wait for others."""

    attributes: Attributes
    evaluator: Evaluator
    refusal: ApiError | None = None
    decided: asyncio.Future[None] | None = None


class ResourceQuota(Plugin):
    name = 'ResourceQuota'

    def __init__(self, parts: Parts, limited: Sequence[LimitedResource] = ()) -> None:
        self._registry = parts.registry
        self._client = parts.client()
        self._lookup = parts.lookup
        self._world = parts.world
        self._limited = limited
        self._patience = Running(PATIENCE)
        self._lines: dict[str, list[_Waiting]] = {}  # by namespace: who waits behind the one that is answered
        self._tasks: set[asyncio.Task[None]] = set()
        self._evaluators: dict[tuple[str, str], Evaluator | None] = {}

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        if operation not in (Operation.CREATE, Operation.UPDATE) or not resource.namespaced or not resource.stored:
            return False
        evaluator = evaluator_of(resource.group, resource.plural)
        return evaluator is not None and evaluator.handles(operation.value, subresource)

    async def validate(self, attributes: Attributes) -> None:
        namespace = attributes.namespace
        if not namespace or not (self._limited or self._lookup.peek(core_v1.ResourceQuota, namespace)):
            return
        evaluator = self._evaluator(attributes.resource)
        if evaluator is None:
            return
        if attributes.subresource and not evaluator.charges_update(attributes.object, attributes.old):
            return
        asking = _Waiting(attributes, evaluator)
        try:
            await self._patience.within(self._ask(namespace, asking))
        except TimeoutError:
            raise errors.internal_error('resource quota evaluation timed out') from None
        if asking.refusal is not None:
            raise asking.refusal

    def _evaluator(self, resource: Resource) -> Evaluator | None:
        place = (resource.group, resource.plural)
        if place not in self._evaluators:
            self._evaluators[place] = evaluator_of(*place)
        return self._evaluators[place]

    async def _ask(self, namespace: str, asking: _Waiting) -> None:
        """Whoever comes first is answered at once; those who come meanwhile are answered together, after that."""
        line = self._lines.get(namespace)
        if line is not None:
            asking.decided = asyncio.get_running_loop().create_future()
            line.append(asking)
            try:
                await asking.decided
            except asyncio.CancelledError:  # it gave up: nothing is charged, if it is not being answered already
                line[:] = [each for each in line if each is not asking]
                raise
            return
        line = self._lines[namespace] = []
        try:
            await self._answer(namespace, [asking])
        finally:
            if line:
                task = asyncio.get_running_loop().create_task(self._work(namespace, line), name='quota')
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            else:
                del self._lines[namespace]

    async def _work(self, namespace: str, line: list[_Waiting]) -> None:
        """Answer all who wait, and who come meanwhile."""
        batch: list[_Waiting] = []
        try:
            while line:
                batch = line[:]
                line.clear()
                try:
                    await self._answer(namespace, batch)
                except Exception as error:
                    _tell(batch, error)
                else:
                    _tell(batch)
        finally:  # cancelled: nobody answers any more
            for asking in (*batch, *line):
                if asking.decided is not None:
                    asking.decided.cancel()
            del self._lines[namespace]

    async def close(self) -> None:
        """Whoever still waits is not answered any more."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _answer(self, namespace: str, batch: Sequence[_Waiting]) -> None:
        """Charge the batch; what could not be written is checked against the newest quotas again."""
        only: set[str] | None = None
        for _ in range(ATTEMPTS):
            quotas = await self._quotas(namespace)
            usages = [Usage.of(quota) for quota in quotas if only is None or quota.metadata.name in only]
            before = {usage.name: usage.used for usage in usages}
            for asking in batch:
                if asking.refusal is None:
                    self._charge(asking, usages)
            failed, error = await self._write(
                [usage for usage in usages if not quantities.same(before[usage.name], usage.used)]
            )
            if error is None:
                break
            only = failed
        for asking in batch:
            if error is not None and asking.refusal is None and not asking.attributes.dry_run:
                asking.refusal = error

    def _charge(self, asking: _Waiting, usages: Sequence[Usage]) -> None:
        try:
            charges: list[Charge] = check(asking.attributes, asking.evaluator, usages, self._limited, self._world.now())
        except ApiError as refusal:
            asking.refusal = refusal
            return
        if not asking.attributes.dry_run:
            for charge in charges:
                charge.usage.used = charge.used

    async def _quotas(self, namespace: str) -> list[core_v1.ResourceQuota]:
        """The namespace's quotas, with everything this server has written into them."""
        endpoint = self._registry.served_endpoint(core_v1.ResourceQuota)
        if endpoint is None:
            return []
        keys = [entry.key for entry in endpoint.cache.scan(endpoint.root(namespace))]
        entries = [await self._registry.objects.current(endpoint, key) for key in keys]
        return [endpoint.decode(entry) for entry in entries if entry is not None]

    async def _write(self, usages: Sequence[Usage]) -> tuple[set[str], ApiError | None]:
        """Write what is used now; the quotas for which that failed, and the last failure."""
        failed: set[str] = set()
        last: ApiError | None = None
        for usage in usages:
            quota = codec.clone(usage.quota)
            quota.status.used = quantities.written(usage.used)
            try:
                await self._client.update(quota, 'status')
            except ApiError as error:
                failed.add(usage.name)
                last = error
        return failed, last


def _tell(batch: Sequence[_Waiting], error: Exception | None = None) -> None:
    """Wake those who were answered, and still want to know."""
    for asking in batch:
        if asking.decided is None or asking.decided.done():
            continue
        if error is None:
            asking.decided.set_result(None)
        else:
            asking.decided.set_exception(error)
