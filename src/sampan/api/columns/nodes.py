"""Nodes: status, roles, versions, addresses."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import NONE, Cell, Columns, age, column, name_column
from sampan.api.generated import core_v1

_ROLE_PREFIX = 'node-role.kubernetes.io/'
_ROLE = 'kubernetes.io/role'
_UNKNOWN = '<unknown>'


def _row(node: core_v1.Node, now: datetime) -> list[Cell]:
    info = node.status.node_info
    return [
        node.metadata.name,
        _status(node),
        ','.join(_roles(node)) or NONE,
        age(node, now),
        info.kubelet_version,
        _address(node, 'InternalIP'),
        _address(node, 'ExternalIP'),
        info.os_image or _UNKNOWN,
        _kernel(info),
        info.container_runtime_version or _UNKNOWN,
    ]


def _kernel(info: core_v1.NodeSystemInfo) -> str:
    version = info.kernel_version or _UNKNOWN
    return f'{version} ({info.architecture})' if info.architecture else version


def _status(node: core_v1.Node) -> str:
    ready = next((item for item in reversed(node.status.conditions) if item.type == 'Ready'), None)
    words = ['Unknown' if ready is None else 'Ready' if ready.status == 'True' else 'NotReady']
    if node.spec.unschedulable:
        words.append('SchedulingDisabled')
    return ','.join(words)


def _roles(node: core_v1.Node) -> list[str]:
    found = {key.removeprefix(_ROLE_PREFIX) for key in node.metadata.labels if key.startswith(_ROLE_PREFIX)}
    found.add(node.metadata.labels.get(_ROLE, ''))
    return sorted(found - {''})


def _address(node: core_v1.Node, type: str) -> str:
    return next((item.address for item in node.status.addresses if item.type == type), NONE)


NODES = Columns(
    [
        name_column(),
        column('Status'),
        column('Roles'),
        column('Age'),
        column('Version'),
        column('Internal-IP', wide=True),
        column('External-IP', wide=True),
        column('OS-Image', wide=True),
        column('Kernel-Version', wide=True),
        column('Container-Runtime', wide=True),
    ],
    _row,
)
