"""`$(NAME)` in commands, arguments and values (upstream: third_party/forked/golang/expansion)."""

from __future__ import annotations

from collections.abc import Mapping


def expand(text: str, values: Mapping[str, str]) -> str:
    """Replace `$(NAME)`; `$$` is a dollar; a name nobody knows stays as it is written."""
    out: list[str] = []
    position = 0
    while True:
        dollar = text.find('$', position)
        if dollar < 0 or dollar + 1 >= len(text):
            out.append(text[position:])
            return ''.join(out)
        out.append(text[position:dollar])
        replacement, position = _operator(text, dollar, values)
        out.append(replacement)


def _operator(text: str, dollar: int, values: Mapping[str, str]) -> tuple[str, int]:
    """What stands at `dollar`, and where to go on."""
    following = text[dollar + 1]
    if following == '$':
        return '$', dollar + 2
    if following != '(':
        return '$' + following, dollar + 2
    close = text.find(')', dollar + 2)
    if close < 0:
        return '$(', dollar + 2
    name = text[dollar + 2 : close]
    return values.get(name, f'$({name})'), close + 1
