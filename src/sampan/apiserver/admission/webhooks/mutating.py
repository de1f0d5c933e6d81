"""MutatingAdmissionWebhook: hooks are asked one after the other, each about what the ones before made of the object."""

from __future__ import annotations

from typing import Any

import msgspec

from sampan.api import codec, errors
from sampan.api.generated import admission_v1
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.admission.config import Parts
from sampan.apiserver.admission.matching.equivalents import shown
from sampan.apiserver.admission.matching.rules import exempt
from sampan.apiserver.admission.objects import patched, replace
from sampan.apiserver.admission.webhooks.dispatch import Dispatcher
from sampan.apiserver.admission.webhooks.failure import CallFailed
from sampan.apiserver.admission.webhooks.invocation import Invocation, invocation
from sampan.apiserver.admission.webhooks.review import JSON_PATCH
from sampan.apiserver.admission.webhooks.source import Candidate, Source
from sampan.machinery.patch import PatchError

PREFIX = 'mutation.webhook.admission.k8s.io/'
PATCH_PREFIX = 'patch.webhook.admission.k8s.io/'


class Memory:
    """What the second run has to know of the first (upstream: webhookReinvokeContext)."""

    def __init__(self) -> None:
        self.last = b''  # the object as the hooks left it
        self.invoked: set[str] = set()  # hooks that want to be asked again when something changes after them
        self.again: set[str] = set()

    def changed(self) -> None:
        """Something changed after those that were asked."""
        self.again |= self.invoked
        self.invoked = set()


class MutatingWebhooks(Plugin):
    name = 'MutatingAdmissionWebhook'

    def __init__(self, parts: Parts) -> None:
        self._source = Source(parts.registry, registration.MutatingWebhookConfiguration)
        self._parts = parts
        self._registry = parts.registry
        self._caller = parts.caller()
        self._dispatcher = Dispatcher(self._caller, parts.world, parts.webhook_metrics, 'admit')

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return not exempt(resource)

    async def close(self) -> None:
        """End kept connections."""
        await self._caller.close()

    async def admit(self, attributes: Attributes) -> None:
        candidates = self._source.at(attributes)
        if not candidates:
            return
        memory: Memory = attributes.reinvocation.notes.setdefault(self.name, Memory())
        if attributes.reinvocation.running and memory.last != codec.encode(attributes.object):
            memory.changed()
        try:
            for candidate in candidates:
                await self._consider(candidate, attributes, memory)
        finally:
            memory.last = codec.encode(attributes.object)

    async def _consider(self, candidate: Candidate, attributes: Attributes, memory: Memory) -> None:
        asked = await invocation(candidate, attributes, self._parts)
        if asked is None:
            return
        hook, again = candidate.hook, attributes.reinvocation
        if again.running and hook.uid not in memory.again:
            return
        place = f'round_{int(again.running)}_index_{hook.index}'
        changed = False
        try:
            changed = bool(
                await self._dispatcher.settle(
                    asked, attributes, lambda: self._mutate(asked, attributes, place), f'failed-open.{PREFIX}{place}'
                )
            )
        finally:
            note = {'configuration': hook.configuration, 'webhook': hook.name, 'mutated': changed}
            attributes.annotate(PREFIX + place, msgspec.json.encode(note).decode())
        if changed:
            memory.changed()
            again.wanted = True
        if hook.webhook.reinvocation_policy == 'IfNeeded':
            memory.invoked.add(hook.uid)

    async def _mutate(self, asked: Invocation, attributes: Attributes, place: str) -> bool:
        """Ask, and apply the patch that comes back; whether it changed anything."""
        response = await self._dispatcher.ask(asked, attributes)
        operations = _operations(asked.hook.name, response)
        if not operations:
            return False
        if asked.object is None:
            raise errors.internal_error(
                f'admission webhook "{asked.hook.name}" attempted to modify the object, '
                'which is not supported for this operation'
            )
        if response.patch_type != JSON_PATCH:
            raise CallFailed(asked.hook.name, f'unsupported patch type "{response.patch_type}"')
        before = codec.encode(asked.object)
        try:
            new = patched(self._registry, asked.resource, asked.object, operations)
        except (PatchError, ValueError) as error:
            raise errors.internal_error(str(error)) from error
        note = {
            'configuration': asked.hook.configuration,
            'webhook': asked.hook.name,
            'patch': operations,
            'patchType': JSON_PATCH,
        }
        attributes.annotate_request(PATCH_PREFIX + place, msgspec.json.encode(note).decode())
        replace(attributes.object, await shown(self._registry, new, asked.resource, attributes.resource))
        return codec.encode(new) != before


def _operations(name: str, response: admission_v1.AdmissionResponse) -> list[Any]:
    """The patch's operations. Raises CallFailed."""
    if not response.patch:
        return []
    try:
        return msgspec.json.decode(response.patch, type=list[dict[str, Any]])
    except msgspec.MsgspecError as error:
        raise CallFailed(name, f'received undecodable patch in webhook response: {error}') from error
