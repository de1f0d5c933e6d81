"""Certificates and settings of a test cluster that serves HTTPS on loopback."""

from __future__ import annotations

import socket
from pathlib import Path

from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.http.tls import TlsConfig
from sampan.cluster import kubeconfigs
from sampan.cluster.config import ClusterConfig
from sampan.cluster.pki import Pki, identities
from sampan.machinery.world import SystemWorld, World

ADDRESS = '192.0.2.1'  # what the `kubernetes` Service leads to: hollow pods connect to nothing


def served_settings(folder: Path, world: World) -> ApiServerConfig:
    """An API server on a free port, with certificates in `folder`."""
    pki = Pki(folder / 'pki', world)
    pki.ensure(identities(_config(folder, 6443)))
    serving = pki.pair('apiserver')
    return ApiServerConfig(
        host='127.0.0.1',
        port=_free_port(),
        tls=TlsConfig(serving.certificate, serving.key, client_ca=pki.ca),
        advertise_address=ADDRESS,
        signing_key=pki.folder / 'sa.key',
    )


def authority(folder: Path) -> str:
    """The cluster's authority, in PEM form."""
    return Pki(folder / 'pki', SystemWorld()).ca.read_text()


def write_identity(folder: Path, port: int) -> None:
    """The administrator's kubeconfig, once the port is known."""
    config = _config(folder, port)
    kubeconfigs.write(config.admin_kubeconfig, config, Pki(config.pki_dir, SystemWorld()), 'admin')


def _config(folder: Path, port: int) -> ClusterConfig:
    return ClusterConfig(
        state_dir=folder, run_dir=folder / 'run', node_name='localhost', node_ip=ADDRESS, api_port=port
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port: int = probe.getsockname()[1]
        return port
