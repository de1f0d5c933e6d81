"""Every plugin, in upstream's order, and whether it is on by default (pkg/kubeapiserver/options/plugins.go)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sampan.apiserver.admission.base import Admission
from sampan.apiserver.admission.certificates import (
    CertificateApproval,
    CertificateSigning,
    CertificateSubjectRestriction,
    ClusterTrustBundleAttest,
)
from sampan.apiserver.admission.config import AdmissionConfig, Parts
from sampan.apiserver.admission.default_ingress_class import DefaultIngressClass
from sampan.apiserver.admission.default_tolerations import DefaultTolerationSeconds
from sampan.apiserver.admission.limitranger import LimitRanger
from sampan.apiserver.admission.namespace_lifecycle import NamespaceLifecycle
from sampan.apiserver.admission.node_restriction import NodeRestriction
from sampan.apiserver.admission.pod_topology_labels import PodTopologyLabels
from sampan.apiserver.admission.podsecurity.plugin import PodSecurity
from sampan.apiserver.admission.priority import Priority
from sampan.apiserver.admission.resourcequota.plugin import ResourceQuota
from sampan.apiserver.admission.runtime_class import RuntimeClass
from sampan.apiserver.admission.service_account import ServiceAccountAdmission
from sampan.apiserver.admission.sleeping import Sleeping, SleepingMutator, SleepingValidator, imported
from sampan.apiserver.admission.storage import (
    DefaultStorageClass,
    PersistentVolumeClaimResize,
    StorageObjectInUseProtection,
)
from sampan.apiserver.admission.taint_nodes import TaintNodesByCondition


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the table."""

    name: str
    make: Callable[[Parts], Admission]
    default: bool = True


def _off(where: str, *, parts: bool = False) -> Callable[[Parts], Admission]:
    """Made of a class that is only loaded where it is switched on."""
    return (lambda given: imported(where)(given)) if parts else (lambda given: imported(where)())


def _asleep(kind: type[Sleeping], name: str, plural: str, where: str) -> Listed:
    """A plugin that acts on objects of a kind, and is loaded when there is one."""
    return Listed(name, lambda parts: kind(parts, name, plural, where))


def _pod_security(parts: Parts) -> PodSecurity:
    told = parts.configuration.get('PodSecurity')
    if told is None:
        return PodSecurity(parts.lookup, metrics=parts.metrics)
    from sampan.apiserver.admission.podsecurity import configuration

    return PodSecurity(parts.lookup, configuration.read(told), parts.metrics)


def _resource_quota(parts: Parts) -> ResourceQuota:
    told = parts.configuration.get('ResourceQuota')
    if told is None:
        return ResourceQuota(parts)
    from sampan.apiserver.admission.resourcequota import configuration

    return ResourceQuota(parts, configuration.read(told))


# One line each, in upstream's order.
PLUGINS: tuple[Listed, ...] = (
    Listed('AlwaysAdmit', _off('always:AlwaysAdmit'), default=False),
    Listed('NamespaceAutoProvision', _off('namespace_presence:NamespaceAutoProvision', parts=True), default=False),
    Listed('NamespaceLifecycle', lambda parts: NamespaceLifecycle(parts.lookup)),
    Listed('NamespaceExists', _off('namespace_presence:NamespaceExists', parts=True), default=False),
    Listed('LimitPodHardAntiAffinityTopology', _off('pod_policies:LimitPodHardAntiAffinityTopology'), default=False),
    Listed('LimitRanger', lambda parts: LimitRanger(parts.lookup)),
    Listed('ServiceAccount', lambda parts: ServiceAccountAdmission(parts.lookup, parts.world)),
    Listed('NodeRestriction', lambda parts: NodeRestriction(parts.lookup)),  # on, as every installer has it
    Listed('TaintNodesByCondition', lambda parts: TaintNodesByCondition()),
    Listed('AlwaysPullImages', _off('pod_policies:AlwaysPullImages'), default=False),
    Listed('PodSecurity', _pod_security),
    Listed('PodNodeSelector', _off('pod_node_selector:PodNodeSelector', parts=True), default=False),
    Listed('Priority', lambda parts: Priority(parts.lookup)),
    Listed('DefaultTolerationSeconds', lambda parts: DefaultTolerationSeconds()),
    Listed(
        'PodTolerationRestriction',
        _off('toleration_restriction:PodTolerationRestriction', parts=True),
        default=False,
    ),
    Listed('EventRateLimit', _off('event_rate_limit:EventRateLimit', parts=True), default=False),
    Listed('ExtendedResourceToleration', _off('pod_policies:ExtendedResourceToleration'), default=False),
    Listed('DefaultStorageClass', lambda parts: DefaultStorageClass(parts.lookup)),
    Listed('StorageObjectInUseProtection', lambda parts: StorageObjectInUseProtection()),
    Listed(
        'OwnerReferencesPermissionEnforcement',
        _off('owner_references:OwnerReferencesPermissionEnforcement', parts=True),
        default=False,
    ),
    Listed('PersistentVolumeClaimResize', lambda parts: PersistentVolumeClaimResize(parts.lookup)),
    Listed('RuntimeClass', lambda parts: RuntimeClass(parts.lookup)),
    Listed('CertificateApproval', CertificateApproval),
    Listed('CertificateSigning', CertificateSigning),
    Listed('ClusterTrustBundleAttest', ClusterTrustBundleAttest),
    Listed('CertificateSubjectRestriction', lambda parts: CertificateSubjectRestriction()),
    Listed('DefaultIngressClass', lambda parts: DefaultIngressClass(parts.lookup)),
    Listed('DenyServiceExternalIPs', _off('pod_policies:DenyServiceExternalIPs'), default=False),
    Listed('PodTopologyLabels', lambda parts: PodTopologyLabels(parts.lookup)),
    # Plugins of one's own come here: what follows sees what everybody else let pass.
    _asleep(
        SleepingMutator, 'MutatingAdmissionPolicy', 'mutatingadmissionpolicies', 'policies.mutating:MutatingPolicies'
    ),
    _asleep(
        SleepingMutator,
        'MutatingAdmissionWebhook',
        'mutatingwebhookconfigurations',
        'webhooks.mutating:MutatingWebhooks',
    ),
    _asleep(
        SleepingValidator,
        'ValidatingAdmissionPolicy',
        'validatingadmissionpolicies',
        'policies.validating:ValidatingPolicies',
    ),
    _asleep(
        SleepingValidator,
        'ValidatingAdmissionWebhook',
        'validatingwebhookconfigurations',
        'webhooks.validating:ValidatingWebhooks',
    ),
    Listed('ResourceQuota', _resource_quota),
    Listed('AlwaysDeny', _off('always:AlwaysDeny'), default=False),
)

# Behind these nothing but each other may come: they see the object as all others leave it.
LAST = frozenset(
    {
        'MutatingAdmissionPolicy',
        'MutatingAdmissionWebhook',
        'ValidatingAdmissionPolicy',
        'ValidatingAdmissionWebhook',
        'ResourceQuota',
        'AlwaysDeny',
    }
)


class UnknownPlugin(ValueError):
    """A flag names a plugin that is not there; the text is upstream's."""


def make_plugins(parts: Parts, config: AdmissionConfig) -> list[Admission]:
    """The plugins of a server, in order. Raises UnknownPlugin."""
    chosen = _chosen(config)
    own = [given(parts) if callable(given) and not hasattr(given, 'admit') else given for given in config.plugins]
    early = [each.make(parts) for each in chosen if each.name not in LAST]
    late = [each.make(parts) for each in chosen if each.name in LAST]
    return [*early, *own, *late]  # type: ignore[list-item]


def _chosen(config: AdmissionConfig) -> list[Listed]:
    names = {each.name for each in PLUGINS}
    for flag, given in (('enable', config.enable), ('disable', config.disable)):
        for name in given:
            if name not in names:
                raise UnknownPlugin(f'{flag}-admission-plugins plugin "{name}" is unknown')
    both = sorted(set(config.enable) & set(config.disable))
    if both:
        raise UnknownPlugin(f'[{" ".join(both)}] in enable-admission-plugins and disable-admission-plugins overlapped')
    return [
        each for each in PLUGINS if (each.default or each.name in config.enable) and each.name not in config.disable
    ]
