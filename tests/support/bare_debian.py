"""A bare Debian 12 in a folder, and running commands in it as on a machine of its own.

The root is made by debootstrap with only git and python3 added. Commands run in their own mount, PID,
network, host-name and IPC namespaces, with the folder as the real root (pivot_root, because runc needs
one); a veth pair and masquerading lead outside, for the package registries. What this machine needs to
reach those (certificate authorities, apt and pip settings) is copied in: it is the machine's, not the project's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUITE = 'bookworm'
PACKAGES = 'git,python3,ca-certificates'
NETWORK = '10.213.77'
NAME = 'sampan-bare'
TABLE = 'sampan-bare-test'
# Copied from this machine, where they exist: how to reach registries from here.
SURROUNDINGS = (
    'etc/ssl/certs/ca-certificates.crt',
    'etc/pip.conf',
    'etc/resolv.conf',
    'etc/apt/apt.conf.d',
    'etc/apt/sources.list.d',
    'etc/apt/sources.list',
    'usr/local/share/ca-certificates',
    'usr/share/keyrings',
    'opt/wheels',
)
PASSED_ON = ('PIP_', 'SSL_', 'REQUESTS_CA', 'CURL_CA', 'HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy')

ENTER = r"""
set -eu
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir -p "$root/.outside"
cd "$root"
pivot_root . .outside
umount -l /.outside
hostname bare
exec "$@"
"""


def run(*command: str, **options: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, capture_output=True, text=True, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, f'{" ".join(command)}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}'
    return done  # type: ignore[no-any-return]


def make_root(folder: Path) -> Path:
    """debootstrap, then this machine's surroundings."""
    mirror = _mirror()
    run('debootstrap', '--variant=minbase', f'--include={PACKAGES}', SUITE, str(folder), mirror)
    for name in SURROUNDINGS:
        source, target = Path('/') / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True, symlinks=True)
        elif source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copyfile(source, target)
    return folder


def _mirror() -> str:
    listed = run('apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages').stdout.split()
    return next(line for line in sorted(set(listed)) if line.rstrip('/').endswith('/debian'))


class BareMachine:
    """The folder, with a network namespace for it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *command: str, timeout: float = 600, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command inside; every process it leaves behind ends with it only if it dies with its PID namespace."""
        done = subprocess.run(
            self.command(*command), env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=timeout,
        )  # fmt: skip
        if check:
            assert done.returncode == 0, f'{" ".join(command)}:\n{done.stdout[-6000:]}\n{done.stderr[-6000:]}'
        return done

    def command(self, *command: str) -> list[str]:
        enter = ['sh', '-c', ENTER, 'enter', str(self.root), *command]
        own = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--uts', '--ipc']
        # Not `ip netns exec`: that mounts a fresh /sys, which has no cgroups.
        return ['nsenter', f'--net=/run/netns/{NAME}', *own, *enter]

    def environment(self) -> dict[str, str]:
        passed = {key: value for key, value in os.environ.items() if key.startswith(PASSED_ON)}
        path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
        return {'PATH': path, 'HOME': '/root', 'LANG': 'C.UTF-8', **passed}


@contextmanager
def machine(root: Path) -> Iterator[BareMachine]:
    """The network around it, removed afterwards whatever happened."""
    _remove_network()
    try:
        _make_network()
        yield BareMachine(root)
    finally:
        _remove_network()


def _make_network() -> None:
    Path('/proc/sys/net/ipv4/ip_forward').write_text('1')
    run('ip', 'netns', 'add', NAME)
    run('ip', 'link', 'add', NAME, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', NAME)
    run('ip', 'address', 'add', f'{NETWORK}.1/24', 'dev', NAME)
    run('ip', 'link', 'set', NAME, 'up')
    inside = ('ip', '-n', NAME)
    run(*inside, 'link', 'set', 'lo', 'up')
    run(*inside, 'address', 'add', f'{NETWORK}.2/24', 'dev', 'eth0')
    run(*inside, 'link', 'set', 'eth0', 'mtu', str(_uplink_mtu()), 'up')
    run(*inside, 'route', 'add', 'default', 'via', f'{NETWORK}.1')
    rules = f"""table ip {TABLE} {{
        chain out {{
            type nat hook postrouting priority srcnat;
            ip saddr {NETWORK}.0/24 ip daddr != {NETWORK}.0/24 masquerade
        }}
    }}"""
    run('nft', '-f', '-', input=rules)


def _uplink_mtu() -> int:
    return min(
        int((device / 'mtu').read_text())
        for device in Path('/sys/class/net').iterdir()
        if device.name != 'lo' and (device / 'operstate').read_text().strip() in ('up', 'unknown')
    )


def _remove_network() -> None:
    for command in (
        ('ip', 'netns', 'delete', NAME),
        ('ip', 'link', 'delete', NAME),
        ('nft', 'delete', 'table', 'ip', TABLE),
    ):
        subprocess.run(command, capture_output=True)  # what is not there need not be removed
