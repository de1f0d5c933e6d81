"""Where a cluster keeps its things, and which addresses it uses."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import socket
from pathlib import Path
from typing import Any

import msgspec

from sampan.cluster import files
from sampan.cluster.errors import ClusterError

FILE = 'cluster.json'
ROOT_STATE_DIR = Path('/var/lib/sampan')


class CorruptConfig(ClusterError):
    """The file is there and cannot be understood."""


class ClusterConfig(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One machine's part of a cluster. Written at the first `up`; later runs read it back."""

    state_dir: Path
    run_dir: Path
    node_name: str
    node_ip: str
    api_port: int = 6443
    kubelet_port: int = 10250
    service_cidr: str = '10.96.0.0/12'
    pod_cidr: str = '10.244.0.0/16'
    dns_ip: str = '10.96.0.10'
    cluster_domain: str = 'cluster.local'
    runtime_config: str = ''  # which APIs are served besides the stable ones, as `--runtime-config` takes it
    apiserver_flags: tuple[str, ...] = ()  # of kube-apiserver, `name=value`
    store: str = ''  # etcd URLs, comma-separated; empty: SQLite in `state_dir`
    bridge: str = 'sampan0'
    cgroup_root: str = 'sampan'  # two clusters on one machine must not share it: each removes what it does not know

    @property
    def pki_dir(self) -> Path:
        return self.state_dir / 'pki'

    @property
    def database(self) -> Path:
        return self.state_dir / 'state.db'

    @property
    def log_dir(self) -> Path:
        return self.state_dir / 'logs'

    @property
    def node_dir(self) -> Path:
        """The kubelet's folder: pods' volumes, logs, images."""
        return self.state_dir / 'node'

    @property
    def containerd_log(self) -> Path:
        return self.log_dir / 'containerd.log'

    @property
    def admin_kubeconfig(self) -> Path:
        return self.state_dir / 'admin.kubeconfig'

    @property
    def supervisor_socket(self) -> Path:
        return self.run_dir / 'supervisor.sock'

    @property
    def containerd_socket(self) -> Path:
        return self.run_dir / 'containerd' / 'containerd.sock'

    @property
    def api_url(self) -> str:
        return f'https://127.0.0.1:{self.api_port}'

    def kubeconfig(self, identity: str) -> Path:
        return self.pki_dir / f'{identity}.kubeconfig'


def default_state_dir() -> Path:
    """`/var/lib/sampan` for root, the user's XDG state folder otherwise; SAMPAN_STATE_DIR overrides."""
    if chosen := os.environ.get('SAMPAN_STATE_DIR'):
        return Path(chosen)
    if os.geteuid() == 0:
        return ROOT_STATE_DIR
    return Path(os.environ.get('XDG_STATE_HOME') or Path.home() / '.local' / 'state') / 'sampan'


def default_run_dir(state_dir: Path) -> Path:
    """`/run/sampan` for root, below XDG_RUNTIME_DIR or the state folder otherwise; SAMPAN_RUN_DIR overrides."""
    if chosen := os.environ.get('SAMPAN_RUN_DIR'):
        return Path(chosen)
    if os.geteuid() == 0:
        return Path('/run/sampan')
    if runtime := os.environ.get('XDG_RUNTIME_DIR'):
        return Path(runtime) / 'sampan'
    return state_dir / 'run'


def load(state_dir: Path) -> ClusterConfig | None:
    """The configuration of the cluster kept in `state_dir`, or None where there is no cluster yet."""
    path = state_dir / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=ClusterConfig, dec_hook=_path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise ClusterError(
            f'{path} cannot be read: {error.strerror}',
            'run this as the user who started the cluster, or name another folder with --state-dir',
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CorruptConfig(
            f'{path} is damaged: {error}',
            'mend the file or put it back from a copy; `sampan delete` removes the cluster with everything in it',
        ) from error


def load_or_create(state_dir: Path, run_dir: Path, **overrides: Any) -> ClusterConfig:
    """Read the cluster's configuration; at the first start choose it. `overrides` that are None are left out."""
    chosen = {key: value for key, value in overrides.items() if value is not None}
    existing = load(state_dir)
    if existing is not None:
        if not is_usable(existing.node_ip):  # the machine has moved to another network
            chosen.setdefault('node_ip', primary_address())
        config = msgspec.structs.replace(existing, **chosen, state_dir=state_dir, run_dir=run_dir)
    else:
        config = default(state_dir, run_dir, **chosen)
    if config != existing:
        save(config)
    return config


def default(state_dir: Path, run_dir: Path, **chosen: Any) -> ClusterConfig:
    """What a first `up` on this machine would choose."""
    chosen.setdefault('node_name', socket.gethostname().lower())
    chosen.setdefault('node_ip', primary_address())
    chosen.setdefault('cgroup_root', cgroup_root(state_dir))
    return ClusterConfig(state_dir=state_dir, run_dir=run_dir, **chosen)


def _path(kind: type, value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith('/'):
        raise ValueError('expected an absolute path')
    return kind(value)


def cgroup_root(state_dir: Path) -> str:
    """`sampan`, or for a cluster kept elsewhere a name of its own."""
    if state_dir == ROOT_STATE_DIR:
        return 'sampan'
    return f'sampan-{hashlib.sha256(str(state_dir).encode()).hexdigest()[:8]}'


def save(config: ClusterConfig) -> None:
    config.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = msgspec.json.format(msgspec.json.encode(config, enc_hook=str), indent=2) + b'\n'
    files.replace(config.state_dir / FILE, content, mode=0o644)


def is_usable(address: str) -> bool:
    """Whether this is an address of the machine that others can reach."""
    if ipaddress.ip_address(address).is_loopback:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def primary_address() -> str:
    """The address this machine would use to reach others; loopback where there is no route.

    Connecting a datagram socket sends nothing: it only asks the kernel which source it would choose.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(('192.0.2.1', 9))
        except OSError:
            return '127.0.0.1'
        address: str = probe.getsockname()[0]
        return address
