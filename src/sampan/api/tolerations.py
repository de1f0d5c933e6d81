"""Which taints a pod tolerates (upstream: component-helpers/scheduling/corev1, Toleration.ToleratesTaint)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sampan.api.generated import core_v1 as core
from sampan.machinery.labels import parse_int64


def tolerates(toleration: core.Toleration, taint: core.Taint) -> bool:
    """An empty key with Exists matches every taint, an empty effect every effect."""
    if toleration.effect and toleration.effect != taint.effect:
        return False
    if toleration.key and toleration.key != taint.key:
        return False
    match toleration.operator:
        case '' | 'Equal':
            return toleration.value == taint.value
        case 'Exists':
            return True
        case 'Lt' | 'Gt':
            return _compares(toleration.operator, toleration.value, taint.value)
        case _:
            return False


def untolerated(taints: Iterable[core.Taint], tolerations: Iterable[core.Toleration]) -> Iterator[core.Taint]:
    """The taints that no toleration covers."""
    accepted = list(tolerations)
    return (taint for taint in taints if not any(tolerates(toleration, taint) for toleration in accepted))


def _compares(operator: str, wanted: str, found: str) -> bool:
    limit, value = parse_int64(wanted), parse_int64(found)
    if limit is None or value is None:
        return False
    return value < limit if operator == 'Lt' else value > limit
