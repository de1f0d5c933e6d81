"""Whether a container that has ended may run again: its rules by exit code, its own policy, its pod's.

Upstream: k8s.io/component-helpers, ContainerShouldRestart and AllContainersCouldRestart.
"""

from __future__ import annotations

from sampan.api.generated import core_v1 as core

RESTART = 'Restart'
RESTART_ALL = 'RestartAllContainers'


def may_restart(container: core.Container, of_pod: str, exit_code: int) -> bool:
    """After `exit_code`, in a pod whose restart policy is `of_pod`. Rules count only beside an own policy."""
    if container.restart_policy is None:
        return _allows(of_pod, exit_code)
    rule = matching_rule(container, exit_code)
    return (rule is not None and rule.action == RESTART) or _allows(container.restart_policy, exit_code)


def matching_rule(container: core.Container, exit_code: int) -> core.ContainerRestartRule | None:
    """The first rule that speaks of this exit code."""
    for rule in container.restart_policy_rules:
        codes = rule.exit_codes
        if codes is not None and (exit_code in codes.values) == (codes.operator == 'In'):
            return rule
    return None


def all_may_restart(spec: core.PodSpec) -> bool:
    """Whether the end of some container can start all of them again."""
    return any(
        rule.action == RESTART_ALL
        for container in (*spec.init_containers, *spec.containers)
        for rule in container.restart_policy_rules
    )


def _allows(policy: str, exit_code: int) -> bool:
    return policy == 'Always' or (policy == 'OnFailure' and exit_code != 0)
