"""Which containers of a running pod to start and which to kill, now.

A pure function of the pod, what the runtime shows, and probe results
(upstream: kuberuntime computePodActions and computeInitContainerActions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar
from sampan.node.pods.observed import CONTAINER_HASH, Observed, SandboxNeed, sandbox_need
from sampan.node.pods.spec import container_hash, restart_on_failure, restarts_after
from sampan.node.probes.results import FAILURE, SUCCESS, ContainerProbes
from sampan.node.runtime.base import ContainerStatus, State

NO_PROBES = ContainerProbes()


@dataclass(frozen=True, slots=True)
class Kill:
    """A container to end, and what the Killing event says."""

    id: str
    name: str
    message: str
    probe: str = ''  # liveness or startup: the probe's own grace period may apply


@dataclass(slots=True)
class PodPlan:
    sandbox: SandboxNeed
    kill_pod: bool = False
    create_sandbox: bool = False
    init: list[str] = field(default_factory=list)
    containers: list[str] = field(default_factory=list)
    ephemeral: list[str] = field(default_factory=list)
    kill: list[Kill] = field(default_factory=list)


Probes = Mapping[str, ContainerProbes]  # by container id


def plan_pod(pod: core.Pod, observed: Observed, probes: Probes) -> PodPlan:
    need = sandbox_need(observed, host_network=pod.spec.host_network)
    plan = PodPlan(need, kill_pod=need.create, create_sandbox=need.create)
    if need.create:
        _plan_new_sandbox(pod, observed, plan)
        return plan
    plan.ephemeral = [c.name for c in pod.spec.ephemeral_containers if observed.latest(c.name) is None]
    initialized = _plan_init(pod, observed, probes, plan)
    if plan.kill_pod or not initialized:
        return plan
    _plan_regular(pod, observed, probes, plan)
    return plan


def should_be_restarted(container: core.Container, pod: core.Pod, observed: Observed) -> bool:
    """Whether the container is due to be started (upstream: ShouldContainerBeRestarted)."""
    if pod.metadata.deletion_timestamp is not None:
        return False
    status = observed.latest(container.name)
    if status is None:
        return True
    if status.state is State.RUNNING:
        return False
    if status.state in (State.UNKNOWN, State.CREATED):
        return True
    return restarts_after(container, pod, status.exit_code)


def any_regular_started(pod: core.Pod, observed: Observed) -> bool:
    """Whether a regular container has been started in the present sandbox: the pod was initialized once."""
    states = (observed.active(c.name) for c in pod.spec.containers)
    return any(s is not None and s.state is not State.UNKNOWN for s in states)


def _plan_new_sandbox(pod: core.Pod, observed: Observed, plan: PodPlan) -> None:
    if not restart_on_failure(pod) and plan.sandbox.attempt != 0 and observed.containers:
        plan.create_sandbox = False
        return
    due = [c.name for c in pod.spec.containers if not _succeeded_for_good(c, pod, observed)]
    if not due and any(observed.latest(c.name) for c in pod.spec.containers):
        plan.create_sandbox = False
        return
    if pod.spec.init_containers:
        plan.init = [pod.spec.init_containers[0].name]
        return
    plan.containers = due


def _succeeded_for_good(container: core.Container, pod: core.Pod, observed: Observed) -> bool:
    status = observed.latest(container.name)
    if status is None or status.state is not State.EXITED or status.exit_code != 0:
        return False
    return not restarts_after(container, pod, 0)


def _plan_init(pod: core.Pod, observed: Observed, probes: Probes, plan: PodPlan) -> bool:
    """Walk the init containers from the last; returns whether initialization is over.

    The last one that exists in this sandbox decides what comes next; those before it have done
    their part, only sidecars among them are kept running.
    """
    containers = pod.spec.init_containers
    if not containers:
        return True
    initialized = any_regular_started(pod, observed)
    before = initialized
    start: list[int] = []
    for index in range(len(containers) - 1, -1, -1):
        container = containers[index]
        status = observed.active(container.name)
        if status is None:
            if before and is_sidecar(container):
                start.append(index)
            continue
        if before and not is_sidecar(container):
            continue
        last = index == len(containers) - 1
        if is_sidecar(container):
            initialized = _plan_sidecar(container, index, status, probes, plan, start, before, last) or initialized
        else:
            if _init_failed(status) and not restarts_after(container, pod, status.exit_code):
                plan.kill_pod, plan.init = True, []
                return False
            initialized = _plan_init_container(container, index, status, plan, start, last) or initialized
        before = True
    if not before:
        start.append(0)
    plan.init = [containers[i].name for i in reversed(start) if i < len(containers)]
    return initialized


def _init_failed(status: ContainerStatus) -> bool:
    return status.state is State.UNKNOWN or (status.state is State.EXITED and status.exit_code != 0)


def _plan_init_container(
    container: core.Container, index: int, status: ContainerStatus, plan: PodPlan, start: list[int], last: bool
) -> bool:
    """Returns whether this was the last one and it succeeded."""
    if status.state is State.RUNNING:
        return False
    if status.state is State.EXITED and status.exit_code == 0:
        if last:
            return True
        start.append(index + 1)
        return False
    if status.state is State.UNKNOWN:
        plan.kill.append(_unknown(container, status, 'Init container'))
    start.append(index)
    return False


def _plan_sidecar(
    container: core.Container,
    index: int,
    status: ContainerStatus,
    probes: Probes,
    plan: PodPlan,
    start: list[int],
    before: bool,
    last: bool,
) -> bool:
    """Returns whether this is the last init container and it has started."""
    if status.state is not State.RUNNING:
        if status.state is State.UNKNOWN:
            plan.kill.append(_unknown(container, status, 'Init container'))
        start.append(index)
        return False
    results = probes.get(status.id, NO_PROBES)
    if container.startup_probe is not None and results.startup is not SUCCESS:
        if results.startup is FAILURE:
            plan.kill.append(
                Kill(status.id, container.name, f'Init container {container.name} failed startup probe', 'startup')
            )
            start.append(index)
        return False
    if container.liveness_probe is not None and results.liveness is FAILURE:
        plan.kill.append(
            Kill(status.id, container.name, f'Init container {container.name} failed liveness probe', 'liveness')
        )
        start.append(index)
    if not before and not last:
        start.append(index + 1)
    return last


def _plan_regular(pod: core.Pod, observed: Observed, probes: Probes, plan: PodPlan) -> None:
    keep = 0
    for container in pod.spec.containers:
        status = observed.active(container.name)
        if status is None or status.state is not State.RUNNING:
            if should_be_restarted(container, pod, observed):
                plan.containers.append(container.name)
                if status is not None and status.state is State.UNKNOWN:
                    plan.kill.append(_unknown(container, status, 'Container'))
            continue
        changed = status.annotations.get(CONTAINER_HASH, container_hash(container)) != container_hash(container)
        failed = '' if changed else _failed_probe(container, probes.get(status.id, NO_PROBES))
        if not changed and not failed:
            keep += 1
            continue
        reason = 'definition changed' if changed else f'failed {failed} probe'
        message = f'Container {container.name} {reason}'
        if changed or restart_on_failure(pod) or container.restart_policy == 'Always':
            message += ', will be restarted'
            plan.containers.append(container.name)
        plan.kill.append(Kill(status.id, container.name, message, failed))
    if keep == 0 and not plan.containers:
        plan.kill_pod = True
        plan.init = []


def _failed_probe(container: core.Container, results: ContainerProbes) -> str:
    if container.liveness_probe is not None and results.liveness is FAILURE:
        return 'liveness'
    if container.startup_probe is not None and results.startup is FAILURE:
        return 'startup'
    return ''


def _unknown(container: core.Container, status: ContainerStatus, what: str) -> Kill:
    return Kill(status.id, container.name, f'{what} is in "unknown" state, try killing it before restart')
