"""Writing the kubeconfig files that humans and components use."""

from __future__ import annotations

import base64
from pathlib import Path

from sampan.cluster import files
from sampan.cluster.config import ClusterConfig
from sampan.cluster.pki import Pki
from sampan.machinery import yaml

COMPONENTS = ('kubelet', 'kube-proxy', 'cluster-dns')


def write_all(config: ClusterConfig, pki: Pki) -> None:
    """The administrator's kubeconfig, and one for each component that speaks HTTPS."""
    write(config.admin_kubeconfig, config, pki, 'admin')
    for component in COMPONENTS:
        write(config.kubeconfig(component), config, pki, component)


def write(path: Path, config: ClusterConfig, pki: Pki, identity: str) -> None:
    """A kubeconfig with everything inside it, so that it can be copied elsewhere."""
    pair = pki.pair(identity)
    document = {
        'apiVersion': 'v1',
        'kind': 'Config',
        'clusters': [
            {
                'name': 'sampan',
                'cluster': {'server': config.api_url, 'certificate-authority-data': _base64(pki.ca)},
            }
        ],
        'users': [
            {
                'name': identity,
                'user': {
                    'client-certificate-data': _base64(pair.certificate),
                    'client-key-data': _base64(pair.key),
                },
            }
        ],
        'contexts': [{'name': 'sampan', 'context': {'cluster': 'sampan', 'user': identity}}],
        'current-context': 'sampan',
    }
    content = yaml.dump(document).encode()
    if not path.exists() or path.read_bytes() != content:
        files.replace(path, content)


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()
