"""What can go wrong with an expression: before it runs (issues) and while it runs."""

from __future__ import annotations

from dataclasses import dataclass

MAX_REPORTED = 100


@dataclass(frozen=True, slots=True)
class Issue:
    """One complaint about a text. `line` counts from 1, `column` from 0; both are -1/-1 where there is no place."""

    line: int
    column: int
    message: str


class CompileError(Exception):
    """An expression that cannot be used. `str()` is what cel-go displays, all issues in the order of the text."""

    def __init__(self, issues: list[Issue], lines: list[str], truncated: int = 0, plain: bool = False) -> None:
        self.issues = sorted(issues, key=lambda issue: (issue.line, issue.column))
        self.plain = plain
        if plain:
            text = '\n'.join(issue.message for issue in self.issues)
        else:
            text = '\n'.join(_display(issue, lines) for issue in self.issues)
        if truncated:
            text += f'\n{truncated} more errors were truncated'
        super().__init__(text)


class EvaluationError(Exception):
    """An expression that failed while it ran. `cost` is what was used up to there."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.cost = 0


class CostLimitExceeded(EvaluationError):
    """The budget of one evaluation ran out."""

    def __init__(self) -> None:
        super().__init__('operation cancelled: actual cost limit exceeded')


def no_such_overload() -> EvaluationError:
    return EvaluationError('no such overload')


def _display(issue: Issue, lines: list[str]) -> str:
    text = f'ERROR: <input>:{issue.line}:{issue.column + 1}: {issue.message}'
    if not 0 < issue.line <= len(lines) or len(lines[issue.line - 1].encode()) > 16384:
        return text
    snippet = lines[issue.line - 1].replace('\t', ' ')
    before = ''.join('．' if ord(c) > 127 else '.' for c in snippet[: issue.column])
    at = snippet[issue.column : issue.column + 1]
    caret = '＾' if at and ord(at) > 127 else '^'
    return f'{text}\n | {snippet}\n | {before}{caret}'
