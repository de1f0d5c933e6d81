"""What is wrong is told, with what to do about it; the cluster goes on."""

import json
import shutil
import socket

import pytest

from support import kernel
from support.hollow import HollowCluster

CONFIG_MAP = {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'sent'}, 'data': {'a': 'b'}}
CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'


@pytest.fixture(scope='module')
def hollow(tmp_path_factory):
    made = HollowCluster(tmp_path_factory.mktemp('hollow'))
    try:
        made.up()
        before = made.must('status')
        yield made
        assert components(made.must('status')) == components(before), 'a component did not survive'
    finally:
        made.sampan('delete', '--yes')


def components(status):
    """Name, state, process and restarts of each line."""
    return [line.split()[:4] for line in status.splitlines()[:4]]


@pytest.fixture
def fresh(tmp_path):
    """Not started yet."""
    made = HollowCluster(tmp_path)
    yield made
    made.sampan('delete', '--yes')


@pytest.fixture
def goes_on(hollow):
    """After the test the server answers."""
    yield
    assert hollow.ask('GET', '/readyz') == (200, 'ok')


def failed(machine, *arguments):
    """What a command that failed said, and what to do about it."""
    done = machine.sampan(*arguments)
    assert done.returncode == 1, done.stdout
    message, remedy = done.stderr.splitlines()
    assert message.startswith('sampan: ') and remedy.startswith('  → ')
    return message.removeprefix('sampan: '), remedy.removeprefix('  → ')


def nothing_runs(machine):
    assert kernel.processes(str(machine.state), str(machine.run)) == []
    assert machine.sampan('status').returncode == 3
    return True


# The server


@pytest.mark.usefixtures('goes_on')
@pytest.mark.parametrize(
    ('body', 'message'),
    [
        (b'{', 'unexpected end of JSON input'),
        (b'\xff\xfe\x00', 'invalid character'),
        (b'', ''),
        (b'[]', ''),
        (b'{"kind": "ConfigMap", "apiVersion": 1}', ''),
        (b'[' * 100_000, ''),
        (json.dumps({**CONFIG_MAP, 'data': {'a': 7}}).encode(), 'cannot be handled as a ConfigMap'),
        (json.dumps({**CONFIG_MAP, 'metadata': 'no'}).encode(), 'cannot be handled as a ConfigMap'),
        (json.dumps({**CONFIG_MAP, 'kind': 'Secret'}).encode(), ''),
    ],
)
def test_a_bad_body_is_a_400_with_a_reason(hollow, body, message):
    code, status = hollow.ask('POST', CONFIG_MAPS, body)
    assert (code, status['kind'], status['reason']) == (400, 'Status', 'BadRequest')
    assert message in status['message'] and status['message']


@pytest.mark.usefixtures('goes_on')
def test_an_unknown_field_is_refused_when_asked_for(hollow):
    body = json.dumps({**CONFIG_MAP, 'dta': {}}).encode()
    code, status = hollow.ask('POST', f'{CONFIG_MAPS}?fieldValidation=Strict', body)
    assert code == 400
    assert 'strict decoding error: unknown field "dta"' in status['message']


@pytest.mark.usefixtures('goes_on')
def test_a_body_of_ten_megabytes_is_too_large(hollow):
    body = json.dumps({**CONFIG_MAP, 'data': {'a': 'x' * 10_000_000}}).encode()
    code, status = hollow.ask('POST', CONFIG_MAPS, body)
    assert (code, status['reason']) == (413, 'RequestEntityTooLarge')


@pytest.mark.usefixtures('goes_on')
@pytest.mark.parametrize(
    'data',
    [
        b'\0\1\2\3\r\n\r\n',
        b'GET / HTTP/9.9\r\n\r\n',
        b'GET\r\n\r\n',
        b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
        b'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
        b'GET / HTTP/1.1\r\nHost: x\r\n' + b'A: ' + b'b' * 2_000_000 + b'\r\n\r\n',
    ],
)
def test_malformed_http_gets_a_400_and_the_connection_ends(hollow, data):
    try:
        said = hollow.raw(data)
    except ConnectionError:  # it stopped reading what it had refused already
        return
    assert said.split(b' ')[:2][-1] in (b'400', b'413', b'431', b'505'), said[:200]


@pytest.mark.usefixtures('goes_on')
def test_what_is_not_tls_is_refused(hollow):
    with socket.create_connection(('127.0.0.1', hollow.port), timeout=10) as stream:
        stream.sendall(b'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
        assert b'kind' not in stream.recv(1000)


@pytest.mark.usefixtures('goes_on')
def test_the_certificate_of_another_cluster_is_not_accepted(hollow, fresh):
    fresh.up()
    code, status = hollow.ask('GET', '/api/v1/nodes', tls=hollow.tls(certificate_of=fresh))
    assert (code, status['reason'], status['message']) == (401, 'Unauthorized', 'Unauthorized')
    stranger = fresh.state / 'stranger.kubeconfig'
    text = (fresh.state / 'admin.kubeconfig').read_text()
    stranger.write_text(text.replace(f':{fresh.port}', f':{hollow.port}'))
    done = fresh.kubectl.attempt('--kubeconfig', str(stranger), 'get', 'nodes')
    assert done.returncode == 1 and 'certificate signed by unknown authority' in done.stderr


@pytest.mark.usefixtures('goes_on')
@pytest.mark.parametrize(
    ('manifest', 'message'),
    [
        ('a: [', 'error parsing STDIN'),
        ('kind: Pod\nmetadata: {name: x}', 'apiVersion not set'),
        ('apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {colour: red}', 'unknown field "spec.colour"'),
        ('apiVersion: v1\nkind: Pod\nmetadata: {name: UP}\nspec: {containers: [{name: a}]}', 'Invalid value: "UP"'),
    ],
)
def test_a_bad_manifest_is_told_by_kubectl(hollow, manifest, message):
    done = hollow.kubectl.attempt('apply', '-f', '-', stdin=manifest)
    assert done.returncode == 1 and message in done.stderr, done.stderr


# The commands


def test_a_hollow_node_is_told_by_up_and_by_status(hollow):
    assert 'with a hollow node (no real containers): asked for with --hollow' in hollow.up()
    assert 'the node is hollow, its containers are simulated: asked for with --hollow' in hollow.must('status')


@pytest.mark.parametrize('which', ['--api-port', '--kubelet-port'])
def test_a_port_in_use_is_told_and_nothing_is_left_running(fresh, which):
    port = int(fresh.ports[fresh.ports.index(which) + 1])
    with socket.create_server(('0.0.0.0', port)):
        message, remedy = failed(fresh, 'up', '--hollow', *fresh.ports)
    assert message == f'port {port} is in use by another program'
    assert f'sampan up {which} N' in remedy and f'ss -ltnp sport = :{port}' in remedy
    assert nothing_runs(fresh)
    fresh.up()


@pytest.mark.parametrize('number', ['0', '65536', 'http', '-1'])
def test_what_is_no_port_is_refused(fresh, number):
    done = fresh.sampan('up', '--hollow', f'--api-port={number}')
    assert done.returncode == 2 and 'expected 1 to 65535' in done.stderr
    assert not fresh.state.exists()


def test_a_corrupt_state_file_is_left_as_it_is(fresh):
    fresh.up()
    fresh.down()
    database = fresh.state / 'state.db'
    good = database.read_bytes()
    for suffix in ('-wal', '-shm'):
        (fresh.state / f'state.db{suffix}').unlink(missing_ok=True)
    garbage = b'garbage' * 10_000
    database.write_bytes(garbage)
    done = fresh.sampan('up', *fresh.ports, '--hollow')
    assert done.returncode == 1
    assert f'{database} is damaged' in done.stderr and 'Restore it' in done.stderr
    assert database.read_bytes() == garbage
    assert nothing_runs(fresh)
    database.write_bytes(good)
    fresh.up()


def test_a_corrupt_configuration_is_told_and_can_be_deleted(fresh):
    fresh.up()
    fresh.down()
    (fresh.state / 'cluster.json').write_text('{"state_dir": ')
    for command in (('up', '--hollow'), ('status',), ('logs',)):
        message, remedy = failed(fresh, *command)
        assert 'cluster.json is damaged' in message and 'sampan delete' in remedy
    assert 'Deleted' in fresh.must('delete', '--yes')
    assert not fresh.state.exists()


def test_a_corrupt_configuration_does_not_keep_a_running_cluster_from_being_stopped(fresh):
    fresh.up()
    (fresh.state / 'cluster.json').write_text('')
    fresh.must('down')
    assert kernel.processes(str(fresh.state), str(fresh.run)) == []


def test_a_lost_authority_key_is_told_and_nothing_is_made_anew(fresh):
    fresh.up()
    fresh.down()
    key = fresh.state / 'pki' / 'ca.key'
    kept = key.read_bytes()
    key.unlink()
    message, remedy = failed(fresh, 'up', '--hollow')
    assert message == f'{key} is missing' and 'back from a copy' in remedy
    assert nothing_runs(fresh) and not key.exists()
    key.write_bytes(kept)
    fresh.up()


def test_a_folder_that_cannot_be_written_is_told(fresh):
    fresh.folder.joinpath('file').touch()
    message, remedy = failed(fresh, '--state-dir', str(fresh.folder / 'file' / 'state'), 'up', '--hollow')
    assert 'cannot keep the cluster in' in message and '--state-dir' in remedy


def test_a_path_too_long_for_a_socket_is_told(fresh):
    message, remedy = failed(fresh, '--run-dir', str(fresh.folder / ('x' * 120)), 'up', '--hollow')
    assert 'too long for a socket' in message and '--run-dir' in remedy


def test_the_same_state_cannot_be_started_twice_from_different_run_folders(fresh):
    fresh.up()
    said = fresh.must('--run-dir', str(fresh.folder / 'other'), 'up')
    assert 'already running' in said
    shutil.rmtree(fresh.run)  # nobody can ask it any more
    assert 'ended process' in fresh.up()
