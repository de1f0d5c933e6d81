"""What is served can be found out, in each form clients ask for."""

from __future__ import annotations

import json

from tests.behaviour.apiserver_front.servers import run, served

AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
# What kubectl sends.
KUBECTL = f'{AGGREGATED},application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'


def test_the_aggregated_document_names_every_group_and_resource() -> None:
    async def main() -> None:
        async with served('admin') as s:
            status, headers, body = await s.get('/apis', Accept=KUBECTL)
            assert status == 200
            assert headers['Content-Type'] == AGGREGATED  # type: ignore[index, call-overload]
            groups = {item['metadata']['name']: item for item in json.loads(body)['items']}
            assert list(groups)[:2] == ['apiregistration.k8s.io', 'apps']
            (version,) = groups['apps']['versions']
            assert (version['version'], version['freshness']) == ('v1', 'Current')
            deployments = next(r for r in version['resources'] if r['resource'] == 'deployments')
            assert deployments['responseKind'] == {'group': 'apps', 'version': 'v1', 'kind': 'Deployment'}
            assert deployments['scope'] == 'Namespaced'
            assert deployments['shortNames'] == ['deploy']
            assert deployments['categories'] == ['all']
            scale = next(sub for sub in deployments['subresources'] if sub['subresource'] == 'scale')
            assert scale['responseKind'] == {'group': 'autoscaling', 'version': 'v1', 'kind': 'Scale'}
            core = json.loads((await s.get('/api', Accept=KUBECTL))[2])
            assert [item['versions'][0]['version'] for item in core['items']] == ['v1']

    run(main())


def test_an_unchanged_document_is_not_sent_again() -> None:
    async def main() -> None:
        async with served('admin') as s:
            _, headers, _ = await s.get('/apis', Accept=KUBECTL)
            etag = headers['ETag']  # type: ignore[index, call-overload]
            assert headers['Cache-Control'] == 'public'  # type: ignore[index, call-overload]
            status, _, body = await s.get('/apis', Accept=KUBECTL, **{'If-None-Match': etag})
            assert (status, body) == (304, b'')

    run(main())


def test_the_plain_documents() -> None:
    async def main() -> None:
        async with served('admin') as s:
            versions = json.loads((await s.get('/api'))[2])
            assert versions['kind'] == 'APIVersions'
            assert versions['versions'] == ['v1']
            assert versions['serverAddressByClientCIDRs'] == [
                {'clientCIDR': '0.0.0.0/0', 'serverAddress': f'127.0.0.1:{s.server.port}'}
            ]
            groups = json.loads((await s.get('/apis'))[2])
            assert groups['kind'] == 'APIGroupList'
            assert groups['groups'][0]['name'] == 'apiregistration.k8s.io'
            assert groups['groups'][1] == {
                'name': 'apps',
                'versions': [{'groupVersion': 'apps/v1', 'version': 'v1'}],
                'preferredVersion': {'groupVersion': 'apps/v1', 'version': 'v1'},
            }
            resources = json.loads((await s.get('/api/v1'))[2])
            assert list(resources) == ['kind', 'groupVersion', 'resources']
            token = next(r for r in resources['resources'] if r['name'] == 'serviceaccounts/token')
            assert (token['group'], token['version'], token['kind']) == ('authentication.k8s.io', 'v1', 'TokenRequest')
            names = [r['name'] for r in resources['resources']]
            assert names == sorted(names)

    run(main())


def test_the_root_lists_what_there_is() -> None:
    async def main() -> None:
        async with served('admin') as s:
            for path in ('/', '/index.html'):
                body = (await s.get(path))[2]
                assert body.startswith(b'{\n  "paths": [\n    "/.well-known/openid-configuration",\n    "/api",')
            listed = json.loads(body)['paths']
            assert listed == sorted(listed)
            wanted = {
                '/api/v1',
                '/apis',
                '/apis/',
                '/apis/apps',
                '/apis/apps/v1',
                '/healthz/ping',
                '/metrics',
                '/version',
            }
            assert wanted <= set(listed)
            for path in set(listed) - {'/openapi/v3/'}:  # what is below it is in no list
                assert (await s.get(path))[0] == 200, path

    run(main())


def test_some_paths_have_one_spelling() -> None:
    async def main() -> None:
        async with served('admin') as s:
            for path in ('/api/', '/apis/', '/apis/apps/', '/apis/apps/v1/', '/version/', '/openid/v1/jwks/'):
                assert (await s.get(path))[0] == 200, path
            for path in ('/healthz/', '/readyz/', '/metrics/', '/openapi/v2/', '/api//', '/nothing/'):
                assert (await s.get(path))[0] == 404, path

    run(main())


def test_version_and_health() -> None:
    async def main() -> None:
        async with served('admin') as s:
            version = json.loads((await s.get('/version'))[2])
            assert (version['major'], version['minor'], version['gitVersion']) == ('1', '36', 'v1.36.0')
            assert (await s.get('/livez'))[2] == b'ok'
            text = (await s.get('/readyz?verbose'))[2].decode()
            assert text.startswith('[+]ping ok\n')
            assert text.endswith('readyz check passed\n')
            assert (await s.get('/readyz/etcd'))[2] == b'ok'
            assert (await s.get('/readyz/nothing'))[0] == 404
            text = (await s.get('/livez?verbose&exclude=etcd&exclude=nope'))[2].decode()
            assert '[+]etcd excluded: ok' in text
            assert 'warn: some health checks cannot be excluded: no matches for "nope"' in text

    run(main())


def test_openapi_3_has_a_document_for_each_group_version() -> None:
    async def main() -> None:
        async with served('admin') as s:
            index = json.loads((await s.get('/openapi/v3'))[2])['paths']
            assert {'api/v1', 'apis/apps/v1'} <= set(index)
            for entry in index.values():
                status, headers, body = await s.get(entry['serverRelativeURL'])
                assert status == 200
                assert headers['Cache-Control'] == 'public, immutable'  # type: ignore[index, call-overload]
                assert json.loads(body)['openapi'] == '3.0.0'
            assert (await s.get('/openapi/v3/apis/none/v1'))[0] == 404
            own = {'api', 'apis', 'apis/apps', 'version', 'openid/v1/jwks', '.well-known/openid-configuration'}
            assert own <= set(index)
            assert list(json.loads((await s.get('/openapi/v3/apis/apps'))[2])['paths']) == ['/apis/apps/']

    run(main())


def test_a_document_that_has_changed_is_found_under_its_new_address() -> None:
    async def main() -> None:
        async with served('admin') as s:
            index = json.loads((await s.get('/openapi/v3'))[2])['paths']
            address = index['apis/apps/v1']['serverRelativeURL']
            old = s.base + '/openapi/v3/apis/apps/v1?hash=OLD'
            async with s.session.get(old, allow_redirects=False) as answer:
                assert (answer.status, answer.headers['Location']) == (301, address)
            _, headers, _ = await s.get('/openapi/v3/apis/apps/v1')
            assert headers['Cache-Control'] == 'no-cache, private'  # type: ignore[index, call-overload]
            etag = headers['ETag']  # type: ignore[index, call-overload]
            assert (await s.get('/openapi/v3/apis/apps/v1', **{'If-None-Match': etag}))[0] == 304

    run(main())


def test_metrics_count_requests() -> None:
    async def main() -> None:
        async with served('admin') as s:
            await s.get('/api/v1/namespaces/default/pods')
            text = (await s.get('/metrics'))[2].decode()
            line = (
                'apiserver_request_total{code="200",component="apiserver",group="",resource="pods",scope="namespace",'
                'subresource="",verb="LIST",version="v1"} 1.0'
            )
            assert line in text
            assert 'kubernetes_build_info{' in text

    run(main())


def test_every_answer_has_its_headers() -> None:
    async def main() -> None:
        async with served('admin') as s:
            _, headers, _ = await s.get('/api/v1/pods')
            assert headers['Cache-Control'] == 'no-cache, private'  # type: ignore[index, call-overload]
            assert len(headers['Audit-Id']) == 36  # type: ignore[index, call-overload]
            _, headers, _ = await s.get('/api/v1/pods', **{'Audit-Id': 'mine'})
            assert headers['Audit-Id'] == 'mine'  # type: ignore[index, call-overload]

    run(main())
