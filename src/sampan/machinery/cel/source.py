"""The text of an expression: lines, columns, and the list in which complaints are collected."""

from __future__ import annotations

from bisect import bisect_right

from sampan.machinery.cel.errors import MAX_REPORTED, CompileError, Issue


class Source:
    """A text with its lines. Positions in the tree are offsets into it; -1 is no position."""

    __slots__ = ('issues', 'starts', 'text', 'total')

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        at = text.find('\n')
        while at >= 0:
            self.starts.append(at + 1)
            at = text.find('\n', at + 1)
        self.issues: list[Issue] = []
        self.total = 0

    def report(self, offset: int, message: str) -> None:
        self.total += 1
        if self.total > MAX_REPORTED:
            return
        if offset < 0:
            self.issues.append(Issue(-1, -1, message))
            return
        line = bisect_right(self.starts, offset)
        self.issues.append(Issue(line, offset - self.starts[line - 1], message))

    def error(self) -> CompileError:
        return CompileError(self.issues, self.text.split('\n'), max(0, self.total - MAX_REPORTED))

    def check(self) -> None:
        if self.issues:
            raise self.error()
