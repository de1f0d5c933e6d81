"""secretbox: XSalsa20 and Poly1305, as NaCl has it (upstream: encrypt/secretbox).

Poly1305 is OpenSSL's. Salsa20 is in no library that is here already, so it is written out: all blocks of a value are
computed at once, one numpy operation for each step of the cipher, about a millisecond for values of any usual size.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.poly1305 import Poly1305

from sampan.apiserver.encryption.base import TOO_SHORT, Unreadable

if TYPE_CHECKING:
    import numpy

    from sampan.machinery.world import World

NONCE, TAG, BLOCK = 24, 16, 64
SIGMA = struct.unpack('<4I', b'expand 32-byte k')
ROUNDS = 20
# Each quarter round's four words: first down the columns, then along the rows.
QUARTERS = (
    (0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11),
    (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14),
)  # fmt: skip


class Secretbox:
    """A random nonce of 24 bytes, the tag, then the ciphertext. The key path is not authenticated."""

    def __init__(self, key: bytes, world: World) -> None:
        self._key = key
        self._world = world

    async def read(self, data: bytes, context: bytes) -> tuple[bytes, bool]:
        if len(data) < NONCE:
            raise Unreadable(TOO_SHORT)
        return unseal(data[NONCE:], data[:NONCE], self._key), False

    async def write(self, data: bytes, context: bytes) -> bytes:
        nonce = self._world.token_bytes(NONCE)
        return nonce + seal(data, nonce, self._key)


def seal(data: bytes, nonce: bytes, key: bytes) -> bytes:
    """NaCl's crypto_secretbox_easy."""
    stream = xsalsa20(len(data) + 32, nonce, key)
    text = xor(data, stream[32:])
    return Poly1305.generate_tag(stream[:32], text) + text


def unseal(box: bytes, nonce: bytes, key: bytes) -> bytes:
    """Raises Unreadable for anything that was not sealed with this key and nonce."""
    problem = 'output array was not large enough for encryption'
    if len(box) < TAG:
        raise Unreadable(problem)
    stream = xsalsa20(len(box) - TAG + 32, nonce, key)
    try:
        Poly1305.verify_tag(stream[:32], box[TAG:], box[:TAG])
    except InvalidSignature as error:
        raise Unreadable(problem) from error
    return xor(box[TAG:], stream[32:])


def xor(data: bytes, stream: bytes) -> bytes:
    length = len(data)
    return (int.from_bytes(data, 'little') ^ int.from_bytes(stream[:length], 'little')).to_bytes(length, 'little')


def xsalsa20(length: int, nonce: bytes, key: bytes) -> bytes:
    """`length` bytes of the key stream."""
    import numpy

    blocks = -(-length // BLOCK)
    counters = numpy.arange(blocks, dtype=numpy.uint64)
    words = [numpy.full(blocks, word, dtype=numpy.uint32) for word in layout(hsalsa20(nonce[:16], key), nonce[16:24])]
    words[8] = (counters & 0xFFFFFFFF).astype(numpy.uint32)
    words[9] = (counters >> 32).astype(numpy.uint32)
    mixed = shuffled([word.copy() for word in words])
    summed = [a + b for a, b in zip(mixed, words, strict=True)]
    return numpy.stack(summed, axis=1).astype('<u4').tobytes()[:length]


def hsalsa20(nonce: bytes, key: bytes) -> bytes:
    """The key of a stream whose nonce is longer than Salsa20's."""
    import numpy

    state = [numpy.array([word], dtype=numpy.uint32) for word in layout(key, nonce)]
    mixed = shuffled(state)
    return struct.pack('<8I', *(int(mixed[index][0]) for index in (0, 5, 10, 15, 6, 7, 8, 9)))


def layout(key: bytes, nonce: bytes) -> list[int]:
    """Salsa20's sixteen words: the constant on the diagonal, key, nonce (8 or 16 bytes) and counter around it."""
    k, n = struct.unpack('<8I', key), struct.unpack('<4I', nonce.ljust(16, b'\0'))
    return [SIGMA[0], *k[:4], SIGMA[1], *n, SIGMA[2], *k[4:], SIGMA[3]]


def shuffled(x: list[numpy.ndarray]) -> list[numpy.ndarray]:
    """Twenty rounds on every block at once; numpy's 32-bit sums wrap around as they should."""
    for _ in range(ROUNDS // 2):
        for a, b, c, d in QUARTERS:
            for target, left, right, turn in ((b, a, d, 7), (c, b, a, 9), (d, c, b, 13), (a, d, c, 18)):
                total = x[left] + x[right]
                x[target] ^= (total << turn) | (total >> (32 - turn))
    return x
