"""/metrics: the counts an operator's dashboards ask for, under the names Kubernetes gives them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.behaviour.apiserver_front.servers import Served, run, served

from sampan.api.errors import ApiError
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.apiserver.audit.config import AuditConfig, LogConfig

SAMPLE = re.compile(r'^(?P<name>\w+)(?:{(?P<labels>.*)})? (?P<value>\S+)$', re.MULTILINE)
LABEL = re.compile(r'(\w+)="([^"]*)"')


class Read:
    """What the server said about itself, name by name."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.samples = [
            (each['name'], dict(LABEL.findall(each['labels'] or '')), float(each['value']))
            for each in SAMPLE.finditer(text)
        ]

    def value(self, name: str, /, **labels: str) -> float:
        """The sum of the samples with at least these labels."""
        return sum(value for found, has, value in self.samples if found == name and labels.items() <= has.items())


async def read(s: Served) -> Read:
    return Read((await s.get('/metrics'))[2].decode())


def test_who_asked_and_whether_they_might_is_counted() -> None:
    async def main() -> None:
        async with served('admin') as s:
            await s.get('/api/v1/namespaces')
            found = await read(s)
            assert found.value('authentication_attempts', result='success') >= 1
            assert found.value('authenticated_user_requests', username='other') >= 1
            assert found.value('authorization_attempts_total', result='allowed') >= 1
            assert found.value('authorization_duration_seconds_count', result='allowed') >= 1
            assert '# TYPE authentication_attempts counter' in found.text

    run(main())


def test_stored_objects_are_counted_by_resource() -> None:
    async def main() -> None:
        async with served('admin') as s:
            before = await read(s)
            for name in ('one', 'two'):
                await s.server.client().create(core.ConfigMap(metadata=meta.ObjectMeta(name=name, namespace='default')))
            await s.get('/api/v1/namespaces/default/configmaps')
            found = await read(s)
            name, labels = 'apiserver_resource_objects', {'group': '', 'resource': 'configmaps'}
            assert found.value(name, **labels) == before.value(name, **labels) + 2
            assert found.value('apiserver_storage_objects', resource='configmaps') == found.value(name, **labels)

    run(main())


def test_admission_tells_what_each_plugin_takes_and_what_pod_security_says() -> None:
    async def main() -> None:
        async with served('admin') as s:
            client = s.server.client()
            labels = {'pod-security.kubernetes.io/enforce': 'restricted'}
            await client.create(core.Namespace(metadata=meta.ObjectMeta(name='strict', labels=labels)))
            spec = core.PodSpec(containers=[core.Container(name='c', image='i')])
            for namespace in ('default', 'strict'):
                await client.create(core.ServiceAccount(metadata=meta.ObjectMeta(name='default', namespace=namespace)))
            await client.create(core.Pod(metadata=meta.ObjectMeta(name='p', namespace='default'), spec=spec))
            with pytest.raises(ApiError, match='violates PodSecurity "restricted:latest"'):
                await client.create(core.Pod(metadata=meta.ObjectMeta(name='p', namespace='strict'), spec=spec))
            found = await read(s)
            name = 'apiserver_admission_controller_admission_duration_seconds_count'
            pods = {'name': 'PodSecurity', 'type': 'validate', 'operation': 'CREATE'}
            assert found.value(name, rejected='true', **pods) == 1
            assert found.value(name, rejected='false', **pods) >= 1
            step = 'apiserver_admission_step_admission_duration_seconds_count'
            assert found.value(step, type='validate', operation='CREATE', rejected='true') == 1
            judged = {'mode': 'enforce', 'resource': 'pod', 'request_operation': 'create'}
            total = 'pod_security_evaluations_total'
            assert found.value(total, decision='allow', policy_level='privileged', **judged) == 1
            assert (
                found.value(total, decision='deny', policy_level='restricted', policy_version='latest', **judged) == 1
            )

    run(main())


def test_events_of_the_audit_are_counted_by_level(tmp_path: Path) -> None:
    policy = tmp_path / 'policy.yaml'
    rules = "rules:\n- level: None\n  resources: [{resources: ['secrets']}]\n- level: Metadata\n"
    policy.write_text(f'apiVersion: audit.k8s.io/v1\nkind: Policy\n{rules}')

    async def main() -> None:
        audit = AuditConfig(policy, log=LogConfig(str(tmp_path / 'audit.log')))
        async with served('admin', audit=audit) as s:
            before = await read(s)
            await s.get('/api/v1/namespaces/default/secrets')
            await s.get('/api/v1/namespaces/default/pods')
            found = await read(s)

            def grown(name: str, **labels: str) -> float:
                return found.value(name, **labels) - before.value(name, **labels)

            assert grown('apiserver_audit_level_total', level='None') >= 1
            assert grown('apiserver_audit_level_total', level='Metadata') >= 1
            assert grown('apiserver_audit_event_total') >= 1
            assert found.value('apiserver_audit_requests_rejected_total') == 0

    run(main())
