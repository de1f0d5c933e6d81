"""The answer to an apply that is in somebody's way.

Upstream: managedfields/internal/conflict.go.
"""

from __future__ import annotations

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.api.generated.meta_v1 import StatusCause
from sampan.apiserver.managedfields.entries import UPDATE, Manager
from sampan.machinery import gotext
from sampan.machinery.merge import sets
from sampan.machinery.merge.updater import Conflict

CAUSE = 'FieldManagerConflict'


def conflict(found: list[Conflict]) -> ApiError:
    """409, with a cause for each field."""
    ordered = sorted(found, key=lambda each: _identifier(each.manager))
    causes = [
        StatusCause(reason=CAUSE, message=f'conflict with {shown(each.manager)}', field=sets.shown(each.path))
        for each in ordered
    ]
    return errors.apply_conflict(causes, _message(ordered))


def _message(found: list[Conflict]) -> str:
    if len(found) == 1:
        only = found[0]
        return f'Apply failed with 1 conflict: conflict with {shown(only.manager)}: {sets.shown(only.path)}'
    lines: list[str] = []
    last = None
    for each in found:
        if each.manager != last:
            lines.append(f'conflicts with {shown(each.manager)}:')
            last = each.manager
        lines.append(f'- {sets.shown(each.path)}')
    return f'Apply failed with {len(found)} conflicts: ' + '\n'.join(lines)


def _identifier(manager: object) -> str:
    return manager.identifier() if isinstance(manager, Manager) else str(manager)


def shown(manager: object) -> str:
    """A manager as messages print it."""
    if not isinstance(manager, Manager):
        return gotext.quote(str(manager))
    text = gotext.quote(manager.name)
    if manager.subresource:
        text += f' with subresource {gotext.quote(manager.subresource)}'
    return f'{text} using {manager.version}' if manager.operation == UPDATE else text
