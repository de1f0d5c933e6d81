"""The short notation of an indexed job's indexes: `1,3-5,7`. Upstream: validateIndexesFormat and what it calls."""

from __future__ import annotations

from collections.abc import Iterator

from sampan.machinery import gotext
from sampan.machinery.labels import parse_int64

Interval = tuple[int, int]


class IndexesError(ValueError):
    """The text is no list of indexes; the message is upstream's."""


def count(text: str, completions: int) -> int:
    """How many indexes are named; they must increase and be below `completions`. Raises IndexesError."""
    total, last = 0, None
    for part in text.split(',') if text else ():
        low, high = _interval(part, completions)
        if last is not None and last >= low:
            raise IndexesError(f'non-increasing order, previous: {last}, current: {low}')
        total += high - low + 1
        last = high
    return total


def overlap(completed: str, failed: str, completions: int) -> int | None:
    """The first index in both; intervals that cannot be read are skipped."""
    if not completed or not failed:
        return None
    done, lost = _readable(completed, completions), _readable(failed, completions)
    left, right = next(done, None), next(lost, None)
    while left is not None and right is not None:
        if left[0] <= right[1] and right[0] <= left[1]:
            return max(left[0], right[0])
        if left[0] <= right[0]:
            left = next(done, None)
        else:
            right = next(lost, None)
    return None


def _readable(text: str, completions: int) -> Iterator[Interval]:
    for part in text.split(','):
        try:
            yield _interval(part, completions)
        except IndexesError:
            continue


def _interval(text: str, completions: int) -> Interval:
    limits = text.split('-')
    if len(limits) > 2:
        raise IndexesError(
            f'the fragment {gotext.quote(text)} violates the requirement that an index interval can have at most '
            "two parts separated by '-'"
        )
    numbers = [_index(limit, completions) for limit in limits]
    if len(numbers) == 2 and numbers[0] >= numbers[1]:
        raise IndexesError(f'non-increasing order, previous: {numbers[0]}, current: {numbers[1]}')
    return numbers[0], numbers[-1]


def _index(text: str, completions: int) -> int:
    number = parse_int64(text)
    if number is None:
        raise IndexesError(f'cannot convert string to integer for index: {gotext.quote(text)}')
    if number >= completions:
        raise IndexesError(f'too large index: {gotext.quote(text)}')
    return number
