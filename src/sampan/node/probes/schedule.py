"""Thresholds: from single outcomes to a result (upstream: pkg/kubelet/prober/worker.go). Pure."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.node.probes.results import FAILURE, SUCCESS, UNKNOWN, Result

# Seconds a process gets to begin before it is asked at all. Upstream asks somewhere within the first period.
FIRST_ATTEMPT = 0.1


class Threshold:
    """Counts equal outcomes in a row; says when they are enough to change the result."""

    def __init__(self, probe: core.Probe) -> None:
        self._failures = max(probe.failure_threshold, 1)
        self._successes = max(probe.success_threshold, 1)
        self._last = UNKNOWN
        self._run = 0

    def add(self, outcome: Result) -> Result | None:
        """The result from now on, or None while it stays what it was."""
        self._run = self._run + 1 if outcome is self._last else 1
        self._last = outcome
        if outcome is FAILURE and self._run < self._failures:
            return None
        if outcome is SUCCESS and self._run < self._successes:
            return None
        return outcome


def period(probe: core.Probe) -> float:
    return float(probe.period_seconds or 10)


def timeout(probe: core.Probe) -> float:
    return float(probe.timeout_seconds or 1)


def delay(probe: core.Probe, age: float) -> float:
    """Seconds until the first attempt at a container that has run for `age` seconds."""
    return max(0.0, FIRST_ATTEMPT - age, probe.initial_delay_seconds - age)
