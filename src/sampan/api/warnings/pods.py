"""Warnings about pods and their templates. Upstream: pkg/api/pod/warnings.go, pkg/api/node/util.go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.machinery import gotext, quantity

AnyContainer = core.Container | core.EphemeralContainer

_NO_SELECTOR = 'a null labelSelector results in matching no pod'
_SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod'
_SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'
_APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/'
_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead'
_REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
_PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

_LABELS = {
    'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
    'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
    'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
    'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
    'app.kubernetes.io/created-by': 'deprecated since v1.9',
    'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
    'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
}
_ANNOTATIONS = {
    'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
    'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
    'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
}
_VOLUMES = (
    ('photon_persistent_disk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'),
    ('git_repo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'),
    ('scale_io', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'),
    ('flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'),
    ('storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'),
    ('quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'),
    ('glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'),
    ('cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'),
    ('rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'),
)


def pod_warnings(pod: core.Pod) -> Iterator[str]:
    """A pod's own."""
    yield from _warnings('', pod.metadata.annotations, pod.spec)


def template_warnings(path: str, template: core.PodTemplateSpec | None) -> Iterator[str]:
    """Those of the template at `path`."""
    if template is None:
        return
    yield from _warnings(path + '.', template.metadata.annotations, template.spec)
    yield from _app_armor(path, template)


def _warnings(prefix: str, annotations: Mapping[str, str], spec: core.PodSpec) -> Iterator[str]:
    at = prefix + 'spec'
    for key in spec.node_selector:
        if key in _LABELS:
            yield f'{at}.nodeSelector[{key}]: {_LABELS[key]}'
    yield from _node_affinity(f'{at}.affinity.nodeAffinity', spec.affinity)
    for index, constraint in enumerate(spec.topology_spread_constraints):
        where = f'{at}.topologySpreadConstraints[{index}]'
        if constraint.topology_key in _LABELS:
            yield f'{where}.topologyKey: {constraint.topology_key} is {_LABELS[constraint.topology_key]}'
        if constraint.label_selector is None:
            yield f'{where}.labelSelector: {_NO_SELECTOR}'
    for key, message in _ANNOTATIONS.items():
        if key in annotations:
            yield f'{prefix}metadata.annotations[{key}]: {message}'
    yield from _volumes(f'{at}.volumes', spec.volumes)
    yield from _doubles(f'{at}.hostAliases', 'ip', [alias.ip for alias in spec.host_aliases])
    secrets = [secret.name for secret in spec.image_pull_secrets]
    yield from _doubles(f'{at}.imagePullSecrets', 'name', secrets)
    for index, name in enumerate(secrets):
        if not name:
            yield f'{at}.imagePullSecrets[{index}].name: invalid empty name ""'
    yield from _fractions(f'{at}.overhead', spec.overhead)
    yield from _pod_seccomp(prefix, annotations, spec)
    for path, container in _containers(at, spec):
        yield from _container(path, container, prefix, annotations)
    yield from _ports(_containers(at, spec))
    grace = spec.termination_grace_period_seconds
    if grace is not None and grace < 0:
        yield (
            f'{at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1'
        )
    yield from _pod_affinity(f'{at}.affinity', spec.affinity)


def _containers(path: str, spec: core.PodSpec) -> Iterator[tuple[str, AnyContainer]]:
    for index, container in enumerate(spec.init_containers):
        yield f'{path}.initContainers[{index}]', container
    for index, container in enumerate(spec.containers):
        yield f'{path}.containers[{index}]', container
    for index, ephemeral in enumerate(spec.ephemeral_containers):
        yield f'{path}.ephemeralContainers[{index}]', ephemeral


def _node_affinity(path: str, affinity: core.Affinity | None) -> Iterator[str]:
    rules = affinity.node_affinity if affinity is not None else None
    if rules is None:
        return
    required = rules.required_during_scheduling_ignored_during_execution
    for index, term in enumerate(required.node_selector_terms if required is not None else ()):
        yield from node_term_warnings(f'{path}.{_REQUIRED}.nodeSelectorTerms[{index}]', term)
    for index, preferred in enumerate(rules.preferred_during_scheduling_ignored_during_execution):
        yield from node_term_warnings(f'{path}.{_PREFERRED}[{index}].preference', preferred.preference)


def node_term_warnings(path: str, term: core.NodeSelectorTerm) -> Iterator[str]:
    """Labels that have newer names."""
    for index, expression in enumerate(term.match_expressions):
        if expression.key in _LABELS:
            yield f'{path}.matchExpressions[{index}].key: {expression.key} is {_LABELS[expression.key]}'


def _pod_affinity(path: str, affinity: core.Affinity | None) -> Iterator[str]:
    if affinity is None:
        return
    for name, rules in (('podAffinity', affinity.pod_affinity), ('podAntiAffinity', affinity.pod_anti_affinity)):
        if rules is None:
            continue
        for index, term in enumerate(rules.required_during_scheduling_ignored_during_execution):
            if term.label_selector is None:
                yield f'{path}.{name}.{_REQUIRED}[{index}].labelSelector: {_NO_SELECTOR}'
        for index, weighted in enumerate(rules.preferred_during_scheduling_ignored_during_execution):
            if weighted.pod_affinity_term.label_selector is None:
                yield f'{path}.{name}.{_PREFERRED}[{index}].podAffinityTerm.labelSelector: {_NO_SELECTOR}'


def _volumes(path: str, volumes: Sequence[core.Volume]) -> Iterator[str]:
    tokens: set[str] = set()
    for index, volume in enumerate(volumes):
        for attribute, name, message in _VOLUMES:
            if getattr(volume, attribute) is not None:
                yield f'{path}[{index}].{name}: {message}'
        for source in volume.projected.sources if volume.projected is not None else ():
            if source.service_account_token is not None:
                tokens.add(source.service_account_token.path)
    for index, volume in enumerate(volumes if tokens else ()):
        for source in volume.projected.sources if volume.projected is not None else ():
            yield from _token_conflicts(f'{path}[{index}].projected.sources', source, tokens)


def _token_conflicts(path: str, source: core.VolumeProjection, tokens: set[str]) -> Iterator[str]:
    files: list[tuple[str, str]] = []
    if source.config_map is not None:
        files += [(f'configMap[{place}]', item.path) for place, item in enumerate(source.config_map.items)]
    if source.secret is not None:
        files += [(f'secrets[{place}]', item.path) for place, item in enumerate(source.secret.items)]
    if source.downward_api is not None:
        files += [(f'downwardAPI[{place}]', item.path) for place, item in enumerate(source.downward_api.items)]
    if source.cluster_trust_bundle is not None:
        files.append(('ClusterTrustBundle', source.cluster_trust_bundle.path))
    for name, file in files:
        if file in tokens:
            yield f'{path}.{name}: has duplicated path with ServiceAccountToken {gotext.quote(file)}'


def _doubles(path: str, name: str, values: Sequence[str]) -> Iterator[str]:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield f'{path}[{index}].{name}: duplicate {name} {gotext.quote(value)}'
        seen.add(value)


def _fractions(path: str, amounts: Mapping[str, Quantity]) -> Iterator[str]:
    for name in ('memory', 'ephemeral-storage'):
        amount = amounts.get(name)
        if amount is not None and quantity.milli_value(str(amount)) % 1000:
            yield f'{path}[{name}]: fractional byte value "{amount}" is invalid, must be an integer'


def _pod_seccomp(prefix: str, annotations: Mapping[str, str], spec: core.PodSpec) -> Iterator[str]:
    context = spec.security_context
    if _SECCOMP_POD in annotations and (context is None or context.seccomp_profile is None):
        yield f'{prefix}metadata.annotations[{_SECCOMP_POD}]: {_SECCOMP}'


def _container(path: str, container: AnyContainer, prefix: str, annotations: Mapping[str, str]) -> Iterator[str]:
    context, key = container.security_context, _SECCOMP_CONTAINER + container.name
    if key in annotations and (context is None or context.seccomp_profile is None):
        yield f'{prefix}metadata.annotations[{key}]: {_SECCOMP}'
    yield from _fractions(f'{path}.resources.limits', container.resources.limits)
    yield from _fractions(f'{path}.resources.requests', container.resources.requests)
    seen: set[str] = set()
    for index, variable in enumerate(container.env):
        reference = f'$({variable.name})'
        hides = variable.value_from is not None or variable.value == reference or reference not in variable.value
        if variable.name in seen and hides:
            name = gotext.quote(variable.name)
            yield f'{path}.env[{index}]: hides previous definition of {name}, which may be dropped when using apply'
        seen.add(variable.name)


def _app_armor(path: str, template: core.PodTemplateSpec) -> Iterator[str]:
    context = template.spec.security_context
    of_pod = context is not None and context.app_armor_profile is not None
    for _, container in _containers('', template.spec):
        own, key = container.security_context, _APP_ARMOR + container.name
        has_field = of_pod or (own is not None and own.app_armor_profile is not None)
        if key in template.metadata.annotations and not has_field:
            message = 'deprecated since v1.30; use the "appArmorProfile" field instead'
            yield f'{path}.metadata.annotations[{key}]: {message}'


def _ports(containers: Iterable[tuple[str, AnyContainer]]) -> Iterator[str]:
    seen: dict[tuple[int, str], list[tuple[str, core.ContainerPort]]] = {}
    for path, container in containers:
        for index, port in enumerate(container.ports):
            where = f'{path}.ports[{index}]'
            if port.host_ip and not port.host_port:
                yield f'{where}: hostIP set without hostPort: {_shown(port)}'
            others = seen.setdefault((port.container_port, port.protocol), [])
            for other_path, other in others:
                conflict = _conflict(port, other)
                if conflict:
                    yield f'{where}: {conflict} port definition with {other_path}'
            others.append((where, port))


def _shown(port: core.ContainerPort) -> str:
    """Go's `%+v` of the internal struct."""
    return (
        f'{{Name:{port.name} HostPort:{port.host_port} ContainerPort:{port.container_port} '
        f'Protocol:{port.protocol} HostIP:{port.host_ip}}}'
    )


def _conflict(port: core.ContainerPort, other: core.ContainerPort) -> str:
    if (port.host_ip, port.host_port) == (other.host_ip, other.host_port):
        return 'duplicate'
    if not port.host_port or not other.host_port:
        return 'overlapping'
    if port.host_port == other.host_port and bool(port.host_ip) != bool(other.host_ip):
        return 'dangerously ambiguous'
    return ''
