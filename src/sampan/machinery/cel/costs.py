"""What calls cost when they run, in cel-go's units.

Upstream: interpreter/runtimecost.go, library/cost.go, ext/lists.go, ext/sets.go.

`call_cost` gives either a number, for calls whose cost does not depend on data, or a function of arguments and result.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from sampan.machinery.cel.declarations import Overload
from sampan.machinery.cel.types import Type
from sampan.machinery.cel.values import MapList, Opaque, SetList, size_of

Cost = int | Callable[[tuple[Any, ...], Any], int]

PER_CALL_LIMIT: Final = 1_000_000
TRAVERSAL: Final = 0.1
REGEX: Final = 0.25
LIST: Final = 10
MAP: Final = 30
STRUCT: Final = 40
AUTHORIZER_CHECK: Final = 350_000


def traversal(size: int, factor: float = TRAVERSAL) -> int:
    return math.ceil(size * factor)


def _first(args: tuple[Any, ...], result: Any) -> int:
    return math.ceil(size_of(args[0]) * TRAVERSAL)


def _first_twice(args: tuple[Any, ...], result: Any) -> int:
    return math.ceil(size_of(args[0]) * 2 * TRAVERSAL)


def _join(args: tuple[Any, ...], result: Any) -> int:
    return math.ceil(size_of(result) * 2 * TRAVERSAL)


def _regex(args: tuple[Any, ...], result: Any) -> int:
    return math.ceil((1.0 + size_of(args[0])) * TRAVERSAL) * math.ceil(size_of(args[1]) * REGEX)


def _contains(args: tuple[Any, ...], result: Any) -> int:
    return math.ceil(size_of(args[0]) * TRAVERSAL) * math.ceil(size_of(args[1]) * TRAVERSAL)


def compare_cost(a: Any, b: Any) -> int:
    """What == and the comparisons of texts cost: the shorter one is read."""
    if isinstance(a, Opaque):
        return 1
    return math.ceil(min(size_of(a), size_of(b)) * TRAVERSAL)


def _compare(args: tuple[Any, ...], result: Any) -> int:
    return math.ceil(min(size_of(args[0]), size_of(args[1])) * TRAVERSAL)


def _concatenation(args: tuple[Any, ...], result: Any) -> int:
    return math.ceil((size_of(args[0]) + size_of(args[1])) * TRAVERSAL)


def _walk(value: Any) -> int:
    """The whole of a value, as library functions over lists count it."""
    if isinstance(value, str):
        return int(len(value.encode()) * TRAVERSAL)
    if isinstance(value, bytes):
        return int(len(value) * TRAVERSAL)
    if isinstance(value, (list, tuple, SetList, MapList)):
        return sum(_walk(element) for element in value)
    if isinstance(value, dict):
        return sum(_walk(key) + _walk(element) for key, element in value.items())
    return 1


def selector_cost(size: int) -> int:
    return LIST + math.ceil(size * TRAVERSAL) + math.ceil(math.ceil(size * 0.5) * float(LIST + STRUCT))


def _contains_ip(text: bool) -> Callable[[tuple[Any, ...], Any], int]:
    def cost(args: tuple[Any, ...], result: Any) -> int:
        base = math.ceil(size_of(args[0]) * 2 * TRAVERSAL)
        return base + (math.ceil(size_of(args[1]) * TRAVERSAL) if text else 0)

    return cost


def _contains_cidr(text: bool) -> Callable[[tuple[Any, ...], Any], int]:
    def cost(args: tuple[Any, ...], result: Any) -> int:
        size = size_of(args[0])
        base = math.ceil(size * 2 * TRAVERSAL) + math.ceil(size * TRAVERSAL) + 1
        return base + (math.ceil(size_of(args[1]) * TRAVERSAL) if text else 0)

    return cost


def _validate(args: tuple[Any, ...], result: Any) -> int:
    size: int = args[0].regex_size
    return math.ceil((1.0 + size_of(args[1])) * TRAVERSAL) * math.ceil(size * REGEX)


def _sets(factor: int) -> Callable[[tuple[Any, ...], Any], int]:
    return lambda args, result: 1 + size_of(args[0]) * size_of(args[1]) * factor


def _allocating(factor: float, size: int) -> int:
    return int(size * factor) + 1 + LIST


def _output(args: tuple[Any, ...], result: Any) -> int:
    return _allocating(1, size_of(result))


def _flatten(args: tuple[Any, ...], result: Any) -> int:
    return _allocating(float(args[1]) if len(args) == 2 else 1.0, size_of(args[0]))


def _distinct(args: tuple[Any, ...], result: Any) -> int:
    return _sorting(args[0])


def _sort(args: tuple[Any, ...], result: Any) -> int:
    return _sorting(args[-1])


def _sorting(elements: Any) -> int:
    size = len(elements)
    factor = 2.0 + (TRAVERSAL if size and isinstance(elements[0], (str, bytes)) else 0)
    return _allocating(factor, size * size)


# What costs one unit, however large its arguments; the estimate (estimate_calls) says the same.
UNITS: Final = frozenset(
    [
        'serviceAccount',
        'path',
        'group',
        'resource',
        'subresource',
        'namespace',
        'name',
        'allowed',
        'reason',
        'error',
        'errored',
        'masked',
        'prefixLength',
        'family',
        'isUnspecified',
        'isLoopback',
        'isLinkLocalMulticast',
        'isLinkLocalUnicast',
        'isGlobalUnicast',
        'format.named',
        'sign',
        'asInteger',
        'isInteger',
        'asApproximateFloat',
        'isGreaterThan',
        'isLessThan',
        'compareTo',
        'add',
        'sub',
        'major',
        'minor',
        'patch',
        'getScheme',
        'getHostname',
        'getHost',
        'getPort',
        'getEscapedPath',
        'getQuery',
    ]
)
_BY_FUNCTION: Final[dict[str, Cost]] = {
    **dict.fromkeys(UNITS, 1),
    'check': AUTHORIZER_CHECK,
    'fieldSelector': lambda args, result: selector_cost(size_of(args[1])),
    'labelSelector': lambda args, result: selector_cost(size_of(args[1])),
    **dict.fromkeys(['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf'], lambda args, result: _walk(args[0])),
    **dict.fromkeys(
        [
            'url',
            'lowerAscii',
            'upperAscii',
            'substring',
            'trim',
            'jsonpatch.escapeKey',
            'cidr',
            'isIP',
            'isCIDR',
            'ip',
            'quantity',
            'isQuantity',
            'semver',
            'isSemver',
        ],
        _first,
    ),
    'replace': _first_twice,
    'split': _first_twice,
    'ip.isCanonical': _first_twice,
    'join': _join,
    'find': _regex,
    'findAll': _regex,
    'containsIP': _contains_ip(False),
    'containsCIDR': _contains_cidr(False),
    'validate': _validate,
}
_BY_OVERLOAD: Final[dict[str, Cost]] = {
    'cidr_ip': 1,
    'cidr_contains_ip_string': _contains_ip(True),
    'cidr_contains_cidr_string': _contains_cidr(True),
    'list_sets_contains_list': _sets(1),
    'list_sets_intersects_list': _sets(1),
    'list_sets_equivalent_list': _sets(2),
    'list_slice': _output,
    'lists_range': _output,
    'list_reverse': _output,
    'list_flatten': _flatten,
    'list_flatten_int': _flatten,
    'list_distinct': _distinct,
}
_STANDARD: Final[dict[str, Cost]] = {
    **dict.fromkeys(
        [
            'starts_with_string',
            'ends_with_string',
            'string_to_bytes',
            'bytes_to_string',
            'strings_quote',
            'string_format',
        ],
        _first,
    ),
    **dict.fromkeys(
        [
            'less_string',
            'greater_string',
            'less_equals_string',
            'greater_equals_string',
            'less_bytes',
            'greater_bytes',
            'less_equals_bytes',
            'greater_equals_bytes',
        ],
        _compare,
    ),
    'in_list': lambda args, result: size_of(args[1]),
    'add_string': _concatenation,
    'add_bytes': _concatenation,
    'matches_string': _regex,
    'contains_string': _contains,
}


def call_cost(function: str, overloads: list[Overload]) -> Cost:
    """The cost of a call. With several overloads possible (dynamic arguments) only the function decides."""
    overload = overloads[0].id if len(overloads) == 1 else ''
    found = _BY_OVERLOAD.get(overload)
    if found is not None:
        return found
    if overload.endswith(('_sort', '_sortByAssociatedKeys')):
        return _sort
    found = _BY_FUNCTION.get(function)
    if found is not None:
        return found
    return _STANDARD.get(overload, 1)


def is_unit(t: Type) -> bool:
    """Whether comparing values of a type always costs one."""
    return t.kind in ('bool', 'int', 'uint', 'double', 'timestamp', 'duration', 'null_type', 'type')
