"""What turns values into stored values and back."""

from __future__ import annotations

from typing import Protocol


class Unreadable(Exception):
    """The stored value cannot be decrypted; the text is upstream's where it has one."""


class Transformer(Protocol):
    """One way to encrypt. `context` is the key path: it is authenticated where the method can."""

    async def read(self, data: bytes, context: bytes) -> tuple[bytes, bool]:
        """The value, and whether it should be written again. Raises Unreadable."""
        ...

    async def write(self, data: bytes, context: bytes) -> bytes: ...


TOO_SHORT = 'the stored data was shorter than the required size'


class Identity:
    """Nothing is encrypted."""

    async def read(self, data: bytes, context: bytes) -> tuple[bytes, bool]:
        if data.startswith(b'k8s:enc:'):
            raise Unreadable('identity transformer tried to read encrypted data')
        return data, False

    async def write(self, data: bytes, context: bytes) -> bytes:
        return data
