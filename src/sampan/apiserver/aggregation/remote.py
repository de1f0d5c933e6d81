"""One aggregated server, as one APIService names it: what it serves, and whether it answers."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sampan.api import codec, errors
from sampan.api.generated import apiregistration_v1 as apiregistration
from sampan.api.scalars import Time
from sampan.apiserver.aggregation import availability, discovery, openapi
from sampan.apiserver.aggregation.asking import NoAnswer
from sampan.apiserver.aggregation.proxy import UNAVAILABLE, pass_on
from sampan.apiserver.http.status import text_response
from sampan.store.base import StoreError

if TYPE_CHECKING:
    from sampan.apiserver.aggregation.transport import Transport
    from sampan.apiserver.registry.registry import Registry
    from sampan.apiserver.request import Answer, Request
    from sampan.client.base import Client

log = logging.getLogger(__name__)

PERIOD = 30.0  # seconds between two checks without a reason
DOCUMENTS_PERIOD = 60.0  # and between two looks at what it serves
FIRST_RETRY, LAST_RETRY = 0.005, 30.0  # seconds after failures, each twice the one before

APIService = apiregistration.APIService


class Remote:
    """`start` begins to look after it; every change ends in `changed`."""

    def __init__(
        self, obj: APIService, registry: Registry, client: Client, transport: Transport, changed: Callable[[], None]
    ) -> None:
        self._obj = obj
        self._registry = registry
        self._client = client
        self._transport = transport
        self._changed = changed
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._retry = FIRST_RETRY
        self._documents_at = 0.0
        self.discovery = discovery.empty(obj.spec.version)
        self.openapi: dict[str, Any] = {}  # its part of version 2
        self.openapi_hash = ''  # of its version 3 document
        self.failures: Counter[str] = Counter()  # how often it became unavailable, by reason

    @property
    def name(self) -> str:
        return self._obj.metadata.name

    @property
    def spec(self) -> apiregistration.APIServiceSpec:
        return self._obj.spec

    @property
    def namespace(self) -> str:
        return '' if self.spec.service is None else self.spec.service.namespace

    @property
    def available(self) -> bool:
        found = condition_of(self._obj)
        return found is not None and found.status == 'True'

    async def serve(self, request: Request) -> Answer:
        """Pass a request on; 503 as long as the server is not known to answer."""
        if not self.available:
            return text_response(503, UNAVAILABLE)
        return await pass_on(request, self.spec, self._transport)

    def update(self, obj: APIService) -> None:
        """The APIService has changed."""
        before, self._obj = self._obj, obj
        if before.spec != obj.spec:
            self._documents_at = 0.0
            self.look()
        elif before.status != obj.status:
            self._changed()

    def look(self) -> None:
        """There is a reason to check it."""
        self._retry = FIRST_RETRY
        self._wake.set()

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name=f'apiservice-{self.name}')

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    # -- looking after it ----------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            wait = await self._round()
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _round(self) -> float:
        """Check it, say so, learn what it serves. Seconds until the next round if nothing happens."""
        try:
            condition = await availability.check(self.spec, self._registry.lookup, self._transport)
            condition.last_transition_time = Time.of(self._registry.world.now())
            before = condition_of(self._obj)
            if condition.status == 'False' and (before is None or before.status != 'False'):
                self.failures[condition.reason] += 1
            await self.write(self._client, self._obj, condition)
        except (errors.ApiError, StoreError) as problem:
            log.warning('cannot say whether %s is available: %s', self.name, problem)
            return self._soon()
        learned = await self._learn() if condition.status == 'True' else self._stale()
        if condition.reason == 'FailedDiscoveryCheck' or (condition.status == 'True' and not learned):
            return self._soon()
        self._retry = FIRST_RETRY
        return PERIOD

    def _soon(self) -> float:
        wait, self._retry = self._retry, min(self._retry * 2, LAST_RETRY)
        return wait

    @staticmethod
    async def write(client: Client, obj: APIService, condition: apiregistration.APIServiceCondition) -> None:
        """Write the condition if it says something new. Raises ApiError."""
        present = condition_of(obj)
        if present is not None and (present.status, present.reason, present.message) == (
            condition.status,
            condition.reason,
            condition.message,
        ):
            return
        if present is not None and present.status == condition.status:
            condition.last_transition_time = present.last_transition_time
        wanted = codec.clone(obj)
        others = [each for each in wanted.status.conditions if each.type != condition.type]
        wanted.status.conditions = [*others, condition]
        try:
            await client.update(wanted, 'status')
        except errors.ApiError as error:
            if not (errors.is_conflict(error) or errors.is_not_found(error)):
                raise  # otherwise a newer state is on its way here

    # -- what it serves ------------------------------------------------------------------------------

    async def _learn(self) -> bool:
        """Ask for its documents, if it is time to. False: it did not tell."""
        now = asyncio.get_running_loop().time()
        if now < self._documents_at:
            return True
        try:
            found = await discovery.fetch(self.spec, self._transport)
        except NoAnswer as problem:
            log.warning('%s does not say what it serves: %s', self.name, problem)
            return self._stale()
        before = (codec.encode(self.discovery), self.openapi, self.openapi_hash)
        self.discovery = found
        try:
            self.openapi = await openapi.fetch_version_2(self.spec, self._transport)
            self.openapi_hash = await openapi.fetch_hash(self.spec, self._transport)
        except NoAnswer as problem:  # it can be used without
            log.info('%s has no OpenAPI document: %s', self.name, problem)
        self._documents_at = now + DOCUMENTS_PERIOD
        if (codec.encode(self.discovery), self.openapi, self.openapi_hash) != before:
            self._changed()
        return True

    def _stale(self) -> bool:
        """What is known of it may be out of date."""
        self._documents_at = 0.0
        if self.discovery.freshness != discovery.STALE:
            self.discovery.freshness = discovery.STALE
            self._changed()
        return False


def condition_of(obj: APIService) -> apiregistration.APIServiceCondition | None:
    return next((each for each in obj.status.conditions if each.type == availability.AVAILABLE), None)
