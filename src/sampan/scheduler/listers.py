"""What plugins may look up besides nodes and pods."""

from __future__ import annotations

from typing import Protocol

from sampan.machinery import labels
from sampan.scheduler.podinfo import PodInfo


class Listers(Protocol):
    """Read-only views of the cluster; simulation and unit tests pass their own."""

    def namespace_labels(self, namespace: str) -> dict[str, str]:
        """The labels of a namespace; empty when it is unknown."""
        ...

    def default_selector(self, pod: PodInfo) -> labels.Selector | None:
        """What the Services and the controller of the pod select, joined; None when nothing does.

        Upstream: scheduler/framework/plugins/helper.DefaultSelector.
        """
        ...
