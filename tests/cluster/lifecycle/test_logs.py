"""`sampan logs`, of a running cluster and of one that comes and goes."""

import subprocess
import sys
import time

import pytest

from support.hollow import HollowCluster


@pytest.fixture
def hollow(tmp_path):
    made = HollowCluster(tmp_path)
    try:
        made.up()
        yield made
    finally:
        made.sampan('delete', '--yes')


def test_the_last_lines_of_one_component_or_of_all(hollow):
    assert len(hollow.must('logs', 'control-plane', '-n', '3').splitlines()) == 3
    everything = hollow.must('logs')
    for component in ('supervisor', 'control-plane', 'node', 'containerd'):
        assert f'==> {hollow.state}/logs/{component}.log <==' in everything
    assert 'node: ready' in hollow.must('logs', 'supervisor')


def test_an_unknown_component_is_told(hollow):
    done = hollow.sampan('logs', 'scheduler')
    assert done.returncode == 2 and "invalid choice: 'scheduler'" in done.stderr
    assert hollow.sampan('logs', '-n', 'many').returncode == 2


def test_following_goes_on_while_the_cluster_is_stopped_and_started(hollow):
    command = [sys.executable, '-u', '-m', 'sampan.cli', '--state-dir', hollow.state, 'logs', 'supervisor', '-f', '-n1']
    following = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        said = following.stdout.readline()
        assert 'node: ready' in said
        hollow.down()
        read_until(following.stdout, 'control-plane: stopped')
        hollow.up()
        read_until(following.stdout, 'node: ready')
    finally:
        following.terminate()
        following.communicate(timeout=10)


def read_until(stream, text, seconds=30):
    deadline = time.monotonic() + seconds
    while text not in stream.readline():
        assert time.monotonic() < deadline


def test_without_a_cluster_there_are_no_logs(tmp_path):
    done = HollowCluster(tmp_path).sampan('logs')
    assert done.returncode == 1 and 'start one with `sampan up`' in done.stderr
