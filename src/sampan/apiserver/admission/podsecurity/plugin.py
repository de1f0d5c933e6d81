"""The decision (upstream: pod-security-admission/admission)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sampan.api import errors
from sampan.api.generated import core_v1, meta_v1
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Lookup, Operation, Plugin
from sampan.apiserver.admission.metrics import AdmissionMetrics
from sampan.apiserver.admission.podsecurity.policy import PREFIX, PRIVILEGED, Policy, policy_of, stricter
from sampan.machinery.field import aggregate

WORKLOADS = frozenset(
    {
        ('', 'replicationcontrollers'),
        ('', 'podtemplates'),
        ('apps', 'replicasets'),
        ('apps', 'deployments'),
        ('apps', 'statefulsets'),
        ('apps', 'daemonsets'),
        ('batch', 'jobs'),
        ('batch', 'cronjobs'),
    }
)
IGNORED_SUBRESOURCES = frozenset({'exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status'})
PRIVILEGED_POLICY = str(Policy().enforce)


@dataclass(frozen=True, slots=True)
class PodSecurityConfig:
    """Upstream's PodSecurityConfiguration: what unlabelled namespaces get, and who is not asked."""

    defaults: Policy = field(default_factory=Policy)
    exempt_users: Collection[str] = ()
    exempt_namespaces: Collection[str] = ()
    exempt_runtime_classes: Collection[str] = ()


class PodSecurity(Plugin):
    name = 'PodSecurity'

    def __init__(
        self, lookup: Lookup, config: PodSecurityConfig | None = None, metrics: AdmissionMetrics | None = None
    ) -> None:
        self._lookup = lookup
        self._metrics = metrics or AdmissionMetrics()
        self._config = config or PodSecurityConfig()

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        if operation not in (Operation.CREATE, Operation.UPDATE):
            return False
        place = (resource.group, resource.plural)
        if place == ('', 'pods'):
            return subresource not in IGNORED_SUBRESOURCES
        return not subresource and (place == ('', 'namespaces') or place in WORKLOADS)

    async def validate(self, attributes: Attributes) -> None:
        if attributes.about('namespaces'):
            await self._namespace(attributes)
            return
        is_pod = attributes.resource.plural == 'pods'
        if self._exempt(attributes):
            return
        policy, wrong = await self._policy(attributes, is_pod)
        if not wrong and policy.privileged:
            if is_pod:
                attributes.annotate(PREFIX + 'enforce-policy', PRIVILEGED_POLICY)
                self._metrics.evaluated(attributes, 'enforce', policy.enforce, denied=False)
            return
        if is_pod:
            if attributes.operation is Operation.CREATE or changes_images(attributes.object, attributes.old):
                pod = attributes.object
                self._judge(attributes, policy, wrong, pod.metadata, pod.spec, enforce=True)
            return
        if not wrong and policy.warn.level == policy.audit.level == PRIVILEGED:
            return
        template = template_of(attributes.object)
        if template is not None:
            self._judge(attributes, policy, wrong, template.metadata, template.spec, enforce=False)

    def _exempt(self, attributes: Attributes) -> bool:
        for reason, value, exempt in (
            ('namespace', attributes.namespace, self._config.exempt_namespaces),
            ('user', attributes.user.name, self._config.exempt_users),
        ):
            if value and value in exempt:
                attributes.annotate(PREFIX + 'exempt', reason)
                self._metrics.exempted(attributes)
                return True
        return False

    async def _policy(self, attributes: Attributes, is_pod: bool) -> tuple[Policy, list[Any]]:
        namespace = await self._lookup.get(core_v1.Namespace, attributes.namespace)
        if namespace is not None:
            return policy_of(namespace.metadata.labels, self._config.defaults)
        reason = f'failed to lookup namespace "{attributes.namespace}"'
        attributes.annotate(PREFIX + 'error', reason)
        self._metrics.failed(attributes, fatal=is_pod)
        if is_pod:
            raise errors.internal_error(reason)
        return Policy(), []

    def _judge(
        self,
        attributes: Attributes,
        policy: Policy,
        wrong: list[Any],
        meta: meta_v1.ObjectMeta,
        spec: core_v1.PodSpec,
        *,
        enforce: bool,
    ) -> None:
        from sampan.apiserver.admission.podsecurity.evaluate import details, evaluate  # most namespaces need no rules

        if spec.runtime_class_name and spec.runtime_class_name in self._config.exempt_runtime_classes:
            attributes.annotate(PREFIX + 'exempt', 'runtimeClass')
            self._metrics.exempted(attributes)
            return
        if wrong:
            self._metrics.failed(attributes, fatal=False)
            attributes.annotate(PREFIX + 'error', f'Failed to parse policy: {aggregate(wrong)}')
        audited = evaluate(policy.audit, meta, spec)
        if audited:
            self._metrics.evaluated(attributes, 'audit', policy.audit, denied=True)
            text = f'would violate PodSecurity "{policy.audit}": {details(audited)}'
            attributes.annotate(PREFIX + 'audit-violations', text)
        if enforce:
            attributes.annotate(PREFIX + 'enforce-policy', str(policy.enforce))
            found = evaluate(policy.enforce, meta, spec)
            self._metrics.evaluated(attributes, 'enforce', policy.enforce, denied=bool(found))
            if found:
                raise errors.forbidden(
                    attributes.resource.group,
                    attributes.resource.plural,
                    attributes.name,
                    f'violates PodSecurity "{policy.enforce}": {details(found)}',
                )
        warned = evaluate(policy.warn, meta, spec)
        if warned:
            self._metrics.evaluated(attributes, 'warn', policy.warn, denied=True)
            attributes.warn(f'would violate PodSecurity "{policy.warn}": {details(warned)}')

    async def _namespace(self, attributes: Attributes) -> None:
        """Labels must be understood; a level that rises is compared with the pods that are there."""
        labels: Mapping[str, str] = attributes.object.metadata.labels
        policy, wrong = policy_of(labels, self._config.defaults)
        if attributes.operation is Operation.CREATE:
            if wrong:
                raise errors.invalid('', 'Namespace', attributes.name, wrong)
            self._warn_exempt(attributes, policy)
            return
        before, wrong_before = policy_of(attributes.old.metadata.labels, self._config.defaults)
        if wrong and wrong != wrong_before:
            raise errors.invalid('', 'Namespace', attributes.name, wrong)
        if not _rises(policy, before) or self._warn_exempt(attributes, policy):
            return
        from sampan.apiserver.admission.podsecurity import existing

        pods = await self._lookup.list(core_v1.Pod, attributes.object.metadata.name)
        pods = [pod for pod in pods if pod.spec.runtime_class_name not in self._config.exempt_runtime_classes]
        for text in existing.warnings(attributes.object.metadata.name, policy.enforce, pods):
            attributes.warn(text)

    def _warn_exempt(self, attributes: Attributes, policy: Policy) -> bool:
        """Whether the namespace is exempt; its labels do nothing then, which their author is told."""
        name = attributes.object.metadata.name
        if name not in self._config.exempt_namespaces:
            return False
        if not policy.privileged and not policy.equivalent(self._config.defaults):
            said = ', '.join(_said(attributes.object.metadata.labels, policy))
            attributes.warn(f'namespace "{name}" is exempt from Pod Security, and the policy ({said}) will be ignored')
        return True


def _rises(policy: Policy, before: Policy) -> bool:
    """Whether pods that were admitted before may not be now."""
    new, old = policy.enforce, before.enforce
    if new == old or new.level == PRIVILEGED:
        return False
    return new.version != old.version or stricter(new.level, old.level)


def _said(labels: Mapping[str, str], policy: Policy) -> list[str]:
    said = []
    for mode, wanted in (('enforce', policy.enforce), ('audit', policy.audit), ('warn', policy.warn)):
        labelled = PREFIX + mode in labels or f'{PREFIX}{mode}-version' in labels
        if wanted.level != PRIVILEGED and labelled:
            said.append(f'{mode}={wanted}')
    return said


def template_of(obj: Any) -> core_v1.PodTemplateSpec | None:
    """The pod template of a workload."""
    if isinstance(obj, core_v1.PodTemplate):
        return obj.template
    spec = obj.spec
    template: core_v1.PodTemplateSpec | None = (
        spec.job_template.spec.template if hasattr(spec, 'job_template') else spec.template
    )
    return template


def changes_images(pod: core_v1.Pod, old: core_v1.Pod) -> bool:
    """Whether an update brings something new to run: only then it is judged again."""
    for new, before in (
        (pod.spec.containers, old.spec.containers),
        (pod.spec.init_containers, old.spec.init_containers),
    ):
        if [container.image for container in new] != [container.image for container in before]:
            return True
    known = {container.name: container.image for container in old.spec.ephemeral_containers}
    return any(known.get(container.name) != container.image for container in pod.spec.ephemeral_containers)
