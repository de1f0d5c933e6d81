"""Plugins that are off by default, switched on."""

from __future__ import annotations

from typing import Any

import pytest

import sampan
from sampan.api.errors import ApiError
from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Quantity
from sampan.apiserver.admission.config import AdmissionConfig
from support.registry import config_map, pod, service


def cluster(*plugins: str) -> sampan.Cluster:
    return sampan.Cluster(nodes=0, admission=AdmissionConfig(enable=plugins))


def with_requests(**requests: str) -> list[core_v1.Container]:
    amounts = {name.replace('__', '/').replace('_', '.'): Quantity(value) for name, value in requests.items()}
    needs = core_v1.ResourceRequirements(requests=amounts, limits=amounts)
    return [core_v1.Container(name='c', image='example.test/x:1', resources=needs)]


def refused(made: sampan.Cluster, obj: Any) -> str:
    with pytest.raises(ApiError) as found:
        made.client.create(obj)
    return str(found.value)


def test_images_are_always_pulled() -> None:
    with cluster('AlwaysPullImages') as made:
        container = core_v1.Container(name='c', image='example.test/x:1', image_pull_policy='Never')
        stored = made.client.create(pod(containers=[container]))
        assert stored.spec.containers[0].image_pull_policy == 'Always'


def test_everything_may_be_denied() -> None:
    with pytest.raises(ApiError, match='admission control is denying all modifications'), cluster('AlwaysDeny'):
        pass


def test_a_missing_namespace_is_made() -> None:
    with sampan.Cluster(
        nodes=0, admission=AdmissionConfig(enable=['NamespaceAutoProvision'], disable=['NamespaceLifecycle'])
    ) as made:
        settings = config_map()
        settings.metadata.namespace = 'new'
        made.client.create(settings)
        assert made.client.get(core_v1.Namespace, 'new').status.phase == 'Active'


def test_a_missing_namespace_is_not_found() -> None:
    with sampan.Cluster(
        nodes=0, admission=AdmissionConfig(enable=['NamespaceExists'], disable=['NamespaceLifecycle'])
    ) as made:
        settings = config_map()
        settings.metadata.namespace = 'new'
        assert refused(made, settings) == 'namespaces "new" not found'


def test_pods_keep_others_away_from_their_node_at_most() -> None:
    with cluster('LimitPodHardAntiAffinityTopology') as made:
        term = core_v1.PodAffinityTerm(
            topology_key='zone', label_selector=meta_v1.LabelSelector(match_labels={'a': 'b'})
        )
        away = core_v1.PodAntiAffinity(required_during_scheduling_ignored_during_execution=[term])
        assert 'has TopologyKey zone but only key kubernetes.io/hostname is allowed' in refused(
            made, pod(affinity=core_v1.Affinity(pod_anti_affinity=away))
        )


def test_who_asks_for_hardware_tolerates_its_taint() -> None:
    with cluster('ExtendedResourceToleration') as made:
        stored = made.client.create(pod(containers=with_requests(example_test__gpu='1')))
        wanted = core_v1.Toleration(key='example.test/gpu', operator='Exists', effect='NoSchedule')
        assert wanted in stored.spec.tolerations


def test_external_addresses_are_denied() -> None:
    with cluster('DenyServiceExternalIPs') as made:
        assert 'Use of external IPs is denied by admission control' in refused(
            made, service(external_ips=['192.0.2.7'])
        )
        made.client.create(service())
