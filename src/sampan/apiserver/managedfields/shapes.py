"""Objects come in shapes: what was found out about one's fields holds for all that differ in name only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

REMEMBERED = 512  # shapes, of a few kilobytes each
LONGEST = 16 * 1024  # bytes; larger objects are looked at each time


class Shapes:
    """The fields of the last objects, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, bytes] = OrderedDict()

    def fields(self, shape: bytes, find: Callable[[], bytes]) -> bytes:
        """FieldsV1 of objects of this shape; `find` is asked the first time."""
        known = self._known.get(shape)
        if known is not None:
            self._known.move_to_end(shape)
            return known
        found = find()
        if len(shape) <= LONGEST:
            self._known[shape] = found
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found
