"""The official JavaScript client, from npm into a cache folder, and running a script that uses it."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

# The last major version that runs on Node.js 18, which Debian stable has.
CLIENT = '@kubernetes/client-node@1'
CACHE = Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'sampan-tests' / 'javascript'


@cache
def modules() -> Path:
    """The folder whose node_modules has the client; fetched once. Fails when it cannot be."""
    stamp = CACHE / 'installed'
    if not stamp.exists() or stamp.read_text() != CLIENT:
        assert shutil.which('npm'), 'these tests need node and npm (Debian: nodejs, npm)'
        CACHE.mkdir(parents=True, exist_ok=True)
        command = ('npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', str(CACHE), CLIENT)
        done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, f'{" ".join(command)}:\n{done.stdout}\n{done.stderr}'
        stamp.write_text(CLIENT)
    return CACHE


def run(script: Path, *, kubeconfig: Path, folder: Path) -> str:
    """Standard output of a script; raises AssertionError with what it says when it fails."""
    (folder / 'node_modules').symlink_to(modules() / 'node_modules')
    copy = folder / script.name  # modules are looked for beside the script
    shutil.copy(script, copy)
    done = subprocess.run(
        ('node', str(copy)),
        env={**os.environ, 'KUBECONFIG': str(kubeconfig)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f'{script.name}:\n{done.stdout}\n{done.stderr}'
    return done.stdout
