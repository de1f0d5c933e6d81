"""Nodes. Upstream: ValidateNode, ValidateNodeUpdate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import NOT_POSITIVE, Errors, cidr, is_dual_stack, required_name
from sampan.api.validation.metadata import METADATA, object_meta, object_meta_update
from sampan.api.validation.pod_resources import quantity_value
from sampan.api.validation.pod_scheduling import taints
from sampan.machinery import field, gotext, names
from sampan.machinery.field import Path

_SPEC, _STATUS = Path('spec'), Path('status')
_TAINTS = METADATA.child('taints')
_FEATURE = re.compile(r'[A-Z][a-zA-Z0-9]*(/[a-zA-Z][a-zA-Z0-9]*)*', re.ASCII)
_FEATURE_RULE = (
    "must start with an UpperCamelCase segment, with subsequent segments separated by '/' "
    '(e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes'
)
_TAINTS_ANNOTATION = 'scheduler.alpha.kubernetes.io/taints'


def node(obj: core.Node) -> Errors:
    """A node as it registers."""
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from _annotations(METADATA.child('annotations'), obj.metadata.annotations)
    yield from taints(_TAINTS, obj.spec.taints)
    yield from _resources(obj.status)
    swap = obj.status.node_info.swap
    if swap is not None and swap.capacity is not None and swap.capacity <= 0:
        yield field.invalid(METADATA.child('nodeSwapStatus', 'capacity'), swap.capacity, NOT_POSITIVE)
    yield from _declared_features(_STATUS.child('declaredFeatures'), obj.status.declared_features)
    yield from _pod_cidrs(_SPEC.child('podCIDRs'), obj.spec.pod_cidrs)


def node_update(new: core.Node, old: core.Node) -> Errors:
    """Blocks and provider are given once; also used for the status."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _annotations(METADATA.child('annotations'), new.metadata.annotations)
    yield from _resources(new.status)
    yield from _declared_features(_STATUS.child('declaredFeatures'), new.status.declared_features)
    yield from _addresses(_STATUS.child('addresses'), new.status.addresses)
    yield from _same_pod_cidrs(_SPEC.child('podCIDRs'), new.spec.pod_cidrs, old.spec.pod_cidrs)
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


def _same_pod_cidrs(path: Path, new: Sequence[str], old: Sequence[str]) -> Errors:
    """Once given, blocks stay; each that does not is told."""
    if not old:
        return
    changed = [after for after, before in zip(new, old, strict=False) if after != before]
    for _ in changed if len(new) == len(old) else [new]:
        yield field.forbidden(path, 'node updates may not change podCIDR except from "" to valid')


def _declared_features(path: Path, features: Sequence[str]) -> Errors:
    """Names like `MyFeature/mySubFeature`, each once, in order."""
    for index, feature in enumerate(features):
        shown = gotext.quote(feature)
        if names.byte_length(feature) > names.DNS_SUBDOMAIN_MAX:
            detail = f'invalid feature name {shown}: must be no more than {names.DNS_SUBDOMAIN_MAX} characters'
            yield field.invalid(path.index(index), feature, detail)
        elif not _FEATURE.fullmatch(feature):
            yield field.invalid(path.index(index), feature, f'invalid feature name {shown}: {_FEATURE_RULE}')
        if index == 0:
            continue
        if feature == features[index - 1]:
            yield field.duplicate(path.index(index), feature)
        elif feature < features[index - 1]:
            yield field.invalid(path.index(index), feature, 'list must be sorted alphabetically')


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
            yield field.required(at.child(name))
        elif value and not reported:
            yield field.forbidden(at.child(name), f'{name} must not be set in spec')
    yield from required_name(at.child('namespace'), config.namespace, names.dns1123_label)
    yield from required_name(at.child('name'), config.name, names.dns1123_subdomain)
    yield from required_name(at.child('kubeletConfigKey'), config.kubelet_config_key, names.config_map_key)
