"""Claims for devices, their templates, and classes of devices. Upstream: pkg/apis/resource/validation.

Objects are of v1; other versions are converted before they come here, as upstream's rules see the internal type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sampan.api.generated import resource_v1 as resource
from sampan.api.validation import device_parts as parts
from sampan.api.validation.claims import template_metadata
from sampan.api.validation.common import Errors, immutable
from sampan.api.validation.device_selectors import selectors
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_resources import is_extended
from sampan.api.validation.pod_volumes import driver_name
from sampan.machinery import field, names
from sampan.machinery.field import Path

REQUESTS_LIMIT = 32
CONSTRAINTS_LIMIT = 32
CONFIG_LIMIT = 32
ALTERNATIVES_LIMIT = 8
_SPEC = Path('spec')
_MODES = ('All', 'ExactCount')
_ONE_KIND = 'exactly one of `exactly` or `firstAvailable` is required'
_NO_REQUEST = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"

# The requests of a claim by name, each with the names of its alternatives.
RequestNames = Mapping[str, frozenset[str]]


def resource_claim(obj: resource.ResourceClaim) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from _claim_spec(_SPEC, obj.spec)


def resource_claim_update(new: resource.ResourceClaim, old: resource.ResourceClaim) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from immutable(_SPEC, new.spec, old.spec)


def resource_claim_template(obj: resource.ResourceClaimTemplate) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from template_metadata(_SPEC.child('metadata'), obj.spec.metadata)
    yield from _claim_spec(_SPEC.child('spec'), obj.spec.spec)


def resource_claim_template_update(new: resource.ResourceClaimTemplate, old: resource.ResourceClaimTemplate) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from immutable(_SPEC, new.spec, old.spec)


def device_class(obj: resource.DeviceClass) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from selectors(_SPEC.child('selectors'), obj.spec.selectors)
    yield from parts.each(_SPEC.child('config'), obj.spec.config, CONFIG_LIMIT, configuration)
    extended = obj.spec.extended_resource_name
    if extended is not None and not is_extended(extended):
        where = _SPEC.child('extendedResourceName')
        yield field.invalid(where, extended, 'must be a valid extended resource name')


def device_class_update(new: resource.DeviceClass, old: resource.DeviceClass) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from device_class(new)


# --- requests -----------------------------------------------------------------------------------


def request_names(claim: resource.DeviceClaim) -> RequestNames:
    return {
        request.name: frozenset(alternative.name for alternative in request.first_available)
        for request in claim.requests
    }


def request_reference(path: Path, name: str, known: RequestNames) -> Errors:
    """`request`, or `request/alternative`."""
    segments = name.split('/')
    if len(segments) > 2:
        yield field.invalid(path, name, _NO_REQUEST)
        return
    for segment in segments:
        yield from parts.label(path, segment)
    alternatives = known.get(segments[0])
    if alternatives is None or (len(segments) == 2 and segments[1] not in alternatives):
        yield field.invalid(path, name, _NO_REQUEST)


def references(path: Path, found: list[str], known: RequestNames) -> Errors:
    """A list of references, no two the same."""
    yield from parts.each_once(
        path, found, REQUESTS_LIMIT, lambda where, name: request_reference(where, name, known), parts.itself
    )


def _claim_spec(path: Path, spec: resource.ResourceClaimSpec) -> Errors:
    claim, where = spec.devices, path.child('devices')
    known = request_names(claim)
    yield from parts.each_once(where.child('requests'), claim.requests, REQUESTS_LIMIT, _request, lambda one: one.name)
    yield from parts.each(
        where.child('constraints'),
        claim.constraints,
        CONSTRAINTS_LIMIT,
        lambda at, constraint: _constraint(at, constraint, known),
    )
    yield from parts.each(
        where.child('config'), claim.config, CONFIG_LIMIT, lambda at, config: _claim_config(at, config, known)
    )


def _request(path: Path, request: resource.DeviceRequest) -> Errors:
    yield from parts.label(path.child('name'), request.name)
    if request.first_available and request.exactly is not None:
        yield field.invalid(path, None, f'{_ONE_KIND}, but multiple fields are set')
    elif request.first_available:
        yield from parts.each_once(
            path.child('firstAvailable'),
            request.first_available,
            ALTERNATIVES_LIMIT,
            _alternative,
            lambda one: one.name,
        )
    elif request.exactly is not None:
        yield from _counted(path.child('exactly'), request.exactly)
    else:
        yield field.required(path, _ONE_KIND)


def _alternative(path: Path, request: resource.DeviceSubRequest) -> Errors:
    yield from parts.label(path.child('name'), request.name)
    yield from _counted(path, request)


def _counted(path: Path, request: resource.ExactDeviceRequest | resource.DeviceSubRequest) -> Errors:
    yield from parts.class_name(path.child('deviceClassName'), request.device_class_name)
    yield from selectors(path.child('selectors'), request.selectors)
    mode, count = request.allocation_mode, path.child('count')
    if mode == 'All':
        if request.count != 0:
            yield field.invalid(count, request.count, "must not be specified when allocationMode is 'All'")
    elif mode == 'ExactCount':
        if request.count <= 0:
            yield field.invalid(count, request.count, 'must be greater than zero')
    else:
        yield field.not_supported(path.child('allocationMode'), mode, _MODES)
    for index, item in enumerate(request.tolerations):
        yield from parts.toleration(path.child('tolerations').index(index), item)


def _constraint(path: Path, constraint: resource.DeviceConstraint, known: RequestNames) -> Errors:
    yield from references(path.child('requests'), constraint.requests, known)
    if constraint.match_attribute is not None:
        yield from parts.fully_qualified_name(path.child('matchAttribute'), constraint.match_attribute)
    elif constraint.distinct_attribute is not None:
        yield from parts.fully_qualified_name(path.child('distinctAttribute'), constraint.distinct_attribute)
    else:
        detail = 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set'
        yield field.required(path, detail)


def _claim_config(path: Path, config: resource.DeviceClaimConfiguration, known: RequestNames) -> Errors:
    yield from references(path.child('requests'), config.requests, known)
    yield from configuration(path, config)


def configuration(path: Path, config: Any) -> Errors:
    """The opaque parameters of a claim's, class's or allocation's configuration."""
    where = path.child('opaque')
    if config.opaque is None:
        yield field.required(where)
        return
    yield from driver_name(where.child('driver'), config.opaque.driver)
    yield from parts.raw_object(where.child('parameters'), config.opaque.parameters)
