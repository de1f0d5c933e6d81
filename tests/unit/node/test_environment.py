"""What a container finds in its environment, and how `$(NAME)` and the downward API read."""

from __future__ import annotations

import pytest

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import Quantity
from sampan.client.events import EventRecorder
from sampan.node.pods.environment import ConfigError, Environment
from sampan.node.pods.expand import expand
from sampan.node.pods.fields import FieldError, PodFacts, field_text, map_text, resource_text
from sampan.node.pods.services import Services, service_variables
from sampan.node.references import References
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld
from support.fake_client import FakeClient

from .support import container, fail, pod

FACTS = PodFacts(('10.0.0.2', 'fd00::2'), ('192.0.2.1',), {'cpu': Quantity('4'), 'memory': Quantity('8Gi')})


@pytest.mark.parametrize(
    ('text', 'value'),
    [
        ('$(A)', 'a'),
        ('x$(A)y$(B)', 'xayb'),
        ('$$(A)', '$(A)'),
        ('$(NONE)', '$(NONE)'),
        ('$A', '$A'),
        ('$(A', '$(A'),
        ('$', '$'),
        ('$$$(A)', '$a'),
        ('', ''),
        ('$(A)$(A)', 'aa'),
    ],
)
def test_expansion_is_upstreams(text: str, value: str) -> None:
    assert expand(text, {'A': 'a', 'B': 'b'}) == value


def test_fields_read_as_the_downward_api_says() -> None:
    subject = pod(service_account_name='robot')
    subject.metadata.uid = 'u'
    subject.metadata.annotations = {'b': 'say "hi"', 'a': '1'}
    values = {
        'metadata.name': 'web',
        'metadata.namespace': 'default',
        'metadata.uid': 'u',
        'spec.nodeName': 'node-a',
        'spec.serviceAccountName': 'robot',
        'status.podIP': '10.0.0.2',
        'status.podIPs': '10.0.0.2,fd00::2',
        'status.hostIP': '192.0.2.1',
        'status.hostIPs': '192.0.2.1',
        "metadata.labels['app']": 'web',
        "metadata.annotations['none']": '',
        'metadata.annotations': 'a="1"\nb="say \\"hi\\""',
    }
    assert {path: field_text(subject, path, FACTS) for path in values} == values
    with pytest.raises(FieldError, match=r'unsupported fieldPath: spec\.hostname'):
        field_text(subject, 'spec.hostname', FACTS)


def test_maps_are_sorted() -> None:
    assert map_text({'b': '2', 'a': '1'}) == 'a="1"\nb="2"'


@pytest.mark.parametrize(
    ('resource', 'divisor', 'value'),
    [
        ('limits.cpu', '1', '1'),
        ('limits.cpu', '1m', '250'),
        ('limits.memory', '1Mi', '64'),
        ('requests.memory', '0', '0'),
        ('limits.ephemeral-storage', '1', '0'),
    ],
)
def test_resources_are_rounded_up_to_their_divisor(resource: str, divisor: str, value: str) -> None:
    limits = {'cpu': Quantity('250m'), 'memory': Quantity('64Mi')}
    subject = pod('web', container(resources=core.ResourceRequirements(limits=limits)))
    subject.spec.containers[0].resources.requests = {}
    ref = core.ResourceFieldSelector(resource=resource, divisor=Quantity(divisor))
    assert resource_text(subject, ref, 'main', FACTS) == value


def test_a_container_without_limits_has_the_nodes() -> None:
    ref = core.ResourceFieldSelector(resource='limits.cpu')
    assert resource_text(pod(), ref, 'main', FACTS) == '4'


def test_services_are_variables() -> None:
    ports = [
        core.ServicePort(name='http', port=80, protocol='TCP'),
        core.ServicePort(name='dns-udp', port=53, protocol='UDP'),
    ]
    service = core.Service(
        metadata=meta.ObjectMeta(name='my-web'), spec=core.ServiceSpec(cluster_ip='10.96.0.7', ports=ports)
    )
    assert service_variables(service) == {
        'MY_WEB_SERVICE_HOST': '10.96.0.7',
        'MY_WEB_SERVICE_PORT': '80',
        'MY_WEB_SERVICE_PORT_HTTP': '80',
        'MY_WEB_SERVICE_PORT_DNS_UDP': '53',
        'MY_WEB_PORT': 'tcp://10.96.0.7:80',
        'MY_WEB_PORT_80_TCP': 'tcp://10.96.0.7:80',
        'MY_WEB_PORT_80_TCP_PROTO': 'tcp',
        'MY_WEB_PORT_80_TCP_PORT': '80',
        'MY_WEB_PORT_80_TCP_ADDR': '10.96.0.7',
        'MY_WEB_PORT_53_UDP': 'udp://10.96.0.7:53',
        'MY_WEB_PORT_53_UDP_PROTO': 'udp',
        'MY_WEB_PORT_53_UDP_PORT': '53',
        'MY_WEB_PORT_53_UDP_ADDR': '10.96.0.7',
    }


def service(name: str, namespace: str, address: str) -> core.Service:
    return core.Service(
        metadata=meta.ObjectMeta(name=name, namespace=namespace),
        spec=core.ServiceSpec(cluster_ip=address, ports=[core.ServicePort(port=80)]),
    )


def test_links_are_to_the_own_namespace_and_the_api_server() -> None:
    services = Services(client=FakeClient(SimulatedWorld(1)), world=SimulatedWorld(1))
    everything = [
        service('kubernetes', 'default', '10.96.0.1'),
        service('web', 'shop', '10.96.0.2'),
        service('web', 'other', '10.96.0.3'),
        service('headless', 'shop', 'None'),
    ]
    services.replace(everything, '1')
    linked = services.environment('shop', links=True)
    assert linked['WEB_SERVICE_HOST'] == '10.96.0.2'
    assert linked['KUBERNETES_SERVICE_HOST'] == '10.96.0.1'
    assert not any(name.startswith('HEADLESS') for name in linked)
    assert {n for n in services.environment('shop', links=False) if n.endswith('HOST')} == {'KUBERNETES_SERVICE_HOST'}


def environment(body, *containers: core.Container) -> None:
    async def main() -> None:
        client = FakeClient(SimulatedWorld(1))
        services = Services(client=client, world=client.world)
        services.replace([service('kubernetes', 'default', '10.96.0.1')], '1')
        named = meta.ObjectMeta(name='settings', namespace='default')
        await client.create(core.ConfigMap(metadata=named, data={'a': '1', 'b': '2', 'bad=': 'x'}))
        await client.create(core.Secret(metadata=named, data={'password': b'geheim'}))
        references = References(client=client, world=client.world, changed=lambda uid: None, failed=fail)
        recorder = EventRecorder(client=client, world=client.world, component='kubelet')
        await body(Environment(references=references, services=services, recorder=recorder))

    run_virtual(main())


def key(kind: str, name: str, which: str, optional: bool | None = None) -> core.EnvVarSource:
    if kind == 'secret':
        return core.EnvVarSource(secret_key_ref=core.SecretKeySelector(name=name, key=which, optional=optional))
    return core.EnvVarSource(config_map_key_ref=core.ConfigMapKeySelector(name=name, key=which, optional=optional))


def test_own_variables_beat_sources_and_sources_beat_services() -> None:
    async def body(made: Environment) -> None:
        subject = container(
            env_from=[
                core.EnvFromSource(config_map_ref=core.ConfigMapEnvSource(name='settings')),
                core.EnvFromSource(prefix='S_', secret_ref=core.SecretEnvSource(name='settings')),
            ],
            env=[
                core.EnvVar(name='b', value='own'),
                core.EnvVar(name='C', value='$(a)-$(b)-$(S_password)'),
                core.EnvVar(name='KUBERNETES_SERVICE_HOST', value='elsewhere'),
                core.EnvVar(name='P', value_from=key('secret', 'settings', 'password')),
                core.EnvVar(name='N', value_from=key('configmap', 'none', 'x', True)),
            ],
        )
        values = await made.variables(pod('web', subject), subject, FACTS)
        assert values['a'] == '1'
        assert values['b'] == 'own'
        assert values['C'] == '1-own-geheim'
        assert values['KUBERNETES_SERVICE_HOST'] == 'elsewhere'
        assert values['KUBERNETES_SERVICE_PORT'] == '80'
        assert values['P'] == 'geheim'
        assert 'N' not in values and 'bad=' not in values

    environment(body)


@pytest.mark.parametrize(
    ('source', 'message'),
    [
        (key('configmap', 'none', 'x'), 'configmaps "none" not found'),
        (key('configmap', 'settings', 'x'), "couldn't find key x in ConfigMap default/settings"),
        (key('secret', 'settings', 'x'), "couldn't find key x in Secret default/settings"),
    ],
)
def test_what_is_missing_is_named(source: core.EnvVarSource, message: str) -> None:
    async def body(made: Environment) -> None:
        subject = container(env=[core.EnvVar(name='X', value_from=source)])
        with pytest.raises(ConfigError) as caught:
            await made.variables(pod('web', subject), subject, FACTS)
        assert str(caught.value) == message

    environment(body)
