"""Numbers of CEL: 64-bit integers with and without sign that say when they overflow, and doubles."""

from __future__ import annotations

from typing import Final

INT_MIN: Final = -(1 << 63)
INT_MAX: Final = (1 << 63) - 1
UINT_MAX: Final = (1 << 64) - 1


class UInt(int):
    """An unsigned integer; a plain `int` is a signed one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f'{int(self)}u'
