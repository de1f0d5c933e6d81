"""What single calls may cost, by the sizes of their operands.

Upstream: library/cost.go, checker/cost.go, ext/lists.go, ext/sets.go.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from sampan.machinery.cel.ast import Literal, Node
from sampan.machinery.cel.bounds import FIXED_1, MOST, UNKNOWN, Bounds, fixed
from sampan.machinery.cel.costs import AUTHORIZER_CHECK, LIST, REGEX, STRUCT, TRAVERSAL, UNITS
from sampan.machinery.cel.types import Type

MAX_NAME_REGEX = 128
MAX_FORMAT = 64


class Estimate(NamedTuple):
    """The bounds of a call's cost, and of its result's size where known."""

    cost: Bounds
    size: Bounds | None = None


class Operand(NamedTuple):
    """An argument or receiver: where it comes from, its type, and its size where known."""

    path: tuple[str, ...]
    type: Type
    node: Node | None
    size: Bounds | None
    lookup: Callable[[tuple[str, ...]], Bounds | None]

    def bounds(self) -> Bounds:
        if self.size is not None:
            return self.size
        return (self.lookup(self.path) if self.path else None) or UNKNOWN

    def element(self) -> Operand | None:
        """A list's element."""
        if not self.type.params:
            return None
        path = (*self.path, '@items') if self.path else ()
        return Operand(path, self.type.params[0], None, None, self.lookup)


Estimator = Callable[[str, Operand | None, list[Operand]], Estimate | None]


def estimate_call(function: str, overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    """The cost of a call without its arguments; None where it is the ordinary one."""
    found = _BY_OVERLOAD.get(overload)
    if found is None and overload.endswith(('_sort', '_sortByAssociatedKeys')):
        found = _sort
    if found is not None:
        return found(overload, target, args)
    if function in UNITS:
        return Estimate(FIXED_1)
    special = _BY_FUNCTION.get(function)
    if special is not None:
        result = special(overload, target, args)
        if result is not None:
            return result
    standard = _STANDARD.get(overload)
    return None if standard is None else standard(overload, target, args)


def _check(overload: str, target: Operand | None, args: list[Operand]) -> Estimate:
    return Estimate(fixed(AUTHORIZER_CHECK))


def _selector(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if len(args) != 1:
        return None
    size = args[0].bounds()
    requirements = size.scaled(0.5).scaled(float(LIST + STRUCT))
    return Estimate(fixed(LIST) + size.scaled(TRAVERSAL) + requirements)


def _walk(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if target is None:
        return None
    element = target.element()
    if element is None:
        return Estimate(target.bounds().scaled(TRAVERSAL))
    cost = FIXED_1
    if element.type.kind in ('string', 'bytes'):
        cost = cost + element.bounds().scaled(TRAVERSAL)
    return Estimate(target.bounds() * cost)


def _read_argument(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if not args:
        return None
    return Estimate(args[0].bounds().scaled(TRAVERSAL))


def _read_argument_sized(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if len(args) != 1:
        return None
    size = args[0].bounds()
    return Estimate(size.scaled(TRAVERSAL), size)


def _read_target(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if target is None:
        return None
    size = target.bounds()
    return Estimate(size.scaled(TRAVERSAL), size)


def _replace(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if target is None or len(args) < 2:
        return None
    size, old, new = target.bounds(), args[0].bounds(), args[1].bounds()
    most, kept_most = _replaced(size.high, old.low, new.high <= old.low, math.ceil)
    least, kept_least = _replaced(size.low, old.high, old.high <= new.low, math.ceil)
    result = Bounds(least, most) * new + Bounds(kept_least, kept_most)
    return Estimate(size.scaled(2 * TRAVERSAL), result)


def _replaced(size: int, old: int, never: bool, up: Callable[[float], int]) -> tuple[int, int]:
    """How often something is replaced, and how much of the text stays."""
    if old == 0:
        return min(MOST, size + 1), size
    if never:
        return 0, size
    return min(MOST, up(float(size) / float(old))), 0


def _split(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if target is None:
        return None
    size = target.bounds()
    most = size.high
    if len(args) > 1 and isinstance(args[1].node, Literal) and type(args[1].node.value) is int:
        most = args[1].node.value % (1 << 64)
    return Estimate(size.scaled(2 * TRAVERSAL), Bounds(0, most))


def _join(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if target is None:
        return None
    count = target.bounds()
    element = target.element()
    size = count * element.bounds() if element is not None else fixed(0)
    if args:
        size = size + args[0].bounds() * Bounds(max(0, count.low - 1), max(0, count.high - 1))
    return Estimate(size.scaled(TRAVERSAL), size)


def _find(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if target is None or not args:
        return None
    size = target.bounds()
    cost = (size + FIXED_1).scaled(TRAVERSAL) * args[0].bounds().scaled(REGEX)
    return Estimate(cost, Bounds(0, size.high))


def _matches(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if target is None or len(args) != 1:
        return None
    return Estimate((target.bounds() + FIXED_1).scaled(TRAVERSAL) * args[0].bounds().scaled(REGEX))


def _contains(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if target is None or len(args) != 1:
        return None
    return Estimate(target.bounds().scaled(TRAVERSAL) * args[0].bounds().scaled(TRAVERSAL))


def _ip(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    return Estimate(FIXED_1) if overload == 'cidr_ip' else _read_argument(overload, target, args)


def _canonical(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    return Estimate(args[0].bounds().scaled(2 * TRAVERSAL)) if args else None


def _contains_ip(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if not args:
        return None
    size = Bounds(4, 16)
    cost = (size + size).scaled(TRAVERSAL)
    if overload == 'cidr_contains_ip_string':
        cost = cost + args[0].bounds().scaled(TRAVERSAL)
    return Estimate(cost)


def _contains_cidr(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if not args:
        return None
    size = Bounds(4, 16)
    cost = (size + size).scaled(TRAVERSAL) + size.scaled(TRAVERSAL) + FIXED_1
    if overload == 'cidr_contains_cidr_string':
        cost = cost + args[0].bounds().scaled(TRAVERSAL)
    return Estimate(cost)


def _validate(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if not args:
        return None
    return Estimate(args[0].bounds().scaled(TRAVERSAL).scaled(MAX_NAME_REGEX * REGEX))


_ONE_UNIT = frozenset({
    'net.IP', 'net.CIDR', 'kubernetes.Quantity', 'kubernetes.Semver', 'kubernetes.authorization.Authorizer',
    'kubernetes.authorization.PathCheck', 'kubernetes.authorization.GroupCheck',
    'kubernetes.authorization.ResourceCheck', 'kubernetes.authorization.Decision',
})  # fmt: skip


def _equals(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if len(args) != 2 or args[0].type != args[1].type:
        return None
    name = args[0].type.name
    if name in _ONE_UNIT:
        return Estimate(FIXED_1)
    if name == 'kubernetes.NamedFormat':
        return Estimate(Bounds(1, MAX_FORMAT).scaled(TRAVERSAL))
    if name == 'kubernetes.URL':
        most = args[1].size.high if args[1].size is not None else 1
        return Estimate(Bounds(1, most).scaled(TRAVERSAL))
    return None


_BY_FUNCTION: dict[str, Estimator] = {
    'check': _check,
    'fieldSelector': _selector,
    'labelSelector': _selector,
    **dict.fromkeys(['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf'], _walk),
    **dict.fromkeys(('url', 'jsonpatch.escapeKey'), _read_argument_sized),
    **dict.fromkeys(['lowerAscii', 'upperAscii', 'substring', 'trim'], _read_target),
    'replace': _replace,
    'split': _split,
    'join': _join,
    'find': _find,
    'findAll': _find,
    **dict.fromkeys(['cidr', 'isIP', 'isCIDR', 'quantity', 'isQuantity', 'semver', 'isSemver'], _read_argument),
    'ip': _ip,
    'ip.isCanonical': _canonical,
    'containsIP': _contains_ip,
    'containsCIDR': _contains_cidr,
    'validate': _validate,
    '_==_': _equals,
}


def _compared(overload: str, target: Operand | None, args: list[Operand]) -> Estimate:
    most = min(args[0].bounds().high, args[1].bounds().high)
    return Estimate(Bounds(1 if most > 0 else 0, most).scaled(TRAVERSAL))


def _in_list(overload: str, target: Operand | None, args: list[Operand]) -> Estimate:
    return Estimate(args[1].bounds())


def _format(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    return None if target is None else Estimate(target.bounds().scaled(TRAVERSAL))


def _to_bytes(overload: str, target: Operand | None, args: list[Operand]) -> Estimate:
    size = args[0].bounds()
    return Estimate(size.scaled(TRAVERSAL), Bounds(size.low, min(MOST, size.high * 4)))


def _from_bytes(overload: str, target: Operand | None, args: list[Operand]) -> Estimate:
    size = args[0].bounds()
    return Estimate(size.scaled(TRAVERSAL), Bounds(size.low // 4, size.high))


def _quote(overload: str, target: Operand | None, args: list[Operand]) -> Estimate:
    size = args[0].bounds()
    return Estimate(size.scaled(TRAVERSAL), Bounds(size.low + 2, min(MOST, size.high * 2 + 2)))


_STANDARD: dict[str, Estimator] = {
    'string_format': _format,
    'string_to_bytes': _to_bytes,
    'bytes_to_string': _from_bytes,
    'strings_quote': _quote,
    'starts_with_string': _read_argument,
    'ends_with_string': _read_argument,
    'in_list': _in_list,
    'matches_string': _matches,
    'contains_string': _contains,
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
            'equals',
            'not_equals',
        ],
        _compared,
    ),
}


def _sets(factor: int) -> Estimator:
    def cost(overload: str, target: Operand | None, args: list[Operand]) -> Estimate:
        return Estimate((args[0].bounds() * args[1].bounds()).scaled(factor) + FIXED_1)

    return cost


def _allocating(factor: float, size: Bounds) -> Estimate:
    return Estimate(size.scaled(factor) + FIXED_1 + fixed(LIST), size)


def _whole(operand: Operand, default: int) -> int:
    node = operand.node
    if isinstance(node, Literal) and type(node.value) is int:
        return max(0, node.value)
    return default


def _slice(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if target is None:
        return None
    start, end = _whole(args[0], 0), _whole(args[1], target.bounds().high)
    return _allocating(1, fixed((end - start) % (1 << 64)))


def _range(overload: str, target: Operand | None, args: list[Operand]) -> Estimate:
    return _allocating(1, fixed(_whole(args[0], MOST)))


def _reverse(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    return None if target is None else _allocating(1, target.bounds())


def _flatten(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    if target is None:
        return None
    return _allocating(float(_whole(args[0], MOST)) if args else 1.0, target.bounds())


def _distinct(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    return None if target is None else _allocating(2.0, target.bounds() * target.bounds())


def _sort(overload: str, target: Operand | None, args: list[Operand]) -> Estimate | None:
    keys = args[0] if args else target
    if keys is None:
        return None
    factor = 2.0 + (TRAVERSAL if overload.startswith(('list_string', 'list_bytes')) else 0)
    return _allocating(factor, keys.bounds() * keys.bounds())


_BY_OVERLOAD: dict[str, Estimator] = {
    'list_sets_contains_list': _sets(1),
    'list_sets_intersects_list': _sets(1),
    'list_sets_equivalent_list': _sets(2),
    'list_slice': _slice,
    'lists_range': _range,
    'list_reverse': _reverse,
    'list_flatten': _flatten,
    'list_flatten_int': _flatten,
    'list_distinct': _distinct,
}
