"""What strategic merge has to know about types: how each field is patched.

The API room answers from its generated tables; tests answer from dictionaries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Schema(Protocol):
    """The patch rules of one object type."""

    def field(self, name: str) -> PatchField | None:
        """The rule for the field with this JSON name; None if the type has no such field."""
        ...


@dataclass(frozen=True, slots=True)
class PatchField:
    """How one field is patched: its `x-kubernetes-patch-strategy` words, merge key and inner type.

    For a list of objects `schema` is the element's, for an object its own, for a map of objects
    the value's under every name, for anything else `UNKNOWN`.
    """

    schema: Schema
    strategies: tuple[str, ...] = ()
    merge_key: str = ''

    @property
    def merges(self) -> bool:
        """Whether lists are merged instead of replaced."""
        return 'merge' in self.strategies

    @property
    def replaces(self) -> bool:
        """Whether an object is replaced instead of merged."""
        return 'replace' in self.strategies


class Unknown:
    """A type without rules (a map, free-form JSON): objects merge, lists are replaced."""

    def field(self, name: str) -> PatchField | None:
        return _UNKNOWN_FIELD


UNKNOWN: Schema = Unknown()
_UNKNOWN_FIELD = PatchField(UNKNOWN)
