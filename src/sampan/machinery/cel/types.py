"""Types of CEL and how they are written.

A `Type` is a kind, a name and parameters. Object types are known by name only; what fields they have is asked from
the environment (`Environment.field`), which knows the declarations of schemas (`schema.Declaration`).
"""

from __future__ import annotations

from typing import Final


class Type:
    """A type. Two types with the same kind, name and parameters are equal."""

    __slots__ = ('_hash', 'kind', 'name', 'params')

    def __init__(self, kind: str, name: str, params: tuple[Type, ...] = ()) -> None:
        self.kind = kind
        self.name = name
        self.params = params
        self._hash = hash((kind, name, params))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Type)
            and self._hash == other._hash
            and self.kind == other.kind
            and self.name == other.name
            and self.params == other.params
        )

    def __repr__(self) -> str:
        return format_type(self)

    def is_assignable(self, other: Type) -> bool:
        """Whether a value of `other` may stand where this is asked for (wrappers also take null)."""
        if self.kind == 'wrapper':
            return other.kind == 'null_type' or other == self or other.kind == self.name
        return self == other


def _simple(name: str) -> Type:
    return Type(name, name)


DYN: Final = _simple('dyn')
ANY: Final = Type('any', 'google.protobuf.Any')
ERROR: Final = _simple('error')
NULL: Final = _simple('null_type')
BOOL: Final = _simple('bool')
INT: Final = _simple('int')
UINT: Final = _simple('uint')
DOUBLE: Final = _simple('double')
STRING: Final = _simple('string')
BYTES: Final = _simple('bytes')
TIMESTAMP: Final = Type('timestamp', 'google.protobuf.Timestamp')
DURATION: Final = Type('duration', 'google.protobuf.Duration')
TYPE: Final = Type('type', 'type')

SCALARS: Final = frozenset({'bool', 'double', 'duration', 'int', 'timestamp', 'uint'})


def list_of(element: Type) -> Type:
    return Type('list', 'list', (element,))


def map_of(key: Type, value: Type) -> Type:
    return Type('map', 'map', (key, value))


def type_of(param: Type) -> Type:
    return Type('type', 'type', (param,))


def optional_of(param: Type) -> Type:
    return Type('opaque', 'optional_type', (param,))


def opaque(name: str, *params: Type) -> Type:
    return Type('opaque', name, params)


def struct(name: str) -> Type:
    return Type('struct', name)


def param(name: str) -> Type:
    return Type('param', name)


def is_dyn(t: Type) -> bool:
    return t.kind in ('dyn', 'any')


def is_dyn_or_error(t: Type) -> bool:
    return t.kind in ('dyn', 'any', 'error')


def is_optional(t: Type) -> bool:
    return t.kind == 'opaque' and t.name == 'optional_type'


def unwrap_optional(t: Type) -> tuple[Type, bool]:
    return (t.params[0], True) if is_optional(t) else (t, False)


_WORDS = {'any': 'any', 'duration': 'duration', 'error': '!error!', 'null_type': 'null', 'timestamp': 'timestamp'}


def format_type(t: Type) -> str:
    """A type as cel-go's messages write it: `map(string, list(int))`."""
    word = _WORDS.get(t.kind)
    if word is not None:
        return word
    if t.kind == 'wrapper':
        return f'wrapper({t.name})'
    if not t.params:
        return t.name
    return f'{t.name}({", ".join(format_type(p) for p in t.params)})'


def format_call(args: list[Type], member: bool) -> str:
    """The arguments of a call as cel-go's messages write them: `string.(int, int)`."""
    if member:
        return f'{format_type(args[0])}.({", ".join(format_type(a) for a in args[1:])})'
    return f'({", ".join(format_type(a) for a in args)})'


def go_name(t: Type) -> str:
    """A type as Kubernetes' own messages write it: timestamps by their long name."""
    if not t.params:
        return t.name
    return f'{t.name}({", ".join(go_name(p) for p in t.params)})'
