"""The three lists of containers. Upstream: validateContainers, validateInitContainers, validateEphemeralContainers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar
from sampan.api.validation import pod_probes
from sampan.api.validation.common import PROTOCOLS, Errors, one_of, port_number, required_name
from sampan.api.validation.pod_env import env, env_from
from sampan.api.validation.pod_mounts import Volumes, sub_paths_forbidden, volume_devices, volume_mounts
from sampan.api.validation.pod_resources import requirements
from sampan.api.validation.pod_security import security_context
from sampan.api.validation.pod_volumes import PULL_POLICIES
from sampan.machinery import field, names
from sampan.machinery.field import Path

AnyContainer = core.Container | core.EphemeralContainer

_MESSAGE_POLICIES = ('File', 'FallbackToLogsOnError')
_RESIZE_POLICIES = ('NotRequired', 'RestartContainer')
_RESTART_POLICIES = ('Always', 'Never', 'OnFailure')
_RULE_ACTIONS = ('Restart', 'RestartAllContainers')
_SHOWN_ACTIONS = ('Restart',)  # upstream's message leaves the newer one out
_RULE_LIMIT, _EXIT_CODE_LIMIT = 20, 255
_NOT_FOR_INIT = 'may not be set for init containers without restartPolicy=Always'
_NOT_EPHEMERAL = 'cannot be set for an Ephemeral Container'


@dataclass(frozen=True, slots=True)
class PodFacts:
    """What the rules for one container need to know about its pod."""

    spec: core.PodSpec
    volumes: Volumes
    claim_names: frozenset[str]

    @property
    def host_users(self) -> bool:
        return self.spec.host_users is not False

    @property
    def os_name(self) -> str:
        return self.spec.os.name if self.spec.os is not None else ''


def containers(path: Path, facts: PodFacts) -> Errors:
    """Regular containers: there must be one."""
    items = facts.spec.containers
    if not items:
        yield field.required(path)
        return
    seen: set[str] = set()
    for index, container in enumerate(items):
        at = path.index(index)
        yield from _common(at, container, facts)
        if container.name in seen:
            yield field.duplicate(at.child('name'), container.name)
        seen.add(container.name)
        yield from _hooks_and_probes(at, container, facts)
        yield from _restart_policy(at, container)
    yield from _host_ports(path, enumerate(items))


def init_containers(path: Path, facts: PodFacts) -> Errors:
    """Init containers; only sidecars may have probes and hooks."""
    seen = {container.name for container in facts.spec.containers}
    for index, container in enumerate(facts.spec.init_containers):
        at = path.index(index)
        yield from _common(at, container, facts)
        yield from _restart_policy(at, container)
        if container.name in seen:
            yield field.duplicate(at.child('name'), container.name)
        elif container.name:
            seen.add(container.name)
        # Ordinary init containers run one by one: only their own ports can collide.
        yield from _host_ports(path, [(0, container)])
        if is_sidecar(container):
            yield from _hooks_and_probes(at, container, facts)
        else:
            yield from _no_hooks_and_probes(at, container)


def ephemeral_containers(path: Path, facts: PodFacts) -> Errors:
    """Debug containers: named like no other, and without what a service needs."""
    spec = facts.spec
    others = {container.name for container in (*spec.containers, *spec.init_containers)}
    seen = set(others)
    for index, container in enumerate(spec.ephemeral_containers):
        at = path.index(index)
        yield from _common(at, container, facts)
        yield from image_whitespace(at, container)
        if container.name in seen:
            yield field.duplicate(at.child('name'), container.name)
        seen.add(container.name)
        if container.target_container_name and container.target_container_name not in others:
            yield field.not_found(at.child('targetContainerName'), container.target_container_name)
        yield from _not_ephemeral(at, container)
        yield from sub_paths_forbidden(at.child('volumeMounts'), container.volume_mounts)


_FORBIDDEN = (
    ('ports', 'ports'),
    ('resources', 'resources'),
    ('resize_policy', 'resizePolicy'),
    ('restart_policy', 'restartPolicy'),
    ('restart_policy_rules', 'restartPolicyRules'),
    ('liveness_probe', 'livenessProbe'),
    ('readiness_probe', 'readinessProbe'),
    ('startup_probe', 'startupProbe'),
    ('lifecycle', 'lifecycle'),
)
_NOTHING: dict[str, object] = {'resources': core.ResourceRequirements()}


def _not_ephemeral(path: Path, container: core.EphemeralContainer) -> Errors:
    for attribute, name in _FORBIDDEN:
        value = getattr(container, attribute)
        if value not in (None, []) and value != _NOTHING.get(attribute):
            yield field.forbidden(path.child(name), _NOT_EPHEMERAL)


def _common(path: Path, container: AnyContainer, facts: PodFacts) -> Errors:
    yield from required_name(path.child('name'), container.name, names.dns1123_label)
    if not container.image:
        yield field.required(path.child('image'))
    yield from one_of(path.child('terminationMessagePolicy'), container.termination_message_policy, _MESSAGE_POLICIES)
    yield from _ports(path.child('ports'), container.ports)
    yield from env(path.child('env'), container.env)
    yield from env_from(path.child('envFrom'), container.env_from)
    yield from volume_mounts(path.child('volumeMounts'), container, facts.volumes)
    yield from volume_devices(path.child('volumeDevices'), container, facts.volumes)
    yield from one_of(path.child('imagePullPolicy'), container.image_pull_policy, PULL_POLICIES)
    yield from requirements(path.child('resources'), container.resources, facts.claim_names)
    yield from _resize_policy(path.child('resizePolicy'), container.resize_policy, facts.spec.restart_policy)
    yield from security_context(path.child('securityContext'), container.security_context, facts.host_users)


def image_whitespace(path: Path, container: AnyContainer) -> Errors:
    """Only for pods: templates with such images were accepted once and must stay valid."""
    if container.image != container.image.strip():
        yield field.invalid(path.child('image'), container.image, 'must not have leading or trailing whitespace')


def _hooks_and_probes(path: Path, container: core.Container, facts: PodFacts) -> Errors:
    if container.lifecycle is not None:
        grace = facts.spec.termination_grace_period_seconds
        yield from pod_probes.lifecycle(path.child('lifecycle'), container.lifecycle, grace, facts.os_name)
    yield from pod_probes.liveness_probe(path.child('livenessProbe'), container.liveness_probe)
    yield from pod_probes.readiness_probe(path.child('readinessProbe'), container.readiness_probe)
    yield from pod_probes.startup_probe(path.child('startupProbe'), container.startup_probe)


def _no_hooks_and_probes(path: Path, container: core.Container) -> Errors:
    for name, value in (
        ('lifecycle', container.lifecycle),
        ('livenessProbe', container.liveness_probe),
        ('readinessProbe', container.readiness_probe),
        ('startupProbe', container.startup_probe),
    ):
        if value is not None:
            yield field.forbidden(path.child(name), _NOT_FOR_INIT)


def _ports(path: Path, ports: Sequence[core.ContainerPort]) -> Errors:
    seen: set[str] = set()
    for index, port in enumerate(ports):
        at = path.index(index)
        if port.name:
            wrong = names.port_name(port.name)
            for message in wrong:
                yield field.invalid(at.child('name'), port.name, message)
            if not wrong and port.name in seen:
                yield field.duplicate(at.child('name'), port.name)
            seen.add(port.name)
        if port.container_port == 0:
            yield field.required(at.child('containerPort'))
        else:
            yield from port_number(at.child('containerPort'), port.container_port)
        if port.host_port:
            yield from port_number(at.child('hostPort'), port.host_port)
        yield from one_of(at.child('protocol'), port.protocol, PROTOCOLS)


def _host_ports(path: Path, items: Iterable[tuple[int, core.Container]]) -> Errors:
    taken: set[str] = set()
    for index, container in items:
        for number, port in enumerate(container.ports):
            if not port.host_port:
                continue
            shown = f'{port.protocol}/{port.host_ip}/{port.host_port}'
            if shown in taken:
                yield field.duplicate(path.index(index).child('ports').index(number).child('hostPort'), shown)
            taken.add(shown)


def _resize_policy(path: Path, policies: Sequence[core.ContainerResizePolicy], restart_policy: str) -> Errors:
    seen: set[str] = set()
    for index, policy in enumerate(policies):
        if policy.resource_name in seen:
            yield field.duplicate(path.index(index), policy.resource_name)
        seen.add(policy.resource_name)
        yield from one_of(path, policy.resource_name, ('cpu', 'memory'))
        yield from one_of(path, policy.restart_policy, _RESIZE_POLICIES)
        if restart_policy == 'Never' and policy.restart_policy != 'NotRequired':
            detail = "must be 'NotRequired' when `restartPolicy` is 'Never'"
            yield field.invalid(path, policy.restart_policy, detail)


def _restart_policy(path: Path, container: core.Container) -> Errors:
    """A container's own restart policy, and its rules by exit code."""
    policy, rules = container.restart_policy, container.restart_policy_rules
    if policy is not None and policy not in _RESTART_POLICIES:
        yield field.not_supported(path.child('restartPolicy'), policy, _RESTART_POLICIES)
    if rules and policy is None:
        yield field.required(path.child('restartPolicy'), 'must specify restartPolicy when restart rules are used')
    at = path.child('restartPolicyRules')
    if len(rules) > _RULE_LIMIT:
        yield field.too_many(at, len(rules), _RULE_LIMIT)
    for index, rule in enumerate(rules):
        yield from _restart_rule(at.index(index), rule)


def _restart_rule(path: Path, rule: core.ContainerRestartRule) -> Errors:
    if rule.action not in _RULE_ACTIONS:
        yield field.not_supported(path.child('action'), rule.action, _SHOWN_ACTIONS)
    if rule.exit_codes is None:
        yield field.required(path.child('exitCodes'), 'must be specified')
        return
    at = path.child('exitCodes')
    if rule.exit_codes.operator not in ('In', 'NotIn'):
        yield field.not_supported(at.child('operator'), rule.exit_codes.operator, ('In', 'NotIn'))
    if len(rule.exit_codes.values) > _EXIT_CODE_LIMIT:
        yield field.too_many(at.child('values'), len(rule.exit_codes.values), _EXIT_CODE_LIMIT)
