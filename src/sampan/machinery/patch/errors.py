"""What can be wrong with a patch, by the status it is answered with."""

from __future__ import annotations


class PatchError(Exception):
    """The patch cannot be applied. Bare: upstream answers 500 with the text."""


class InvalidPatch(PatchError):
    """The patch itself is malformed: 400."""


class PatchFailed(PatchError):
    """The patch is well formed and does not fit the object (a failed `test`, a missing path): 422."""
