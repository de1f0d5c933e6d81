"""resource.k8s.io/v1beta1 and v1: one request is flat there and `exactly` here, one device is `basic` there.

Everything else is the same, so objects go through their JSON form; only the two shapes are folded and unfolded.
Upstream: pkg/apis/resource/v1beta1/conversion.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from sampan.api import codec

T = TypeVar('T')
Document = dict[str, Any]

# What a v1beta1 request says of itself, and v1 below `exactly`.
_FLAT = ('deviceClassName', 'selectors', 'allocationMode', 'count', 'adminAccess', 'tolerations', 'capacity')


def reshaped(target: type[T], change: Callable[[Document], None]) -> Callable[[Any], T]:
    """A conversion that changes the JSON form in place and reads it as `target`. Nothing is shared."""
    api_version = target().api_version  # type: ignore[attr-defined]

    def convert(obj: Any) -> T:
        document = msgspec.json.decode(codec.encode(obj))
        document['apiVersion'] = api_version
        change(document)
        return codec.decode(target, msgspec.json.encode(document))

    return convert


def claim_from_beta(document: Document) -> None:
    """A ResourceClaim of v1beta1."""
    for request in _requests(document['spec']):
        _nest(request)


def claim_to_beta(document: Document) -> None:
    for request in _requests(document['spec']):
        _flatten(request)


def template_from_beta(document: Document) -> None:
    """A ResourceClaimTemplate of v1beta1."""
    for request in _requests(document['spec']['spec']):
        _nest(request)


def template_to_beta(document: Document) -> None:
    for request in _requests(document['spec']['spec']):
        _flatten(request)


def slice_from_beta(document: Document) -> None:
    """A ResourceSlice of v1beta1."""
    for device in document['spec'].get('devices') or ():
        device.update(device.pop('basic', None) or {})


def slice_to_beta(document: Document) -> None:
    for device in document['spec'].get('devices') or ():
        basic = {key: device.pop(key) for key in list(device) if key != 'name'}
        device['basic'] = basic


def _requests(spec: Document) -> list[Document]:
    return spec.get('devices', {}).get('requests') or []


def _nest(request: Document) -> None:
    flat = {key: request.pop(key) for key in _FLAT if key in request}
    if any(flat.values()) or 'adminAccess' in flat:
        request['exactly'] = flat


def _flatten(request: Document) -> None:
    request.update(request.pop('exactly', None) or {})
