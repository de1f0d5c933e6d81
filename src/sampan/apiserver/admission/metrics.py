"""What is counted about admission, under upstream's names (upstream: admission/metrics, pod-security-admission)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sampan.apiserver.admission.podsecurity.policy import LATEST, PRIVILEGED
from sampan.apiserver.measures import Counts, Histograms, Series
from sampan.apiserver.version import version_info

if TYPE_CHECKING:
    from sampan.apiserver.admission.base import Attributes
    from sampan.apiserver.admission.podsecurity.policy import LevelVersion

BOUNDS = (0.005, 0.025, 0.1, 0.5, 1.0, 2.5)
ADMIT, VALIDATE = 'admit', 'validate'
PREFIX = 'apiserver_admission_'
MINOR = int(version_info()['minor'])
_RESOURCES = {('', 'pods'): 'pod', ('', 'namespaces'): 'namespace'}


class AdmissionMetrics:
    """Counts of one server."""

    def __init__(self) -> None:
        labels = ('name', 'type', 'operation', 'rejected')
        self.plugins = Histograms(
            f'{PREFIX}controller_admission_duration_seconds', 'Time of a plugin, in seconds.', labels, BOUNDS
        )
        self.steps = Histograms(
            f'{PREFIX}step_admission_duration_seconds', 'Time of all plugins, in seconds.', labels[1:], BOUNDS
        )
        judged = ('decision', 'policy_level', 'policy_version', 'mode', 'request_operation', 'resource', 'subresource')
        self._evaluations = Counts('pod_security_evaluations_total', 'Pods compared with a policy.', judged)
        asked = judged[-3:]
        self._exemptions = Counts('pod_security_exemptions_total', 'Requests nobody compares.', asked)
        self._errors = Counts('pod_security_errors_total', 'What went wrong comparing.', ('fatal', *asked))

    def plugin(self, name: str, type: str, operation: str) -> Series:
        """To be kept: the calls of a plugin that were not refused."""
        return self.plugins.of(name, type, operation, 'false')

    def refused(self, name: str, type: str, operation: str, seconds: float) -> None:
        self.plugins.observe(seconds, name, type, operation, 'true')

    def step(self, type: str, operation: str, seconds: float, *, rejected: bool) -> None:
        """All plugins are through, or one has refused."""
        self.steps.observe(seconds, type, operation, 'true' if rejected else 'false')

    def evaluated(self, attributes: Attributes, mode: str, policy: LevelVersion, *, denied: bool) -> None:
        """A pod was compared with a policy."""
        decision, version = 'deny' if denied else 'allow', policy.version
        if policy.level == PRIVILEGED:
            version = LATEST
        elif version != LATEST and int(version.removeprefix('v1.')) > MINOR:
            version = 'future'
        self._evaluations.add(decision, policy.level, version, mode, *_about(attributes))

    def exempted(self, attributes: Attributes) -> None:
        self._exemptions.add(*_about(attributes))

    def failed(self, attributes: Attributes, *, fatal: bool) -> None:
        self._errors.add('true' if fatal else 'false', *_about(attributes))

    def collect(self) -> Iterator[Any]:
        for each in (self.plugins, self.steps, self._evaluations, self._exemptions, self._errors):
            yield from each.collect()


def _about(attributes: Attributes) -> tuple[str, str, str]:
    """Operation, resource and subresource, as upstream folds them."""
    resource = _RESOURCES.get((attributes.resource.group, attributes.resource.plural), 'controller')
    return attributes.operation.value.lower(), resource, attributes.subresource
