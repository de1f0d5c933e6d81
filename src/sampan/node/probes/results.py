"""What a container's probes last said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Result(Enum):
    UNKNOWN = 'unknown'
    SUCCESS = 'success'
    FAILURE = 'failure'


UNKNOWN, SUCCESS, FAILURE = Result.UNKNOWN, Result.SUCCESS, Result.FAILURE
TYPES = ('startup', 'liveness', 'readiness')


@dataclass(frozen=True, slots=True)
class ContainerProbes:
    """Results past their thresholds. A container counts as live and as not ready until a probe says otherwise."""

    startup: Result = UNKNOWN
    liveness: Result = SUCCESS
    readiness: Result = FAILURE

    def with_result(self, probe: str, result: Result) -> ContainerProbes:
        return replace(self, **{probe: result})
