"""Changing objects: label, annotate, patch, edit, diff, replace, apply, and what is refused."""

from pathlib import Path

import pytest

HELLO = Path(__file__).parents[2] / 'examples' / 'hello.yaml'

MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: "1"}\n'


@pytest.fixture
def settings(k):
    k('apply', '-f', '-', stdin=MAP)
    yield k
    k('delete', 'configmap', 'settings', '--ignore-not-found')


def test_labels(settings):
    assert settings('label', 'cm/settings', 'a=b') == 'configmap/settings labeled\n'
    assert settings.refused('label', 'cm/settings', 'a=c') == (
        "error: 'a' already has a value (b), and --overwrite is false\n"
    )
    assert settings('label', 'cm/settings', 'a=c', '--overwrite') == 'configmap/settings labeled\n'
    assert settings('label', 'cm/settings', 'a=c') == 'configmap/settings not labeled\n'
    assert settings('label', 'cm/settings', 'a-') == 'configmap/settings unlabeled\n'
    assert settings('annotate', 'cm/settings', 'x=y') == 'configmap/settings annotated\n'
    assert settings.value('{.metadata.annotations.x}', 'cm', 'settings') == 'y'


def test_patches_of_three_kinds(hello):
    assert (
        hello('patch', 'deploy', 'hello', '-p', '{"spec":{"minReadySeconds":1}}') == 'deployment.apps/hello patched\n'
    )
    assert hello('patch', 'deploy', 'hello', '-p', '{"spec":{"minReadySeconds":1}}') == (
        'deployment.apps/hello patched (no change)\n'
    )
    removal = '[{"op":"remove","path":"/spec/minReadySeconds"}]'
    assert hello('patch', 'deploy', 'hello', '--type=json', '-p', removal) == 'deployment.apps/hello patched\n'
    merge = '{"metadata":{"labels":{"tier":"web"}}}'
    assert hello('patch', 'deploy', 'hello', '--type=merge', '-p', merge) == 'deployment.apps/hello patched\n'
    side = '{"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"A","value":"1"}]}]}}}}'
    hello('patch', 'deploy', 'hello', '--dry-run=server', '-p', side)
    scaled = hello('patch', 'deploy', 'hello', '--subresource=scale', '--type=merge', '-p', '{"spec":{"replicas":3}}')
    assert scaled == 'scale.autoscaling/hello patched (no change)\n'


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (
            ('-p', '{"spec":{"selector":{"matchLabels":{"q":"1"}}}}'),
            'The Deployment "hello" is invalid: \n'
            '* spec.template.metadata.labels: Invalid value: {"app":"hello"}: '
            '`selector` does not match template `labels`\n'
            '* spec.selector: Invalid value: {"matchLabels":{"app":"hello","q":"1"}}: field is immutable\n',
        ),
        (
            ('-p', '{"spec":{"replicas":-1}}'),
            'The Deployment "hello" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0\n',
        ),
        (
            ('-p', '{"spec":{"replicas":"x"}}'),
            'The request is invalid: patch: Invalid value: "map[spec:map[replicas:x]]": unrecognized type: int32\n',
        ),
        (
            ('--type=json', '-p', '[{"op":"test","path":"/spec/replicas","value":9}]'),
            'The request is invalid: the server rejected our request due to an error in our request\n',
        ),
        (
            ('--type=json', '-p', '[{"op":{},"path":"/spec/replicas"}]'),
            'Error from server (BadRequest): error decoding patch: json: cannot unmarshal object into Go struct field '
            'jsonPatchOp.op of type string\n',
        ),
        (
            ('--type=json', '-p', '[1]'),
            'Error from server (BadRequest): error decoding patch: json: cannot unmarshal number into Go value of type '
            'handlers.jsonPatchOp\n',
        ),
        (
            ('-p', '{bad'),
            "Error from server (BadRequest): invalid character 'b' looking for beginning of object key string\n",
        ),
    ],
)
def test_patches_that_are_refused(hello, arguments, message):
    assert hello.refused('patch', 'deploy', 'hello', *arguments) == message


def test_an_unknown_field_in_a_patch_is_a_warning(hello):
    done = hello.attempt('patch', 'deploy', 'hello', '-p', '{"spec":{"nope":1}}')
    assert (done.returncode, done.stdout) == (0, 'deployment.apps/hello patched (no change)\n')
    assert done.stderr == 'Warning: unknown field "spec.nope"\n'


def test_immutable_fields(hello):
    said = hello.refused('patch', 'svc', 'hello', '-p', '{"spec":{"clusterIP":"10.96.0.77"}}')
    assert said == (
        'The Service "hello" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.0.77"]: may not change once set\n'
    )
    pod = hello('get', 'pods', '-o', 'name').split()[0]
    said = hello.refused('patch', pod, '-p', '{"spec":{"nodeName":"other"}}')
    assert said.startswith(
        f'The Pod "{pod.removeprefix("pod/")}" is invalid: spec: Forbidden: pod updates may not change fields other '
        'than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,'
        '`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` '
        '(allow it to be set to 1 if it was previously negative)\n'
    )


def editor(tmp_path, k, script):
    program = tmp_path / 'editor'
    program.write_text(f'#!/bin/sh\n{script}\n')
    program.chmod(0o755)
    k.kubectl.environment['KUBE_EDITOR'] = str(program)


def test_edit(settings, tmp_path):
    editor(tmp_path, settings, """sed -i 's/a: "1"/a: "2"/' "$1" """)
    assert settings('edit', 'cm', 'settings') == 'configmap/settings edited\n'
    assert settings.value('{.data.a}', 'cm', 'settings') == '2'
    editor(tmp_path, settings, 'true')
    done = settings.attempt('edit', 'cm', 'settings')
    assert done.stdout + done.stderr == 'Edit cancelled, no changes made.\n'


def test_an_edit_that_is_invalid_is_kept_in_a_file(hello, tmp_path):
    editor(tmp_path, hello, """sed -i 's/^  type: ClusterIP/  type: Bad/' "$1" """)
    done = hello.attempt('edit', 'svc', 'hello')
    assert done.returncode == 1
    first, second, third = done.stderr.splitlines()
    assert first == 'error: services "hello" is invalid'
    assert second.startswith('A copy of your changes has been stored to "')
    assert third == 'error: Edit cancelled, no valid changes were saved.'


def test_replace(settings):
    stored = settings('get', 'cm', 'settings', '-o', 'yaml')
    assert settings('replace', '-f', '-', stdin=stored) == 'configmap/settings replaced\n'
    settings('label', 'cm/settings', 'now=newer')
    assert settings.refused('replace', '-f', '-', stdin=stored) == (
        'Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on configmaps '
        '"settings": the object has been modified; please apply your changes to the latest version and try again\n'
    )
    assert settings('replace', '-f', '-', stdin=MAP) == 'configmap/settings replaced\n'
    assert settings.value('{.metadata.labels}', 'cm', 'settings') == ''
    before = settings.value('{.metadata.uid}', 'cm', 'settings')
    assert settings('replace', '--force', '-f', '-', stdin=MAP) == (
        f'configmap "settings" deleted from {settings.namespace} namespace\nconfigmap/settings replaced\n'
    )
    assert settings.value('{.metadata.uid}', 'cm', 'settings') != before


def test_diff(settings):
    same = settings.attempt('diff', '-f', '-', stdin=MAP)
    assert (same.returncode, same.stdout) == (0, '')
    other = settings.attempt('diff', '-f', '-', stdin=MAP.replace('"1"', '"2"'))
    assert other.returncode == 1
    changed = [line for line in other.stdout.splitlines() if line[:1] in '+-' and line[:3] not in ('+++', '---')]
    assert changed == ['-  a: "1"', '+  a: "2"']


def test_apply_tells_created_configured_and_unchanged(settings):
    assert settings('apply', '-f', '-', stdin=MAP) == 'configmap/settings unchanged\n'
    other = MAP.replace('"1"', '"2"')
    assert settings('apply', '-f', '-', '--dry-run=server', stdin=other) == (
        'configmap/settings configured (server dry run)\n'
    )
    assert settings.value('{.data.a}', 'cm', 'settings') == '1'
    assert settings('apply', '-f', '-', stdin=other) == 'configmap/settings configured\n'
    new = MAP.replace('settings', 'fresh')
    assert settings('apply', '-f', '-', '--dry-run=server', stdin=new) == 'configmap/fresh created (server dry run)\n'
    assert settings.attempt('get', 'cm', 'fresh').returncode == 1


def test_the_example_again_changes_nothing(hello):
    assert hello('apply', '-f', str(HELLO)) == (
        'configmap/hello unchanged\ndeployment.apps/hello unchanged\nservice/hello unchanged\n'
    )


POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: c, image: i}]}\n'


@pytest.mark.parametrize(
    ('manifest', 'message'),
    [
        (
            MAP + 'dataa: {}\n',
            'Error from server (BadRequest): error when creating "STDIN": ConfigMap in version "v1" cannot be handled '
            'as a ConfigMap: strict decoding error: unknown field "dataa"\n',
        ),
        (
            POD.replace('image: i', 'image: 1'),
            'Error from server (BadRequest): error when creating "STDIN": Pod in version "v1" cannot be handled as a '
            'Pod: json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string\n',
        ),
        (
            POD.replace('[{name: c, image: i}]', 'text'),
            'Error from server (BadRequest): error when creating "STDIN": Pod in version "v1" cannot be handled as a '
            'Pod: json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container\n',
        ),
        (
            POD.replace('[{name: c, image: i}]', '[]'),
            'The Pod "x" is invalid: spec.containers: Required value\n',
        ),
        (
            POD.replace(', image: i', ''),
            'The Pod "x" is invalid: spec.containers[0].image: Required value\n',
        ),
        (
            POD.replace('containers:', 'restartPolicy: Never, hostPort: 1, containers:'),
            'Error from server (BadRequest): error when creating "STDIN": Pod in version "v1" cannot be handled as a '
            'Pod: strict decoding error: unknown field "spec.hostPort"\n',
        ),
        (
            POD.replace('image: i', 'image: i, resources: {requests: {cpu: 2}, limits: {cpu: 1}}'),
            'The Pod "x" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or '
            'equal to cpu limit of 1\n',
        ),
        (
            POD.replace('image: i', 'image: i, ports: [{containerPort: 99999}]'),
            'The Pod "x" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between '
            '1 and 65535, inclusive\n',
        ),
        (
            POD.replace('spec: {', 'spec: {restartPolicy: Sometimes, '),
            'The Pod "x" is invalid: spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", '
            '"OnFailure", "Never"\n',
        ),
        (
            'apiVersion: v1\nmetadata: {name: x}\n',
            'error: error validating "STDIN": error validating data: kind not set; if you choose to ignore these '
            'errors, turn validation off with --validate=false\n',
        ),
        (
            'apiVersion: a.example.com/v1\nkind: Nope\nmetadata: {name: x}\n',
            'error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches for kind "Nope" in '
            'version "a.example.com/v1"\nensure CRDs are installed first\n',
        ),
    ],
)
def test_manifests_that_are_refused(k, manifest, message):
    assert k.refused('apply', '-f', '-', stdin=manifest.replace('settings', 'refused')) == message


def test_unknown_fields_with_less_validation(k):
    manifest = MAP.replace('settings', 'lenient') + 'dataa: {}\n'
    done = k.attempt('apply', '--validate=warn', '-f', '-', stdin=manifest)
    assert (done.stdout, done.stderr) == ('configmap/lenient created\n', 'Warning: unknown field "dataa"\n')
    done = k.attempt('apply', '--validate=ignore', '-f', '-', stdin=manifest)
    assert (done.returncode, done.stderr) == (0, '')


def test_a_namespace_that_is_not_there(k):
    said = k.kubectl.attempt('-n', 'nowhere', 'apply', '-f', '-', stdin=POD).stderr
    assert said == 'Error from server (NotFound): error when creating "STDIN": namespaces "nowhere" not found\n'
