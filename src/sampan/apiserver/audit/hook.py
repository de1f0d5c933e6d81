"""Events to a server, as EventLists (upstream: plugin/pkg/audit/webhook)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sampan.apiserver.audit.sinks import BackendFailed
from sampan.apiserver.webhook import Webhook, WebhookFailed

if TYPE_CHECKING:
    from sampan.apiserver.audit.recording import Recording

OPENING = b'{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":['


class HookBackend:
    """Whatever goes wrong is tried again, with longer and longer pauses."""

    name = 'webhook'
    joins = False

    def __init__(self, webhook: Webhook, max_batch_size: int) -> None:
        """A request carries at most `max_batch_size` bytes of events; 0: no limit."""
        self._webhook = webhook
        self._limit = max_batch_size

    def encode(self, recording: Recording, line: bytes) -> bytes:
        return line

    async def write(self, events: Sequence[bytes]) -> None:
        for part in parts(events, self._limit):
            try:
                await self._webhook.post(OPENING + b','.join(part) + b']}', any_error=True)
            except WebhookFailed as failed:
                raise BackendFailed(str(failed)) from failed

    async def close(self) -> None:
        await self._webhook.close()


def parts(events: Sequence[bytes], limit: int) -> list[list[bytes]]:
    """The events in batches of at most `limit` bytes (0: one batch)."""
    found: list[list[bytes]] = [[]]
    size = 0
    for event in events:
        if limit and found[-1] and size + len(event) > limit:
            found.append([])
            size = 0
        found[-1].append(event)
        size += len(event)
    return found
