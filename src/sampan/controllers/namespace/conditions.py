"""The conditions of a namespace on its way out (upstream: status_condition_utils.go). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Time
from sampan.controllers.namespace.content import Remaining

DISCOVERY = 'NamespaceDeletionDiscoveryFailure'
PARSING = 'NamespaceDeletionGroupVersionParsingFailure'
CONTENT = 'NamespaceDeletionContentFailure'
REMAINING = 'NamespaceContentRemaining'
FINALIZERS = 'NamespaceFinalizersRemaining'

# Reason and message when there is nothing to complain about, in upstream's order.
_FINE = {
    DISCOVERY: ('ResourcesDiscovered', 'All resources successfully discovered'),
    PARSING: ('ParsedGroupVersions', 'All legacy kube types successfully parsed'),
    CONTENT: ('ContentDeleted', 'All content successfully deleted, may be waiting on finalization'),
    REMAINING: ('ContentRemoved', 'All content successfully removed'),
    FINALIZERS: ('ContentHasNoFinalizers', 'All content-preserving finalizers finished'),
}


def _complaints(remaining: Remaining) -> dict[str, tuple[str, str]]:
    complaints = {}
    if remaining.errors:
        text = ', '.join(sorted(remaining.errors))
        message = f'Failed to delete all resource types, {len(remaining.errors)} remaining: {text}'
        complaints[CONTENT] = ('ContentDeletionFailed', message)
    if remaining.resources:
        counted = ', '.join(
            f'{name} has {count} resource instances' for name, count in sorted(remaining.resources.items())
        )
        complaints[REMAINING] = ('SomeResourcesRemain', f'Some resources are remaining: {counted}')
    if remaining.finalizers:
        counted = ', '.join(
            f'{name} in {count} resource instances' for name, count in sorted(remaining.finalizers.items())
        )
        message = f'Some content in the namespace has finalizers remaining: {counted}'
        complaints[FINALIZERS] = ('SomeFinalizersRemain', message)
    return complaints


def updated(
    present: Sequence[core.NamespaceCondition], remaining: Remaining, now: datetime
) -> list[core.NamespaceCondition]:
    """The conditions after a round of deletions; equal to `present` when nothing is new."""
    complaints = _complaints(remaining)
    conditions = list(present)
    for type_, fine in _FINE.items():
        reason, message = complaints.get(type_, fine)
        new = core.NamespaceCondition(
            type=type_,
            status='True' if type_ in complaints else 'False',
            reason=reason,
            message=message,
            last_transition_time=Time.of(now),
        )
        index = next((i for i, condition in enumerate(conditions) if condition.type == type_), None)
        if index is None:
            conditions.append(new)
        else:
            conditions[index] = _merged(conditions[index], new)
    return conditions


def _merged(old: core.NamespaceCondition, new: core.NamespaceCondition) -> core.NamespaceCondition:
    if old.status == new.status:
        return msgspec.structs.replace(new, last_transition_time=old.last_transition_time)
    return new
