"""What `up` and `down` promise, on real containers."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support import kernel

pytestmark = pytest.mark.root


def eventually(seen, what, seconds=30):
    deadline = time.monotonic() + seconds
    while not (found := seen()):
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
    return found


def test_down_leaves_nothing_and_up_finds_the_same_cluster(machine):
    before = kernel.snapshot()
    machine.up()
    machine.deploy()
    assert kernel.added(before, kernel.snapshot()).keys() >= {'mounts', 'links', 'rules', 'files'}
    assert kernel.cgroups(machine.config['cgroup_root']) and kernel.processes(*machine.marks)
    objects = machine.objects()

    assert 'Stopped.' in machine.down()
    assert kernel.added(before, kernel.snapshot()) == {}
    assert kernel.cgroups(machine.config['cgroup_root']) == []
    assert kernel.processes(*machine.marks) == []
    assert machine.sampan('status').returncode == 3

    assert 'Stopped.' in machine.down()  # twice is no error
    machine.up()
    machine.settle()
    assert machine.objects() >= objects


def test_a_second_up_reports_the_running_cluster_and_changes_nothing(cluster):
    containers, pid = cluster.containers(), cluster.pid('control-plane')
    assert 'already running' in cluster.up()
    assert (cluster.containers(), cluster.pid('control-plane')) == (containers, pid)
    other = cluster.sampan('up', '--api-port', '1')
    assert other.returncode == 1
    assert '--api-port is not what it was started with' in other.stderr and 'sampan down' in other.stderr


def test_after_kill_9_of_every_process_up_finds_the_same_cluster(cluster):
    objects = cluster.objects()
    kill_everything(cluster)
    stopped = cluster.sampan('status')
    assert (stopped.returncode, 'is stopped' in stopped.stdout) == (3, True)

    cluster.up()
    cluster.settle()
    assert cluster.objects() >= objects
    assert {count for _, count in cluster.containers()} == {1}  # upstream counts a container that died with the machine


def test_down_after_kill_9_of_every_process_leaves_nothing(machine):
    before = kernel.snapshot()
    machine.up()
    machine.deploy()
    kill_everything(machine)
    machine.down()
    assert kernel.added(before, kernel.snapshot()) == {}
    assert kernel.cgroups(machine.config['cgroup_root']) == []


def test_after_a_reboot_up_finds_the_same_cluster(cluster):
    objects = cluster.objects()
    reboot(cluster)
    cluster.up()
    cluster.settle()
    assert cluster.objects() >= objects


def kill_everything(cluster):
    """kill -9, until nobody is left who starts another."""
    eventually(lambda: not kernel.kill(kernel.processes(*cluster.marks)), 'something is started again and again')


def reboot(cluster):
    """What remains of a machine that lost its power: the disk."""
    kill_everything(cluster)
    points = [line.split()[4] for line in Path('/proc/self/mountinfo').read_text().splitlines()]
    for point in reversed([each for each in points if str(cluster.folder) in each]):
        subprocess.run(('umount', '-l', point), check=True)
    for group in kernel.cgroups(cluster.config['cgroup_root']):
        subprocess.run(('find', group, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';'), check=True)
    for link in ('sampan0', 'sampan-dns'):
        subprocess.run(('ip', 'link', 'delete', link), check=True)
    subprocess.run(('nft', 'flush', 'ruleset'), check=True)
    subprocess.run(('rm', '-rf', cluster.run), check=True)


@pytest.mark.parametrize('component', ['control-plane', 'node'])
def test_a_killed_component_comes_back_and_the_pods_do_not_notice(cluster, component):
    containers, pid = cluster.containers(), cluster.pid(component)
    kernel.kill([pid])
    eventually(lambda: cluster.pid(component) not in (0, pid) and cluster.sampan('status').returncode == 0, component)
    line = next(line for line in cluster.must('status').splitlines() if line.startswith(component))
    assert line.split()[1] == 'ready' and line.split()[3] == '1' and line.endswith('killed by SIGKILL')
    assert cluster.containers() == containers
    cluster.kubectl('scale', 'deployment/web', '--replicas=3')
    cluster.settle()
    assert cluster.containers() > containers


def test_a_killed_containerd_comes_back_and_the_pods_do_not_notice(cluster):
    containers = cluster.containers()
    socket = str(cluster.run / 'containerd')
    [daemon] = [pid for pid in kernel.processes(socket) if is_containerd(pid)]
    kernel.kill([daemon])
    eventually(lambda: [pid for pid in kernel.processes(socket) if is_containerd(pid)], 'no new containerd')
    cluster.kubectl('scale', 'deployment/web', '--replicas=3')
    cluster.settle()
    assert cluster.containers() > containers


def is_containerd(pid):
    with open(f'/proc/{pid}/comm') as comm:
        return comm.read().strip() == 'containerd'


def test_without_its_supervisor_the_cluster_leaves_its_pods_for_the_next_up(cluster):
    containers = cluster.containers()
    kernel.kill([cluster.pid('supervisor')])
    cluster.up()
    assert cluster.containers() == containers


def start(machine, *arguments):
    return subprocess.Popen(
        [sys.executable, '-m', 'sampan.cli', '--state-dir', machine.state, '--run-dir', machine.run, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def marker(machine, moment):
    """Something on disk that says how far `up` is."""
    return {'at once': machine.state / 'command.lock', 'while processes start': machine.run / 'supervisor.sock'}[moment]


@pytest.mark.parametrize('moment', ['at once', 'while processes start'])
def test_a_down_in_the_middle_of_an_up_ends_it_and_leaves_nothing(machine, moment):
    before = kernel.snapshot()
    up = start(machine, 'up', *machine.ports)
    eventually(lambda: marker(machine, moment).exists() or up.poll() is not None, 'no step of up')
    assert up.poll() is None
    down = machine.sampan('down')
    said, _ = up.communicate(timeout=60)
    assert down.returncode == 0, down.stderr
    assert up.returncode == 1 and 'told to stop before the cluster was ready' in said
    assert kernel.added(before, kernel.snapshot()) == {}
    assert kernel.processes(str(machine.state), str(machine.run)) == []
    machine.up()


def test_ctrl_c_in_the_middle_of_an_up_leaves_nothing(machine):
    before = kernel.snapshot()
    up = start(machine, 'up', *machine.ports)
    eventually(lambda: (machine.run / 'supervisor.sock').exists(), 'no supervisor')
    up.send_signal(signal.SIGINT)
    up.communicate(timeout=60)
    assert up.returncode == 130
    assert kernel.added(before, kernel.snapshot()) == {}
    assert kernel.processes(str(machine.state), str(machine.run)) == []


def test_two_ups_at_once_give_one_cluster(machine):
    both = [start(machine, 'up', *machine.ports) for _ in range(2)]
    said = [each.communicate(timeout=120)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    assert sum('already running' in text for text in said) == 1


def test_delete_asks_first_and_then_removes_everything(machine):
    machine.up()
    unsure = machine.sampan('delete')
    assert unsure.returncode == 1 and '--yes' in unsure.stderr
    assert machine.sampan('status').returncode == 0
    assert 'Deleted' in machine.must('delete', '--yes')
    assert not machine.state.exists() and not machine.run.exists()
    assert 'There is no cluster' in machine.must('delete', '--yes')
    assert machine.sampan('status').returncode == 3
