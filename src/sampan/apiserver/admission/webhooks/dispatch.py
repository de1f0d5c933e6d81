"""Asking one hook: what mutating and validating hooks have in common."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sampan.api.errors import ApiError
from sampan.api.generated import admission_v1
from sampan.apiserver.admission.base import Attributes
from sampan.apiserver.admission.webhooks import review
from sampan.apiserver.admission.webhooks.caller import Caller, target_of
from sampan.apiserver.admission.webhooks.failure import CallFailed, no_dry_run, rejection
from sampan.apiserver.admission.webhooks.invocation import Invocation
from sampan.apiserver.admission.webhooks.metrics import WebhookMetrics
from sampan.machinery.world import World

log = logging.getLogger(__name__)

HARMLESS = ('None', 'NoneOnDryRun')
DEFAULT_TIMEOUT = 10  # seconds

T = TypeVar('T')


class Dispatcher:
    """Sends reviews through a caller and counts what comes back. `kind` is upstream's word: admit, validating."""

    def __init__(self, caller: Caller, world: World, metrics: WebhookMetrics, kind: str) -> None:
        self._caller = caller
        self._world = world
        self._metrics = metrics
        self._kind = kind

    async def ask(self, invocation: Invocation, attributes: Attributes) -> admission_v1.AdmissionResponse:
        """The hook's verdict, if it is a yes. Raises CallFailed, or ApiError for a no."""
        hook, mutating = invocation.hook, self._kind == 'admit'
        if attributes.dry_run and hook.webhook.side_effects not in HARMLESS:
            raise no_dry_run(hook.name)
        version = review.version_of(invocation)
        uid = self._world.uid()
        data = review.question(invocation, attributes, version, uid)
        seconds = hook.webhook.timeout_seconds or DEFAULT_TIMEOUT
        answer = await self._caller.call(target_of(hook.name, hook.webhook.client_config), data, float(seconds))
        response = review.verdict(hook.name, answer, version, uid, mutating=mutating)
        for key, value in response.audit_annotations.items():
            attributes.annotate(f'{hook.name}/{key}', value)
        for text in response.warnings:
            attributes.warn(text)
        if not response.allowed:
            raise rejection(hook.name, response.status)
        return response

    async def settle(
        self, invocation: Invocation, attributes: Attributes, asked: Callable[[], Awaitable[T]], annotation: str
    ) -> T | None:
        """What `asked` gives; None if the hook failed and may. Raises ApiError: the hook's no, or its failure."""
        hook, started = invocation.hook, self._metrics.now()
        count = self._metrics.asked(hook.name, self._kind, attributes.operation.value, started)
        try:
            result = await asked()
        except CallFailed as failure:
            if hook.ignores_failures:
                log.warning('failed calling webhook, failing open %s: %s', hook.name, failure)
                count(failure.code, rejected=False)
                self._metrics.failed_open(hook.name, self._kind)
                attributes.annotate(annotation, hook.name)
                return None
            log.warning('failed calling webhook, failing closed %s: %s', hook.name, failure)
            count(failure.code, rejected=True, error_type='calling_webhook_error')
            raise failure.answer from failure
        except ApiError as refusal:
            count(refusal.code, rejected=True, error_type='no_error')
            raise
        count(200, rejected=False)
        return result
