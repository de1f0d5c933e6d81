"""`matchLabelKeys` and `mismatchLabelKeys` of affinity terms and spread constraints.

Upstream: ValidateMatchLabelKeysAndMismatchLabelKeys.
"""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import meta_v1 as meta
from sampan.api.validation.common import Errors, checked
from sampan.machinery import field, names
from sampan.machinery.field import Path


def label_keys(
    path: Path, match: Sequence[str], mismatch: Sequence[str], selector: meta.LabelSelector | None
) -> Errors:
    """Keys are label names, go with a selector, and say what nothing else says; `path` is what has the lists."""
    yield from _keys_with_selector(path.child('matchLabelKeys'), match, selector)
    yield from _keys_with_selector(path.child('mismatchLabelKeys'), mismatch, selector)
    if selector is not None:
        yield from _keys_in_selector(path, match, selector)
    for index, key in enumerate(match):
        if key in mismatch:
            detail = 'exists in both matchLabelKeys and mismatchLabelKeys'
            yield field.invalid(path.child('matchLabelKeys').index(index), key, detail)


def _keys_with_selector(path: Path, keys: Sequence[str], selector: meta.LabelSelector | None) -> Errors:
    if keys and selector is None:
        yield field.forbidden(path, 'must not be specified when labelSelector is not set')
        return
    for index, key in enumerate(keys):
        yield from checked(path.index(index), key, names.label_key)


def _keys_in_selector(path: Path, keys: Sequence[str], selector: meta.LabelSelector) -> Errors:
    """The server itself adds each key to the selector once; twice means the user named it too."""
    seen = set(selector.match_labels)
    for expression in selector.match_expressions:
        if expression.key in keys and expression.key in seen:
            index = len(keys) - 1 - list(keys)[::-1].index(expression.key)
            yield field.invalid(path.index(index), expression.key, 'exists in both matchLabelKeys and labelSelector')
        seen.add(expression.key)
