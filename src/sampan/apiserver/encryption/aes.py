"""AES in the two modes upstream has, and GCM with a key derived anew for each value.

Upstream: pkg/storage/value/encrypt/aes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from sampan.apiserver.encryption.base import TOO_SHORT, Unreadable

if TYPE_CHECKING:
    from sampan.machinery.world import World

NONCE = 12
BLOCK = 16
SEED = 32  # also the length of derived keys and of what they are derived with


class Gcm:
    """aesgcm: a random nonce of 12 bytes, then ciphertext and tag."""

    def __init__(self, key: bytes, world: World) -> None:
        self._cipher = AESGCM(key)
        self._world = world

    async def read(self, data: bytes, context: bytes) -> tuple[bytes, bool]:
        return self.decrypt(data, context), False

    async def write(self, data: bytes, context: bytes) -> bytes:
        return self.encrypt(data, context)

    def decrypt(self, data: bytes, context: bytes) -> bytes:
        if len(data) < NONCE:
            raise Unreadable(TOO_SHORT)
        try:
            return self._cipher.decrypt(data[:NONCE], data[NONCE:], context)
        except InvalidTag as error:
            raise Unreadable('cipher: message authentication failed') from error

    def encrypt(self, data: bytes, context: bytes) -> bytes:
        nonce = self._world.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, data, context)


class Cbc:
    """aescbc: a random initialization vector, then the padded text. It authenticates nothing."""

    def __init__(self, key: bytes, world: World) -> None:
        self._key = algorithms.AES(key)
        self._world = world

    async def read(self, data: bytes, context: bytes) -> tuple[bytes, bool]:
        if len(data) < BLOCK:
            raise Unreadable(TOO_SHORT)
        if len(data) % BLOCK or len(data) == BLOCK:
            raise Unreadable('the stored data is not a multiple of the block size')
        decryptor = Cipher(self._key, modes.CBC(data[:BLOCK])).decryptor()
        padded = decryptor.update(data[BLOCK:]) + decryptor.finalize()
        unpadder = padding.PKCS7(BLOCK * 8).unpadder()
        try:
            return unpadder.update(padded) + unpadder.finalize(), False
        except ValueError as error:
            raise Unreadable('invalid padding on input') from error

    async def write(self, data: bytes, context: bytes) -> bytes:
        vector = self._world.token_bytes(BLOCK)
        padder = padding.PKCS7(BLOCK * 8).padder()
        encryptor = Cipher(self._key, modes.CBC(vector)).encryptor()
        return vector + encryptor.update(padder.update(data) + padder.finalize()) + encryptor.finalize()


class ExtendedNonceGcm:
    """GCM under a key derived from a seed and 32 random bytes, which stand in front of each value."""

    def __init__(self, seed: bytes, world: World) -> None:
        if len(seed) < SEED:
            raise Unreadable(f'invalid seed length {len(seed)} used for key generation')
        self._seed = seed
        self._world = world

    def decrypt(self, data: bytes, context: bytes) -> bytes:
        if len(data) < SEED:
            raise Unreadable(TOO_SHORT)
        return self._derived(data[:SEED]).decrypt(data[SEED:], context)

    def encrypt(self, data: bytes, context: bytes) -> bytes:
        info = self._world.token_bytes(SEED)
        return info + self._derived(info).encrypt(data, context)

    def _derived(self, info: bytes) -> Gcm:
        return Gcm(HKDFExpand(hashes.SHA256(), SEED, info).derive(self._seed), self._world)
