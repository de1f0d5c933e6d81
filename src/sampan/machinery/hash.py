"""Short, stable names out of content: FNV-1a and upstream's safe alphabet.

The pod-template-hash must only be stable within one cluster, so we hash our own encoding of the
template; alphabet and length are upstream's (k8s.io/apimachinery/pkg/util/rand, pkg/util/hash).
"""

from __future__ import annotations

from sampan.machinery.world import SUFFIX_ALPHABET

_OFFSET_32 = 0x811C9DC5
_PRIME_32 = 0x01000193
_OFFSET_64 = 0xCBF29CE484222325
_PRIME_64 = 0x100000001B3


def fnv1a_32(data: bytes, state: int = _OFFSET_32) -> int:
    """32-bit FNV-1a; pass an earlier result as `state` to go on."""
    for byte in data:
        state = ((state ^ byte) * _PRIME_32) & 0xFFFFFFFF
    return state


def fnv1a_64(data: bytes, state: int = _OFFSET_64) -> int:
    """64-bit FNV-1a."""
    for byte in data:
        state = ((state ^ byte) * _PRIME_64) & 0xFFFFFFFFFFFFFFFF
    return state


def safe_encode(text: str) -> str:
    """Each character mapped into the alphabet of generated names (`rand.SafeEncodeString`)."""
    return ''.join(SUFFIX_ALPHABET[ord(char) % len(SUFFIX_ALPHABET)] for char in text)


def compute(data: bytes, collision_count: int | None = None) -> str:
    """The hash label of a template given as canonical bytes; `collision_count` avoids a taken name."""
    state = fnv1a_32(data)
    if collision_count is not None:
        state = fnv1a_32(collision_count.to_bytes(8, 'little', signed=True), state)
    return safe_encode(str(state))
