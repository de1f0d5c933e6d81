"""No root, no containerd, no space: told, with what to do about it; nothing acknowledged is lost."""

import contextlib
import json
import os
import subprocess
import sys
import time

import pytest

from sampan.cluster.packages import POLICY
from support import kernel
from support.hollow import HollowCluster
from support.machine import Machine

pytestmark = pytest.mark.root

CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
# A user without rights, who can read what root can: the folder of the tests may be root's own.
NOBODY = ('unshare', '--user', '--map-user=65534', '--map-group=65534')


@pytest.fixture
def fresh(tmp_path):
    made = HollowCluster(tmp_path)
    yield made
    made.sampan('delete', '--yes')


def run(machine, *arguments, prefix=(), **environment):
    return subprocess.run(
        [*prefix, sys.executable, '-m', 'sampan.cli', *arguments],
        env={**os.environ, 'SAMPAN_STATE_DIR': str(machine.state), 'SAMPAN_RUN_DIR': str(machine.run), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_without_root_the_node_is_hollow_and_status_keeps_saying_why(fresh):
    why = 'containers need root; run `sampan up` as root for real ones'
    up = run(fresh, 'up', *fresh.ports, prefix=NOBODY)
    assert up.returncode == 0, up.stderr
    assert f'no real containers: {why}' in up.stdout and f'with a hollow node (no real containers): {why}' in up.stdout
    for _ in range(2):
        status = run(fresh, 'status', prefix=NOBODY)
        assert status.returncode == 1
        assert f'the node is hollow, its containers are simulated: {why}' in status.stdout
        assert '→' in status.stdout
    assert run(fresh, 'down', prefix=NOBODY).returncode == 0
    assert kernel.processes(str(fresh.state)) == []


def test_without_containerd_and_apt_the_node_is_hollow_and_status_says_why(fresh):
    up = run(fresh, 'up', *fresh.ports, PATH='/nonexistent')
    assert up.returncode == 0, up.stderr
    assert 'containerd' in up.stdout and 'not installed, and there is no apt-get to install from' in up.stdout
    status = run(fresh, 'status')
    assert status.returncode == 1 and 'there is no apt-get to install from' in status.stdout


def test_packages_that_cannot_be_installed_give_a_hollow_node_and_apts_words(fresh, tmp_path):
    programs = tmp_path / 'programs'
    programs.mkdir()
    apt = programs / 'apt-get'
    apt.write_text('#!/bin/sh\necho "E: no network" >&2\nexit 100\n')
    apt.chmod(0o755)
    (programs / 'sh').symlink_to('/bin/sh')
    up = run(fresh, 'up', *fresh.ports, PATH=str(programs))
    assert up.returncode == 0, up.stderr
    assert 'apt-get update failed: E: no network' in up.stdout


def test_a_down_while_packages_are_installed_waits_for_apt(fresh, tmp_path):
    programs, gate = tmp_path / 'programs', tmp_path / 'gate'
    programs.mkdir()
    os.mkfifo(gate)
    apt = programs / 'apt-get'
    apt.write_text(f'#!/bin/sh\n: > {tmp_path}/started\nread line < {gate}\n: > {tmp_path}/finished\n')
    apt.chmod(0o755)
    policy_before = POLICY.exists()
    up = start(fresh, 'up', *fresh.ports, PATH=str(programs))
    eventually(lambda: (tmp_path / 'started').exists() or up.poll() is not None, 'apt-get was not started')
    down = start(fresh, 'down')
    assert 'stopping `sampan up`' in down.stdout.readline()
    gate.write_text('go\n')
    said, _ = up.communicate(timeout=30)
    rest, _ = down.communicate(timeout=30)
    assert (tmp_path / 'finished').exists()
    assert (up.returncode, 'told to stop' in said) == (1, True), said
    assert down.returncode == 0, rest
    assert POLICY.exists() == policy_before
    assert kernel.processes(str(fresh.state)) == []


def start(machine, *arguments, **environment):
    return subprocess.Popen(
        [sys.executable, '-u', '-m', 'sampan.cli', *arguments],
        env={**os.environ, 'SAMPAN_STATE_DIR': str(machine.state), 'SAMPAN_RUN_DIR': str(machine.run), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def eventually(seen, what, seconds=30):
    deadline = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def test_two_real_nodes_on_one_machine_are_told_apart(tmp_path):
    first, second = Machine(tmp_path / 'a'), Machine(tmp_path / 'b')
    for machine in (first, second):
        machine.folder.mkdir()
    try:
        first.up()
        done = second.sampan('up', *second.ports)
        assert done.returncode == 1
        assert 'another cluster on this machine runs real containers' in done.stderr and '--hollow' in done.stderr
        assert first.sampan('status').returncode == 0
        assert 'hollow' in second.up('--hollow')
        second.down()
        assert first.sampan('status').returncode == 0
    finally:
        for machine in (second, first):
            machine.sampan('delete', '--yes')


@contextlib.contextmanager
def small_disk(folder, megabytes):
    folder.mkdir()
    subprocess.run(('mount', '-t', 'tmpfs', '-o', f'size={megabytes}m', 'tmpfs', folder), check=True)
    try:
        yield
    finally:
        subprocess.run(('umount', '-l', folder), check=True)


def create(machine, name, size):
    body = {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': name}, 'data': {'a': 'x' * size}}
    return machine.ask('POST', CONFIG_MAPS, json.dumps(body).encode())


def names(machine):
    code, found = machine.ask('GET', CONFIG_MAPS)
    assert code == 200
    return {each['metadata']['name'] for each in found['items']}


def test_a_full_disk_refuses_writes_serves_reads_and_loses_nothing(fresh):
    with small_disk(fresh.state, 100):
        fresh.up()
        acknowledged = {'first'}
        assert create(fresh, 'first', 10)[0] == 201
        fill(fresh.state / 'filler')
        code, status = fill_store(fresh, acknowledged)
        assert (code, status['kind'], status['reason']) == (503, 'Status', 'ServiceUnavailable')
        assert 'is full: free some space' in status['message']
        assert names(fresh) >= acknowledged

        (fresh.state / 'filler').unlink()
        assert create(fresh, 'last', 10)[0] == 201
        acknowledged.add('last')
        assert names(fresh) >= acknowledged
        lines = fresh.must('status').splitlines()
        assert [line.split()[3] for line in lines[2:4]] == ['0', '0']  # nothing was restarted

        kernel.kill(kernel.processes(str(fresh.state)))
        fresh.up()
        assert names(fresh) >= acknowledged
        fresh.must('down')


def fill(path):
    with path.open('wb', buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b'x' * 65536):
            continue


def fill_store(machine, acknowledged):
    """Create until the answer is not 201, and note what was acknowledged."""
    for number in range(500):
        code, answer = create(machine, f'full-{number}', 300_000)
        if code != 201:
            return code, answer
        acknowledged.add(f'full-{number}')
    raise AssertionError('the disk never got full')


def test_up_on_a_full_disk_says_so(fresh):
    with small_disk(fresh.state, 10):
        done = fresh.sampan('up', '--hollow', *fresh.ports)
        assert done.returncode == 1
        assert f'MiB are free in {fresh.state}' in done.stderr and '--state-dir' in done.stderr
        fresh.must('delete', '--yes')
        assert list(fresh.state.iterdir()) == []
