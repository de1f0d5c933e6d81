"""Watch frames of objects that somebody else has to convert first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sampan.apiserver.cache.change import Event

if TYPE_CHECKING:
    from sampan.api.generated import meta_v1
    from sampan.apiserver.registry.call import Call

Frame = Callable[[], Any]


class Late:
    """An encoder whose frames are made when the watch's reader takes them: events wait as they are."""

    def __init__(self, call: Call, encoder: Any) -> None:
        self._endpoint = call.endpoint
        self._encoder = encoder
        self.identity = f'late:{encoder.identity}'

    def frame(self, event: Event) -> Any:
        return event

    def bookmark(self, revision: int, initial_events_end: bool) -> Any:
        return self._encoder.bookmark(revision, initial_events_end)

    def error(self, status: meta_v1.Status) -> Any:
        return self._encoder.error(status)

    async def resolve(self, batch: list[Any]) -> list[Any]:
        """The frames of a batch. Raises ApiError if the objects cannot be converted."""
        await self._endpoint.ready([each.entry for each in batch if isinstance(each, Event)])
        return [each.frame(self._encoder) if isinstance(each, Event) else each for each in batch]
