"""The CNI configuration of a node: a bridge all pods are on, and addresses from the node's range.

Specification: CNI 1.0.0; plugins: containernetworking-plugins. Masquerading and host ports are the
proxy's business, because the plugins would need iptables for them.
"""

from __future__ import annotations

import json
from pathlib import Path

from sampan.network.config import NetworkConfig

FILE = '10-sampan.conflist'


def conflist(config: NetworkConfig, pod_cidr: str, mtu: int) -> str:
    """The configuration's text for a node whose pods have addresses of `pod_cidr`."""
    bridge = {
        'type': 'bridge',
        'bridge': config.bridge,
        'isDefaultGateway': True,
        'hairpinMode': True,
        'mtu': mtu,
        'ipam': {
            'type': 'host-local',
            'ranges': [[{'subnet': pod_cidr}]],
            'dataDir': str(config.state_dir / 'ipam'),
        },
    }
    return json.dumps({'cniVersion': '1.0.0', 'name': 'sampan', 'plugins': [bridge]}, indent=2) + '\n'


def install(config: NetworkConfig, text: str) -> None:
    """Put the configuration where the runtime looks, in one step; the runtime watches the folder."""
    config.cni_conf_dir.mkdir(parents=True, exist_ok=True)
    path = config.cni_conf_dir / FILE
    if path.exists() and path.read_text() == text:
        return
    temporary = config.cni_conf_dir / f'{FILE}.tmp'  # a suffix that CNI does not load
    temporary.write_text(text)
    Path(temporary).replace(path)
