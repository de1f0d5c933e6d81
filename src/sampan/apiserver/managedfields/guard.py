"""Admission may change anything but must leave managedFields that can be read.

Upstream: NewManagedFieldsValidatingAdmissionController in handlers/fieldmanager/admission.go.
"""

from __future__ import annotations

from typing import Any

from sampan.api.generated.meta_v1 import ManagedFieldsEntry
from sampan.apiserver.managedfields import entries

WARNING = (
    '.metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating '
    'admission controller; please fix your requests: {}'
)


def complaint(obj: Any, before: list[ManagedFieldsEntry]) -> str:
    """Put back what was there before if what is there now cannot be read; the warning then, else ''."""
    after = obj.metadata.managed_fields
    if after is before:
        return ''
    try:
        entries.decode(after)
    except entries.Invalid as error:
        obj.metadata.managed_fields = before
        return WARNING.format(error)
    return ''


def plain(given: list[ManagedFieldsEntry]) -> bool:
    """Whether entries certainly pass validation: the usual ones, which need not be looked at again."""
    return all(
        entry.fields_type == entries.FIELDS_V1
        and entry.operation in (entries.APPLY, entries.UPDATE)
        and len(entry.manager) < 100
        and entry.manager.isascii()
        and entry.manager.isprintable()
        and len(entry.subresource) < 100
        for entry in given
    )
