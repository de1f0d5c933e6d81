"""Header fields of one request: a mapping whose names have no case, and which keeps repetitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Headers(Mapping[str, str]):
    """Names are given out in lower case. A repeated field's value is its values, joined by commas; `items` has each."""

    __slots__ = ('_fields', '_pairs')

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs
        self._fields: dict[str, str] = {}
        for name, value in pairs:
            self._fields[name] = f'{self._fields[name]}, {value}' if name in self._fields else value

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def get(self, name: str, default: Any = None) -> Any:
        found = self._fields.get(name)
        return found if found is not None else self._fields.get(name.lower(), default)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def items(self) -> Any:
        """Every field, repeated ones as often as they came."""
        return self._pairs
