"""The vocabulary of scheduling plugins, for all nodes at once (upstream: scheduler framework).

A filter looks at one pod and the whole cluster and names the rows it rejects, with the reasons; a score
gives each row a number from 0 to 100. A plugin that has nothing to say about a pod returns None.
A plugin that has to look at single nodes loops over rows itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sampan.scheduler.columns import Cluster, Mask
from sampan.scheduler.podinfo import PodInfo

MAX_SCORE = 100
Scores = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rejection:
    """The rows a filter rejects, and why: the reasons are upstream's words, asked for only on failure."""

    rows: Mask
    reasons: Callable[[int], Sequence[str]]


class Filter(Protocol):
    name: str
    events: frozenset[str]  # what may make a pod it rejected schedulable; see `queue.Event`

    def filter(self, pod: PodInfo, cluster: Cluster) -> Rejection | None: ...


class Score(Protocol):
    name: str

    def score(self, pod: PodInfo, cluster: Cluster, rows: npt.NDArray[np.intp]) -> Scores | None:
        """Numbers from 0 to MAX_SCORE for `rows`, in their order."""
        ...


class Unschedulable(Exception):
    """No node fits. The text is what users see in the event and the condition."""

    def __init__(self, message: str, plugins: frozenset[str]) -> None:
        super().__init__(message)
        self.message = message
        self.plugins = plugins  # whose events can help


def failure_message(nodes: int, reasons: Counter[str]) -> str:
    """`0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.` (upstream: FitError.Error)."""
    listed = ', '.join(sorted(f'{count} {reason}' for reason, count in reasons.items()))
    return f'0/{nodes} nodes are available: {listed}.' if listed else f'0/{nodes} nodes are available.'


def normalized(scores: Scores, *, reverse: bool = False) -> Scores:
    """Scale so that the largest becomes 100 (upstream: DefaultNormalizeScore)."""
    largest = int(scores.max(initial=0))
    if largest == 0:
        return np.full_like(scores, MAX_SCORE) if reverse else scores
    scaled = MAX_SCORE * scores // largest
    return MAX_SCORE - scaled if reverse else scaled
