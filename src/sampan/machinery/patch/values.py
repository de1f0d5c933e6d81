"""Decoded JSON: copies and comparison, shared by the patches."""

from __future__ import annotations

from typing import Any


def copy(value: Any) -> Any:
    """A private copy of decoded JSON."""
    if isinstance(value, dict):
        return {key: copy(each) for key, each in value.items()}
    if isinstance(value, list):
        return [copy(each) for each in value]
    return value


def equal(left: Any, right: Any) -> bool:
    """Whether two JSON values are the same. Unlike Python's `==`, `true` is not 1; but 1 is 1.0, as in JSON."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(each, right[key]) for key, each in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(equal(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)
