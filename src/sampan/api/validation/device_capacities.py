"""What may be asked of a capacity that several share. Upstream: pkg/apis/resource/validation."""

from __future__ import annotations

from itertools import pairwise

from sampan.api.generated import resource_v1 as resource
from sampan.api.scalars import Quantity
from sampan.api.validation import device_parts as parts
from sampan.api.validation.common import Errors, nanos
from sampan.machinery import field, quantity
from sampan.machinery.field import Path

_OPTIONS_LIMIT = 10


def request_policy(path: Path, capacity: Quantity, policy: resource.CapacityRequestPolicy) -> Errors:
    """Some values, or a range; the default is one of them."""
    values, limits = policy.valid_values, policy.valid_range
    if values and limits is not None:
        detail = 'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time'
        yield field.forbidden(path, detail)
    elif values:
        if policy.default is None:
            yield field.required(path.child('default'), 'required when validValues is defined')
        else:
            yield from _values(path.child('validValues'), policy.default, capacity, values)
    elif limits is not None:
        if policy.default is None:
            yield field.required(path.child('default'), 'required when validRange is defined')
        else:
            yield from _range(path.child('validRange'), policy.default, capacity, limits)


def _values(path: Path, default: Quantity, capacity: Quantity, values: list[Quantity]) -> Errors:
    for index, (one, following) in enumerate(pairwise(values)):
        if nanos(one) > nanos(following):
            yield field.invalid(path.index(index + 1), str(following), 'values must be sorted in ascending order')

    def fits(where: Path, option: Quantity) -> Errors:
        if nanos(option) > nanos(capacity):
            yield field.invalid(where, str(option), f'option is larger than capacity value: {capacity}')

    yield from parts.each_once(path, values, _OPTIONS_LIMIT, fits, lambda option: str(_whole(option)))
    if len(values) > _OPTIONS_LIMIT or nanos(default) not in {nanos(value) for value in values}:
        yield field.invalid(path, str(default), 'default value is not valid according to the requestPolicy')


def _range(path: Path, default: Quantity, capacity: Quantity, limits: resource.CapacityRequestPolicyRange) -> Errors:
    low, high, step = limits.min, limits.max, limits.step
    lowest, highest = path.child('min'), path.child('max')
    if low is None:
        yield field.required(lowest, 'required when validRange is defined')
        return
    if nanos(low) > nanos(capacity):
        yield field.invalid(lowest, str(low), f'min is larger than capacity value: {capacity}')
    if nanos(default) < nanos(low):
        yield field.invalid(lowest, str(default), f'default is less than min: {low}')
    if high is not None:
        if nanos(low) > nanos(high):
            yield field.invalid(highest, str(low), f'min is larger than max: {high}')
        if nanos(high) > nanos(capacity):
            yield field.invalid(highest, str(high), f'max is larger than capacity value: {capacity}')
        if nanos(default) > nanos(high):
            yield field.invalid(highest, str(default), f'default is more than max: {high}')
    if step is not None:
        yield from _steps(path.child('step'), (default, high), low, step, capacity)


def _steps(
    path: Path, values: tuple[Quantity, Quantity | None], low: Quantity, step: Quantity, capacity: Quantity
) -> Errors:
    """The default and the maximum are whole steps above the minimum."""
    if nanos(low) + nanos(step) > nanos(capacity):
        first = quantity.parse(str(low)) + quantity.parse(str(step))
        yield field.invalid(path, str(step), f'one step {first} is larger than capacity value: {capacity}')
    for value in values:
        if value is not None and _whole(step) and (_whole(value) - _whole(low)) % _whole(step):
            yield field.invalid(path, str(value), f'value is not a multiple of a given step ({step}) from ({low})')


def _whole(amount: Quantity) -> int:
    """Go's Value(): rounded up to a whole number."""
    return -(-nanos(amount) // 10**9)
