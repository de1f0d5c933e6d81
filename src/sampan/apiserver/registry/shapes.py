"""Pods come in shapes: a workload's pods differ in their names only, and their specs need to be checked once.

Checking a spec is the most expensive step of creating a pod. What decides its outcome is remembered, as a digest,
for the last specs that were found without fault; the metadata is always checked.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict

from sampan.api import codec
from sampan.api.generated import core_v1

REMEMBERED = 4096
# The token volume's name ends in five random characters: any five are as good as any other.
_TOKEN_VOLUME = re.compile(rb'"kube-api-access-[a-z0-9]{5}"')


class Shapes:
    """The digests of specs that passed, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._passed: OrderedDict[bytes, None] = OrderedDict()

    def digest(self, pod: core_v1.Pod) -> bytes | None:
        """What the outcome depends on; None for pods whose outcome depends on their name too."""
        if any(volume.ephemeral is not None for volume in pod.spec.volumes):
            return None
        decisive = codec.encode((pod.metadata.labels, pod.metadata.annotations, pod.spec))
        return hashlib.blake2b(_TOKEN_VOLUME.sub(b'"kube-api-access-"', decisive), digest_size=16).digest()

    def passed(self, digest: bytes | None) -> bool:
        """Whether a spec like this was found without fault before."""
        if digest is None or digest not in self._passed:
            return False
        self._passed.move_to_end(digest)
        return True

    def remember(self, digest: bytes | None) -> None:
        """A spec like this is without fault."""
        if digest is None:
            return
        self._passed[digest] = None
        if len(self._passed) > REMEMBERED:
            self._passed.popitem(last=False)
