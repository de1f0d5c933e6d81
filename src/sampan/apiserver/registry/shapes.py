"""Pods come in shapes: a workload's pods differ in their names only, and their specs need to be looked at once.

Checking a spec is the most expensive step of creating a pod. What follows from it is remembered together with
everything it follows from, for the last specs that were found without fault; the rest of the metadata is
checked every time.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from sampan.api import codec
from sampan.api.generated import core_v1

REMEMBERED = 512  # of a few kilobytes each
# The token volume's name ends in five random characters: any five are as good as any other.
TOKEN_VOLUME = 'kube-api-access-'


class Shape(NamedTuple):
    """What a faultless spec leads to."""

    qos_class: str
    warnings: tuple[str, ...]


class Shapes:
    """The specs that passed, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._passed: OrderedDict[bytes, Shape] = OrderedDict()

    def find(self, key: bytes | None) -> Shape | None:
        """What a spec like this led to, if it was seen."""
        if key is None or key not in self._passed:
            return None
        self._passed.move_to_end(key)
        return self._passed[key]

    def remember(self, key: bytes | None, shape: Shape) -> None:
        """A spec like this is without fault."""
        if key is None:
            return
        self._passed[key] = shape
        if len(self._passed) > REMEMBERED:
            self._passed.popitem(last=False)


def key_of(pod: core_v1.Pod) -> bytes | None:
    """What the outcome depends on; None for pods whose outcome depends on their name too."""
    if any(volume.ephemeral is not None for volume in pod.spec.volumes):
        return None
    decisive = codec.encode((pod.metadata.labels, pod.metadata.annotations, pod.spec))
    for volume in pod.spec.volumes:
        if volume.name.startswith(TOKEN_VOLUME) and len(volume.name) == len(TOKEN_VOLUME) + 5:
            decisive = decisive.replace(f'"{volume.name}"'.encode(), b'""')
    return decisive
