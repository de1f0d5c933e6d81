"""`... should support ... API operations`: the whole life of objects of a kind, through every verb.

The conformance suite promises for many kinds that their group, version and resources are in the discovery documents,
and that they support create, get, list, watch, update, patch, delete and deletecollection, their status get, update
and patch.
"""

from __future__ import annotations

import base64
import copy
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sampan.api import resources
from support.customresources import Server, run
from support.watching import seen, watching

LABEL = 'promise%3Dkept'
DEPLOYMENTS = {'apiGroups': ['apps'], 'apiVersions': ['v1'], 'operations': ['CREATE'], 'resources': ['deployments']}
BINDING = {'policyName': 'none.example.com'}
POD = {'containers': [{'name': 'c', 'image': 'example.test/x:1'}]}


def signing_request() -> str:
    """A PKCS #10 request, as CertificateSigningRequests carry it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'e2e.example.com')])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return base64.b64encode(request.public_bytes(serialization.Encoding.PEM)).decode()


# By group and resource: what an object of the kind is made of, beside its metadata.
SAMPLES: dict[tuple[str, str], dict[str, Any]] = {
    ('admissionregistration.k8s.io', 'validatingadmissionpolicies'): {
        'spec': {'matchConstraints': {'resourceRules': [DEPLOYMENTS]}, 'validations': [{'expression': 'true'}]}
    },
    ('admissionregistration.k8s.io', 'validatingadmissionpolicybindings'): {
        'spec': {**BINDING, 'validationActions': ['Deny']}
    },
    ('admissionregistration.k8s.io', 'mutatingadmissionpolicies'): {
        'spec': {
            'matchConstraints': {'resourceRules': [DEPLOYMENTS]},
            'reinvocationPolicy': 'Never',
            'mutations': [
                {
                    'patchType': 'ApplyConfiguration',
                    'applyConfiguration': {'expression': 'Object{metadata: Object.metadata{labels: {"a": "b"}}}'},
                }
            ],
        }
    },
    ('admissionregistration.k8s.io', 'mutatingadmissionpolicybindings'): {'spec': BINDING},
    ('admissionregistration.k8s.io', 'validatingwebhookconfigurations'): {'webhooks': []},
    ('admissionregistration.k8s.io', 'mutatingwebhookconfigurations'): {'webhooks': []},
    ('certificates.k8s.io', 'certificatesigningrequests'): {
        'spec': {'request': signing_request(), 'signerName': 'example.com/e2e', 'usages': ['client auth']}
    },
    ('flowcontrol.apiserver.k8s.io', 'flowschemas'): {
        'spec': {'matchingPrecedence': 10000, 'priorityLevelConfiguration': {'name': 'global-default'}}
    },
    ('flowcontrol.apiserver.k8s.io', 'prioritylevelconfigurations'): {
        'spec': {
            'type': 'Limited',
            'limited': {'nominalConcurrencyShares': 2, 'limitResponse': {'type': 'Reject'}},
        }
    },
    ('batch', 'cronjobs'): {
        'spec': {
            'schedule': '*/5 * * * *',
            'jobTemplate': {'spec': {'template': {'spec': {**POD, 'restartPolicy': 'Never'}}}},
        }
    },
    ('networking.k8s.io', 'ingresses'): {
        'spec': {'defaultBackend': {'service': {'name': 'default-backend', 'port': {'number': 80}}}}
    },
    ('networking.k8s.io', 'ingressclasses'): {'spec': {'controller': 'example.com/controller'}},
    ('networking.k8s.io', 'networkpolicies'): {'spec': {'podSelector': {}}},
    ('node.k8s.io', 'runtimeclasses'): {'handler': 'runc'},
    ('coordination.k8s.io', 'leases'): {'spec': {'holderIdentity': 'me', 'leaseDurationSeconds': 30}},
    ('discovery.k8s.io', 'endpointslices'): {'addressType': 'IPv4', 'endpoints': [{'addresses': ['10.0.0.9']}]},
    ('policy', 'poddisruptionbudgets'): {'spec': {'selector': {'matchLabels': {'a': 'b'}}, 'minAvailable': 1}},
    ('storage.k8s.io', 'storageclasses'): {'provisioner': 'example.com/disk'},
    ('storage.k8s.io', 'csidrivers'): {'spec': {'attachRequired': True}},
    ('storage.k8s.io', 'csinodes'): {'spec': {'drivers': []}},
    ('storage.k8s.io', 'csistoragecapacities'): {'storageClassName': 'fast', 'capacity': '1Gi'},
    ('storage.k8s.io', 'volumeattachments'): {
        'spec': {'attacher': 'example.com', 'nodeName': 'n1', 'source': {'persistentVolumeName': 'v1'}}
    },
    ('scheduling.k8s.io', 'priorityclasses'): {'value': 7},
    ('resource.k8s.io', 'deviceclasses'): {'spec': {}},
    ('resource.k8s.io', 'resourceclaims'): {'spec': {}},
    ('rbac.authorization.k8s.io', 'roles'): {'rules': []},
    ('rbac.authorization.k8s.io', 'clusterroles'): {'rules': []},
    ('', 'configmaps'): {'data': {'a': 'b'}},
    ('', 'secrets'): {'data': {'a': 'Yg=='}},
    ('', 'serviceaccounts'): {},
    ('', 'podtemplates'): {'template': {'metadata': {'labels': {'a': 'b'}}, 'spec': POD}},
    ('', 'limitranges'): {'spec': {'limits': [{'type': 'Pod', 'max': {'cpu': '1'}}]}},
    ('', 'resourcequotas'): {'spec': {'hard': {'pods': '2'}}},
    ('apps', 'controllerrevisions'): {'revision': 1, 'data': {'x': 1}},
}


class Life:
    """Objects of one resource, from the first to the last."""

    def __init__(self, server: Server, group: str, plural: str) -> None:
        self.server = server
        self.resource = next(
            each for each in resources.RESOURCES if (each.group, each.plural) == (group, plural) and each.by_default
        )
        self.collection = self.resource.path('default')
        self.sample = SAMPLES[group, plural]

    def object(self, name: str) -> dict[str, Any]:
        resource = self.resource
        metadata = {'name': name, 'labels': {'promise': 'kept'}}
        return copy.deepcopy(
            {'apiVersion': resource.api_version, 'kind': resource.kind, 'metadata': metadata, **self.sample}
        )

    async def live(self) -> None:
        await self.is_discovered()
        good, names = self.server.good, [self.name(number) for number in range(3)]
        for name in names:
            made = await good('POST', self.collection, self.object(name))
            assert made['metadata']['uid'] and made['kind'] == self.resource.kind
        found = await good('GET', f'{self.collection}/{names[0]}')
        assert found['metadata']['name'] == names[0]
        for path in {self.collection, self.resource.path()}:
            listed = await good('GET', f'{path}?labelSelector={LABEL}')
            assert [each['metadata']['name'] for each in listed['items']] == names
        since = listed['metadata']['resourceVersion']
        watch = f'{self.collection}?watch=true&labelSelector={LABEL}&resourceVersion={since}'
        async with watching(self.server, watch) as events:
            await self.change(names[0])
            assert seen(await events.take(2)) == [('MODIFIED', names[0])] * 2
        if 'status' in self.resource.subresources:
            await self.change_status(names[0])
        await self.end(names)

    def name(self, number: int) -> str:
        return f'promise-{number}'

    async def is_discovered(self) -> None:
        resource, good = self.resource, self.server.good
        if resource.group:
            groups = {each['name']: each for each in (await good('GET', '/apis'))['groups']}
            assert resource.api_version in [each['groupVersion'] for each in groups[resource.group]['versions']]
            group = await good('GET', f'/apis/{resource.group}')
            assert resource.api_version in [each['groupVersion'] for each in group['versions']]
        listed = (await good('GET', resource.path().removesuffix(f'/{resource.plural}')))['resources']
        verbs = {each['name']: set(each['verbs']) for each in listed}
        assert verbs[resource.plural] == set(resources.base.ALL_VERBS)
        for name in resource.subresources:
            assert f'{resource.plural}/{name}' in verbs

    async def change(self, name: str) -> None:
        """A patch and an update, each seen by who reads next."""
        good, path = self.server.good, f'{self.collection}/{name}'
        patch = {'metadata': {'annotations': {'patched': 'true'}}}
        patched = await good('PATCH', path, patch, content_type='application/merge-patch+json')
        assert patched['metadata']['annotations']['patched'] == 'true'
        patched['metadata']['annotations']['updated'] = 'true'
        await good('PUT', path, patched)
        read = await good('GET', path)
        assert (
            read['metadata']['annotations'] | {'updated': 'true', 'patched': 'true'} == read['metadata']['annotations']
        )

    async def change_status(self, name: str) -> None:
        good, path = self.server.good, f'{self.collection}/{name}/status'
        found = await good('GET', path)
        assert found['kind'] == self.resource.kind
        patch = {'metadata': {'annotations': {'patchedstatus': 'true'}}}
        await good('PATCH', path, patch, content_type='application/merge-patch+json')
        await good('PUT', path, await good('GET', path))

    async def end(self, names: list[str]) -> None:
        """One goes by name, the others as a collection."""
        since = (await self.server.good('GET', self.collection))['metadata']['resourceVersion']
        watch = f'{self.collection}?watch=true&labelSelector={LABEL}&resourceVersion={since}'
        async with watching(self.server, watch) as events:
            assert (await self.server.send('DELETE', f'{self.collection}/{names[0]}')).status == 200
            assert (await self.server.send('GET', f'{self.collection}/{names[0]}')).status == 404
            assert (await self.server.send('DELETE', f'{self.collection}?labelSelector={LABEL}')).status == 200
            assert sorted(seen(await events.take(3))) == [('DELETED', name) for name in names]
        assert (await self.server.good('GET', f'{self.collection}?labelSelector={LABEL}'))['items'] == []


@pytest.mark.parametrize(('group', 'plural'), sorted(SAMPLES), ids=lambda value: value or 'core')
def test_should_support_api_operations(group: str, plural: str) -> None:
    async def story(server: Server) -> None:
        await Life(server, group, plural).live()

    run(story)
