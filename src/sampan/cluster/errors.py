"""What goes wrong while a cluster is assembled, told with what to do about it."""

from __future__ import annotations


class ClusterError(Exception):
    """`message` says what is wrong, `remedy` what the user can do."""

    def __init__(self, message: str, remedy: str = '') -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
