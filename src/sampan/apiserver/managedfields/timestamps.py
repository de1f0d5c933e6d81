"""A write that changes nothing but the time of an entry did not happen.

Upstream: IgnoreManagedFieldsTimestampsTransformer in handlers/fieldmanager/equality.go.
"""

from __future__ import annotations

from typing import Any

from sampan.apiserver.managedfields.entries import same_but_for_times


def keep_times(new: Any, old: Any) -> None:
    """Take the old entries when everything else is the same, too."""
    before, after = old.metadata.managed_fields, new.metadata.managed_fields
    if before is after or not after or before == after or not same_but_for_times(before, after):
        return
    new.metadata.managed_fields = before
    if new != old:
        new.metadata.managed_fields = after
