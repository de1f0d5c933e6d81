"""ValidatingAdmissionWebhook: all hooks are asked at once, and one no is enough."""

from __future__ import annotations

import asyncio

from sampan.api.errors import ApiError
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.admission.config import Parts
from sampan.apiserver.admission.matching.rules import exempt
from sampan.apiserver.admission.webhooks.dispatch import Dispatcher
from sampan.apiserver.admission.webhooks.invocation import Invocation, invocation
from sampan.apiserver.admission.webhooks.source import Source

FAILED_OPEN = 'failed-open.validating.webhook.admission.k8s.io/round_0_index_{}'


class ValidatingWebhooks(Plugin):
    name = 'ValidatingAdmissionWebhook'

    def __init__(self, parts: Parts) -> None:
        self._source = Source(parts.registry, registration.ValidatingWebhookConfiguration)
        self._parts = parts
        self._caller = parts.caller()
        self._dispatcher = Dispatcher(self._caller, parts.world, parts.webhook_metrics, 'validating')

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return not exempt(resource)

    async def close(self) -> None:
        """End kept connections."""
        await self._caller.close()

    async def validate(self, attributes: Attributes) -> None:
        candidates = self._source.at(attributes)
        if not candidates:
            return
        found = [await invocation(candidate, attributes, self._parts) for candidate in candidates]
        asked = [each for each in found if each is not None]
        if not asked:
            return
        results = await asyncio.gather(
            *(self._ask(each, attributes, index) for index, each in enumerate(asked)), return_exceptions=True
        )
        wrong = [result for result in results if isinstance(result, BaseException)]
        unexpected = [error for error in wrong if not isinstance(error, ApiError)]
        for error in (*unexpected, *wrong):
            raise error

    async def _ask(self, each: Invocation, attributes: Attributes, index: int) -> None:
        await self._dispatcher.settle(
            each, attributes, lambda: self._dispatcher.ask(each, attributes), FAILED_OPEN.format(index)
        )
