"""Defaults of the small core kinds. Upstream: pkg/apis/core/v1/defaults.go."""

from __future__ import annotations

from sampan.api.defaults import quantities, volumes
from sampan.api.generated import core_v1 as core

METADATA_NAME_LABEL = 'kubernetes.io/metadata.name'


def config_map(obj: core.ConfigMap) -> None:
    """`data` is a map, even if it was null."""
    obj.data = obj.data or {}


def secret(obj: core.Secret) -> None:
    """Secrets are opaque unless they say what they are."""
    obj.type = obj.type or 'Opaque'


def namespace(obj: core.Namespace) -> None:
    """The label that selects a namespace by name, and the phase."""
    if obj.metadata.name:
        obj.metadata.labels[METADATA_NAME_LABEL] = obj.metadata.name
    obj.status.phase = obj.status.phase or 'Active'


def node(obj: core.Node) -> None:
    """All of a node's capacity is allocatable unless it says otherwise."""
    if not obj.status.allocatable and obj.status.capacity:
        obj.status.allocatable = dict(obj.status.capacity)
    quantities.resource_list(obj.status.capacity)
    quantities.resource_list(obj.status.allocatable)


def persistent_volume(obj: core.PersistentVolume) -> None:
    """Volumes wait, are kept when released, and are file systems."""
    obj.status.phase = obj.status.phase or 'Pending'
    obj.spec.persistent_volume_reclaim_policy = obj.spec.persistent_volume_reclaim_policy or 'Retain'
    if obj.spec.volume_mode is None:
        obj.spec.volume_mode = 'Filesystem'
    quantities.resource_list(obj.spec.capacity)


def persistent_volume_claim(obj: core.PersistentVolumeClaim) -> None:
    """Claims wait."""
    obj.status.phase = obj.status.phase or 'Pending'
    volumes.claim_spec(obj.spec)
    quantities.resource_list(obj.status.capacity)


def limit_range(obj: core.LimitRange) -> None:
    """For containers: limits from the maximum, requests from limits, else from the minimum."""
    for item in obj.spec.limits:
        if item.type == 'Container':
            item.default = {**item.max, **item.default}
            item.default_request = {**item.min, **item.default, **item.default_request}
        for amounts in (item.max, item.min, item.default, item.default_request, item.max_limit_request_ratio):
            quantities.resource_list(amounts)
