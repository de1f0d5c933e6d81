"""Nodes. Upstream: ValidateNode, ValidateNodeUpdate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, checked, cidr, is_dual_stack
from sampan.api.validation.metadata import METADATA, object_meta, object_meta_update
from sampan.api.validation.pod_resources import quantity_value
from sampan.api.validation.pod_scheduling import taints
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC, _STATUS = Path('spec'), Path('status')
_TAINTS = METADATA.child('taints')
_TAINTS_ANNOTATION = 'scheduler.alpha.kubernetes.io/taints'


def node(obj: core.Node) -> Errors:
    """A node as it registers."""
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from _annotations(METADATA.child('annotations'), obj.metadata.annotations)
    yield from taints(_TAINTS, obj.spec.taints)
    yield from _resources(obj.status)
    yield from _pod_cidrs(_SPEC.child('podCIDRs'), obj.spec.pod_cidrs)


def node_update(new: core.Node, old: core.Node) -> Errors:
    """Blocks and provider are given once; also used for the status."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _annotations(METADATA.child('annotations'), new.metadata.annotations)
    yield from _resources(new.status)
    yield from _addresses(_STATUS.child('addresses'), new.status.addresses)
    if old.spec.pod_cidrs and old.spec.pod_cidrs != new.spec.pod_cidrs:
        detail = 'node updates may not change podCIDR except from "" to valid'
        yield field.forbidden(_SPEC.child('podCIDRs'), detail)
    if old.spec.provider_id and old.spec.provider_id != new.spec.provider_id:
        detail = 'node updates may not change providerID except from "" to valid'
        yield field.forbidden(_SPEC.child('providerID'), detail)
    if new.spec.config_source is not None:
        yield from _config_source(_SPEC.child('configSource'), new.spec.config_source, reported=False)
    if new.status.config is not None:
        yield from _config_status(_STATUS.child('config'), new.status.config)
    yield from taints(_TAINTS, new.spec.taints)
    if new.spec.external_id != old.spec.external_id:
        yield field.forbidden(_SPEC.child('externalID'), 'may not be updated')


def _annotations(path: Path, values: Mapping[str, str]) -> Errors:
    text = values.get(_TAINTS_ANNOTATION)
    if not text:
        return
    try:
        items = codec.decode(list[core.Taint], text.encode())
    except (msgspec.MsgspecError, UnicodeError) as error:
        yield field.invalid(path, _TAINTS_ANNOTATION, str(error))
        return
    yield from taints(path.child(_TAINTS_ANNOTATION), items)


def _resources(status: core.NodeStatus) -> Errors:
    for name, amounts in (('capacity', status.capacity), ('allocatable', status.allocatable)):
        for resource, amount in amounts.items():
            yield from quantity_value(_STATUS.child(name, resource), resource, amount)


def _pod_cidrs(path: Path, blocks: Sequence[str]) -> Errors:
    for index, block in enumerate(blocks):
        yield from cidr(path.index(index), block)
    if len(blocks) < 2:
        return
    if not is_dual_stack(blocks) or len(blocks) > 2:
        yield field.invalid(path, list(blocks), 'may specify no more than one CIDR for each IP family')
    for index, block in enumerate(blocks):
        if block in blocks[:index]:
            yield field.duplicate(path.index(index), block)


def _addresses(path: Path, addresses: Sequence[core.NodeAddress]) -> Errors:
    for index, address in enumerate(addresses):
        if address in addresses[:index]:
            yield field.duplicate(path.index(index), address)


def _config_status(path: Path, status: core.NodeConfigStatus) -> Errors:
    for name, source in (
        ('assigned', status.assigned),
        ('active', status.active),
        ('lastKnownGood', status.last_known_good),
    ):
        if source is not None:
            yield from _config_source(path.child(name), source, reported=True)


def _config_source(path: Path, source: core.NodeConfigSource, reported: bool) -> Errors:
    """The field is deprecated and unused; its form is still checked."""
    config = source.config_map
    if config is None:
        yield field.invalid(path, source, 'exactly one reference subfield must be non-nil')
        return
    at = path.child('configMap')
    for name, value in (('uid', config.uid), ('resourceVersion', config.resource_version)):
        if reported and not value:
            yield field.required(at.child(name), f'{name} must be set in status')
        elif value and not reported:
            yield field.forbidden(at.child(name), f'{name} must not be set in spec')
    yield from _set(at.child('namespace'), config.namespace, 'namespace must be set')
    yield from _set(at.child('name'), config.name, 'name must be set')
    yield from _set(at.child('kubeletConfigKey'), config.kubelet_config_key, 'kubeletConfigKey must be set')
    if config.namespace:
        yield from checked(at.child('namespace'), config.namespace, names.dns1123_label)
    if config.name:
        yield from checked(at.child('name'), config.name, names.dns1123_subdomain)
    if config.kubelet_config_key:
        yield from checked(at.child('kubeletConfigKey'), config.kubelet_config_key, names.config_map_key)


def _set(path: Path, value: str, detail: str) -> Errors:
    if not value:
        yield field.required(path, detail)
