"""Helm against the hollow cluster, where HELM names a binary: no package registry has one.

`go install helm.sh/helm/v3/cmd/helm@latest` makes it. The suite says so when it runs without.
"""

import json
import os
import subprocess

import pytest

HELM = os.environ.get('HELM', '')
pytestmark = pytest.mark.skipif(not HELM, reason='HELM does not name a binary')
CHART = {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
    'values.yaml': 'replicas: 1\nkind: ClusterIP\n',
    'templates/deployment.yaml': """
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec: {containers: [{name: web, image: nginx}]}
""",
    'templates/service.yaml': """
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}}
spec: {type: {{ .Values.kind }}, selector: {app: {{ .Release.Name }}}, ports: [{port: 80}]}
""",
    'templates/known.yaml': """
{{- if .Capabilities.APIVersions.Has "apps/v1/Deployment" }}
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data:
  version: {{ .Capabilities.KubeVersion.Version | quote }}
  found: {{ len (lookup "v1" "Namespace" "" "kube-system") | quote }}
{{- end }}
""",
}


@pytest.fixture(scope='module')
def helm(k, tmp_path_factory):
    """(arguments) -> the finished process, in the test's namespace, with a chart in the current folder."""
    folder = tmp_path_factory.mktemp('chart')
    for name, text in CHART.items():
        path = folder / 'web' / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(*arguments):
        return subprocess.run(
            [HELM, '-n', k.namespace, *arguments], cwd=folder, env=k.kubectl.environment, capture_output=True, text=True
        )

    return run


def said(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_life_of_a_release(helm, k):
    assert 'STATUS: deployed' in said(helm('install', 'shop', 'web', '--wait', '--timeout=30s'))
    assert k.value('{.data.version}', 'cm', 'shop') == 'v1.36.0'
    assert k.value('{.data.found}', 'cm', 'shop') != '0'
    said(helm('upgrade', 'shop', 'web', '--set', 'replicas=2', '--wait', '--timeout=30s'))
    assert k.value('{.status.readyReplicas}', 'deployment', 'shop') == '2'
    wrong = helm('upgrade', 'shop', 'web', '--set', 'kind=Bogus')
    assert wrong.returncode == 1
    assert 'spec.type: Unsupported value: "Bogus"' in wrong.stderr
    said(helm('rollback', 'shop', '1', '--wait', '--timeout=30s'))
    history = json.loads(said(helm('history', 'shop', '-o', 'json')))
    assert [each['status'] for each in history] == ['superseded', 'superseded', 'failed', 'deployed']
    assert [each['name'] for each in json.loads(said(helm('list', '-o', 'json')))] == ['shop']
    said(helm('uninstall', 'shop', '--wait'))
    assert k('get', 'deployment,service', '-o', 'name') == ''
