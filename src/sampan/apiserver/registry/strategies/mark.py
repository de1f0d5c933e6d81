"""The first step of a deletion."""

from __future__ import annotations

from enum import Enum


class Mark(Enum):
    """What a deletion does to the object at first."""

    REMOVE = 'remove'  # it goes at once
    MARKED = 'marked'  # it was changed into its deleting state, which is to be written
    KEEP = 'keep'  # a deletion is under way already; nothing changes


REMOVE, MARKED, KEEP = Mark.REMOVE, Mark.MARKED, Mark.KEEP
