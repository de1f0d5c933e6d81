"""EventRateLimit: how many events are taken, in all, of a namespace, of a user, about one thing. Off by default.

Upstream: plugin/pkg/admission/eventratelimit.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable

import msgspec

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.admission.config import Parts
from sampan.apiserver.admission.configuration import BadConfiguration, typed
from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

GROUP = 'eventratelimit.admission.k8s.io'
CACHE = 4096  # of the limits' keys, where the configuration does not say


class _Limit(msgspec.Struct, forbid_unknown_fields=True, rename='camel'):
    type: str
    qps: int
    burst: int
    cache_size: int = 0


class _File(msgspec.Struct, forbid_unknown_fields=True):
    limits: list[_Limit] = []


class EventRateLimit(Plugin):
    name = 'EventRateLimit'

    def __init__(self, parts: Parts) -> None:
        told = parts.configuration.get(self.name)
        found = _File() if told is None else typed(self.name, told, _File, GROUP, ('v1alpha1',), 'Configuration')
        if wrong := problems(found):
            raise BadConfiguration(field.aggregate(wrong))
        self._enforcers = [_Enforcer(limit) for limit in found.limits]

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return (
            operation in (Operation.CREATE, Operation.UPDATE)
            and (resource.group, resource.kind) == ('', 'Event')
            and not subresource
        )

    async def validate(self, attributes: Attributes) -> None:
        if attributes.dry_run:
            return
        refusal: ApiError | None = None
        for enforcer in self._enforcers:  # each counts the event
            refusal = enforcer.refusal(attributes) or refusal
        if refusal is not None:
            raise refusal


def problems(found: _File) -> list[FieldError]:
    """What is wrong with the limits."""
    path, wrong = Path('limits'), []
    if not found.limits:
        wrong.append(field.invalid(path, [], 'must not be empty'))
    for index, limit in enumerate(found.limits):
        at = path.index(index)
        if limit.type not in _KEYS:
            wrong.append(field.not_supported(at.child('type'), limit.type, sorted(_KEYS)))
        for name, number in (('burst', limit.burst), ('qps', limit.qps)):
            if number <= 0:
                wrong.append(field.invalid(at.child(name), number, 'must be positive'))
        if limit.type != 'Server' and limit.cache_size < 0:
            wrong.append(field.invalid(at.child('cacheSize'), limit.cache_size, 'must not be negative'))
    return wrong


def _source_and_object(attributes: Attributes) -> str:
    event = attributes.object
    about = event.involved_object
    source = (event.source.component, event.source.host)
    thing = (about.kind, about.namespace, about.name, about.uid, about.api_version)
    return '_'.join((*source, *thing))


# What the limits of a type are counted by.
_KEYS: dict[str, Callable[[Attributes], str]] = {
    'Server': lambda attributes: '',
    'Namespace': lambda attributes: attributes.namespace,
    'User': lambda attributes: attributes.user.name,
    'SourceAndObject': _source_and_object,
}


class _Enforcer:
    """One limit: a bucket for each key, of which the longest unused are forgotten."""

    def __init__(self, limit: _Limit) -> None:
        self._limit = limit
        self._size = limit.cache_size or CACHE
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def refusal(self, attributes: Attributes) -> ApiError | None:
        key = _KEYS[self._limit.type](attributes)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(self._limit.qps, self._limit.burst)
            if len(self._buckets) > self._size:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        if bucket.take(asyncio.get_running_loop().time()):
            return None
        return errors.too_many_requests(f'limit reached on type {self._limit.type} for key {key}')


class _Bucket:
    """`qps` a second, `burst` at once."""

    __slots__ = ('_at', '_burst', '_qps', '_tokens')

    def __init__(self, qps: int, burst: int) -> None:
        self._qps, self._burst, self._tokens = qps, burst, float(burst)
        self._at: float | None = None

    def take(self, now: float) -> bool:
        if self._at is not None:
            self._tokens = min(float(self._burst), self._tokens + (now - self._at) * self._qps)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


__all__ = ['EventRateLimit', 'problems']
