"""Claims of devices: their number, and the devices of each class they ask for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from sampan.api.generated import resource_v1, resource_v1beta1
from sampan.api.quota.amounts import ONE, Amounts, add, count
from sampan.api.quota.evaluator import Evaluator, count_name
from sampan.machinery.quantity import Amount

CLASS_SUFFIX = '.deviceclass.resource.k8s.io/devices'
MOST = 32  # devices of one claim: what a request for all of them may come to


class DeviceClaimEvaluator(Evaluator):
    group = 'resource.k8s.io'
    plural = 'resourceclaims'

    def handles(self, operation: str, subresource: str) -> bool:
        return operation in ('CREATE', 'UPDATE') and not subresource

    def matching(self, names: Iterable[str]) -> list[str]:
        own = count_name(self.group, self.plural)
        return [name for name in names if name == own or name.endswith(CLASS_SUFFIX)]

    def usage(self, obj: resource_v1.ResourceClaim | resource_v1beta1.ResourceClaim, now: datetime) -> Amounts:
        used: Amounts = {count_name(self.group, self.plural): ONE}
        for request in obj.spec.devices.requests:
            if request.first_available:
                used = add(used, _largest([_of(choice) for choice in request.first_available]))
            elif isinstance(request, resource_v1beta1.DeviceRequest):  # which has the one choice in itself
                used = add(used, _of(request))
            elif request.exactly is not None:
                used = add(used, _of(request.exactly))
        return used


Choice: TypeAlias = (
    resource_v1.ExactDeviceRequest
    | resource_v1.DeviceSubRequest
    | resource_v1beta1.DeviceRequest
    | resource_v1beta1.DeviceSubRequest
)


def _of(request: Choice) -> Amounts:
    number = MOST if request.allocation_mode == 'All' else request.count or 1
    return {request.device_class_name + CLASS_SUFFIX: count(number)}


def _largest(choices: list[Amounts]) -> Amounts:
    """One of the choices will be made: each class is charged for the largest."""
    found: dict[str, Amount] = {}
    for choice in choices:
        for name, amount in choice.items():
            if name not in found or amount.nanos > found[name].nanos:
                found[name] = amount
    return found
