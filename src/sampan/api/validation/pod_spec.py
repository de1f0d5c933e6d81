"""The spec of a pod or of a template, in upstream's order. Upstream: ValidatePodSpec, ValidatePodTemplateSpec."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.validation import pod_resources, pod_scheduling, pod_windows
from sampan.api.validation.common import Errors, checked, ip, labels, one_of
from sampan.api.validation.metadata import annotation_map
from sampan.api.validation.pod_affinity import affinity
from sampan.api.validation.pod_annotations import MIRROR, pod_annotations, profiles_match
from sampan.api.validation.pod_containers import PodFacts, containers, ephemeral_containers, init_containers
from sampan.api.validation.pod_security import pod_security_context
from sampan.api.validation.pod_volumes import volumes
from sampan.machinery import field, names
from sampan.machinery.field import Path

_MAX_INT32 = 2**31 - 1
_RESTART_POLICIES = ('Always', 'OnFailure', 'Never')
_DNS_POLICIES = ('ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None')
_MAX_NAMESERVERS, _MAX_SEARCHES, _MAX_SEARCH_CHARS = 3, 32, 2048
_HOSTNAME_MAX = 64


def pod_template(path: Path, template: core.PodTemplateSpec) -> Errors:
    """A template inside a workload."""
    yield from labels(path.child('labels'), template.metadata.labels)
    yield from annotation_map(path.child('annotations'), template.metadata.annotations)
    yield from pod_annotations(path.child('annotations'), template.metadata.annotations, template.spec)
    spec = path.child('spec')
    yield from pod_spec(spec, template.spec)
    yield from profiles_match(spec, template.metadata.annotations, template.spec)
    if template.spec.ephemeral_containers:
        yield field.forbidden(spec.child('ephemeralContainers'), 'ephemeral containers not allowed in pod template')


def pod_spec(path: Path, spec: core.PodSpec, metadata: meta.ObjectMeta | None = None) -> Errors:
    """The spec itself; `metadata` is given for real pods only."""
    if spec.termination_grace_period_seconds is None:
        yield field.required(path.child('terminationGracePeriodSeconds'))
    found, errors = volumes(path.child('volumes'), spec.volumes, metadata, is_pod=metadata is not None)
    yield from errors
    claim_names = frozenset(claim.name for claim in spec.resource_claims if claim.name)
    mirror = metadata is not None and MIRROR in metadata.annotations
    yield from pod_resources.resource_claims(path.child('resourceClaims'), spec.resource_claims, mirror)
    facts = PodFacts(spec, found, claim_names)
    yield from containers(path.child('containers'), facts)
    yield from init_containers(path.child('initContainers'), facts)
    yield from ephemeral_containers(path.child('ephemeralContainers'), facts)
    yield from pod_resources.pod_level(path.child('resources'), spec, claim_names)
    yield from _host_network(path.child('containers'), spec, is_pod=metadata is not None)
    yield from one_of(path.child('restartPolicy'), spec.restart_policy, _RESTART_POLICIES)
    yield from one_of(path.child('dnsPolicy'), spec.dns_policy, _DNS_POLICIES)
    yield from labels(path.child('nodeSelector'), spec.node_selector)
    yield from pod_security_context(path.child('securityContext'), spec)
    yield from affinity(path.child('affinity'), spec.affinity)
    yield from _dns_config(path.child('dnsConfig'), spec)
    yield from pod_scheduling.readiness_gates(path.child('readinessGates'), spec.readiness_gates)
    yield from pod_scheduling.scheduling_gates(path.child('schedulingGates'), spec.scheduling_gates)
    constraints = path.child('topologySpreadConstraints')
    yield from pod_scheduling.topology_spread(constraints, spec.topology_spread_constraints)
    yield from pod_windows.host_process_pod(path, spec)
    yield from _host_users(path, spec)
    if spec.hostname_override is not None:
        yield from _hostname_override(path.child('hostnameOverride'), spec, spec.hostname_override)
    yield from _names(path, spec)
    yield from _rest(path, spec)


def _names(path: Path, spec: core.PodSpec) -> Errors:
    for name, value, check in (
        ('serviceAccountName', spec.service_account_name, names.dns1123_subdomain),
        ('nodeName', spec.node_name, names.dns1123_subdomain),
    ):
        if value:
            yield from checked(path.child(name), value, check)
    deadline = spec.active_deadline_seconds
    if deadline is not None and not 1 <= deadline <= _MAX_INT32:
        yield field.invalid(path.child('activeDeadlineSeconds'), deadline, names.range_error(1, _MAX_INT32))
    if spec.hostname:
        yield from checked(path.child('hostname'), spec.hostname, names.dns1123_label)
    if spec.subdomain:
        yield from checked(path.child('subdomain'), spec.subdomain, names.dns1123_label)


def _hostname_override(path: Path, spec: core.PodSpec, name: str) -> Errors:
    if spec.set_hostname_as_fqdn:
        yield field.forbidden(path, 'may not be specified when setHostnameAsFQDN is true')
    if spec.host_network:
        yield field.forbidden(path, 'may not be specified when hostNetwork is true')
    if names.byte_length(name) > _HOSTNAME_MAX:
        yield field.too_long(path, name, _HOSTNAME_MAX)
    yield from checked(path, name, names.dns1123_subdomain)


def _rest(path: Path, spec: core.PodSpec) -> Errors:
    yield from pod_scheduling.tolerations(path.child('tolerations'), spec.tolerations)
    yield from _host_aliases(path.child('hostAliases'), spec.host_aliases)
    if spec.priority_class_name:
        yield from checked(path.child('priorityClassName'), spec.priority_class_name, names.dns1123_subdomain)
    if spec.runtime_class_name is not None:
        yield from checked(path.child('runtimeClassName'), spec.runtime_class_name, names.dns1123_subdomain)
    if spec.preemption_policy is not None:
        policies = ('PreemptLowerPriority', 'Never')
        yield from one_of(path.child('preemptionPolicy'), spec.preemption_policy, policies)
    if spec.overhead:
        overhead = core.ResourceRequirements(limits=spec.overhead)
        yield from pod_resources.requirements(path.child('overhead'), overhead, frozenset())
    yield from pod_windows.operating_system(path, spec)
    if spec.scheduling_group is not None:
        yield from _scheduling_group(path.child('schedulingGroup', 'podGroupName'), spec.scheduling_group)
    yield from _env_files(path, spec)


def _scheduling_group(path: Path, group: core.PodSchedulingGroup) -> Errors:
    name = group.pod_group_name
    if name is None:
        yield field.invalid(path, name, 'must specify one of: `podGroupName`')
    elif not name:
        yield field.invalid(path, name, 'must not be empty')
    else:
        yield from checked(path, name, names.dns1123_subdomain)


def _env_files(path: Path, spec: core.PodSpec) -> Errors:
    """Files with variables are read from empty directories only."""
    volumes_by_name = {volume.name: volume for volume in spec.volumes}
    for at, container in pod_windows.containers(spec, path):
        for index, variable in enumerate(container.env):
            source = variable.value_from.file_key_ref if variable.value_from is not None else None
            if source is None:
                continue
            where = at.child('env').index(index).child('valueFrom', 'fileKeyRef', 'volumeName')
            volume = volumes_by_name.get(source.volume_name)
            if volume is None:
                yield field.not_found(where, source.volume_name)
            elif volume.empty_dir is None:
                yield field.invalid(where, source.volume_name, 'referenced volume must be of type emptyDir')


def _host_network(path: Path, spec: core.PodSpec, is_pod: bool) -> Errors:
    """On the host's network a container port is a host port."""
    if not spec.host_network:
        return
    for index, container in enumerate(spec.containers):
        for number, port in enumerate(container.ports):
            if (is_pod or port.host_port) and port.host_port != port.container_port:
                at = path.index(index).child('ports').index(number).child('hostPort')
                yield field.invalid(at, port.host_port, 'must match `containerPort` when `hostNetwork` is true')


def _host_users(path: Path, spec: core.PodSpec) -> Errors:
    if spec.host_users is not False:
        return
    detail = 'when `hostUsers` is false'
    # The spelling of the last two is upstream's.
    for name, value in (('hostNetwork', spec.host_network), ('HostPID', spec.host_pid), ('HostIPC', spec.host_ipc)):
        if value:
            yield field.forbidden(path.child(name), detail)
    for at, container in pod_windows.containers(spec, path):
        if container.volume_devices:
            yield field.forbidden(at.child('volumeDevices'), detail)


def _host_aliases(path: Path, aliases: Sequence[core.HostAlias]) -> Errors:
    for index, alias in enumerate(aliases):
        at = path.index(index)
        yield from ip(at.child('ip'), alias.ip)
        for number, hostname in enumerate(alias.hostnames):
            yield from checked(at.child('hostnames').index(number), hostname, names.dns1123_subdomain)


def _dns_config(path: Path, spec: core.PodSpec) -> Errors:
    config = spec.dns_config
    if spec.dns_policy == 'None':
        if config is None:
            yield field.required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')
            return
        if not config.nameservers:
            detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None'
            yield field.required(path.child('nameservers'), detail)
            return
    if config is None:
        return
    servers, searches = path.child('nameservers'), path.child('searches')
    if len(config.nameservers) > _MAX_NAMESERVERS:
        yield field.invalid(servers, config.nameservers, f'must not have more than {_MAX_NAMESERVERS} nameservers')
    for index, server in enumerate(config.nameservers):
        yield from ip(servers.index(index), server)
    if len(config.searches) > _MAX_SEARCHES:
        yield field.invalid(searches, config.searches, f'must not have more than {_MAX_SEARCHES} search paths')
    if len(' '.join(config.searches)) > _MAX_SEARCH_CHARS:
        detail = f'must not have more than {_MAX_SEARCH_CHARS} characters (including spaces) in the search list'
        yield field.invalid(searches, config.searches, detail)
    for index, search in enumerate(config.searches):
        if search != '.':
            yield from checked(searches.index(index), search.removesuffix('.'), names.dns1123_subdomain_underscore)
    for index, option in enumerate(config.options):
        if not option.name:
            yield field.required(path.child('options').index(index), 'must not be empty')
