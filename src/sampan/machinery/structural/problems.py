"""What is found wrong with a value, before its path is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

MISSING: Any = object()  # there is no old value to compare with


class Problem:
    """One thing wrong: where below the value, of what sort, and a message in which `{}` is the full path."""

    __slots__ = ('limit', 'message', 'path', 'sort', 'value')

    def __init__(self, sort: str, message: str, value: Any = '', limit: Any = None, path: str = '') -> None:
        self.sort = sort
        self.message = message
        self.value = value
        self.limit = limit
        self.path = path

    def below(self, name: str) -> None:
        """Put the name of the part in front."""
        if not self.path:
            self.path = name
        else:
            self.path = name + self.path if self.path[0] == '[' else f'{name}.{self.path}'


Problems = list[Problem] | None
Check = Callable[[Any, Any], Problems]  # (value, old value or MISSING)


def field_error(problem: Problem, root: Path | None) -> FieldError:
    """The problem of a value that stands at `root`."""
    text = problem.message.replace('{}', problem.path)
    if problem.sort == 'composite':  # upstream's composite errors carry no path of their own
        return field.invalid(root, '', text)
    path = root
    if problem.path:
        path = Path(problem.path) if root is None else root.child(problem.path)
    match problem.sort:
        case 'required':
            return field.required(path)
        case 'enum':
            return field.not_supported(path, problem.value, problem.limit)
        case 'too long':
            return field.too_long(path, '', problem.limit)
        case 'too many':
            return field.too_many(path, problem.value, problem.limit)
        case 'type':
            return field.type_invalid(path, problem.value, text)
    return field.invalid(path, '' if problem.value is None else problem.value, text)
