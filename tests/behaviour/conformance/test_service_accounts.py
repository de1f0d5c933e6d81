"""[sig-auth] ServiceAccounts: what the API server and its admission have to do with them."""

from __future__ import annotations

import json

import pytest
from tests.behaviour.apiserver_front.servers import run as run_front
from tests.behaviour.apiserver_front.servers import served

from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.authn.jwks import read_keys, verified
from support.customresources import Server
from support.customresources import run as run_server
from support.registry import Bench, pod, run
from support.watching import seen, watching

ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts'
MERGE = {'content_type': 'application/merge-patch+json'}
MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'


@pytest.mark.parametrize('of_account', [None, True, False])
@pytest.mark.parametrize('of_pod', [None, True, False])
def test_should_allow_opting_out_of_api_token_automount(of_pod: bool | None, of_account: bool | None) -> None:
    async def body(bench: Bench) -> None:
        metadata = meta_v1.ObjectMeta(name='mount', namespace='default')
        await bench.client.create(core_v1.ServiceAccount(metadata=metadata, automount_service_account_token=of_account))
        await bench.registry.feed.fresh()
        wanted = pod('test', service_account_name='mount', automount_service_account_token=of_pod)
        made = await bench.client.create(wanted)
        paths = [mount.mount_path for each in made.spec.containers for mount in each.volume_mounts]
        mounted = of_account is not False if of_pod is None else of_pod
        assert (MOUNT in paths) is mounted

    run(body)


def test_should_mount_an_api_token_into_pods() -> None:
    """The volume has the token, the root certificate and the namespace; the kubelet's part has a test of its own."""

    async def body(bench: Bench) -> None:
        made = await bench.client.create(pod('test'))
        (volume,) = made.spec.volumes
        token, authority, namespace = volume.projected.sources
        assert token.service_account_token.path == 'token'
        assert authority.config_map.name == 'kube-root-ca.crt'
        assert authority.config_map.items == [core_v1.KeyToPath(key='ca.crt', path='ca.crt')]
        assert namespace.downward_api.items[0].path == 'namespace'
        (mount,) = made.spec.containers[0].volume_mounts
        assert (mount.name, mount.mount_path, mount.read_only) == (volume.name, MOUNT, True)

    run(body)


def test_should_run_through_the_lifecycle_of_a_service_account() -> None:
    async def story(server: Server) -> None:
        label = 'test-serviceaccount-static%3Dtrue'
        async with watching(server, f'{ACCOUNTS}?watch=true&labelSelector={label}') as events:
            metadata = {'name': 'testserviceaccount', 'labels': {'test-serviceaccount-static': 'true'}}
            await server.good('POST', ACCOUNTS, {'metadata': metadata})
            assert seen(await events.take(1)) == [('ADDED', 'testserviceaccount')]
            patch = {'automountServiceAccountToken': False}
            await server.good('PATCH', f'{ACCOUNTS}/testserviceaccount', patch, **MERGE)
            listed = await server.good('GET', f'/api/v1/serviceaccounts?labelSelector={label}')
            assert [each['automountServiceAccountToken'] for each in listed['items']] == [False]
            assert (await server.send('DELETE', f'{ACCOUNTS}?labelSelector={label}')).status == 200
            assert seen(await events.take(2)) == [('MODIFIED', 'testserviceaccount'), ('DELETED', 'testserviceaccount')]

    run_server(story)


def test_should_update_a_service_account() -> None:
    async def story(server: Server) -> None:
        made = await server.good('POST', ACCOUNTS, {'metadata': {'name': 'e2e-sa'}})
        made['automountServiceAccountToken'] = False
        changed = await server.good('PUT', f'{ACCOUNTS}/e2e-sa', made)
        assert changed['automountServiceAccountToken'] is False

    run_server(story)


def test_should_create_a_service_account_token_and_ensure_a_successful_token_review() -> None:
    async def main() -> None:
        async with served('admin') as s:
            status, _ = await s.post(ACCOUNTS, {'metadata': {'name': 'e2e-sa'}})
            assert status == 201
            status, answer = await s.post(f'{ACCOUNTS}/e2e-sa/token', {'spec': {'expirationSeconds': 3600}})
            assert status == 201
            token = answer['status']['token']
            assert token
            reviews = '/apis/authentication.k8s.io/v1/tokenreviews'
            status, review = await s.post(reviews, {'spec': {'token': token}})
            assert status == 201 and 'error' not in review['status']
            assert review['status']['authenticated'] is True
            assert review['status']['user']['username'] == 'system:serviceaccount:default:e2e-sa'

    run_front(main())


def test_service_account_issuer_discovery_should_support_oidc_discovery() -> None:
    """... OIDC discovery of service account issuer: a token can be verified by what the issuer publishes."""

    async def main() -> None:
        async with served('admin') as s:
            assert (await s.post(ACCOUNTS, {'metadata': {'name': 'reader'}}))[0] == 201
            _, answer = await s.post(f'{ACCOUNTS}/reader/token', {'spec': {}})
            token = answer['status']['token']
            bearer = {'Authorization': f'Bearer {token}'}
            _, _, body = await s.get('/.well-known/openid-configuration', **bearer)
            configuration = json.loads(body)
            assert configuration['subject_types_supported'] == ['public']
            assert configuration['response_types_supported'] == ['id_token']
            status, headers, keys = await s.get('/openid/v1/jwks', **bearer)
            assert status == 200 and headers['Content-Type'] == 'application/jwk-set+json'  # type: ignore[index, call-overload]
            claims = verified(token, read_keys(json.loads(keys)))
            assert claims is not None
            assert claims['iss'] == configuration['issuer']
            assert claims['sub'] == 'system:serviceaccount:default:reader'
            assert verified(token[:-8] + 'AAAAAAAA', read_keys(json.loads(keys))) is None

    run_front(main())
