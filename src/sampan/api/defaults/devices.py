"""Defaults of device claims. Upstream: pkg/apis/resource/v1*/defaults.go. Times of taints are the strategy's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from sampan.api.generated import resource_v1alpha3 as alpha

POOL_STATUS_LIMIT = 100


class Counted(Protocol):
    """What asks for a number of devices, in any version."""

    allocation_mode: str
    count: Any
    tolerations: Any


def claim(obj: Any) -> None:
    """A ResourceClaim of any version: one device, exactly."""
    _requests(obj.spec.devices.requests)
    if obj.status.allocation is not None:
        for result in obj.status.allocation.devices.results:
            _tolerations(result.tolerations)


def claim_template(obj: Any) -> None:
    _requests(obj.spec.spec.devices.requests)


def pool_status_request(obj: alpha.ResourcePoolStatusRequest) -> None:
    if obj.spec.limit is None:
        obj.spec.limit = POOL_STATUS_LIMIT


def _requests(requests: Iterable[Any]) -> None:
    for request in requests:
        for alternative in request.first_available:
            _counted(alternative)
        if not hasattr(request, 'exactly'):
            if not request.first_available:  # v1beta1: the request itself
                _counted(request)
        elif request.exactly is not None:
            _counted(request.exactly)


def _counted(request: Counted) -> None:
    request.allocation_mode = request.allocation_mode or 'ExactCount'
    if request.allocation_mode == 'ExactCount' and request.count == 0:
        request.count = 1
    _tolerations(request.tolerations)


def _tolerations(tolerations: Iterable[Any]) -> None:
    for toleration in tolerations:
        toleration.operator = toleration.operator or 'Equal'
