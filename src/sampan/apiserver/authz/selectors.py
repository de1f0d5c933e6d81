"""What a list, watch or deletecollection is limited to, as far as authorizers may rely on it.

What cannot be read is left out, which makes the question broader, never narrower; reviews say that it was
left out. Upstream: pkg/registry/authorization/util/helpers.go, pkg/apis/authorization/validation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sampan.machinery import field, fields, labels
from sampan.machinery.labels import requirements as label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sampan.api.generated import authorization_v1 as authorization
    from sampan.machinery.field import FieldError, Path

Fields = tuple[fields.Requirement, ...]
Labels = tuple[label.Requirement, ...]

_LABEL_OPERATORS = {'In': 'in', 'NotIn': 'notin', 'Exists': 'exists', 'DoesNotExist': '!'}
_VALUES = "must be specified when `operator` is 'In' or 'NotIn'"
_NO_VALUES = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"


def field_requirements(text: str) -> Fields:
    """What a field selector requires; nothing if it cannot be read (the registry says so)."""
    try:
        return fields.parse(text).requirements
    except ValueError:
        return ()


def label_requirements(text: str) -> Labels:
    """What a label selector requires; nothing if it cannot be read."""
    try:
        return labels.parse(text).requirements
    except ValueError:
        return ()


def of_fields(asked: authorization.FieldSelectorAttributes | None) -> tuple[Fields, bool]:
    """A review's field selector, and whether all of it was understood."""
    if asked is None:
        return (), True
    if not asked.requirements:
        found = field_requirements(asked.raw_selector)
        return found, bool(found) or not asked.raw_selector
    read: list[fields.Requirement] = []
    for each in asked.requirements:
        if each.operator in ('In', 'NotIn') and len(each.values) == 1:
            read.append(fields.Requirement(each.key, each.values[0], negated=each.operator == 'NotIn'))
    return tuple(read), len(read) == len(asked.requirements)


def of_labels(asked: authorization.LabelSelectorAttributes | None) -> tuple[Labels, bool]:
    """A review's label selector, and whether all of it was understood."""
    if asked is None:
        return (), True
    if not asked.requirements:
        found = label_requirements(asked.raw_selector)
        return found, bool(found) or not asked.raw_selector
    read: list[label.Requirement] = []
    for each in asked.requirements:
        try:
            read.append(label.requirement(each.key, _LABEL_OPERATORS[each.operator], each.values))
        except (KeyError, ValueError):
            continue
    return tuple(read), len(read) == len(asked.requirements)


def evaluation_error(spec: authorization.ResourceAttributes | None) -> str:
    """What of the selectors was not taken into account."""
    if spec is None:
        return ''
    notes: list[str] = []
    for name, (found, whole) in (
        ('fieldSelector', of_fields(spec.field_selector)),
        ('labelSelector', of_labels(spec.label_selector)),
    ):
        if not whole:
            how = 'partially ignored' if found else 'ignored'
            notes.append(f'spec.resourceAttributes.{name} {how} due to parse error')
    return '; '.join(notes)


def validate(
    path: Path, asked: authorization.FieldSelectorAttributes | authorization.LabelSelectorAttributes | None
) -> Iterator[FieldError]:
    """Either text or requirements, and requirements that could be some; unknown operators are a newer client's."""
    if asked is None:
        return
    if asked.raw_selector and asked.requirements:
        detail = 'may not specified at the same time as requirements'
        yield field.invalid(path.child('rawSelector'), asked.raw_selector, detail)
    if not asked.raw_selector and not asked.requirements:
        detail = f'when {path} is specified, requirements or rawSelector is required'
        yield field.required(path.child('requirements'), detail)
    each: Any  # a requirement of either kind: they have the same fields
    for index, each in enumerate(asked.requirements):
        at = path.child('requirements').index(index)
        if each.operator in ('In', 'NotIn') and not each.values:
            yield field.required(at.child('values'), _VALUES)
        if each.operator in ('Exists', 'DoesNotExist') and each.values:
            yield field.forbidden(at.child('values'), _NO_VALUES)
        if not each.key:
            yield field.required(at.child('key'), 'must be specified')
