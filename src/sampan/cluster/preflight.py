"""What this machine can do: real containers, or a hollow node and the reason why."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

# What the node runs, and the Debian package it is in.
PROGRAMS = {
    'containerd': 'containerd',
    'containerd-shim-runc-v2': 'containerd',
    'ctr': 'containerd',
    'runc': 'runc',
    'nft': 'nftables',
}
ASKED_FOR = 'asked for with --hollow'
CNI_FOLDER = Path('/usr/lib/cni')
CNI_PLUGINS = ('bridge', 'host-local', 'loopback', 'portmap')
CNI_PACKAGE = 'containernetworking-plugins'


@dataclass(frozen=True, slots=True)
class Abilities:
    """`hollow`: why real containers cannot run here, '' when they can. `missing`: packages to install first."""

    hollow: str = ''
    missing: tuple[str, ...] = ()


def examine() -> Abilities:
    """Look, and change nothing."""
    if sys.platform != 'linux':
        return Abilities(hollow=f'containers need Linux; this is {sys.platform}')
    if os.geteuid() != 0:
        return Abilities(hollow='containers need root; run `sampan up` as root for real ones')
    if not has_cgroups():
        return Abilities(hollow='containers need control groups, and no cgroup file system is mounted')
    missing = missing_packages()
    if missing and shutil.which('apt-get') is None:
        return Abilities(hollow=f'{", ".join(missing)} not installed, and there is no apt-get to install from')
    return Abilities(missing=missing)


def has_cgroups() -> bool:
    """Whether version 1 or 2 of the cgroup file system is mounted."""
    mounts = Path('/proc/self/mountinfo').read_text().splitlines()
    return any(' - cgroup' in line for line in mounts)


def missing_packages() -> tuple[str, ...]:
    """The Debian packages whose programs are not here."""
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program, path=search_path()) is None]
    if not all((CNI_FOLDER / plugin).exists() for plugin in CNI_PLUGINS):
        missing.append(CNI_PACKAGE)
    return tuple(dict.fromkeys(missing))


def search_path() -> str:
    """PATH with the folders that hold administrators' programs, which a user's PATH may lack."""
    return os.pathsep.join((os.environ.get('PATH', ''), '/usr/local/sbin', '/usr/sbin', '/sbin'))
