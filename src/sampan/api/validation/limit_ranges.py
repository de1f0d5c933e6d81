"""Limit ranges. Upstream: ValidateLimitRange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sampan.api import podresources
from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.api.validation.common import Errors, nanos
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_resources import container_resource_name, resource_name
from sampan.machinery import field, names, quantity
from sampan.machinery.field import Path

_LIMITS = Path('spec', 'limits')
_TYPES = frozenset({'Pod', 'Container', 'PersistentVolumeClaim'})
_ONE = 10**9  # in billionths
_MAX_MILLI_VALUE = (2**63 - 1) // 1000

Amounts = Mapping[str, Quantity]


def limit_range(obj: core.LimitRange) -> Errors:
    """One entry for each type, and limits that leave room for something."""
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from _limit_range_spec(obj.spec)


def limit_range_update(new: core.LimitRange, old: core.LimitRange) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _limit_range_spec(new.spec)


def _limit_range_spec(spec: core.LimitRangeSpec) -> Errors:
    seen: set[str] = set()
    for index, limit in enumerate(spec.limits):
        at = _LIMITS.index(index)
        yield from _type(at.child('type'), limit.type)
        if limit.type in seen:
            yield field.duplicate(at.child('type'), limit.type)
        seen.add(limit.type)
        yield from _limit(at, limit)


def _type(path: Path, name: str) -> Errors:
    problems = names.qualified_name(name)
    for message in problems:
        yield field.invalid(path, name, message)
    if not problems and '/' not in name and name not in _TYPES:
        yield field.invalid(path, name, 'must be a standard limit type or fully qualified')


def _limit(path: Path, limit: core.LimitRangeItem) -> Errors:
    yield from _names(path.child('max'), limit.type, limit.max)
    yield from _names(path.child('min'), limit.type, limit.min)
    defaults, requests = limit.default, limit.default_request
    if limit.type == 'Pod':
        for name, amounts in (('default', defaults), ('defaultRequest', requests)):
            if amounts:
                yield field.forbidden(path.child(name), "may not be specified when `type` is 'Pod'")
        defaults, requests = {}, {}
    else:
        yield from _names(path.child('default'), limit.type, defaults)
        yield from _names(path.child('defaultRequest'), limit.type, requests)
    if limit.type == 'PersistentVolumeClaim' and 'storage' not in limit.min and 'storage' not in limit.max:
        detail = 'either minimum or maximum storage value is required, but neither was provided'
        yield field.required(path.child('limits'), detail)
    yield from _names(path.child('maxLimitRequestRatio'), limit.type, limit.max_limit_request_ratio)
    for name in dict.fromkeys((*limit.max, *limit.min, *defaults, *requests, *limit.max_limit_request_ratio)):
        yield from _order(path, name, limit, defaults.get(name), requests.get(name))
        yield from _ratio(path.child('maxLimitRequestRatio').key(name), name, limit)
        yield from _not_overcommitted(path.child('defaultRequest').key(name), name, defaults, requests)


def _names(path: Path, limit_type: str, amounts: Iterable[str]) -> Errors:
    check = container_resource_name if limit_type in ('Pod', 'Container') else resource_name
    for name in amounts:
        yield from check(path.key(name), name)


def _order(
    path: Path, name: str, limit: core.LimitRangeItem, default: Quantity | None, request: Quantity | None
) -> Errors:
    """min <= defaultRequest <= default <= max, as far as they are given."""
    low, high = limit.min.get(name), limit.max.get(name)
    at = path.child('defaultRequest').key(name)
    if _greater(low, high):
        yield field.invalid(path.child('min').key(name), low, f'min value {low} is greater than max value {high}')
    if _greater(low, request):
        yield field.invalid(at, request, f'min value {low} is greater than default request value {request}')
    if _greater(request, high):
        yield field.invalid(at, request, f'default request value {request} is greater than max value {high}')
    if _greater(request, default):
        detail = f'default request value {request} is greater than default limit value {default}'
        yield field.invalid(at, request, detail)
    at = path.child('default').key(name)
    if _greater(low, default):
        yield field.invalid(at, low, f'min value {low} is greater than default value {default}')
    if _greater(default, high):
        yield field.invalid(at, high, f'default value {default} is greater than max value {high}')


def _greater(left: Quantity | None, right: Quantity | None) -> bool:
    return left is not None and right is not None and nanos(left) > nanos(right)


def _ratio(path: Path, name: str, limit: core.LimitRangeItem) -> Errors:
    ratio, low, high = limit.max_limit_request_ratio.get(name), limit.min.get(name), limit.max.get(name)
    if ratio is None:
        return
    if nanos(ratio) < _ONE:
        yield field.invalid(path, ratio, f'ratio {ratio} is less than 1')
    if low is None or high is None:
        return
    wanted, possible = _fraction(ratio, low, high)
    if wanted > possible:
        yield field.invalid(path, ratio, f'ratio {ratio} is greater than max/min = {possible:f}')


def _fraction(ratio: Quantity, low: Quantity, high: Quantity) -> tuple[float, float]:
    """The ratio wanted and the one that the bounds allow, in thousandths where those fit into 64 bits."""
    values = [quantity.value(str(each)) for each in (ratio, low, high)]
    wanted, least, most = float(values[0]), values[1], values[2]
    if all(value < _MAX_MILLI_VALUE for value in values):
        wanted = quantity.milli_value(str(ratio)) / 1000
        least, most = quantity.milli_value(str(low)), quantity.milli_value(str(high))
    return wanted, most / least if least else float('inf')


def _not_overcommitted(path: Path, name: str, defaults: Amounts, requests: Amounts) -> Errors:
    default, request = defaults.get(name), requests.get(name)
    if default is None or request is None or podresources.is_overcommit_allowed(name):
        return
    if nanos(default) != nanos(request):
        detail = f'default value {default} must equal to defaultRequest value {request} in {name}'
        yield field.invalid(path, request, detail)
