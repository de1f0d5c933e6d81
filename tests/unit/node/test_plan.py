"""Which containers are started and killed, as a function of what is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import Time
from sampan.node.pods.machine import PodMachine, Stage, names
from sampan.node.pods.observed import Observed
from sampan.node.pods.plan import plan_pod
from sampan.node.pods.spec import restarts_after
from sampan.node.probes.results import FAILURE, SUCCESS, ContainerProbes
from sampan.node.runtime.base import ContainerStatus, SandboxStatus, State

from .support import container, pod

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RUNNING, EXITED, CREATED, UNKNOWN = State.RUNNING, State.EXITED, State.CREATED, State.UNKNOWN


def sandbox(
    id_: str = 's0', *, ready: bool = True, attempt: int = 0, ips: tuple[str, ...] = ('10.0.0.2',)
) -> SandboxStatus:
    return SandboxStatus(id_, ready, 'web', 'default', 'u', attempt, NOW + timedelta(seconds=attempt), ips)


def seen(name: str, state: State, *, code: int = 0, attempt: int = 0, in_: str = 's0') -> ContainerStatus:
    return ContainerStatus(
        id=f'{name}-{attempt}',
        sandbox=in_,
        name=name,
        attempt=attempt,
        state=state,
        image='web:1',
        image_id='sha256:1',
        created_at=NOW + timedelta(seconds=attempt),
        started_at=NOW,
        finished_at=NOW if state is EXITED else None,
        exit_code=code,
        reason='Completed' if code == 0 else 'Error',
    )


def look(*containers: ContainerStatus, sandboxes: tuple[SandboxStatus, ...] = (sandbox(),)) -> Observed:
    return Observed.of(sandboxes, containers)


def with_init(*names_: str, sidecar: str = '', policy: str = 'Always') -> core.Pod:
    init = [container(n, restart_policy='Always' if n == sidecar else None) for n in names_]
    return pod('web', init_containers=init, restart_policy=policy)


def test_a_new_pod_gets_a_sandbox_first() -> None:
    plan = plan_pod(pod(), Observed(), {})
    assert plan.create_sandbox and plan.sandbox.attempt == 0 and plan.containers == ['main']


@pytest.mark.parametrize(
    'broken', [(sandbox(ready=False),), (sandbox(ips=()),), (sandbox(), sandbox('s1', attempt=1))], ids=str
)
def test_a_broken_sandbox_is_replaced_and_counted(broken: tuple[SandboxStatus, ...]) -> None:
    plan = plan_pod(pod(), look(seen('main', RUNNING), sandboxes=broken), {})
    assert plan.kill_pod and plan.create_sandbox
    assert plan.sandbox.attempt == broken[-1].attempt + 1


def test_a_host_network_pod_needs_no_address() -> None:
    assert not plan_pod(
        pod(host_network=True), look(seen('main', RUNNING), sandboxes=(sandbox(ips=()),)), {}
    ).create_sandbox


@pytest.mark.parametrize(
    ('policy', 'code', 'again'),
    [
        ('Always', 0, True),
        ('Always', 1, True),
        ('OnFailure', 0, False),
        ('OnFailure', 1, True),
        ('Never', 0, False),
        ('Never', 1, False),
    ],
)
def test_restart_policies(policy: str, code: int, again: bool) -> None:
    plan = plan_pod(pod(restart_policy=policy), look(seen('main', EXITED, code=code)), {})
    assert plan.containers == (['main'] if again else [])
    assert plan.kill_pod is not again


def test_a_containers_own_rules_come_before_its_pods_policy() -> None:
    codes = core.ContainerRestartRuleOnExitCodes(operator='In', values=[42])
    rule = core.ContainerRestartRule(action='Restart', exit_codes=codes)
    own = container(restart_policy='Never', restart_policy_rules=[rule])
    assert restarts_after(own, pod(), 42)
    assert not restarts_after(own, pod(), 41)


def test_a_succeeded_pod_gets_no_new_sandbox() -> None:
    gone = (sandbox(ready=False),)
    plan = plan_pod(pod(restart_policy='OnFailure'), look(seen('main', EXITED), sandboxes=gone), {})
    assert plan.kill_pod and not plan.create_sandbox


def test_init_containers_come_one_by_one() -> None:
    subject = with_init('one', 'two')
    assert plan_pod(subject, look(), {}).init == ['one']
    assert plan_pod(subject, look(seen('one', RUNNING)), {}).init == []
    assert plan_pod(subject, look(seen('one', EXITED)), {}).init == ['two']
    assert plan_pod(subject, look(seen('one', EXITED), seen('two', EXITED)), {}).containers == ['main']
    assert plan_pod(subject, look(seen('one', EXITED, code=1)), {}).init == ['one']
    assert plan_pod(subject, look(), {}).containers == []


def test_a_failed_init_container_ends_a_pod_that_never_restarts() -> None:
    plan = plan_pod(with_init('one', policy='Never'), look(seen('one', EXITED, code=1)), {})
    assert plan.kill_pod and plan.init == []


def test_init_containers_run_again_in_a_new_sandbox() -> None:
    old = (seen('one', EXITED, in_='s0'), seen('main', RUNNING, in_='s0'))
    both = (sandbox(ready=False), sandbox('s1', attempt=1))
    assert plan_pod(with_init('one'), look(*old, sandboxes=both), {}).init == ['one']


def test_a_sidecar_lets_the_next_one_start_once_it_has_started() -> None:
    subject = with_init('proxy', 'two', sidecar='proxy')
    assert plan_pod(subject, look(seen('proxy', RUNNING)), {}).init == ['two']
    subject.spec.init_containers[0].startup_probe = core.Probe()
    probes = {'proxy-0': ContainerProbes()}
    assert plan_pod(subject, look(seen('proxy', RUNNING)), probes).init == []
    probes = {'proxy-0': ContainerProbes(startup=SUCCESS)}
    assert plan_pod(subject, look(seen('proxy', RUNNING)), probes).init == ['two']
    probes = {'proxy-0': ContainerProbes(startup=FAILURE)}
    plan = plan_pod(subject, look(seen('proxy', RUNNING)), probes)
    assert [k.message for k in plan.kill] == ['Init container proxy failed startup probe']


def test_a_sidecar_is_kept_running_beside_later_steps_and_the_main_containers() -> None:
    subject = with_init('proxy', 'two', sidecar='proxy')
    assert plan_pod(subject, look(seen('proxy', EXITED), seen('two', RUNNING)), {}).init == ['proxy']
    everything = look(seen('proxy', EXITED), seen('two', EXITED), seen('main', RUNNING))
    plan = plan_pod(subject, everything, {})
    assert plan.init == ['proxy'] and not plan.kill_pod


def test_a_sidecar_does_not_keep_a_finished_pod_alive() -> None:
    subject = with_init('proxy', sidecar='proxy', policy='Never')
    plan = plan_pod(subject, look(seen('proxy', RUNNING), seen('main', EXITED)), {})
    assert plan.kill_pod and plan.init == []


@pytest.mark.parametrize(('policy', 'suffix'), [('Always', ', will be restarted'), ('Never', '')])
def test_a_failed_liveness_probe_kills(policy: str, suffix: str) -> None:
    subject = pod('web', container(liveness_probe=core.Probe()), restart_policy=policy)
    plan = plan_pod(subject, look(seen('main', RUNNING)), {'main-0': ContainerProbes(liveness=FAILURE)})
    assert [k.message for k in plan.kill] == [f'Container main failed liveness probe{suffix}']
    assert plan.containers == (['main'] if suffix else [])


def test_a_container_of_unknown_state_is_killed_before_it_is_started() -> None:
    plan = plan_pod(pod(), look(seen('main', UNKNOWN)), {})
    assert [k.id for k in plan.kill] == ['main-0'] and plan.containers == ['main']


# --- the machine -------------------------------------------------------------------------------


def machine(subject: core.Pod | None = None) -> PodMachine:
    made = PodMachine(subject or pod(), ('192.0.2.1',))
    made.volumes_prepared()
    return made


def deleted(subject: core.Pod, grace: int = 30) -> core.Pod:
    marked = core.Pod(
        metadata=meta.ObjectMeta(name='web', namespace='default'), spec=subject.spec, status=subject.status
    )
    marked.metadata.deletion_timestamp = Time.of(NOW)
    marked.metadata.deletion_grace_period_seconds = grace
    return marked


def test_the_machine_prepares_then_makes_a_sandbox_then_starts() -> None:
    made = PodMachine(pod(), ())
    assert names(made.step(Observed(), {}, NOW).actions) == ['PrepareVolumes']
    made.volumes_prepared()
    assert names(made.step(Observed(), {}, NOW).actions) == ['CreateSandbox']
    assert names(made.step(look(), {}, NOW).actions) == ['StartContainer']
    plan = made.step(look(seen('main', RUNNING)), {}, NOW)
    assert plan.actions == [] and plan.wake is None and plan.status.phase == 'Running'


def test_a_failed_step_is_tried_again_later_and_not_before() -> None:
    made = PodMachine(pod(), ())
    made.volumes_failed(NOW, timedelta(seconds=4))
    plan = made.step(Observed(), {}, NOW)
    assert plan.actions == [] and plan.wake == NOW + timedelta(seconds=4)
    assert names(made.step(Observed(), {}, NOW + timedelta(seconds=4)).actions) == ['PrepareVolumes']


def test_deletion_is_never_undone() -> None:
    made = machine()
    alive = look(seen('main', RUNNING))
    made.step(alive, {}, NOW)
    assert made.update(deleted(made.pod))
    assert names(made.step(alive, {}, NOW).actions) == ['KillPod']
    assert made.stage is Stage.TERMINATING
    ended = look(seen('main', EXITED, code=137), sandboxes=(sandbox(ready=False),))
    plan = made.step(ended, {}, NOW)
    assert names(plan.actions) == ['Teardown'] and plan.status.phase == 'Failed'
    made.torn_down()
    assert names(made.step(ended, {}, NOW).actions) == ['DeletePod']
    made.deleted()
    assert made.step(ended, {}, NOW).actions == []
    made.remove()
    plan = made.step(ended, {}, NOW)
    assert names(plan.actions) == ['Forget'] and plan.finished


def test_only_a_shorter_grace_period_interrupts_a_kill() -> None:
    made = machine()
    assert made.update(deleted(made.pod, 30))
    assert not made.update(deleted(made.pod, 30))
    assert not made.update(deleted(made.pod, 60))
    assert made.update(deleted(made.pod, 5))
    assert made.grace == 5


def test_restart_counts_survive_lost_containers() -> None:
    subject = pod()
    status = core.ContainerStatus(name='main', restart_count=4)
    status.state = core.ContainerState(running=core.ContainerStateRunning())
    subject.status.container_statuses = [status]
    subject.status.phase = 'Running'
    made = machine(subject)
    plan = made.step(look(), {}, NOW)
    assert plan.actions[0].attempt == 5  # type: ignore[union-attr]
    assert plan.status.container_statuses[0].restart_count == 5
    assert plan.status.container_statuses[0].last_state.terminated.reason == 'ContainerStatusUnknown'


def test_old_dead_containers_are_removed_and_the_last_two_kept() -> None:
    made = machine()
    dead = [replace(seen('main', EXITED, attempt=n, code=1)) for n in range(4)]
    plan = made.step(look(*dead, seen('main', RUNNING, attempt=4)), {}, NOW)
    assert [a.ids for a in plan.actions] == [('main-2', 'main-1', 'main-0')]  # type: ignore[union-attr]


def test_a_container_whose_creation_was_cut_short_is_made_anew() -> None:
    made = machine()
    plan = made.step(look(seen('main', CREATED)), {}, NOW)
    assert names(plan.actions) == ['StartContainer']
