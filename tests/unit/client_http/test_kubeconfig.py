"""kubeconfig files as client-go reads them."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from sampan.client.config import ConfigError, HttpConfig
from sampan.client.kubeconfig import load, load_default

ONE = f"""
apiVersion: v1
kind: Config
current-context: here
clusters:
- name: c1
  cluster:
    server: https://10.0.0.1:6443
    certificate-authority: pki/ca.crt
    tls-server-name: api
users:
- name: u1
  user:
    client-certificate-data: {base64.b64encode(b'CERT').decode()}
    client-key-data: {base64.b64encode(b'KEY').decode()}
contexts:
- name: here
  context: {{cluster: c1, user: u1, namespace: web}}
"""
TWO = """
current-context: there
clusters:
- name: c1
  cluster: {server: https://ignored}
- name: c2
  cluster: {server: http://127.0.0.1:8001, insecure-skip-tls-verify: true}
users:
- {name: u2, user: {token: abc, tokenFile: tok}}
- {name: u3, user: {exec: {command: aws}}}
contexts:
- {name: there, context: {cluster: c2, user: u2}}
- {name: plugin, context: {cluster: c2, user: u3}}
- {name: dangling, context: {cluster: c9}}
- {name: anonymous, context: {cluster: c2}}
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / 'pki').mkdir()
    (tmp_path / 'pki' / 'ca.crt').write_bytes(b'CA')
    one, two = tmp_path / 'one', tmp_path / 'two'
    one.write_text(ONE)
    two.write_text(TWO)
    return one, two


def test_one_file(files: tuple[Path, Path]) -> None:
    config = load(files[0])
    assert config.namespace() == 'web'
    assert config.http_config() == HttpConfig(
        server='https://10.0.0.1:6443',
        ca=b'CA',
        client_certificate=b'CERT',
        client_key=b'KEY',
        tls_server_name='api',
    )


def test_several_files_merge_and_the_first_wins(files: tuple[Path, Path]) -> None:
    config = load_default(environment={'KUBECONFIG': f'{files[0]}:/does/not/exist:{files[1]}'})
    assert config.current_context == 'here'
    assert config.http_config().server == 'https://10.0.0.1:6443'
    there = config.http_config('there')
    assert (there.server, there.insecure_skip_tls_verify, there.token) == ('http://127.0.0.1:8001', True, 'abc')
    assert there.token_file == files[1].parent / 'tok'
    assert config.namespace('there') == 'default'
    assert config.http_config('anonymous').token == ''


@pytest.mark.parametrize(
    ('context', 'message'),
    [
        ('none', 'context "none" does not exist'),
        ('dangling', 'cluster "c9" does not exist'),
        ('plugin', 'user "u3" uses exec'),
    ],
)
def test_what_is_missing_is_named(files: tuple[Path, Path], context: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load(files[1]).http_config(context)


@pytest.mark.parametrize('content', ['a: [', '- 1', 'clusters: [1]', 'clusters: [{name: a, cluster: 3}]', 'a: \x00'])
def test_a_broken_file_is_named(tmp_path: Path, content: str) -> None:
    broken = tmp_path / 'broken'
    broken.write_text(content)
    with pytest.raises(ConfigError, match=f'error loading config file "{broken}"'):
        load(broken)


def test_an_absent_file_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='cannot read the kubeconfig'):
        load(tmp_path / 'absent')
    (tmp_path / 'empty').write_text('')
    with pytest.raises(ConfigError, match='no context is chosen'):
        load(tmp_path / 'empty').http_config()


@pytest.mark.parametrize(
    ('user', 'message'),
    [('client-key-data: "!"', 'client-key-data is not base64'), ('client-key: nowhere', 'cannot read client-key')],
)
def test_keys_that_cannot_be_had(tmp_path: Path, user: str, message: str) -> None:
    file = tmp_path / 'config'
    file.write_text(
        'current-context: x\nclusters: [{name: c, cluster: {server: http://a}}]\n'
        f'users: [{{name: u, user: {{{user}}}}}]\ncontexts: [{{name: x, context: {{cluster: c, user: u}}}}]\n'
    )
    with pytest.raises(ConfigError, match=message):
        load(file).http_config()


def test_inside_a_pod_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv('KUBERNETES_SERVICE_HOST', raising=False)
    with pytest.raises(ConfigError, match='unable to load in-cluster configuration'):
        HttpConfig.in_cluster()


def test_secrets_do_not_show_in_logs() -> None:
    shown = repr(HttpConfig(server='https://a', client_key=b'KEY', token='TOKEN', password='PASSWORD'))
    assert not any(secret in shown for secret in ('KEY', 'TOKEN', 'PASSWORD'))
