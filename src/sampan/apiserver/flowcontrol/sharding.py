"""Shuffle sharding: which few of many queues a flow may use (upstream: pkg/util/shufflesharding)."""

from __future__ import annotations

import hashlib


def flow_hash(schema: str, distinguisher: str) -> int:
    """64 bits that stand for a flow."""
    return int.from_bytes(hashlib.sha256(f'{schema}\0{distinguisher}'.encode()).digest()[:8], 'little')


def deal(entropy: int, deck: int, hand: int) -> tuple[int, ...]:
    """`hand` different numbers below `deck`, the same for the same entropy, in the order they are dealt."""
    remainders: list[int] = []
    for index in range(hand):
        entropy, remainder = divmod(entropy, deck - index)
        remainders.append(remainder)
    cards: list[int] = []
    for index, card in enumerate(remainders):
        for earlier in reversed(remainders[:index]):
            card += card >= earlier
        cards.append(card)
    return tuple(cards)
