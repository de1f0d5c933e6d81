"""JSON merge patch, RFC 7386."""

from __future__ import annotations

from typing import Any

from sampan.machinery.patch import values


def merge_patch(doc: Any, patch: Any) -> Any:
    """`doc` with `patch` merged in: null deletes a member, everything but objects replaces."""
    if not isinstance(patch, dict):
        return values.copy(patch)
    result = dict(doc) if isinstance(doc, dict) else {}
    for key, change in patch.items():
        if change is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key), change)
    return result


def merge_diff(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The smallest merge patch that makes `new` out of `old` (which must hold no nulls where `new` differs)."""
    patch: dict[str, Any] = {key: None for key in old if key not in new}
    for key, value in new.items():
        before = old.get(key)
        if key in old and values.equal(before, value):
            continue
        if isinstance(before, dict) and isinstance(value, dict):
            patch[key] = merge_diff(before, value)
        else:
            patch[key] = values.copy(value)
    return patch
