"""Upstream's own kubectl 1.36, as Debian packages it: fetched once into a cache folder, apt's state untouched."""

from __future__ import annotations

import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path

CACHE = Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'sampan-tests' / 'kubectl'
KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'


@cache
def binary() -> Path:
    """The path of a kubectl 1.36; KUBECTL names one that is there already. Fails when it cannot be fetched."""
    if chosen := os.environ.get('KUBECTL'):
        return Path(chosen)
    kubectl = CACHE / 'usr' / 'bin' / 'kubectl'
    if not kubectl.exists():
        _fetch(CACHE)
    return kubectl


def _fetch(target: Path) -> None:
    """Debian stable has an older one: take it from sid, without touching this system's package lists."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / 'lists' / 'partial').mkdir(parents=True)
        (folder / 'archives' / 'partial').mkdir(parents=True)
        (folder / 'sources.list').write_text(f'deb [signed-by={KEYRING}] {_repository()} sid main\n')
        options = [
            f'-oDir::Etc::SourceList={folder}/sources.list',
            '-oDir::Etc::SourceParts=/dev/null',
            f'-oDir::State::Lists={folder}/lists',
            f'-oDir::Cache={folder}',
            '-oDir::State::status=/dev/null',
            '-oAPT::Sandbox::User=root',
        ]
        _run('apt-get', *options, '-qq', 'update', cwd=folder)
        policy = _run('apt-cache', *options, 'policy', 'kubectl', cwd=folder)
        version = next(line.split()[1] for line in policy.splitlines() if 'Candidate:' in line)
        _run('apt-get', *options, '-qq', 'download', f'kubectl={version}', cwd=folder)
        package = next(folder.glob('kubectl_*.deb'))
        _run('dpkg', '-x', str(package), str(target), cwd=folder)


def _repository() -> str:
    """The Debian mirror this machine uses."""
    listed = _run('apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages')
    found = sorted({line for line in listed.splitlines() if line.rstrip('/').endswith('/debian')})
    if not found:
        raise RuntimeError('no Debian repository is configured in apt: set KUBECTL to a kubectl 1.36')
    return found[0]


def _run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f'{" ".join(command)} failed: {done.stderr.strip()}')
    return done.stdout


class Kubectl:
    """Runs kubectl against one cluster."""

    def __init__(self, kubeconfig: Path) -> None:
        home = str(kubeconfig.parent)  # what `edit` leaves for its user to mend goes there too
        self.environment = {**os.environ, 'KUBECONFIG': str(kubeconfig), 'HOME': home, 'TMPDIR': home}

    def __call__(self, *arguments: str, stdin: str | None = None, timeout: float = 120) -> str:
        """Standard output; raises AssertionError with both outputs when kubectl fails."""
        done = self.attempt(*arguments, stdin=stdin, timeout=timeout)
        assert done.returncode == 0, f'kubectl {" ".join(arguments)}:\n{done.stdout}\n{done.stderr}'
        return done.stdout

    def attempt(
        self, *arguments: str, stdin: str | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """The finished process, whatever its exit code."""
        return subprocess.run(
            [binary(), *arguments],
            input=stdin if stdin is not None else '',
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A kubectl that runs on: watches, port-forward, logs -f. End it yourself."""
        return subprocess.Popen(
            [binary(), *arguments],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
