"""Which type may stand for which: substitution of type variables, as cel-go's checker does it."""

from __future__ import annotations

from sampan.machinery.cel.types import DYN, Type, is_dyn, is_dyn_or_error

Mapping = dict[Type, Type]

_NULLABLE = frozenset({'opaque', 'struct', 'any', 'duration', 'timestamp', 'wrapper'})
_EXACT = frozenset({
    'bool', 'bytes', 'double', 'int', 'string', 'uint', 'any', 'duration', 'timestamp', 'struct', 'wrapper',
})  # fmt: skip
_PARAMETERS = frozenset({'opaque', 'list', 'map', 'type'})


def assign(mapping: Mapping, t1: Type, t2: Type) -> Mapping | None:
    """The mapping that makes t1 assignable to t2, or None."""
    if t1 is t2 and not t1.params and t1.kind != 'param':
        return mapping
    copy = dict(mapping)
    return copy if _assignable(copy, t1, t2) else None


def assign_all(mapping: Mapping, from_: list[Type], to: tuple[Type, ...]) -> Mapping | None:
    """The mapping that makes all of a list assignable to another list, or None."""
    if len(from_) != len(to):
        return None
    copy = dict(mapping)
    return copy if all(_assignable(copy, a, b) for a, b in zip(from_, to, strict=True)) else None


def substitute(mapping: Mapping, t: Type, to_dyn: bool) -> Type:
    """The type with its variables replaced; unbound ones become dyn when `to_dyn`."""
    while t.kind == 'param' and t in mapping:
        t = mapping[t]
    if t.kind == 'param':
        return DYN if to_dyn else t
    if not t.params:
        return t
    return Type(t.kind, t.name, tuple(substitute(mapping, p, to_dyn) for p in t.params))


def most_general(t1: Type, t2: Type) -> Type:
    return t1 if _less_specific(t1, t2) else t2


def _less_specific(t1: Type, t2: Type) -> bool:
    if is_dyn(t1) or t1.kind == 'param':
        return True
    if is_dyn(t2) or t2.kind == 'param' or t1.kind != t2.kind:
        return False
    if t1.kind in ('opaque', 'list', 'map'):
        return (
            t1.name == t2.name
            and len(t1.params) == len(t2.params)
            and all(_less_specific(a, b) for a, b in zip(t1.params, t2.params, strict=True))
        )
    return t1.kind == 'type' or t1 == t2


def _assignable(m: Mapping, t1: Type, t2: Type) -> bool:
    if t2.kind == 'param':
        valid, bound = _substitution(m, t1, t2)
        if valid or bound:
            return valid
    if t1.kind == 'param':
        return _substitution(m, t2, t1)[0]
    if is_dyn_or_error(t1) or is_dyn_or_error(t2):
        return True
    if t1.kind == 'null_type':
        return t2.kind == 'null_type' or t2.kind in _NULLABLE
    if t2.kind == 'null_type':
        return t1.kind in _NULLABLE
    if t1.kind in _EXACT:
        return t2.is_assignable(t1) or t1.is_assignable(t2)
    if t1.kind == 'type':
        return t2.kind == 'type'
    return (
        t1.kind == t2.kind
        and t1.name == t2.name
        and len(t1.params) == len(t2.params)
        and all(_assignable(m, a, b) for a, b in zip(t1.params, t2.params, strict=True))
    )


def _substitution(m: Mapping, t1: Type, t2: Type) -> tuple[bool, bool]:
    """Whether t2 may become t1, and whether it is bound already."""
    if t1 == t2:
        return True, True
    bound = m.get(t2)
    if bound is not None:
        if t1 == bound:
            return True, True
        if _assignable(m, t1, bound):
            general = most_general(t1, bound)
            if _absent(m, t2, general):
                m[t2] = general
            return True, True
        return False, True
    if _absent(m, t2, t1):
        m[t2] = t1
        return True, False
    return False, False


def _absent(m: Mapping, t: Type, within: Type) -> bool:
    """The occurs check: whether a variable is not inside the type it would be bound to."""
    if t == within:
        return False
    if within.kind == 'param':
        bound = m.get(within)
        return bound is None or _absent(m, t, bound)
    if within.kind in _PARAMETERS:
        return all(_absent(m, t, p) for p in within.params)
    return True
