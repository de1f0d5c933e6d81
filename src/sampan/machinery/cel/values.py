"""Values of CEL that Python has no type for, and what holds for all values: their type, equality, order, size, text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sampan.machinery.cel import types
from sampan.machinery.cel.errors import EvaluationError, no_such_overload
from sampan.machinery.cel.numbers import UInt
from sampan.machinery.cel.types import Type

SECOND: Final = 1_000_000_000
TIME_MIN: Final = -62135596800 * SECOND
TIME_MAX: Final = 253402300799 * SECOND + SECOND - 1


class Timestamp:
    """An instant: nanoseconds since 1970, UTC. `offset` (seconds) is only how it is written."""

    __slots__ = ('ns', 'offset')

    def __init__(self, ns: int, offset: int = 0) -> None:
        self.ns = ns
        self.offset = offset

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timestamp) and self.ns == other.ns

    def __hash__(self) -> int:
        return hash((Timestamp, self.ns))

    def __repr__(self) -> str:
        return f'Timestamp({self.ns})'


class Duration:
    """A length of time in nanoseconds, within 64 bits."""

    __slots__ = ('ns',)

    def __init__(self, ns: int) -> None:
        self.ns = ns

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Duration) and self.ns == other.ns

    def __hash__(self) -> int:
        return hash((Duration, self.ns))

    def __repr__(self) -> str:
        return f'Duration({self.ns})'


class Optional:
    """A value that may be missing; `NONE` is the missing one."""

    __slots__ = ('present', 'value')

    def __init__(self, value: Any = None, present: bool = True) -> None:
        self.value = value
        self.present = present

    def get(self) -> Any:
        if not self.present:
            raise EvaluationError('optional.none() dereference')
        return self.value

    def __repr__(self) -> str:
        return f'optional({self.value!r})' if self.present else 'optional.none()'


NONE: Final = Optional(present=False)


class Opaque:
    """Base of library values (`ip`, `url`, ...): they are equal by `key` and have no fields."""

    __slots__ = ()
    cel_type: Type

    def key(self) -> Any:
        raise NotImplementedError

    def size(self) -> int:
        """What an operation over the whole value costs by; library values count as one unless they say otherwise."""
        return 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Opaque) and type(self) is type(other) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.key()))


class ObjectValue(dict[str, Any]):
    """An object that an expression made: `Object{spec: ...}`. It is a map that knows its type's name."""

    __slots__ = ('cel_type',)

    def __init__(self, cel_type: Type, fields: dict[str, Any]) -> None:
        super().__init__(fields)
        self.cel_type = cel_type


class SetList(list[Any]):
    """A list of x-kubernetes-list-type set: equal in any order, `+` adds what is new."""

    __slots__ = ()


class MapList(list[Any]):
    """A list of x-kubernetes-list-type map: elements are matched by their keys."""

    __slots__ = ('keys',)

    def __init__(self, elements: list[Any], keys: tuple[str, ...]) -> None:
        super().__init__(elements)
        self.keys = keys

    def key_of(self, element: Any) -> tuple[Any, ...]:
        return tuple(element.get(key) for key in self.keys) if isinstance(element, dict) else (element,)


class Lazy:
    """A binding that is worked out when an expression first asks for it."""

    __slots__ = ('ask',)

    def __init__(self, ask: Callable[[], Any]) -> None:
        self.ask = ask


_TYPES: Final[dict[type, Type]] = {
    type(None): types.NULL, bool: types.BOOL, int: types.INT, UInt: types.UINT, float: types.DOUBLE,
    str: types.STRING, bytes: types.BYTES, list: types.list_of(types.DYN), tuple: types.list_of(types.DYN),
    SetList: types.list_of(types.DYN), MapList: types.list_of(types.DYN), dict: types.map_of(types.DYN, types.DYN),
    Timestamp: types.TIMESTAMP, Duration: types.DURATION, Optional: types.optional_of(types.DYN), Type: types.TYPE,
}  # fmt: skip
_NUMBERS: Final = frozenset({int, UInt, float})
_LISTS: Final = frozenset({list, tuple, SetList, MapList})
_PLAIN: Final = frozenset({str, bool, int, UInt, float, bytes, type(None), Timestamp, Duration})


def type_of(value: Any) -> Type:
    """The runtime type of a value, without parameters that it cannot know."""
    found = _TYPES.get(type(value))
    if found is not None:
        return found
    if isinstance(value, (Opaque, ObjectValue)):
        return value.cel_type
    if isinstance(value, dict):
        return types.map_of(types.DYN, types.DYN)
    raise TypeError(f'no CEL value: {value!r}')


def bare_type(value: Any) -> Type:
    """The type as `type(x)` gives it: list and map without their parameters."""
    t = type_of(value)
    return t if not t.params else Type(t.kind, t.name)


def type_name(value: Any) -> str:
    return type_of(value).name


def equal(a: Any, b: Any) -> bool:
    """CEL's ==: numbers across types, lists and maps by content, values of different types differ."""
    ta = type(a)
    tb = type(b)
    if ta is tb and ta in _PLAIN:
        return bool(a == b)
    if ta in _NUMBERS and tb in _NUMBERS:
        return float(a) == float(b) if float in (ta, tb) else int(a) == int(b)
    if ta in _LISTS:
        return tb in _LISTS and _equal_lists(a, b)
    if isinstance(a, dict):
        return isinstance(b, dict) and _equal_maps(a, b)
    if ta is Optional:
        return tb is Optional and a.present == b.present and (not a.present or equal(a.value, b.value))
    if ta is Type:
        return tb is Type and a.name == b.name
    return isinstance(a, Opaque) and bool(a == b)


def _equal_lists(a: Any, b: Any) -> bool:
    if len(a) != len(b):
        return False
    if type(a) is SetList:
        return all(contains(a, element) for element in b)
    if type(a) is MapList:
        by_key = {a.key_of(element): element for element in a}
        return all((key := a.key_of(element)) in by_key and equal(by_key[key], element) for element in b)
    return all(map(equal, a, b))


def _equal_maps(a: dict[Any, Any], b: dict[Any, Any]) -> bool:
    return len(a) == len(b) and all(has_key(b, key) and equal(value, b[key]) for key, value in a.items())


def contains(sequence: Any, value: Any) -> bool:
    """Whether a list has an equal element."""
    if type(value) in (str, bytes):
        return value in sequence
    return any(equal(element, value) for element in sequence)


def has_key(mapping: dict[Any, Any], key: Any) -> bool:
    """Whether a map has the key; true and 1 are one key to Python, not to CEL."""
    kind = type(key)
    if kind is str:
        return key in mapping
    if kind not in (bool, int, UInt, float) or key not in mapping:
        return False
    if kind is bool or key == 0 or key == 1:
        return any(k == key and (type(k) is bool) == (kind is bool) for k in mapping)
    return True


def compare(a: Any, b: Any) -> int:
    """-1, 0 or 1. Raises EvaluationError for values without an order between them."""
    ta = type(a)
    tb = type(b)
    if ta in _NUMBERS and tb in _NUMBERS:
        if float in (ta, tb):
            a, b = float(a), float(b)
            if a != a or b != b:
                raise EvaluationError('NaN values cannot be ordered')
        return int(a > b) - int(a < b)
    if ta is not tb:
        raise no_such_overload()
    if ta in (str, bytes, bool):
        return int(a > b) - int(a < b)
    if ta is Timestamp or ta is Duration:
        return int(a.ns > b.ns) - int(a.ns < b.ns)
    raise no_such_overload()


def size_of(value: Any) -> int:
    """What cost accounting calls the actual size: elements, characters, bytes; one for everything else."""
    kind = type(value)
    if kind in (str, list, dict, bytes, tuple, SetList, MapList):
        return len(value)
    if kind is Optional:
        return size_of(value.value) if value.present else 1
    if isinstance(value, dict):
        return len(value)
    return value.size() if isinstance(value, Opaque) else 1


def add_lists(a: Any, b: Any) -> Any:
    """`+` of lists, with the meaning of sets and maps where the left one is such a list."""
    if type(a) is SetList:
        merged = SetList(a)
        for element in b:
            if not contains(merged, element):
                merged.append(element)
        return merged
    if type(a) is MapList:
        result = MapList(list(a), a.keys)
        places = {a.key_of(element): index for index, element in enumerate(a)}
        for element in b:
            place = places.get(a.key_of(element))
            if place is None:
                result.append(element)
            else:
                result[place] = element
        return result
    return [*a, *b]
