"""The chain: order, who is asked, flags, plugins of one's own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import sampan
from sampan.api.errors import ApiError
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.admission.chain import Chain
from sampan.apiserver.admission.config import AdmissionConfig
from sampan.apiserver.admission.plugins import PLUGINS, UnknownPlugin, make_plugins
from sampan.apiserver.registry.registry import Registry
from sampan.store.memory import MemoryStore
from sampan.testing.world import SimulatedWorld
from support.registry import ADMIN, config_map

# pkg/kubeapiserver/options/plugins.go of 1.36: all plugins in order, but for those of alpha features.
UPSTREAM = [
    'AlwaysAdmit',
    'NamespaceAutoProvision',
    'NamespaceLifecycle',
    'NamespaceExists',
    'LimitPodHardAntiAffinityTopology',
    'LimitRanger',
    'ServiceAccount',
    'NodeRestriction',
    'TaintNodesByCondition',
    'AlwaysPullImages',
    'ImagePolicyWebhook',
    'PodSecurity',
    'PodNodeSelector',
    'Priority',
    'DefaultTolerationSeconds',
    'PodTolerationRestriction',
    'EventRateLimit',
    'ExtendedResourceToleration',
    'DefaultStorageClass',
    'StorageObjectInUseProtection',
    'OwnerReferencesPermissionEnforcement',
    'PersistentVolumeClaimResize',
    'RuntimeClass',
    'CertificateApproval',
    'CertificateSigning',
    'ClusterTrustBundleAttest',
    'CertificateSubjectRestriction',
    'DefaultIngressClass',
    'DenyServiceExternalIPs',
    'PodTopologyLabels',
    'MutatingAdmissionPolicy',
    'MutatingAdmissionWebhook',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionWebhook',
    'ResourceQuota',
    'AlwaysDeny',
]


class Noted(Plugin):
    """Writes down when it is called."""

    def __init__(self, name: str, calls: list[str]) -> None:
        self.name = name
        self.calls = calls

    async def admit(self, attributes: Attributes) -> None:
        self.calls.append(self.name)


class OnlyPods(Noted):
    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return resource.plural == 'pods'


class Changing(Noted):
    async def admit(self, attributes: Attributes) -> None:
        await super().admit(attributes)
        attributes.reinvocation.wanted = True


def registry(**config: Any) -> Registry:
    return Registry(store=MemoryStore(), world=SimulatedWorld(1), admission=AdmissionConfig(**config))


def attributes(made: Registry) -> Attributes:
    resource = made.endpoints['', 'v1', 'configmaps'].resource
    return Attributes(Operation.CREATE, resource, '', 'default', 'x', config_map('x'), None, ADMIN, False)


def test_plugins_stand_in_upstreams_order() -> None:
    names = [each.name for each in PLUGINS]
    assert names == [name for name in UPSTREAM if name in names]


def test_flags_choose_plugins_and_unknown_names_are_told() -> None:
    names = [each.name for each in registry(disable=['LimitRanger', 'PodSecurity']).admission.plugins]
    assert 'LimitRanger' not in names and 'PodSecurity' not in names and 'ServiceAccount' in names
    with pytest.raises(UnknownPlugin, match='"Nonsense" is unknown'):
        registry(enable=['Nonsense'])
    with pytest.raises(UnknownPlugin, match='overlapped'):
        registry(enable=['Priority'], disable=['Priority'])


def test_plugins_of_ones_own_come_before_webhooks_and_may_be_made_of_parts() -> None:
    calls: list[str] = []
    made = registry(plugins=[Noted('Own', calls), lambda parts: Noted(type(parts.lookup).__name__, calls)])
    names = [each.name for each in made.admission.plugins]
    assert names.index('Own') + 1 == names.index('CacheLookup')
    assert names.index('PodTopologyLabels') < names.index('Own') < names.index('MutatingAdmissionWebhook')
    assert names[-1] == 'ResourceQuota'
    assert len(make_plugins(made.parts, AdmissionConfig())) == len(names) - 2


async def _admit(made: Registry) -> None:
    own = [each for each in made.admission.plugins if isinstance(each, Noted)]
    await Chain(own).admit(attributes(made))


def test_only_who_has_to_do_with_a_resource_is_asked() -> None:
    calls: list[str] = []
    asyncio.run(_admit(registry(plugins=[OnlyPods('pods', calls), Noted('all', calls)])))
    assert calls == ['all']


def test_a_change_behind_the_others_back_runs_everybody_once_more() -> None:
    calls: list[str] = []
    asyncio.run(_admit(registry(plugins=[Noted('first', calls), Changing('second', calls)])))
    assert calls == ['first', 'second', 'first', 'second']


class NoRoot(Plugin):
    """A plugin as a user writes it."""

    name = 'NoRoot'

    async def validate(self, attributes: Attributes) -> None:
        if attributes.about('configmaps') and attributes.name == 'root':
            raise attributes.forbidden('not this one')


def test_a_test_cluster_takes_plugins_of_ones_own() -> None:
    with sampan.Cluster(nodes=0, admission=[NoRoot()]) as cluster:
        cluster.client.create(config_map('x'))
        with pytest.raises(ApiError, match='configmaps "root" is forbidden: not this one'):
            cluster.client.create(config_map('root'))


def test_what_upstream_has_off_is_off() -> None:
    off = {each.name for each in PLUGINS if not each.default}
    assert off == {
        'AlwaysAdmit',
        'AlwaysDeny',
        'AlwaysPullImages',
        'DenyServiceExternalIPs',
        'EventRateLimit',
        'ExtendedResourceToleration',
        'LimitPodHardAntiAffinityTopology',
        'NamespaceAutoProvision',
        'NamespaceExists',
        'OwnerReferencesPermissionEnforcement',
        'PodNodeSelector',
        'PodTolerationRestriction',
    }
