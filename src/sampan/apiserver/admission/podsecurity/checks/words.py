"""How upstream puts a finding, and the containers every rule looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sampan.api.generated import core_v1, meta_v1


class Finding(NamedTuple):
    """Why a pod is not allowed."""

    reason: str
    detail: str


Check = Callable[[meta_v1.ObjectMeta, core_v1.PodSpec], Finding | None]


def containers(spec: core_v1.PodSpec) -> list[Any]:
    """Init containers, containers, ephemeral containers: for these rules they are alike."""
    return [*spec.init_containers, *spec.containers, *spec.ephemeral_containers]


def quoted(items: Iterable[str]) -> str:
    """`"a", "b"`."""
    return ', '.join(f'"{item}"' for item in items)


def plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


def named(bad: Sequence[str]) -> str:
    """`container "a"`, `containers "a", "b"`."""
    return f'{plural("container", "containers", len(bad))} {quoted(bad)}'


def setters(pod: bool, bad: Sequence[str]) -> str:
    """Who set something: the pod, some containers, or both; '' for nobody."""
    return ' and '.join([*(['pod'] if pod else []), *([named(bad)] if bad else [])])


def on_windows(spec: core_v1.PodSpec) -> bool:
    return spec.os is not None and spec.os.name == 'windows'


def in_user_namespace(spec: core_v1.PodSpec) -> bool:
    return spec.host_users is False
