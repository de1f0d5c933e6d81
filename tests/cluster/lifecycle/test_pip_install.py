"""`pip install .` is the whole program: everything it needs at run time comes with it, and nothing of the tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.machine import free_port

ROOT = Path(__file__).parents[3]
PARTS = ('pyproject.toml', 'README.md', 'LICENSE')


def must(*command, **environment):
    done = subprocess.run(
        [str(word) for word in command], env={**os.environ, **environment}, cwd='/', capture_output=True, text=True
    )
    assert done.returncode == 0, f'{command}:\n{done.stdout}\n{done.stderr}'
    return done.stdout


@pytest.mark.slow
def test_an_installed_package_runs_a_cluster(tmp_path):
    source, venv = tmp_path / 'source', tmp_path / 'venv'
    shutil.copytree(ROOT / 'src', source / 'src', ignore=shutil.ignore_patterns('__pycache__', '*.egg-info'))
    for part in PARTS:
        shutil.copy(ROOT / part, source / part)
    must(sys.executable, '-m', 'venv', venv)
    must(venv / 'bin' / 'pip', 'install', '--quiet', '--disable-pip-version-check', source)
    where = {'SAMPAN_STATE_DIR': str(tmp_path / 'state'), 'SAMPAN_RUN_DIR': str(tmp_path / 'run'), 'PYTHONPATH': ''}
    sampan = venv / 'bin' / 'sampan'
    try:
        said = must(sampan, 'up', '--hollow', '--api-port', free_port(), '--kubelet-port', free_port(), **where)
        assert 'The cluster is ready' in said
        assert ': Ready, hollow://' in must(sampan, 'status', **where)
    finally:
        must(sampan, 'delete', '--yes', **where)
