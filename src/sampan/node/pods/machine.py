"""A pod's life as a state machine without I/O (upstream: pod_workers.go with kuberuntime's SyncPod).

    SYNC ──────────────► TERMINATING ──────────────► TERMINATED
    start, restart,      deleted, ended, rejected,   volumes and cgroup go;
    probe, back off      past its deadline: kill     delete from the API; forget

`step` is given what the runtime shows and returns a `Plan`: the status to publish, actions to carry
out in order, and when to look again if nothing happens before. After the actions, and after every
event, the shell looks at the runtime again and steps again: nothing is assumed to have worked.
A stage is never left backwards. What failed comes back through `start_failed` and friends, and
shows up as a container's waiting reason until it works.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar
from sampan.node.pods import actions as do
from sampan.node.pods.backoff import Backoff, go_duration
from sampan.node.pods.observed import Observed
from sampan.node.pods.plan import Kill, PodPlan, Probes, plan_pod
from sampan.node.pods.spec import find_container, full_name, grace_period, is_terminal
from sampan.node.runtime.base import State
from sampan.node.status.containers import Waiting
from sampan.node.status.pod import Failure, pod_status
from sampan.node.status.terminated import seal

RETRY = timedelta(seconds=10)  # after a failure that has no back-off of its own (upstream: backOffPeriod)
KEEP_DEAD = 2  # dead containers of one name that stay: the last one, and the one before while it is not replaced


class Stage(Enum):
    SYNC = 'sync'
    TERMINATING = 'terminating'
    TERMINATED = 'terminated'


@dataclass(slots=True)
class Plan:
    status: core.PodStatus
    actions: list[do.Action] = field(default_factory=list)
    wake: datetime | None = None
    finished: bool = False  # nothing will ever be left to do; the worker ends after the actions

    def wake_at(self, moment: datetime) -> None:
        self.wake = moment if self.wake is None else min(self.wake, moment)


class PodMachine:
    """One pod. Feed it `update`, `remove`, `reject` and results; ask it to `step`."""

    def __init__(self, pod: core.Pod, host_ips: tuple[str, ...]) -> None:
        self.pod = pod
        self.host_ips = host_ips
        self.stage = Stage.SYNC
        self.status = pod.status
        self.backoff = Backoff()
        self._waiting: dict[str, Waiting] = {}
        self._retry: dict[str, datetime] = {}
        self._backoff_noted: dict[str, datetime] = {}
        self._hooks: dict[str, None] = {}  # containers whose postStart is running
        self._failure: Failure | None = None
        self._events: list[do.Emit] = []
        self._volumes_ready = False
        self._torn_down = False
        self._removed = False
        self._deleted = False

    # --- what the shell reports ---------------------------------------------------------------

    def update(self, pod: core.Pod) -> bool:
        """A newer pod from the API. Returns whether what is under way should be dropped for it."""
        before = grace_period(self.pod)
        was_deleting = self.pod.metadata.deletion_timestamp is not None
        self.pod = pod
        deleting = pod.metadata.deletion_timestamp is not None
        return deleting and (not was_deleting or grace_period(pod) < before)

    def remove(self) -> bool:
        """The pod is gone from the API. Returns whether what is under way should be dropped."""
        first, self._removed = not self._removed, True
        return first and self.stage is Stage.SYNC

    def reject(self, failure: Failure) -> None:
        """The node does not take the pod (upstream: rejectPod)."""
        self._events.append(do.Emit('Warning', failure.reason, failure.message))
        self._failure = Failure(failure.reason, f'Pod was rejected: {failure.message}')

    def volumes_prepared(self) -> None:
        self._volumes_ready = True
        self._retry.pop('volumes', None)

    def volumes_failed(self, now: datetime, retry: timedelta) -> None:
        self._retry['volumes'] = now + retry

    def retry_now(self) -> None:
        """What volumes and containers are configured from has changed: do not wait to try those again."""
        self._retry.pop('volumes', None)
        for name, waiting in self._waiting.items():
            if waiting.reason == 'CreateContainerConfigError':
                self._retry.pop(name, None)

    def sandbox_failed(self, now: datetime) -> None:
        self._retry['sandbox'] = now + RETRY

    def hook_begins(self, name: str) -> None:
        """From now until `hook_ends` the container does not count as running: its postStart has the first word."""
        self._hooks[name] = None

    def hook_ends(self, name: str) -> None:
        self._hooks.pop(name, None)

    def visible(self, observed: Observed) -> Observed:
        """What is to be reported and probed of what the runtime shows."""
        if not self._hooks:
            return observed
        shown = (c for c in observed.containers if c.name not in self._hooks or c.state is not State.RUNNING)
        return Observed(observed.sandboxes, tuple(shown))

    def started(self, name: str) -> None:
        self._waiting.pop(name, None)
        self._retry.pop(name, None)

    def start_failed(self, name: str, reason: str, message: str, retry_at: datetime) -> None:
        self._waiting[name] = Waiting(reason, message)
        self._retry[name] = retry_at

    def failed(self, what: str, now: datetime) -> None:
        """An action of the end game (kill, teardown, delete) failed; it is tried again."""
        self._retry[what] = now + RETRY

    def torn_down(self) -> None:
        self._torn_down = True

    def deleted(self) -> None:
        """The API took the final deletion; the watch will say when the pod is gone (finalizers may hold it)."""
        self._deleted = True

    @property
    def grace(self) -> int:
        return grace_period(self.pod)

    # --- steps --------------------------------------------------------------------------------

    def report(self, observed: Observed, probes: Probes, now: datetime) -> core.PodStatus:
        """The status as of now."""
        status = pod_status(
            self.pod,
            self.visible(observed),
            self.status,
            now=now,
            host_ips=self.host_ips,
            reasons=self._waiting,
            probes=probes,
            terminal=self.stage is Stage.TERMINATED,
            failure=self._failure,
        )
        if self.stage is Stage.TERMINATED:
            seal(self.pod, status)
        self.status = status
        return status

    def step(self, observed: Observed, probes: Probes, now: datetime) -> Plan:
        self._advance(observed, probes, now)
        plan = Plan(self.status, [*self._events])
        self._events = []
        self._act(observed, probes, now, plan)
        plan.status = self.report(observed, probes, now)
        return plan

    def _act(self, observed: Observed, probes: Probes, now: datetime, plan: Plan) -> None:
        if self.stage is Stage.SYNC:
            self._sync(observed, probes, now, plan)
        elif self.stage is Stage.TERMINATING:
            self._terminate(now, plan)
        else:
            self._finish(now, plan)

    def _advance(self, observed: Observed, probes: Probes, now: datetime) -> None:
        """Move to the stage the present state calls for."""
        if self.stage is Stage.SYNC and self._should_end(observed, probes, now):
            self.stage = Stage.TERMINATING
            self._retry.clear()
        if self.stage is Stage.TERMINATING and not _alive(observed):
            self.stage = Stage.TERMINATED

    def _should_end(self, observed: Observed, probes: Probes, now: datetime) -> bool:
        if self._removed or self.pod.metadata.deletion_timestamp is not None or self._failure is not None:
            return True
        deadline = self._deadline()
        if deadline is not None and now >= deadline and not is_terminal(self.status.phase):
            message = 'Pod was active on the node longer than the specified deadline'
            self._failure = Failure('DeadlineExceeded', message)
            self._events.append(do.Emit('Normal', 'DeadlineExceeded', message))
            return True
        return is_terminal(self.report(observed, probes, now).phase)

    def _deadline(self) -> datetime | None:
        seconds = self.pod.spec.active_deadline_seconds
        start = self.status.start_time
        if seconds is None or start is None:
            return None
        return start + timedelta(seconds=seconds)

    # --- SYNC ---------------------------------------------------------------------------------

    def _sync(self, observed: Observed, probes: Probes, now: datetime, plan: Plan) -> None:
        deadline = self._deadline()
        if deadline is not None:
            plan.wake_at(deadline)
        work = plan_pod(self.pod, observed, probes)
        if work.kill_pod and _alive(observed):
            if work.create_sandbox:
                plan.actions.append(
                    do.Emit('Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
                )
            plan.actions.append(do.KillPod(self.grace))
            return
        if work.kill_pod and not work.create_sandbox:
            return
        plan.actions.extend(self._kill(k) for k in work.kill)
        if work.kill or not self._prepare(work, now, plan):
            return
        self._start(work, observed, now, plan)
        self._collect(observed, plan)

    def _kill(self, kill: Kill) -> do.KillContainer:
        grace = self.pod.spec.termination_grace_period_seconds
        grace = 30 if grace is None else grace
        container = find_container(self.pod, kill.name)
        if container is not None and kill.probe:
            probe = container.liveness_probe if kill.probe == 'liveness' else container.startup_probe
            if probe is not None and probe.termination_grace_period_seconds is not None:
                grace = probe.termination_grace_period_seconds
        return do.KillContainer(kill.id, kill.name, kill.message, grace)

    def _prepare(self, work: PodPlan, now: datetime, plan: Plan) -> bool:
        """Volumes, then the sandbox. Returns whether both are there."""
        if not self._volumes_ready:
            if self._due('volumes', now, plan):
                plan.actions.append(do.PrepareVolumes())
            return False
        if work.create_sandbox:
            if self._due('sandbox', now, plan):
                plan.actions.append(do.CreateSandbox(work.sandbox.attempt))
            return False
        return True

    def _start(self, work: PodPlan, observed: Observed, now: datetime, plan: Plan) -> None:
        for name in work.ephemeral:
            self._start_one(name, do.Kind.EPHEMERAL, work, observed, now, plan)
        for name in work.init:
            container = find_container(self.pod, name)
            begun = self._start_one(name, do.Kind.INIT, work, observed, now, plan)
            if not begun and container is not None and not is_sidecar(container):
                return
        for name in work.containers:
            self._start_one(name, do.Kind.REGULAR, work, observed, now, plan)

    def _start_one(
        self, name: str, kind: do.Kind, work: PodPlan, observed: Observed, now: datetime, plan: Plan
    ) -> bool:
        """Returns whether the container is to be started now (it may have to wait for its back-off)."""
        if not self._due(name, now, plan):
            return False
        last = observed.latest(name)
        if last is not None and last.state is State.EXITED and last.finished_at is not None:
            until = self.backoff.until(name, last.finished_at, now)
            if until is not None:
                self._back_off(name, until, now, plan)
                return False
        if last is not None and last.state is State.EXITED and last.finished_at is not None:
            self.backoff.next(name, last.finished_at, now)
        self._backoff_noted.pop(name, None)
        attempt = 0 if last is None else last.attempt + 1
        attempt = max(attempt, self._lost_restarts(name) if last is None else 0)
        plan.actions.append(do.StartContainer(name, kind, attempt, work.sandbox.current))
        return True

    def _lost_restarts(self, name: str) -> int:
        """What the last published status counts, when the runtime has forgotten the container."""
        for status in [*self.status.init_container_statuses, *self.status.container_statuses]:
            if status.name == name:
                return status.restart_count
        return 0

    def _back_off(self, name: str, until: datetime, now: datetime, plan: Plan) -> None:
        pod = full_name(self.pod)
        delay = go_duration(self.backoff.get(name))
        message = f'back-off {delay} restarting failed container={name} pod={pod}'
        self._waiting[name] = Waiting('CrashLoopBackOff', message)
        noted = self._backoff_noted.get(name)
        if noted is None or now - noted >= RETRY:
            self._backoff_noted[name] = now
            message = f'Back-off restarting failed container {name} in pod {pod}'
            plan.actions.append(do.Emit('Warning', 'BackOff', message, name))
        plan.wake_at(min(until, self._backoff_noted[name] + RETRY))

    def _due(self, what: str, now: datetime, plan: Plan) -> bool:
        at = self._retry.get(what)
        if at is None or at <= now:
            return True
        plan.wake_at(at)
        return False

    def _collect(self, observed: Observed, plan: Plan) -> None:
        """Forget dead containers that no status shows, and stopped sandboxes without containers."""
        seen: dict[str, int] = {}
        dead: list[str] = []
        for container in observed.containers:
            seen[container.name] = seen.get(container.name, 0) + 1
            keep = KEEP_DEAD if container.state is State.EXITED else 1  # one that never started tells nothing
            if container.state in (State.EXITED, State.CREATED) and seen[container.name] > keep:
                dead.append(container.id)
        if dead:
            plan.actions.append(do.RemoveContainers(tuple(dead)))
        kept = {c.sandbox for c in observed.containers if c.id not in dead}
        empty = [s.id for s in observed.sandboxes[1:] if not s.ready and s.id not in kept]
        if empty:
            plan.actions.append(do.RemoveSandboxes(tuple(empty)))

    # --- the end ------------------------------------------------------------------------------

    def _terminate(self, now: datetime, plan: Plan) -> None:
        if self._due('kill', now, plan):
            plan.actions.append(do.KillPod(self.grace))

    def _finish(self, now: datetime, plan: Plan) -> None:
        if self._removed:
            if self._due('forget', now, plan):
                plan.actions.append(do.Forget())
                plan.finished = True
            return
        if not self._torn_down:
            if self._due('teardown', now, plan):
                plan.actions.append(do.Teardown())
            return
        if self.pod.metadata.deletion_timestamp is not None and not self._deleted and self._due('delete', now, plan):
            plan.actions.append(do.DeletePod())


def _alive(observed: Observed) -> bool:
    """Whether anything is left to stop."""
    return bool(observed.running()) or any(s.ready for s in observed.sandboxes)


def names(actions: Sequence[do.Action]) -> list[str]:
    """The kinds of actions, for logs and tests."""
    return [type(a).__name__ for a in actions]
