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


def told(plugin: str, configuration: dict[str, Any], *enable: str) -> sampan.Cluster:
    return sampan.Cluster(nodes=0, admission=AdmissionConfig(enable=enable, configuration={plugin: configuration}))


def annotate(made: sampan.Cluster, **annotations: str) -> None:
    namespace = made.client.get(core_v1.Namespace, 'default')
    prefix = 'scheduler.alpha.kubernetes.io/'
    namespace.metadata.annotations = {prefix + key.replace('_', '-'): value for key, value in annotations.items()}
    made.client.update(namespace)


def test_pods_go_where_their_namespace_says() -> None:
    selectors = {'podNodeSelectorPluginConfig': {'clusterDefaultNodeSelector': 'zone=a', 'default': 'zone=b,disk=ssd'}}
    with told('PodNodeSelector', selectors, 'PodNodeSelector') as made:
        text = refused(made, pod())
        assert 'pod node label selector labels conflict with its namespace whitelist' in text
        annotate(made, node_selector='zone=b')
        assert made.client.create(pod()).spec.node_selector == {'zone': 'b'}
        text = refused(made, pod('other', node_selector={'zone': 'a'}))
        assert 'pod node label selector conflicts with its namespace node label selector' in text
        assert made.client.create(pod('fast', node_selector={'disk': 'ssd'})).spec.node_selector == {
            'zone': 'b',
            'disk': 'ssd',
        }


def test_pods_tolerate_what_their_namespace_does_and_no_more() -> None:
    configuration = {
        'apiVersion': 'podtolerationrestriction.admission.k8s.io/v1alpha1',
        'kind': 'Configuration',
        'default': [{'key': 'a', 'operator': 'Exists'}],
        'whitelist': [{'key': 'a', 'operator': 'Exists'}, {'key': 'node.kubernetes.io/', 'operator': 'Exists'}],
    }
    with told('PodTolerationRestriction', configuration, 'PodTolerationRestriction') as made:
        annotate(made, tolerationsWhitelist='')
        stored = made.client.create(pod())
        assert core_v1.Toleration(key='a', operator='Exists') in stored.spec.tolerations
        annotate(made, defaultTolerations='[{"key":"b","operator":"Exists"}]', tolerationsWhitelist='[{"key":"b"}]')
        text = refused(made, pod('other'))
        assert 'conflict with its namespace whitelist' in text


def test_more_events_than_the_limit_are_refused() -> None:
    configuration = {
        'apiVersion': 'eventratelimit.admission.k8s.io/v1alpha1',
        'kind': 'Configuration',
        'limits': [{'type': 'Namespace', 'qps': 1, 'burst': 2}],
    }
    with told('EventRateLimit', configuration, 'EventRateLimit') as made:

        def event(name: str) -> core_v1.Event:
            return core_v1.Event(
                metadata=meta_v1.ObjectMeta(name=name, namespace='default'),
                involved_object=core_v1.ObjectReference(kind='Pod', name='p', namespace='default'),
            )

        made.client.create(event('a'))
        made.client.create(event('b'))
        assert 'limit reached on type Namespace for key default' in refused(made, event('c'))


def test_unlabelled_namespaces_get_the_default_level() -> None:
    configuration = {
        'apiVersion': 'pod-security.admission.config.k8s.io/v1',
        'kind': 'PodSecurityConfiguration',
        'defaults': {'enforce': 'baseline'},
        'exemptions': {'namespaces': ['kube-system']},
    }
    with told('PodSecurity', configuration) as made:
        assert 'violates PodSecurity "baseline:latest"' in refused(made, pod(host_network=True))
        system = pod(host_network=True)
        system.metadata.namespace = 'kube-system'
        assert made.client.create(system).spec.host_network


def test_limited_resources_need_a_quota() -> None:
    configuration = {
        'apiVersion': 'apiserver.config.k8s.io/v1',
        'kind': 'ResourceQuotaConfiguration',
        'limitedResources': [{'resource': 'pods', 'matchContains': ['pods']}],
    }
    with told('ResourceQuota', configuration) as made:
        assert 'insufficient quota' in refused(made, pod())
