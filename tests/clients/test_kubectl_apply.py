"""Server-side apply through the real kubectl, alone and together with client-side apply."""

import json

import pytest

CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata: {%s}\n'
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: applied}
spec:
  replicas: %d
  selector: {matchLabels: {app: applied}}
  template:
    metadata: {labels: {app: applied}}
    spec:
      containers:
      - name: web
        image: nginx:1
"""
CONFLICT = (
    'error: Apply failed with 1 conflict: conflict with "%s": %s\n'
    'Please review the fields above--they currently have other managers. Here\n'
    'are the ways you can resolve this warning:\n'
    '* If you intend to manage all of these fields, please re-run the apply\n'
    '  command with the `--force-conflicts` flag.\n'
    '* If you do not intend to manage all of the fields, please edit your\n'
    '  manifest to remove references to the fields that should keep their\n'
    '  current managers.\n'
    '* You may co-own fields by updating your manifest to match the existing\n'
    "  value; in this case, you'll become the manager if the other manager(s)\n"
    '  stop managing the field (remove it from their configuration).\n'
    'See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts\n'
)


@pytest.fixture
def clean(k):
    yield k
    k('delete', 'configmap,deployment', 'applied', '--ignore-not-found', '--wait=false')


def managers(k, kind):
    """Who owns something, by the entries that kubectl shows when asked to."""
    found = json.loads(k('get', kind, 'applied', '-o', 'json', '--show-managed-fields'))
    return {each['manager']: each for each in found['metadata']['managedFields']}


def test_an_object_is_applied_changed_and_left_alone(clean):
    said = 'configmap/applied serverside-applied\n'
    assert clean('apply', '--server-side', '-f', '-', stdin=CONFIG % 'a: "1"') == said
    version = clean.value('{.metadata.resourceVersion}', 'cm', 'applied')
    assert clean('apply', '--server-side', '-f', '-', stdin=CONFIG % 'a: "1"') == said
    assert clean.value('{.metadata.resourceVersion}', 'cm', 'applied') == version
    assert clean('apply', '--server-side', '-f', '-', stdin=CONFIG % 'b: "1"') == said
    assert clean.value('{.data}', 'cm', 'applied') == '{"b":"1"}'


def test_conflicts_are_explained_and_forced(clean):
    clean('apply', '--server-side', '--field-manager=team', '-f', '-', stdin=CONFIG % 'a: "1"')
    said = clean.refused('apply', '--server-side', '-f', '-', stdin=CONFIG % 'a: "2"')
    assert said == CONFLICT % ('team', '.data.a')
    clean('apply', '--server-side', '--force-conflicts', '-f', '-', stdin=CONFIG % 'a: "2"')
    assert clean.value('{.data.a}', 'cm', 'applied') == '2'
    assert list(managers(clean, 'cm')) == ['kubectl']


def test_managed_fields_are_shown_only_on_request(clean):
    clean('apply', '--server-side', '-f', '-', stdin=CONFIG % 'a: "1"')
    assert 'managedFields' not in clean('get', 'cm', 'applied', '-o', 'yaml')
    assert 'f:data' in clean('get', 'cm', 'applied', '-o', 'yaml', '--show-managed-fields')
    entry = managers(clean, 'cm')['kubectl']
    assert (entry['operation'], entry['apiVersion'], entry['fieldsType']) == ('Apply', 'v1', 'FieldsV1')
    assert entry['fieldsV1'] == {'f:data': {'f:a': {}}}


def test_client_side_apply_becomes_server_side_apply_and_goes_on(clean):
    clean('apply', '-f', '-', stdin=CONFIG % 'a: "1", b: "1"')
    assert 'kubectl-client-side-apply' in managers(clean, 'cm')
    clean('apply', '--server-side', '-f', '-', stdin=CONFIG % 'a: "2", b: "1"')
    found = managers(clean, 'cm')
    # kubectl hands the annotation of its client-side apply to an owner of its own.
    assert found.keys() == {'kubectl', 'kubectl-last-applied'}
    assert found['kubectl']['fieldsV1'] == {'f:data': {'f:a': {}, 'f:b': {}}}
    clean('apply', '-f', '-', stdin=CONFIG % 'a: "3"')
    assert clean.value('{.data}', 'cm', 'applied') == '{"a":"3"}'


def test_a_diff_asks_the_server(clean):
    clean('apply', '--server-side', '-f', '-', stdin=CONFIG % 'a: "1"')
    same = clean.attempt('diff', '--server-side', '-f', '-', stdin=CONFIG % 'a: "1"')
    assert (same.returncode, same.stdout) == (0, '')
    other = clean.attempt('diff', '--server-side', '-f', '-', stdin=CONFIG % 'a: "2"')
    assert other.returncode == 1
    assert '-  a: "1"\n+  a: "2"\n' in other.stdout
    assert clean.value('{.data.a}', 'cm', 'applied') == '1'


def test_scaling_takes_the_replicas_from_the_applier(clean):
    clean('apply', '--server-side', '-f', '-', stdin=DEPLOYMENT % 1)
    assert clean('scale', 'deployment/applied', '--replicas=2') == 'deployment.apps/applied scaled\n'
    found = json.loads(clean('get', 'deployment', 'applied', '-o', 'json', '--show-managed-fields'))
    scaled = [each for each in found['metadata']['managedFields'] if each.get('subresource') == 'scale']
    assert [(each['operation'], each['fieldsV1']) for each in scaled] == [('Update', {'f:spec': {'f:replicas': {}}})]
    said = clean.refused('apply', '--server-side', '-f', '-', stdin=DEPLOYMENT % 1)
    assert said.startswith('error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale"')
    without = (DEPLOYMENT % 1).replace('  replicas: 1\n', '')
    clean('apply', '--server-side', '-f', '-', stdin=without)
    assert clean.value('{.spec.replicas}', 'deployment', 'applied') == '2'


def test_an_unknown_field_is_refused_before_anything_is_written(clean):
    said = clean.refused('apply', '--server-side', '-f', '-', stdin=(DEPLOYMENT % 1) + '      unknownField: 1\n')
    assert '.spec.template.spec.unknownField: field not declared in schema' in said
    assert clean.attempt('get', 'deployment', 'applied').returncode == 1


def test_an_edit_of_a_part_keeps_the_rest_of_its_owners(clean):
    clean('apply', '--server-side', '-f', '-', stdin=CONFIG % 'a: "1"')
    clean('label', 'cm', 'applied', 'x=y')
    assert managers(clean, 'cm')['kubectl-label']['fieldsV1'] == {'f:metadata': {'f:labels': {'.': {}, 'f:x': {}}}}
    assert managers(clean, 'cm')['kubectl']['fieldsV1'] == {'f:data': {'f:a': {}}}
