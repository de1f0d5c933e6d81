"""What is written down about requests."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1
from sampan.apiserver.audit.config import AuditConfig, Batching, LogConfig, Truncation, WebhookConfig
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.request import Request, Response, Stream, UserInfo
from sampan.apiserver.server import ApiServer
from sampan.machinery.world import SystemWorld
from sampan.store.memory import MemoryStore

from .servers import run

ALICE = UserInfo('alice', groups=('system:masters', 'system:authenticated'))
MAPS = '/api/v1/namespaces/default/configmaps'
POLICY = """
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
omitManagedFields: true
rules:
- level: None
  users: [system:apiserver]
- level: None
  nonResourceURLs: ["/healthz*", "/version"]
- level: Metadata
  resources:
  - group: ""
    resources: [secrets]
- level: Request
  verbs: [patch]
- level: RequestResponse
  namespaces: [default]
- level: Metadata
"""


def config(folder: Path, **changes: Any) -> AuditConfig:
    policy = folder / 'policy.yaml'
    policy.write_text(changes.pop('policy', POLICY))
    return AuditConfig(policy, **{'log': LogConfig(str(folder / 'audit.log')), **changes})


async def server_with(audit: AuditConfig) -> ApiServer:
    server = ApiServer(store=MemoryStore(), world=SystemWorld(), config=ApiServerConfig(port=0, audit=audit))
    await server.start(listen=False)
    return server


async def ask(server: ApiServer, method: str, path: str, body: Any = None, **headers: str) -> Response:
    names = {name.replace('_', '-'): value for name, value in headers.items()}
    user = ALICE if 'authorization' not in headers else None
    data = b'' if body is None else json.dumps(body).encode()
    target, _, query = path.partition('?')
    asked = {key: [value] for key, _, value in (part.partition('=') for part in query.split('&')) if key}
    answer = await server.handler(Request(method, target, asked, names, data, user=user, peer='10.0.0.9'))
    assert isinstance(answer, Response)
    return answer


def events(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / 'audit.log').read_text().splitlines()]


def test_an_event_says_who_did_what_and_how_it_ended(tmp_path: Path) -> None:
    async def main() -> None:
        server = await server_with(config(tmp_path))
        body = {'metadata': {'name': 'm'}, 'data': {'a': 'b'}}
        answer = await ask(server, 'POST', MAPS, body, user_agent='tests/1', audit_id='my-id')
        assert answer.status == 201
        assert answer.headers['Audit-Id'] == 'my-id'
        await server.stop()
        (event,) = events(tmp_path)
        assert list(event)[:4] == ['kind', 'apiVersion', 'level', 'auditID']
        assert event['kind'] == 'Event'
        assert event['apiVersion'] == 'audit.k8s.io/v1'
        assert event['level'] == 'RequestResponse'
        assert event['auditID'] == 'my-id'
        assert event['stage'] == 'ResponseComplete'
        assert event['requestURI'] == MAPS
        assert event['verb'] == 'create'
        assert event['user'] == {'username': 'alice', 'groups': ['system:masters', 'system:authenticated']}
        assert event['sourceIPs'] == ['10.0.0.9']
        assert event['userAgent'] == 'tests/1'
        assert event['objectRef'] == {
            'resource': 'configmaps',
            'namespace': 'default',
            'name': 'm',
            'apiVersion': 'v1',
        }
        assert event['responseStatus'] == {'metadata': {}, 'code': 201}
        assert event['requestObject']['data'] == {'a': 'b'}
        assert event['responseObject']['metadata']['uid']
        assert 'managedFields' not in event['responseObject']['metadata']
        assert event['annotations']['authorization.k8s.io/decision'] == 'allow'
        assert 'authorization.k8s.io/reason' in event['annotations']

    run(main())


def test_secrets_are_not_in_events_at_metadata_level(tmp_path: Path) -> None:
    async def main() -> None:
        server = await server_with(config(tmp_path))
        secret = {'metadata': {'name': 's'}, 'stringData': {'password': 'hunter2'}}
        await ask(server, 'POST', '/api/v1/namespaces/default/secrets', secret)
        await ask(server, 'GET', '/api/v1/namespaces/default/secrets/s')
        await server.stop()
        text = (tmp_path / 'audit.log').read_text()
        assert 'hunter2' not in text
        assert 'aHVudGVyMg' not in text
        assert [e['verb'] for e in events(tmp_path)] == ['create', 'get']

    run(main())


def test_refusals_are_recorded_with_their_status(tmp_path: Path) -> None:
    async def main() -> None:
        server = await server_with(config(tmp_path))
        await ask(server, 'GET', f'{MAPS}/gone')
        await ask(server, 'GET', f'{MAPS}/gone', authorization='Bearer wrong')
        await server.stop()
        missing, refused = events(tmp_path)
        assert missing['responseStatus']['reason'] == 'NotFound'
        assert missing['responseStatus']['code'] == 404
        assert missing['responseObject']['kind'] == 'Status'
        assert refused['stage'] == 'ResponseStarted'
        assert refused['responseStatus'] == {
            'metadata': {},
            'message': 'Authentication failed, attempted: bearer',
            'code': 401,
        }
        assert refused['user'] == {}

    run(main())


def test_a_watch_has_a_beginning_and_an_end(tmp_path: Path) -> None:
    async def main() -> None:
        server = await server_with(config(tmp_path))
        request = Request('GET', '/api/v1/nodes', {'watch': ['true']}, user=ALICE)
        answer = await server.handler(request)
        assert isinstance(answer, Stream)
        assert [e['stage'] for e in events(tmp_path)] == ['ResponseStarted']
        assert answer.chunks is not None
        reader = asyncio.ensure_future(anext(answer.chunks))
        await server.client().create(core.Node(metadata=meta_v1.ObjectMeta(name='n')))
        await reader
        await answer.chunks.aclose()  # type: ignore[attr-defined]
        await server.stop()
        assert [e['stage'] for e in events(tmp_path)] == ['ResponseStarted', 'ResponseComplete']

    run(main())


def test_what_admission_notes_is_in_the_event(tmp_path: Path) -> None:
    async def main() -> None:
        server = await server_with(config(tmp_path))
        namespace = {'metadata': {'name': 'strict', 'labels': {'pod-security.kubernetes.io/enforce': 'baseline'}}}
        await ask(server, 'POST', '/api/v1/namespaces', namespace)
        account = {'metadata': {'name': 'default'}}
        await ask(server, 'POST', '/api/v1/namespaces/strict/serviceaccounts', account)
        pod = {'metadata': {'name': 'p'}, 'spec': {'containers': [{'name': 'c', 'image': 'x'}]}}
        assert (await ask(server, 'POST', '/api/v1/namespaces/strict/pods', pod)).status == 201
        await server.stop()
        annotations = events(tmp_path)[-1]['annotations']
        assert annotations['pod-security.kubernetes.io/enforce-policy'] == 'baseline:latest'

    run(main())


def test_patches_are_recorded_as_they_came(tmp_path: Path) -> None:
    async def main() -> None:
        server = await server_with(config(tmp_path))
        await ask(server, 'POST', MAPS, {'metadata': {'name': 'm'}})
        patch = {'data': {'x': 'y'}}
        await ask(server, 'PATCH', f'{MAPS}/m', patch, content_type='application/merge-patch+json')
        await server.stop()
        event = events(tmp_path)[-1]
        assert event['verb'] == 'patch'
        assert event['requestObject'] == patch
        assert 'responseObject' not in event

    run(main())


@pytest.mark.parametrize('kind', ['application/merge-patch+json', 'application/apply-patch+yaml'])
def test_what_is_refused_before_it_is_tried_is_not_recorded(tmp_path: Path, kind: str) -> None:
    async def main() -> None:
        server = await server_with(config(tmp_path))
        body = {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'm'}}
        await ask(server, 'POST', MAPS, body)
        await ask(server, 'PATCH', f'{MAPS}/m', body, content_type='text/plain')
        await ask(server, 'PATCH', f'{MAPS}/m?dryRun=perhaps', body, content_type=kind)
        await ask(server, 'PATCH', f'{MAPS}/m?fieldManager=me', body, content_type=kind)
        await server.stop()
        recorded = [(event['responseStatus']['code'], 'requestObject' in event) for event in events(tmp_path)[-3:]]
        assert recorded == [(415, False), (422, False), (200, True)]

    run(main())


def test_a_log_is_put_aside_when_it_is_full(tmp_path: Path) -> None:
    async def main() -> None:
        log = LogConfig(str(tmp_path / 'audit.log'), max_size=1, max_backups=1)
        server = await server_with(config(tmp_path, log=log))
        for _ in range(5):
            body = {'metadata': {'generateName': 'm'}, 'data': {'a': 'x' * 250_000}}
            await ask(server, 'POST', MAPS, body)
        await server.stop()
        kept = sorted(path.name for path in tmp_path.glob('audit-*.log'))
        assert len(kept) == 1
        assert (tmp_path / 'audit.log').stat().st_size <= 1024 * 1024

    run(main())


def test_large_events_lose_their_bodies(tmp_path: Path) -> None:
    async def main() -> None:
        truncation = Truncation(enabled=True, max_event_size=2000)
        log = LogConfig(str(tmp_path / 'audit.log'), truncation=truncation)
        server = await server_with(config(tmp_path, log=log))
        await ask(server, 'POST', MAPS, {'metadata': {'name': 'm'}, 'data': {'a': 'x' * 5000}})
        await server.stop()
        (event,) = events(tmp_path)
        assert 'requestObject' not in event
        assert event['annotations']['audit.k8s.io/truncated'] == 'true'

    run(main())


def test_a_webhook_gets_lists_of_events_and_again_after_a_failure(tmp_path: Path) -> None:
    received: list[Any] = []

    async def take(request: web.Request) -> web.Response:
        received.append(await request.json())
        return web.Response(status=500 if len(received) == 1 else 200)

    async def main() -> None:
        app = web.Application()
        app.router.add_post('/events', take)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, '127.0.0.1', 0)
        await site.start()
        port = runner.addresses[0][1]
        kubeconfig = tmp_path / 'hook.yaml'
        kubeconfig.write_text(
            'apiVersion: v1\nkind: Config\ncurrent-context: c\n'
            f'clusters: [{{name: k, cluster: {{server: "http://127.0.0.1:{port}/events"}}}}]\n'
            'contexts: [{name: c, context: {cluster: k}}]\n'
        )
        hook = WebhookConfig(kubeconfig, initial_backoff=0.01, batching=Batching(max_size=2, max_wait=5))
        server = await server_with(config(tmp_path, log=None, webhook=hook))
        for name in ('a', 'b', 'c'):
            await ask(server, 'POST', MAPS, {'metadata': {'name': name}})
        await server.stop()
        await runner.cleanup()
        assert [each['kind'] for each in received] == ['EventList'] * 3
        names = [[e['objectRef']['name'] for e in each['items']] for each in received]
        assert names == [['a', 'b'], ['a', 'b'], ['c']]

    run(main())


def test_blocking_strict_refuses_what_it_cannot_write_down(tmp_path: Path) -> None:
    async def main() -> None:
        log = LogConfig('/dev/full', mode='blocking-strict', max_size=0)
        policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata, users: [alice]}]\n'
        server = await server_with(config(tmp_path, log=log, policy=policy))
        answer = await ask(server, 'GET', MAPS)
        await server.stop()
        assert answer.status == 500
        assert b'failed to store audit event' in bytes(answer.body)

    run(main())


@pytest.mark.parametrize(
    ('policy', 'message'),
    [
        ('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: []\n', 'loaded illegal policy with 0 rules'),
        ('apiVersion: audit.k8s.io/v1beta1\nkind: Policy\n', 'unknown group version field audit.k8s.io/v1beta1'),
        (
            'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: All, nonResourceURLs: [x], namespaces: [a]}]\n',
            'rules[0].nonResourceURLs[0]: Invalid value: "x": non-resource URL rules must begin with a \'/\' character',
        ),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(tmp_path: Path, policy: str, message: str) -> None:
    audit = config(tmp_path, policy=policy)
    with pytest.raises(ValueError) as raised:
        ApiServer(store=MemoryStore(), world=SystemWorld(), config=ApiServerConfig(audit=audit))
    assert message in str(raised.value)
