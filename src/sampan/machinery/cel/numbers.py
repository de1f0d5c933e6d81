"""Numbers of CEL: 64-bit integers with and without sign that say when they overflow, and doubles."""

from __future__ import annotations

from typing import Final

INT_MIN: Final = -(1 << 63)
INT_MAX: Final = (1 << 63) - 1
UINT_MAX: Final = (1 << 64) - 1


def natural(digits: str) -> int:
    """The number these decimal digits write.

    Of more than forty the last are left out: it is too big for 64 bits anyway, and Python refuses to read very many.
    """
    return int(digits.lstrip('0')[:40] or '0')


class UInt(int):
    """An unsigned integer; a plain `int` is a signed one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f'{int(self)}u'
