"""`sampan apiserver` has kube-apiserver's flags, and they mean what they mean there."""

from __future__ import annotations

import argparse
import inspect
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sampan.apiserver import config as config_module
from sampan.cli import main
from sampan.cluster.apiserver_flags import FIELDS, add_flags, config_of, with_flags
from sampan.cluster.errors import ClusterError


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_flags(parser)
    return parser.parse_args(arguments)


def test_every_setting_of_the_server_has_its_flag() -> None:
    named = set(re.findall(r'# (--[a-z-]+)', inspect.getsource(config_module.ApiServerConfig)))
    parser = argparse.ArgumentParser()
    add_flags(parser)
    known = set(parser._option_string_actions)
    assert named - known == set()


def test_flags_become_settings() -> None:
    config = config_of(
        parsed(
            '--secure-port=7443',
            '--anonymous-auth=false',
            '--enable-bootstrap-token-auth',
            '--api-audiences=a,b',
            '--authentication-token-webhook-cache-ttl=1m30s',
            '--oidc-issuer-url=https://x',
            '--oidc-client-id=me',
            '--oidc-required-claim=a=b',
            '--audit-policy-file=/p',
            '--audit-log-path=-',
            '--audit-log-mode=batch',
            '--audit-log-batch-max-size=7',
            '--encryption-provider-config=/e',
            '--runtime-config=api/beta=true',
            '--disable-admission-plugins=Priority',
        )
    )
    assert (config.port, config.anonymous, config.bootstrap_token_auth) == (7443, False, True)
    assert config.api_audiences == ('a', 'b')
    assert config.token_webhook_ttl == 90.0
    assert config.oidc is not None
    assert config.oidc.required_claims == {'a': 'b'}
    assert config.audit is not None
    assert config.audit.log is not None
    assert (config.audit.log.mode, config.audit.log.batching.max_size) == ('batch', 7)
    assert config.encryption_provider_config == Path('/e')
    assert config.runtime_config == {'api/beta': 'true'}
    assert config.admission.disable == ['Priority']


def test_what_is_not_said_is_the_servers_default() -> None:
    given, default = config_of(parsed()), config_module.ApiServerConfig()
    differing = [name for name in FIELDS.values() if getattr(given, name) != getattr(default, name)]
    assert differing == ['host']


def test_a_clusters_server_takes_flags_too() -> None:
    own = config_module.ApiServerConfig(host='10.0.0.1', port=6443, issuer='https://own')
    changed = with_flags(own, ('encryption-provider-config=/e', '--anonymous-auth=false', 'max-requests-inflight=7'))
    assert changed.encryption_provider_config == Path('/e')
    assert (changed.anonymous, changed.max_requests_inflight) == (False, 7)
    assert (changed.host, changed.port, changed.issuer) == ('10.0.0.1', 6443, 'https://own')
    with pytest.raises(ClusterError, match='unrecognized arguments: --nonsense=1'):
        with_flags(own, ('nonsense=1',))


def test_flags_that_need_each_other() -> None:
    with pytest.raises(ClusterError, match='--tls-private-key-file is missing'):
        config_of(parsed('--tls-cert-file=/c'))


def test_a_file_that_cannot_be_meant_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / 'policy.yaml'
    policy.write_text('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: []\n')
    arguments = ['apiserver', f'--audit-policy-file={policy}', '--audit-log-path=-']
    with ThreadPoolExecutor() as thread:  # the main thread's event loop is other tests' business
        assert thread.submit(main, arguments).result() == 1
    assert 'loaded illegal policy with 0 rules' in capsys.readouterr().err


def test_the_command_serves_until_it_is_asked_to_stop(tmp_path: Path) -> None:
    import urllib.request

    command = [sys.executable, '-m', 'sampan.cli', 'apiserver', '--bind-address=127.0.0.1', '--secure-port=0']
    command.append(f'--database={tmp_path}/state.db')
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = line.removeprefix('serving on ').strip()
        with urllib.request.urlopen(f'{address}/livez') as answer:
            assert answer.read() == b'ok'
        process.terminate()
        assert process.wait(20) == 0
