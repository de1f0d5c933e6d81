"""Which rules a level has at a release, and what they say about a pod (upstream: policy/registry.go).

Rules run in the order of their names, those of the baseline first. The restricted level has the baseline's too,
but for those it replaces by a stricter one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.admission.podsecurity.checks import host, kernel, rights
from sampan.apiserver.admission.podsecurity.checks.words import Check, Finding
from sampan.apiserver.admission.podsecurity.policy import BASELINE, PRIVILEGED, LevelVersion

NEWEST = 36  # the minor release whose rules `latest` means

Versions = Mapping[int, Check]  # from this minor release on

BASELINE_CHECKS: Mapping[str, Versions] = {
    'appArmorProfile': {0: kernel.apparmor_0},
    'capabilities_baseline': {0: rights.capabilities_baseline_0},
    'hostNamespaces': {0: host.host_namespaces_0},
    'hostPathVolumes': {0: host.host_path_volumes_0},
    'hostPorts': {0: host.host_ports_0},
    'hostProbesAndHostLifecycle': {34: host.host_probes_34},
    'privileged': {0: host.privileged_0},
    'procMount': {0: kernel.proc_mount_0, 35: kernel.proc_mount_35},
    'seLinuxOptions': {0: kernel.selinux_0, 31: kernel.selinux_31},
    'seccompProfile_baseline': {0: kernel.seccomp_baseline_0, 19: kernel.seccomp_baseline_19},
    'sysctls': {0: kernel.sysctls_0, 27: kernel.sysctls_27, 29: kernel.sysctls_29, 32: kernel.sysctls_32},
    'windowsHostProcess': {0: host.windows_host_process_0},
}
RESTRICTED_CHECKS: Mapping[str, Versions] = {
    'allowPrivilegeEscalation': {8: rights.escalation_8, 25: rights.escalation_25},
    'capabilities_restricted': {22: rights.capabilities_restricted_22, 25: rights.capabilities_restricted_25},
    'procMount_restricted': {35: kernel.proc_mount_0},
    'restrictedVolumes': {0: rights.restricted_volumes_0},
    'runAsNonRoot': {0: rights.run_as_non_root_0, 35: rights.run_as_non_root_35},
    'runAsUser': {23: rights.run_as_user_23, 35: rights.run_as_user_35},
    'seccompProfile_restricted': {19: kernel.seccomp_restricted_19, 25: kernel.seccomp_restricted_25},
}
REPLACES: Mapping[str, str] = {
    'capabilities_restricted': 'capabilities_baseline',
    'procMount_restricted': 'procMount',
    'restrictedVolumes': 'hostPathVolumes',
    'seccompProfile_restricted': 'seccompProfile_baseline',
}


def evaluate(wanted: LevelVersion, meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> list[Finding]:
    """Everything that keeps the pod from this level."""
    if wanted.level == PRIVILEGED:
        return []
    minor = NEWEST if wanted.minor is None else min(wanted.minor, NEWEST)
    found = (check(meta, spec) for check in _checks(wanted.level, minor))
    return [finding for finding in found if finding is not None]


def reasons(findings: Sequence[Finding]) -> str:
    """`host namespaces, privileged`."""
    return ', '.join(finding.reason for finding in findings)


def details(findings: Sequence[Finding]) -> str:
    """`host namespaces (hostNetwork=true), privileged (...)`."""
    return ', '.join(f'{reason} ({detail})' if detail else reason for reason, detail in findings)


@cache
def _checks(level: str, minor: int) -> tuple[Check, ...]:
    """The rules of a level as of a release; there are a few dozen combinations."""
    baseline = _at(BASELINE_CHECKS, minor)
    if level == BASELINE:
        return tuple(baseline.values())
    restricted = _at(RESTRICTED_CHECKS, minor)
    replaced = {REPLACES.get(name) for name in restricted}
    return (*(check for name, check in baseline.items() if name not in replaced), *restricted.values())


def _at(checks: Mapping[str, Versions], minor: int) -> dict[str, Check]:
    """Each rule in the version that holds at the release, in the order of names."""
    found: dict[str, Check] = {}
    for name in sorted(checks):
        since = [version for version in checks[name] if version <= minor]
        if since:
            found[name] = checks[name][max(since)]
    return found
