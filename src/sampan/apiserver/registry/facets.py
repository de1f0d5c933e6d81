"""Which part of an object a write may change: the object, or what one subresource stands for."""

from __future__ import annotations

from typing import Any, Protocol

from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.machinery.field import FieldError


class Facet(Protocol):
    """The strategy's rules for one kind of update."""

    def prepare(self, new: Any, old: Any, call: Call) -> None: ...

    def validate(self, new: Any, old: Any, call: Call) -> list[FieldError]: ...

    def warnings(self, new: Any, old: Any) -> list[str]: ...

    async def begin(self, new: Any, old: Any, call: Call) -> None: ...

    def end(self, new: Any, old: Any, call: Call, success: bool) -> None: ...

    def view(self, obj: Any) -> Any: ...

    def adopt(self, new: Any, seen: Any) -> None: ...


class Whole:
    """The object itself."""

    def __init__(self, strategy: Strategy[Any]) -> None:
        self._strategy = strategy

    def prepare(self, new: Any, old: Any, call: Call) -> None:
        self._strategy.prepare_for_update(new, old, call)

    def validate(self, new: Any, old: Any, call: Call) -> list[FieldError]:
        return self._strategy.validate_update(new, old, call)

    def warnings(self, new: Any, old: Any) -> list[str]:
        return self._strategy.warnings_on_update(new, old)

    async def begin(self, new: Any, old: Any, call: Call) -> None:
        await self._strategy.begin_update(new, old, call)

    def end(self, new: Any, old: Any, call: Call, success: bool) -> None:
        self._strategy.updated(new, old, call, success)

    def view(self, obj: Any) -> Any:
        """What admission sees of the object."""
        return obj

    def adopt(self, new: Any, seen: Any) -> None:
        """Take over what admission changed in what it saw of `new`."""


class Part:
    """A facet that claims nothing; subclasses say what may change and what is checked."""

    def __init__(self, strategy: Strategy[Any]) -> None:
        self._strategy = strategy

    def prepare(self, new: Any, old: Any, call: Call) -> None:
        raise NotImplementedError

    def validate(self, new: Any, old: Any, call: Call) -> list[FieldError]:
        return self._strategy.validate_update(new, old, call)

    def warnings(self, new: Any, old: Any) -> list[str]:
        return []

    async def begin(self, new: Any, old: Any, call: Call) -> None:
        return None

    def end(self, new: Any, old: Any, call: Call, success: bool) -> None:
        return None

    def view(self, obj: Any) -> Any:
        """What admission sees of the object."""
        return obj

    def adopt(self, new: Any, seen: Any) -> None:
        """Take over what admission changed in what it saw of `new`."""


class StatusPart(Part):
    """The status."""

    def prepare(self, new: Any, old: Any, call: Call) -> None:
        self._strategy.prepare_for_status_update(new, old, call)

    def validate(self, new: Any, old: Any, call: Call) -> list[FieldError]:
        return self._strategy.validate_status_update(new, old, call)

    async def begin(self, new: Any, old: Any, call: Call) -> None:
        await self._strategy.begin_status_update(new, old, call)


def facet_of(call: Call) -> Facet:
    """The facet of the call's subresource."""
    strategy = call.endpoint.strategy
    if not call.subresource:
        return Whole(strategy)
    if call.subresource == 'status':
        return StatusPart(strategy)
    return strategy.facet(call.subresource)
