"""The whole test-suite, fast checks first. `./sampan test` runs this inside the virtual environment.

    run.py            everything
    run.py fast       checks and the tests that need neither root nor containers
    run.py cluster    the tests on real containers, networks and clusters (root)

Every phase runs even when an earlier one failed, so that one run tells everything; the exit code
says whether all passed. A missing Debian package is installed, never a reason to skip.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Programs the tests need, and the Debian packages they are in.
PACKAGES = {
    'busybox': 'busybox-static',
    'containerd': 'containerd',
    'debootstrap': 'debootstrap',
    'etcd': 'etcd-server',
    'etcdctl': 'etcd-client',
    'ip': 'iproute2',
    'nft': 'nftables',
    'node': 'nodejs',
    'npm': 'npm',
    'openssl': 'openssl',
    'runc': 'runc',
    'unshare': 'util-linux',
}
CNI = Path('/usr/lib/cni/bridge')
WORKERS = str(min(4, os.cpu_count() or 1))

CHECKS = (
    ('ruff', ('ruff', 'check', '.')),
    ('ruff format', ('ruff', 'format', '--check', '.')),
    ('mypy', ('mypy',)),
    ('import-linter', ('lint-imports',)),
)
PYTEST = (sys.executable, '-m', 'pytest', '-p', 'no:cacheprovider')
FAST = (('fast tests', (*PYTEST, '-m', 'not root', '-n', WORKERS, '--dist', 'worksteal')),)
CLUSTER = (('cluster tests', (*PYTEST, '-m', 'root')),)


def main(which: str = 'all') -> int:
    phases = {'all': (*CHECKS, *FAST, *CLUSTER), 'fast': (*CHECKS, *FAST), 'cluster': CLUSTER}
    if which not in phases:
        sys.exit(f'run.py: {which!r} is not one of {", ".join(phases)}')
    install_packages()
    if not os.environ.get('HELM'):
        print('--- Helm is not tested: no package registry has it, and HELM names no binary', flush=True)
    failed = [name for name, command in phases[which] if not run(name, command)]
    if failed:
        print(f'failed: {", ".join(failed)}')
    return 1 if failed else 0


def run(name: str, command: tuple[str, ...]) -> bool:
    print(f'--- {name}', flush=True)
    started = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, check=False, preexec_fn=hear_signals).returncode
    print(f'--- {name}: {"ok" if code == 0 else f"exit code {code}"} in {time.monotonic() - started:.0f} s', flush=True)
    return code == 0


def hear_signals() -> None:
    """Tests send these; whoever started the run in the background may have had them ignored."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def install_packages() -> None:
    """Needs root; without it the tests that need the package say what is missing, and fail."""
    missing = sorted({package for program, package in PACKAGES.items() if shutil.which(program) is None})
    if not CNI.exists():
        missing.append('containernetworking-plugins')
    if missing and os.geteuid() == 0:
        environment = {**os.environ, 'DEBIAN_FRONTEND': 'noninteractive'}
        apt = ('apt-get', '-qq', '-y', '-o', 'Dpkg::Use-Pty=0')
        print(f'--- installing {" ".join(missing)}', flush=True)
        subprocess.run((*apt, 'update'), env=environment, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(
            (*apt, '--no-install-recommends', 'install', *missing),
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
