"""Cutting a stream into frames, whatever the chunks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.client.frames import FrameTooLong, split_frames


async def _chunks(parts: Sequence[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def frames(parts: Sequence[bytes], limit: int = 1 << 20) -> list[bytes]:
    async def collect() -> list[bytes]:
        return [frame async for frame in split_frames(_chunks(parts), limit)]

    return asyncio.run(collect())


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=8))
def test_chunk_borders_do_not_matter(stream: bytes, cuts: list[int]) -> None:
    stream = stream.replace(b'a', b'\n')
    borders = [0, *sorted(cut for cut in cuts if cut <= len(stream)), len(stream)]
    parts = [stream[a:b] for a, b in pairwise(borders)]
    whole = [line for line in stream.split(b'\n')[:-1] if line.strip()]
    assert frames(parts) == whole


def test_an_unfinished_frame_is_dropped() -> None:
    assert frames([b'one\ntw', b'o']) == [b'one']


def test_a_frame_without_end_is_refused() -> None:
    with pytest.raises(FrameTooLong):
        frames([b'x' * 60, b'y' * 60], limit=100)
    assert len(frames([b'x' * 60, b'\n' + b'y' * 60, b'\n'], limit=100)) == 2
