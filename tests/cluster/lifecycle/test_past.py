"""Snapshots and going back, on a cluster that runs."""

import json

import pytest

pytestmark = pytest.mark.root


def deployments(cluster):
    found = json.loads(cluster.kubectl('get', 'deployments.apps,configmaps', '-n', 'default', '-o', 'json'))['items']
    return {item['metadata']['name'] for item in found} - {'kube-root-ca.crt'}


def revision(cluster):
    """The newest one: that of a list, which is consistent."""
    return json.loads(cluster.kubectl('get', '--raw', '/api/v1/namespaces?limit=1'))['metadata']['resourceVersion']


def test_rewind_brings_back_what_was_deleted_and_the_cluster_makes_it_true(cluster):
    then = revision(cluster)
    cluster.kubectl('delete', 'deployment', 'web', '--wait')
    cluster.kubectl('create', 'configmap', 'late', '--from-literal=a=b')
    assert deployments(cluster) == {'late'}

    done = cluster.sampan('rewind', f'@{then}')
    assert (done.returncode, done.stderr) == (0, '')
    assert f'as it was at revision {then}' in done.stdout
    assert deployments(cluster) == {'web'}
    cluster.settle()

    undo = done.stdout.rpartition('sampan rewind ')[2].strip()
    assert cluster.sampan('rewind', undo).returncode == 0
    assert deployments(cluster) == {'late'}


def test_a_snapshot_of_a_running_cluster_is_restored_into_it(cluster, tmp_path):
    saved = cluster.sampan('snapshot', 'save', str(tmp_path / 'copy'))
    assert saved.returncode == 0 and 'It holds the secrets' in saved.stdout
    again = cluster.sampan('snapshot', 'save', str(tmp_path / 'copy'))
    assert again.returncode == 1 and 'exists already' in again.stderr
    cluster.kubectl('create', 'configmap', 'late', '--from-literal=a=b')

    assert cluster.sampan('snapshot', 'restore', str(tmp_path / 'copy')).returncode == 0
    assert deployments(cluster) == {'web'}
    cluster.settle()

    (tmp_path / 'damaged').write_bytes((tmp_path / 'copy').read_bytes()[:20_000])
    refused = cluster.sampan('snapshot', 'restore', str(tmp_path / 'damaged'))
    assert refused.returncode == 1 and 'nothing was changed' in refused.stderr
    assert deployments(cluster) == {'web'}


def test_moments_that_are_none_are_explained(cluster):
    for text, what in (('yesterday', 'how long ago'), ('@999999', 'the newest revision is'), ('720h', 'reaches back')):
        refused = cluster.sampan('rewind', text)
        assert refused.returncode == 1 and what in refused.stderr, text
    assert deployments(cluster) == {'web'}
