"""What Sampan's containerd is told: where it keeps things, and how it differs from containerd's defaults."""

from __future__ import annotations

import ctypes
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMESPACE = 'k8s.io'  # containerd's namespace for everything CRI makes
SANDBOX_IMAGE = 'localhost/sampan/pause:1'  # made by node.images.pause, never pulled

CAP_SYS_RESOURCE = 24


@dataclass(frozen=True, slots=True)
class ContainerdConfig:
    """Where one containerd lives. Nothing outside these paths is written, except by CNI plugins.

    `root` survives restarts and reboots (images, snapshots, container records); `state` does not survive a reboot
    (sockets, mounts, bundles) and is best on tmpfs. `cgroup_root` is the cgroup all pods are under, the default parent
    of a sandbox and what cleaning removes. `command_prefix` runs the daemon inside something (a network namespace).
    """

    root: Path
    state: Path
    socket: Path
    cni_conf_dir: Path
    log_path: Path
    cni_bin_dir: Path = Path('/usr/lib/cni')
    cgroup_root: str = '/sampan'
    sandbox_image: str = SANDBOX_IMAGE
    registry_config_path: Path | None = None  # a folder of hosts.toml files, as containerd's certs.d
    snapshotter: str = ''  # '': overlayfs where it works below root, else native
    binary: str = 'containerd'
    command_prefix: tuple[str, ...] = ()
    start_timeout: float = 60.0  # seconds until a daemon that says nothing counts as failed

    @property
    def file(self) -> Path:
        """The configuration file the daemon is started with."""
        return self.state / 'config.toml'


def render(config: ContainerdConfig) -> str:
    """The daemon's configuration file (TOML, containerd's version 2)."""
    cri: dict[str, Any] = {
        'sandbox_image': config.sandbox_image,
        # runc cannot lower oom_score_adj below its own without this capability, and every container start would fail.
        'restrict_oom_score_adj': not has_capability(CAP_SYS_RESOURCE),
        'disable_apparmor': not apparmor_enabled(),
        'netns_mounts_under_state_dir': True,
        'tolerate_missing_hugetlb_controller': True,
        'max_container_log_line_size': 16384,
        'stream_server_address': '127.0.0.1',
        'stream_server_port': '0',
    }
    runc_options = {'SystemdCgroup': False, 'Root': str(config.state / 'runc')}
    tables: dict[str, dict[str, Any]] = {
        '': {'version': 2, 'root': str(config.root), 'state': str(config.state), 'temp': str(config.root / 'tmp')},
        'grpc': {'address': str(config.socket)},
        'plugins."io.containerd.internal.v1.opt"': {'path': str(config.root / 'opt')},
        'plugins."io.containerd.grpc.v1.cri"': cri,
        'plugins."io.containerd.grpc.v1.cri".cni': {
            'bin_dir': str(config.cni_bin_dir),
            'conf_dir': str(config.cni_conf_dir),
        },
        'plugins."io.containerd.grpc.v1.cri".containerd': {
            'snapshotter': config.snapshotter or snapshotter(config.root),
            'default_runtime_name': 'runc',
        },
        'plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc': {'runtime_type': 'io.containerd.runc.v2'},
        'plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options': runc_options,
    }
    if config.registry_config_path:
        tables['plugins."io.containerd.grpc.v1.cri".registry'] = {'config_path': str(config.registry_config_path)}
    return '\n'.join(_table(name, values) for name, values in tables.items())


def _table(name: str, values: dict[str, Any]) -> str:
    head = f'[{name}]\n' if name else ''
    # Strings, booleans and integers are written the same in TOML and JSON.
    return head + ''.join(f'{key} = {json.dumps(value)}\n' for key, value in values.items())


def has_capability(number: int) -> bool:
    """Whether this process has the capability in its effective set."""
    for line in Path('/proc/self/status').read_text().splitlines():
        if line.startswith('CapEff:'):
            return bool(int(line.split()[1], 16) >> number & 1)
    return False


def apparmor_enabled() -> bool:
    """Whether the kernel enforces AppArmor profiles."""
    try:
        return Path('/sys/module/apparmor/parameters/enabled').read_text().startswith('Y')
    except FileNotFoundError:
        return False


def snapshotter(folder: Path) -> str:
    """How containerd can layer file systems in this folder: by overlay mounts, or (native) by copying every file.

    Overlays do not work on top of overlays (Sampan inside a container), nor on every file system. Trying is the only
    sure way to know.
    """
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix='overlay-') as name:
            return 'overlayfs' if _overlay_mounts(Path(name)) else 'native'
    except OSError:
        return 'native'


def _overlay_mounts(folder: Path) -> bool:
    layers = [folder / name for name in ('lower', 'upper', 'work', 'merged')]
    for layer in layers:
        layer.mkdir()
    lower, upper, work, merged = layers
    libc = ctypes.CDLL(None, use_errno=True)
    options = f'lowerdir={lower},upperdir={upper},workdir={work}'
    if libc.mount(b'overlay', os.fsencode(merged), b'overlay', 0, os.fsencode(options)):
        return False
    libc.umount2(os.fsencode(merged), 0)
    return True
