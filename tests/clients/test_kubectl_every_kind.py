"""Every kind that is served, through the real kubectl: created, shown in every form, changed in every way, deleted."""

import json
import re

import pytest
import yaml

from support.reference import REFERENCE
from support.samples import samples
from support.served import until

ALIVE = {'Node', 'Namespace', 'Pod', 'APIService', 'CustomResourceDefinition', 'ValidatingAdmissionPolicy'}
READ_ONLY = {'componentstatuses'}
# Applied again, kubectl sends a patch: lists without keys have defaults inside that the manifest does not have, a
# budget's selector is always replaced, and what is written as stringData is not what is stored.
ALWAYS_CONFIGURED = {
    'endpoints', 'endpointslice', 'secret', 'mutatingadmissionpolicy', 'validatingadmissionpolicy', 'resourceclaim',
    'mutatingwebhookconfiguration', 'validatingwebhookconfiguration', 'poddisruptionbudget', 'resourceclaimtemplate',
}  # fmt: skip
# What `get -o wide` has for columns, by resource name; `|` stands between them where a name has a space in it.
COLUMNS = """
configmaps: NAME DATA AGE
endpoints: NAME ENDPOINTS AGE
events: LAST SEEN|TYPE|REASON|OBJECT|SUBOBJECT|SOURCE|MESSAGE|FIRST SEEN|COUNT|NAME
limitranges: NAME|CREATED AT
namespaces: NAME STATUS AGE
nodes: NAME STATUS ROLES AGE VERSION INTERNAL-IP EXTERNAL-IP OS-IMAGE KERNEL-VERSION CONTAINER-RUNTIME
persistentvolumeclaims: NAME|STATUS|VOLUME|CAPACITY|ACCESS MODES|STORAGECLASS|VOLUMEATTRIBUTESCLASS|AGE|VOLUMEMODE
persistentvolumes: NAME|CAPACITY|ACCESS MODES|RECLAIM POLICY|STATUS|CLAIM|STORAGECLASS|\
VOLUMEATTRIBUTESCLASS|REASON|AGE|VOLUMEMODE
pods: NAME|READY|STATUS|RESTARTS|AGE|IP|NODE|NOMINATED NODE|READINESS GATES
podtemplates: NAME|CONTAINERS|IMAGES|POD LABELS
replicationcontrollers: NAME DESIRED CURRENT READY AGE CONTAINERS IMAGES SELECTOR
resourcequotas: NAME REQUEST LIMIT AGE
secrets: NAME TYPE DATA AGE
serviceaccounts: NAME AGE
services: NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE SELECTOR
mutatingadmissionpolicies: NAME MUTATIONS PARAMKIND AGE
mutatingadmissionpolicybindings: NAME POLICYNAME PARAMREF AGE
mutatingwebhookconfigurations: NAME WEBHOOKS AGE
validatingadmissionpolicies: NAME VALIDATIONS PARAMKIND AGE
validatingadmissionpolicybindings: NAME POLICYNAME PARAMREF AGE
validatingwebhookconfigurations: NAME WEBHOOKS AGE
customresourcedefinitions: NAME|CREATED AT
apiservices: NAME SERVICE AVAILABLE AGE
controllerrevisions: NAME CONTROLLER REVISION AGE
daemonsets: NAME|DESIRED|CURRENT|READY|UP-TO-DATE|AVAILABLE|NODE SELECTOR|AGE|CONTAINERS|IMAGES|SELECTOR
deployments: NAME READY UP-TO-DATE AVAILABLE AGE CONTAINERS IMAGES SELECTOR
replicasets: NAME DESIRED CURRENT READY AGE CONTAINERS IMAGES SELECTOR
statefulsets: NAME READY AGE CONTAINERS IMAGES
horizontalpodautoscalers: NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE
cronjobs: NAME|SCHEDULE|TIMEZONE|SUSPEND|ACTIVE|LAST SCHEDULE|AGE|CONTAINERS|IMAGES|SELECTOR
jobs: NAME STATUS COMPLETIONS DURATION AGE CONTAINERS IMAGES SELECTOR
certificatesigningrequests: NAME AGE SIGNERNAME REQUESTOR REQUESTEDDURATION CONDITION
leases: NAME HOLDER AGE
endpointslices: NAME ADDRESSTYPE PORTS ENDPOINTS AGE
flowschemas: NAME PRIORITYLEVEL MATCHINGPRECEDENCE DISTINGUISHERMETHOD AGE MISSINGPL
prioritylevelconfigurations: NAME TYPE NOMINALCONCURRENCYSHARES QUEUES HANDSIZE QUEUELENGTHLIMIT AGE
ingressclasses: NAME CONTROLLER PARAMETERS AGE
ingresses: NAME CLASS HOSTS ADDRESS PORTS AGE
ipaddresses: NAME PARENTREF
networkpolicies: NAME POD-SELECTOR AGE
servicecidrs: NAME CIDRS AGE
runtimeclasses: NAME HANDLER AGE
poddisruptionbudgets: NAME|MIN AVAILABLE|MAX UNAVAILABLE|ALLOWED DISRUPTIONS|AGE
clusterroles: NAME|CREATED AT
clusterrolebindings: NAME ROLE AGE USERS GROUPS SERVICEACCOUNTS
roles: NAME|CREATED AT
rolebindings: NAME ROLE AGE USERS GROUPS SERVICEACCOUNTS
deviceclasses: NAME AGE
resourceclaims: NAME STATE AGE
resourceclaimtemplates: NAME AGE
resourceslices: NAME NODE DRIVER POOL AGE
priorityclasses: NAME VALUE GLOBAL-DEFAULT AGE PREEMPTIONPOLICY
csidrivers: NAME ATTACHREQUIRED PODINFOONMOUNT STORAGECAPACITY TOKENREQUESTS REQUIRESREPUBLISH MODES AGE
csinodes: NAME DRIVERS AGE
csistoragecapacities: NAME STORAGECLASSNAME CAPACITY
storageclasses: NAME PROVISIONER RECLAIMPOLICY VOLUMEBINDINGMODE ALLOWVOLUMEEXPANSION AGE
volumeattachments: NAME ATTACHER PV NODE ATTACHED AGE
volumeattributesclasses: NAME DRIVERNAME AGE
"""
HEADERS = {
    name: re.split(r'\|' if '|' in columns else ' ', columns)
    for name, columns in (line.split(': ') for line in COLUMNS.strip().splitlines())
}


@pytest.fixture(scope='module')
def manifest(k, tmp_path_factory):
    """All samples in one file."""
    path = tmp_path_factory.mktemp('samples') / 'samples.yaml'
    path.write_text(yaml.safe_dump_all(samples(k.namespace)))
    return str(path)


@pytest.fixture(scope='module')
def every(k, manifest):
    said = k('create', '-f', manifest).splitlines()
    assert len(said) == len(samples(k.namespace))
    assert all(line.endswith(' created') for line in said)
    yield k
    k('delete', '-f', manifest, '--ignore-not-found', '--wait=false', '--grace-period=0', '--force')


@pytest.fixture(scope='module')
def listable(k):
    return k('api-resources', '--verbs=list', '-o', 'name').split()


def test_there_is_a_sample_of_every_kind(k, listable):
    creatable = set(k('api-resources', '--verbs=create,list', '-o', 'name').split())
    kinds = {(each['apiVersion'].rpartition('/')[0], each['kind']) for each in samples('x')}
    rows = [line.split() for line in k('api-resources', '--verbs=create,list', '--no-headers').splitlines()]
    served = {(row[-3].rpartition('/')[0], row[-1]) for row in rows}
    assert served == kinds
    assert {name.partition('.')[0] for name in set(listable) - creatable} == READ_ONLY


def test_the_resources_are_upstreams(k):
    """`api-resources` against the resources, namespaces and verbs that 1.36 publishes."""
    published = {}
    for each in json.loads((REFERENCE / 'resources-1.36.json').read_text()):
        if '/' not in each['name']:
            group = f'{each["group"]}/' if each['group'] else ''
            published[each['name'], group + each['version']] = (each['namespaced'], each['kind'], set(each['verbs']))
    rows = [line.split() for line in k('api-resources', '-o', 'wide', '--no-headers').splitlines()]
    for row in rows:
        # name, short names, version, namespaced, kind, verbs, categories: the second and the last may be empty
        at = next(n for n, cell in enumerate(row) if cell in ('true', 'false'))
        namespaced, kind, verbs = row[at] == 'true', row[at + 1], set(row[at + 2].split(',')) - {'watch'}
        assert published[row[0], row[at - 1]] == (namespaced, kind, verbs), row
    assert len(rows) > 55


def test_wide_columns(every, listable):
    for resource in listable:
        name = resource.partition('.')[0]
        if name in READ_ONLY:
            continue
        lines = every('get', resource, '-o', 'wide').splitlines()
        assert re.split(r' {2,}', lines[0].strip()) == HEADERS[name], resource


def test_one_object_in_every_form(every, manifest):
    as_json = json.loads(every('get', '-f', manifest, '-o', 'json'))['items']
    assert [each['kind'] for each in as_json] == [each['kind'] for each in samples(every.namespace)]
    assert list(yaml.safe_load(every('get', '-f', manifest, '-o', 'yaml'))['items']) == as_json
    names = every('get', '-f', manifest, '-o', 'name').splitlines()
    assert [name.partition('/')[2] for name in names] == [each['metadata']['name'] for each in samples('x')]
    for each in as_json:
        metadata = each['metadata']
        assert metadata['uid'] and metadata['resourceVersion'] and metadata['creationTimestamp'], each


def test_describe(every, manifest):
    described = every('describe', '-f', manifest)
    assert len(re.findall(r'^Name: +', described, re.MULTILINE)) == len(samples('x'))


def test_explain(every, listable):
    for resource in listable:
        lines = every('explain', resource.partition('.')[0]).splitlines()
        assert any(line.startswith('KIND:') for line in lines[:2]), resource
        assert '  metadata\t<ObjectMeta>' in [line.partition(' -')[0] for line in lines] or resource in READ_ONLY


def test_labels_and_annotations(every, manifest):
    assert all(line.endswith(' labeled') for line in every('label', '-f', manifest, 'of=sample').splitlines())
    assert all(line.endswith(' annotated') for line in every('annotate', '-f', manifest, 'x=y').splitlines())
    found = json.loads(every('get', '-f', manifest, '-o', 'json'))['items']
    assert {each['metadata']['labels']['of'] for each in found} == {'sample'}
    assert all(line.endswith(' unlabeled') for line in every('label', '-f', manifest, 'of-').splitlines())


def test_replace(every, manifest, tmp_path):
    """What is read can be written back, and so changes nothing."""
    path = tmp_path / 'read.json'
    path.write_text(every('get', '-f', manifest, '-o', 'json'))
    assert all(line.endswith(' replaced') for line in every('replace', '-f', str(path)).splitlines())
    before, after = (
        json.loads(text)['items'] for text in (path.read_text(), every('get', '-f', manifest, '-o', 'json'))
    )
    for old, new in zip(before, after, strict=True):
        # Nodes that nobody keeps alive, and what has a status, are written by controllers meanwhile.
        assert old['kind'] in ALIVE or old == new


def test_apply_in_both_ways_changes_nothing_the_second_time(every, manifest):
    every('apply', '-f', manifest)
    again = every('apply', '-f', manifest).splitlines()
    configured = {re.split('[./]', line)[0] for line in again if not line.endswith(' unchanged')}
    assert configured == ALWAYS_CONFIGURED
    every('apply', '--server-side', '--force-conflicts', '-f', manifest)
    versions = every('get', '-f', manifest, '-o', 'jsonpath={.items[*].metadata.resourceVersion}')
    every('apply', '--server-side', '-f', manifest)
    assert every('get', '-f', manifest, '-o', 'jsonpath={.items[*].metadata.resourceVersion}') == versions
    assert every('diff', '-f', manifest) == ''


def test_dry_run_writes_nothing(every, manifest):
    said = every('delete', '-f', manifest, '--dry-run=server').splitlines()
    assert all(line.endswith(' (server dry run)') for line in said)
    assert len(every('get', '-f', manifest, '-o', 'name').splitlines()) == len(samples('x'))


def test_a_dump_of_the_cluster_finishes(every, tmp_path):
    said = every('cluster-info', 'dump', '--namespaces', every.namespace, '--output-directory', str(tmp_path))
    assert said == f'Cluster info dumped to {tmp_path}\n'
    files = {path.name for path in (tmp_path / every.namespace).glob('*.json')}
    assert files == {
        f'{kind}.json'
        for kind in (
            'daemonsets',
            'deployments',
            'events',
            'pods',
            'replicasets',
            'replication-controllers',
            'services',
        )
    }
    assert json.loads((tmp_path / 'nodes.json').read_text())['kind'] == 'NodeList'
    assert [
        each['metadata']['name'] for each in json.loads((tmp_path / every.namespace / 'pods.json').read_text())['items']
    ]


def test_delete(every, manifest):
    said = every('delete', '-f', manifest, '--grace-period=0', '--force', '--wait=false').splitlines()
    assert len(said) == len(samples('x'))
    until(lambda: every('get', '-f', manifest, '--ignore-not-found', '-o', 'name') == '')
