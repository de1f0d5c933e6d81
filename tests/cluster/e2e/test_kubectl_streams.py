"""Streams of the real kubectl into real containers: exec, attach, run, cp, port-forward, proxy, logs."""

import filecmp
import os
import pty
import re
import select
import subprocess
import time
import urllib.request

import pytest

from support.kubectl import binary

pytestmark = pytest.mark.root

IMAGE = '--image=busybox:1.36'
NOTICE = (
    'All commands and output from this session will be recorded in container logs, including credentials and '
    'sensitive information passed through the command prompt.\n'
)
PROMPT = "If you don't see a command prompt, try pressing enter.\n"


@pytest.fixture(scope='module')
def shop(machine):
    """kubectl in a namespace with one pod, `web`, that ticks and serves what it is asked to."""
    name = 'streams'
    machine.kubectl('create', 'namespace', name)

    def kubectl(*arguments, **options):
        return machine.kubectl('-n', name, *arguments, **options)

    kubectl.attempt = lambda *arguments, **options: machine.kubectl.attempt('-n', name, *arguments, **options)
    kubectl.start = lambda *arguments: machine.kubectl.start('-n', name, *arguments)
    kubectl.environment = machine.kubectl.environment
    kubectl.namespace = name
    script = (
        'mkdir -p /www; echo page > /www/index.html; httpd -p 8080 -h /www; while true; do echo tick; sleep 0.2; done'
    )
    kubectl('run', 'web', IMAGE, '--port=8080', '--', 'sh', '-c', f'trap exit TERM; {script}')
    kubectl('wait', 'pod/web', '--for=condition=Ready', '--timeout=60s')
    yield kubectl
    machine.kubectl('delete', 'namespace', name, '--wait=false')


class Terminal:
    """A kubectl on a pseudo-terminal of its own."""

    def __init__(self, kubectl, *arguments, rows=30, columns=100):
        self.master, slave = pty.openpty()
        os.set_blocking(self.master, False)
        subprocess.run(['stty', 'rows', str(rows), 'cols', str(columns)], stdin=slave, check=True)
        command = [binary(), '-n', kubectl.namespace, *arguments]
        environment = {**kubectl.environment, 'TERM': 'xterm'}
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        self.text = ''

    def type(self, text):
        os.write(self.master, text.encode())

    def until(self, wanted, seconds=30):
        """Read until a regular expression matches; the text before and with it."""
        deadline = time.monotonic() + seconds
        while not re.search(wanted, self.text):
            left = deadline - time.monotonic()
            assert left > 0, f'{wanted!r} did not come: {self.text!r}'
            if select.select([self.master], [], [], left)[0]:
                self.text += os.read(self.master, 65536).decode()
        return self.text

    def end(self, seconds=30):
        """The exit code of a kubectl that ends by itself, with the rest of its output read."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f'kubectl does not end: {self.text!r}'
            self._read(0.05)
        while self._read(0.05):
            continue
        return self.process.returncode

    def _read(self, seconds):
        try:
            if select.select([self.master], [], [], seconds)[0]:
                data = os.read(self.master, 65536)
                self.text += data.decode()
                return bool(data)
        except OSError:  # the other side is closed
            time.sleep(seconds)
        return False

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)


@pytest.fixture
def terminal(shop):
    opened = []

    def start(*arguments, **options):
        opened.append(Terminal(shop, *arguments, **options))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def test_exec_carries_both_outputs_the_input_and_the_exit_code(shop):
    done = shop.attempt('exec', 'web', '--', 'sh', '-c', 'echo out; echo err >&2; exit 3')
    assert (done.returncode, done.stdout, done.stderr) == (3, 'out\n', 'err\ncommand terminated with exit code 3\n')
    data = 'line\n' * 20_000
    assert shop('exec', '-i', 'web', '--', 'cat', stdin=data) == data
    assert shop('exec', '-i', 'web', '--', 'wc', '-c', stdin='12345').strip() == '5'


def test_what_exec_refuses(shop):
    assert shop.attempt('exec', 'nope', '--', 'ls').stderr == 'Error from server (NotFound): pods "nope" not found\n'
    assert shop.attempt('exec', 'web', '-c', 'nope', '--', 'ls').stderr == (
        'error: container nope is not valid for pod web out of: web\n'
    )
    done = shop.attempt('exec', 'web', '--', 'nosuchcommand')
    assert done.returncode == 1
    assert done.stderr.startswith('error: Internal error occurred: error executing command in container: ')
    assert 'exec: "nosuchcommand": executable file not found in $PATH' in done.stderr


def test_exec_on_a_terminal(terminal):
    shell = terminal('exec', '-it', 'web', '--', 'sh', rows=33, columns=111)
    shell.until('# ')
    shell.type('tty; stty size; echo "term=$TERM"\n')
    assert '/dev/pts/' in shell.until('term=xterm\r\n')
    assert '33 111' in shell.text
    shell.type('exit 7\n')
    assert shell.end() == 7
    assert shell.text.rstrip().endswith('command terminated with exit code 7')


def test_a_signal_typed_on_the_terminal_reaches_the_process(terminal):
    shell = terminal('exec', '-it', 'web', '--', 'sh')
    shell.until('# ')
    shell.type('sleep 100; echo after=$?\n')
    shell.until('after=\\$')
    time.sleep(0.3)
    shell.type('\x03')
    shell.until('after=130|\\^C')
    shell.type('exit\n')
    shell.end()


def test_attach_shows_what_comes_from_now_on(shop):
    attached = shop.start('attach', 'web')
    try:
        lines = [attached.stdout.readline() for _ in range(5)]
    finally:
        attached.kill()
        attached.communicate()
    assert 'tick\n' in lines


def test_attach_with_input(shop):
    reader = """
apiVersion: v1
kind: Pod
metadata: {name: reader}
spec:
  containers:
    - name: reader
      image: busybox:1.36
      stdin: true
      command: [sh, -c, 'while read l; do echo "got $l"; done']
"""
    shop('apply', '-f', '-', stdin=reader)
    shop('wait', 'pod/reader', '--for=condition=Ready', '--timeout=60s')
    attached = shop.start('attach', '-i', 'reader')
    try:
        attached.stdin.write('one\n')
        attached.stdin.flush()
        line = ''
        while 'got one' not in line:
            line = attached.stdout.readline()
            assert line, 'attach ended before the answer came'
    finally:
        attached.kill()
        attached.communicate()
    shop('delete', 'pod', 'reader', '--now')


def test_run_with_a_terminal_and_rm(shop, terminal):
    shell = terminal('run', 'shell', IMAGE, '-it', '--rm', '--restart=Never', '--', 'sh')
    shell.until('# ', seconds=60)
    shell.type('echo sum=$((1+1))\n')
    shell.until('sum=2')
    shell.type('exit\n')
    assert shell.end(60) == 0
    assert f'pod "shell" deleted from {shop.namespace} namespace' in shell.text
    assert shop.attempt('get', 'pod', 'shell').stderr == 'Error from server (NotFound): pods "shell" not found\n'


def test_run_passes_the_exit_code_on(shop):
    done = shop.attempt('run', 'fails', IMAGE, '-i', '--rm', '--restart=Never', '--', 'sh', '-c', 'sleep 2; exit 4')
    assert done.returncode == 4
    assert done.stderr.startswith(NOTICE + PROMPT)
    assert done.stderr.endswith(f'pod {shop.namespace}/fails terminated (Error)\n')


def test_run_with_input(shop):
    done = shop.attempt(
        'run', 'cat', IMAGE, '-i', '--rm', '--restart=Never', '--quiet', '--', 'cat', stdin='to the cat\n'
    )
    assert done.returncode == 0
    assert done.stdout.startswith('to the cat\n')


def test_cp_both_ways(shop, tmp_path):
    there, back = tmp_path / 'there', tmp_path / 'back'
    (there / 'sub').mkdir(parents=True)
    (there / 'small').write_text('small\n')
    (there / 'sub' / 'big').write_bytes(os.urandom(3_000_000))
    shop('cp', str(there), 'web:/tmp/copied')
    shop('cp', 'web:/tmp/copied', str(back))
    compared = filecmp.dircmp(there, back)
    assert (compared.left_only, compared.right_only, compared.diff_files) == ([], [], [])
    assert filecmp.cmp(there / 'sub' / 'big', back / 'sub' / 'big', shallow=False)
    shop('cp', 'web:/tmp/copied/small', str(tmp_path / 'one'))
    assert (tmp_path / 'one').read_text() == 'small\n'
    done = shop.attempt('cp', str(tmp_path / 'nothing'), 'web:/tmp')
    assert (done.returncode, done.stderr) == (1, f"error: {tmp_path}/nothing doesn't exist in local filesystem\n")


def forwarded(process):
    found = re.fullmatch(r'Forwarding from 127\.0\.0\.1:(\d+) -> (\d+)\n', process.stdout.readline())
    assert found, 'the first line of port-forward says the port'
    return int(found[1])


def test_port_forward(shop):
    shop('expose', 'pod', 'web', '--name=web', '--port=80', '--target-port=8080')
    for target, port in (('pod/web', '8080'), ('service/web', '80')):
        process = shop.start('port-forward', target, f':{port}')
        try:
            local = forwarded(process)
            for _ in range(3):
                with urllib.request.urlopen(f'http://127.0.0.1:{local}/', timeout=10) as answer:
                    assert answer.read() == b'page\n'
        finally:
            process.kill()
            said, _ = process.communicate()
        assert said.count(f'Handling connection for {local}\n') == 3


def test_port_forward_to_a_port_nobody_listens_on(shop):
    process = shop.start('port-forward', 'web', ':9999')
    try:
        with pytest.raises(OSError):  # reset or empty answer, whichever comes first
            urllib.request.urlopen(f'http://127.0.0.1:{forwarded(process)}/', timeout=10)
        said, _ = process.communicate(timeout=10)
    finally:
        process.kill()
    assert re.search(r'an error occurred forwarding \d+ -> 9999: error forwarding port 9999 to pod \w+', said)
    assert 'connection refused' in said
    assert said.endswith('error: lost connection to pod\n')


def test_proxy_reaches_pods_and_services(shop):
    proxy = shop.start('proxy', '--port=0')
    try:
        address = proxy.stdout.readline().removeprefix('Starting to serve on ').strip()
        base = f'http://{address}/api/v1/namespaces/{shop.namespace}'
        for path in ('pods/web:8080/proxy/', 'services/web:80/proxy/index.html'):
            with urllib.request.urlopen(f'{base}/{path}', timeout=10) as answer:
                assert answer.read() == b'page\n'
    finally:
        proxy.kill()
        proxy.communicate()


def test_logs(shop):
    lines = 'for i in 1 2 3 4 5; do echo line $i; done; echo err >&2; exit 2'
    shop('run', 'talks', IMAGE, '--restart=Never', '--', 'sh', '-c', lines)
    shop('wait', 'pod/talks', '--for=jsonpath={.status.phase}=Failed', '--timeout=60s')
    everything = ''.join(f'line {i}\n' for i in range(1, 6)) + 'err\n'
    assert sorted(shop('logs', 'talks').splitlines()) == sorted(everything.splitlines())
    assert len(shop('logs', 'talks', '--tail=2').splitlines()) == 2
    assert shop('logs', 'talks', '--tail=0') == ''
    assert shop('logs', 'talks', '--limit-bytes=3') == shop('logs', 'talks')[:3]
    stamped = shop('logs', 'talks', '--timestamps', '--tail=1')
    assert re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z \S.*\n', stamped)
    assert shop('logs', 'talks', '--since-time=2100-01-01T00:00:00Z') == ''
    assert shop('logs', 'talks', '--since=1h') == shop('logs', 'talks')
    assert shop('logs', '-f', 'talks') == shop('logs', 'talks'), 'following something finished ends'
    assert shop('logs', '-l', 'run=talks', '--prefix', '--tail=1').startswith('[pod/talks/talks] ')
    assert shop('get', 'pod', 'talks').splitlines()[1].split()[:4] == ['talks', '0/1', 'Error', '0']
    assert shop.attempt('logs', 'talks', '--previous').stderr == (
        'Error from server (BadRequest): previous terminated container "talks" in pod "talks" not found\n'
    )
    assert shop.attempt('logs', 'talks', '-c', 'nope').stderr == (
        'error: container nope is not valid for pod talks out of: talks\n'
    )


def test_logs_since_a_moment_leave_out_what_is_older(shop):
    shop('run', 'slow', IMAGE, '--restart=Never', '--', 'sh', '-c', 'echo old; sleep 4; echo new')
    shop('wait', 'pod/slow', '--for=jsonpath={.status.phase}=Succeeded', '--timeout=60s')
    assert shop('logs', 'slow') == 'old\nnew\n'
    assert shop('logs', 'slow', '--since=3s') == 'new\n'


def test_logs_follow_until_the_container_ends(shop):
    shop('run', 'ends', IMAGE, '--restart=Never', '--', 'sh', '-c', 'for i in 1 2 3; do echo $i; sleep 0.5; done')
    shop('wait', 'pod/ends', '--for=jsonpath={.status.phase}=Running', '--timeout=60s')
    assert shop('logs', '-f', 'ends', timeout=30) == '1\n2\n3\n'


def test_logs_of_the_container_before(shop):
    shop('run', 'crashes', IMAGE, '--', 'sh', '-c', 'echo started; exit 1')
    restarts = '{.status.containerStatuses[0].restartCount}'
    shop('wait', 'pod/crashes', f'--for=jsonpath={restarts}=1', '--timeout=60s')
    assert shop('logs', 'crashes', '--previous') == 'started\n'
    waiting = '{.status.containerStatuses[0].state.waiting.reason}'
    shop('wait', 'pod/crashes', f'--for=jsonpath={waiting}=CrashLoopBackOff', '--timeout=60s')
    row = shop('get', 'pod', 'crashes').splitlines()[1]
    assert re.fullmatch(r'crashes +0/1 +CrashLoopBackOff +\d+ \(\d+s ago\) +\d+s', row)
    said = shop('events', '--for', 'pod/crashes')
    assert re.search(r'Back-off restarting failed container crashes in pod crashes_streams\([0-9a-f-]{36}\)', said)
    shop('delete', 'pod', 'crashes', '--now')
