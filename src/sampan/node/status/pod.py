"""The status of a pod as the API shows it (upstream: kubelet_pods.go generateAPIPodStatus)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar
from sampan.api.qos import pod_qos
from sampan.node.pods.observed import Observed, sandbox_need
from sampan.node.pods.plan import NO_PROBES, Probes, any_regular_started
from sampan.node.pods.spec import ephemeral_containers, is_terminal
from sampan.node.probes.results import SUCCESS
from sampan.node.status import conditions
from sampan.node.status.containers import Waiting, container_statuses
from sampan.node.status.phase import pod_phase
from sampan.node.status.times import api_time


@dataclass(frozen=True, slots=True)
class Failure:
    """The kubelet itself decided that the pod has failed: rejected, past its deadline, evicted."""

    reason: str
    message: str


def pod_status(
    pod: core.Pod,
    observed: Observed,
    previous: core.PodStatus,
    *,
    now: datetime,
    host_ips: tuple[str, ...],
    reasons: Mapping[str, Waiting],
    probes: Probes,
    terminal: bool = False,
    failure: Failure | None = None,
) -> core.PodStatus:
    """`previous` is what was reported last; `terminal` says no container will be started again."""
    status = core.PodStatus(qos_class=pod_qos(pod), start_time=previous.start_time or api_time(now))
    status.observed_generation = pod.metadata.generation
    _containers(pod, observed, previous, status, reasons)
    _addresses(pod, observed, previous, status, host_ips)
    _phase(pod, observed, previous, status, terminal, failure)
    _probes(pod, observed, status, probes)
    _conditions(pod, observed, previous, status, now)
    return status


def _containers(
    pod: core.Pod,
    observed: Observed,
    previous: core.PodStatus,
    status: core.PodStatus,
    reasons: Mapping[str, Waiting],
) -> None:
    spec = pod.spec
    status.container_statuses = container_statuses(pod, observed, spec.containers, previous.container_statuses, reasons)
    status.init_container_statuses = container_statuses(
        pod, observed, spec.init_containers, previous.init_container_statuses, reasons, init=True
    )
    status.ephemeral_container_statuses = container_statuses(
        pod, observed, ephemeral_containers(pod), previous.ephemeral_container_statuses, reasons
    )


def _addresses(
    pod: core.Pod,
    observed: Observed,
    previous: core.PodStatus,
    status: core.PodStatus,
    host_ips: tuple[str, ...],
) -> None:
    if host_ips:
        status.host_ip = host_ips[0]
        status.host_ips = [core.HostIP(ip=ip) for ip in host_ips]
    ips = host_ips if pod.spec.host_network else observed.ips
    if not ips and previous.pod_ip:
        # Addresses of a pod that has ended stay: endpoints and people look at them.
        ips = tuple(p.ip for p in previous.pod_ips)
    if ips:
        status.pod_ip = ips[0]
        status.pod_ips = [core.PodIP(ip=ip) for ip in ips]


def _phase(
    pod: core.Pod,
    observed: Observed,
    previous: core.PodStatus,
    status: core.PodStatus,
    terminal: bool,
    failure: Failure | None,
) -> None:
    by_name = {s.name: s for s in [*status.init_container_statuses, *status.container_statuses]}
    status.phase = pod_phase(pod, by_name, terminal=terminal, initialized=any_regular_started(pod, observed))
    for before in (previous.phase, pod.status.phase):
        # There is no way out of a terminal phase, whichever of the two said it first.
        if is_terminal(before):
            status.phase = before
    if failure is not None and status.phase != 'Succeeded':
        status.phase, status.reason, status.message = 'Failed', failure.reason, failure.message
    elif status.phase == previous.phase:
        status.reason = previous.reason or pod.status.reason
        status.message = previous.message or pod.status.message


def _probes(pod: core.Pod, observed: Observed, status: core.PodStatus, probes: Probes) -> None:
    """`started` and `ready` of every container (upstream: prober_manager UpdatePodStatus)."""
    specs = {c.name: c for c in [*pod.spec.init_containers, *pod.spec.containers]}
    regular = {c.name for c in pod.spec.containers}
    for container in [*status.container_statuses, *status.init_container_statuses]:
        spec = specs[container.name]
        container.started = _started(spec, container, probes)
        if container.name in regular or is_sidecar(spec):
            container.ready = bool(container.started) and _passes(spec, container, probes)
        else:
            ended = container.state.terminated
            container.ready = ended is not None and ended.exit_code == 0


def _runtime_id(status: core.ContainerStatus) -> str:
    return status.container_id.partition('://')[2]


def _started(spec: core.Container, status: core.ContainerStatus, probes: Probes) -> bool:
    if status.state.running is None:
        return False
    if spec.startup_probe is None:
        return True
    return probes.get(_runtime_id(status), NO_PROBES).startup is SUCCESS


def _passes(spec: core.Container, status: core.ContainerStatus, probes: Probes) -> bool:
    if status.state.running is None:
        return False
    if spec.readiness_probe is None:
        return True
    return probes.get(_runtime_id(status), NO_PROBES).readiness is SUCCESS


def _conditions(
    pod: core.Pod, observed: Observed, previous: core.PodStatus, status: core.PodStatus, now: datetime
) -> None:
    generation = pod.metadata.generation
    foreign = [codec.clone(c) for c in pod.status.conditions if c.type not in conditions.OWNED]
    by_name = {s.name: s for s in [*status.init_container_statuses, *status.container_statuses]}
    need = sandbox_need(observed, host_network=pod.spec.host_network)
    own = [
        conditions.condition('PodReadyToStartContainers', not need.create, generation=generation),
        conditions.initialized(pod, by_name, status.phase),
        conditions.pod_ready(pod, foreign, by_name, status.phase),
        conditions.containers_ready(pod, by_name, status.phase),
        conditions.condition('PodScheduled', True, generation=generation),
    ]
    before = {c.type: c for c in [*pod.status.conditions, *previous.conditions]}
    for made in own:
        old = before.get(made.type)
        if old is not None and old.status == made.status and old.last_transition_time is not None:
            made.last_transition_time = old.last_transition_time
        else:
            made.last_transition_time = api_time(now)
    status.conditions = [*foreign, *own]
