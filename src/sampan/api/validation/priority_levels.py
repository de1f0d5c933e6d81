"""PriorityLevelConfigurations. Upstream: pkg/apis/flowcontrol/validation."""

from __future__ import annotations

import math

import msgspec

from sampan.api import flowcontrol as bootstrap
from sampan.api.generated import flowcontrol_v1 as flowcontrol
from sampan.api.validation.common import Errors
from sampan.api.validation.flow_schemas import conditions
from sampan.api.validation.metadata import object_meta
from sampan.machinery import field, names
from sampan.machinery.field import Path

Level = flowcontrol.PriorityLevelConfiguration
MOST_QUEUES = 10_000_000
HASH_BITS = 60  # entropy there is for dealing hands of queues
_SPEC = Path('spec')


def priority_level(obj: Level) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from _spec(obj.metadata.name, obj.spec)
    yield from _mandatory(obj)
    yield from conditions(obj.status.conditions)


def priority_level_update(new: Level, old: Level) -> Errors:
    yield from priority_level(new)


def priority_level_status_update(new: Level, old: Level) -> Errors:
    yield from conditions(new.status.conditions)


def _mandatory(obj: Level) -> Errors:
    """`catch-all` is what it is; of `exempt` only the amounts may be chosen."""
    name, spec = obj.metadata.name, obj.spec
    fixed = bootstrap.mandatory_levels().get(name)
    if fixed is None:
        return
    if name == bootstrap.EXEMPT:
        if msgspec.structs.replace(spec, exempt=fixed.spec.exempt) != fixed.spec:
            detail = f"spec of '{name}' except the 'spec.exempt' field must equal the fixed value"
            yield field.invalid(_SPEC, spec, detail)
    elif spec != fixed.spec:
        yield field.invalid(_SPEC, spec, f"spec of '{name}' must equal the fixed value")


def _spec(name: str, spec: flowcontrol.PriorityLevelConfigurationSpec) -> Errors:
    if (name == bootstrap.EXEMPT) != (spec.type == 'Exempt'):
        yield field.invalid(_SPEC.child('type'), spec.type, "type must be 'Exempt' if and only if name is 'exempt'")
    if spec.type == 'Exempt':
        if spec.limited is not None:
            yield field.forbidden(_SPEC.child('limited'), 'must be nil if the type is not Limited')
        if spec.exempt is not None:
            yield from _exempt(_SPEC.child('exempt'), spec.exempt)
    elif spec.type == 'Limited':
        if spec.exempt is not None:
            yield field.forbidden(_SPEC.child('exempt'), 'must be nil if the type is Limited')
        if spec.limited is None:
            yield field.required(_SPEC.child('limited'), 'must not be empty when type is Limited')
        else:
            yield from _limited(_SPEC.child('limited'), spec.limited)
    else:
        yield field.not_supported(_SPEC.child('type'), spec.type, ('Exempt', 'Limited'))


def _exempt(path: Path, exempt: flowcontrol.ExemptPriorityLevelConfiguration) -> Errors:
    yield from _shares(path, exempt.nominal_concurrency_shares)
    yield from _lendable(path, exempt.lendable_percent)


def _limited(path: Path, limited: flowcontrol.LimitedPriorityLevelConfiguration) -> Errors:
    yield from _shares(path, limited.nominal_concurrency_shares)
    yield from _limit_response(path.child('limitResponse'), limited.limit_response)
    yield from _lendable(path, limited.lendable_percent)
    borrowing = limited.borrowing_limit_percent
    if borrowing is not None and borrowing < 0:
        detail = 'if specified, must be a non-negative integer'
        yield field.invalid(path.child('borrowingLimitPercent'), borrowing, detail)


def _shares(path: Path, shares: int | None) -> Errors:
    if shares is not None and shares < 0:
        yield field.invalid(path.child('nominalConcurrencyShares'), shares, 'must be a non-negative integer')


def _lendable(path: Path, percent: int | None) -> Errors:
    if percent is not None and not 0 <= percent <= 100:
        yield field.invalid(path.child('lendablePercent'), percent, 'must be between 0 and 100, inclusive')


def _limit_response(path: Path, response: flowcontrol.LimitResponse) -> Errors:
    queuing = path.child('queuing')
    if response.type == 'Reject':
        if response.queuing is not None:
            yield field.forbidden(queuing, 'must be nil if limited.limitResponse.type is not Limited')
    elif response.type == 'Queue':
        if response.queuing is None:
            yield field.required(queuing, 'must not be empty if limited.limitResponse.type is Limited')
        else:
            yield from _queuing(queuing, response.queuing)
    else:
        yield field.not_supported(path.child('type'), response.type, ('Queue', 'Reject'))


def _queuing(path: Path, queuing: flowcontrol.QueuingConfiguration) -> Errors:
    if queuing.queue_length_limit <= 0:
        yield field.invalid(path.child('queueLengthLimit'), queuing.queue_length_limit, 'must be positive')
    if queuing.queues <= 0:
        yield field.invalid(path.child('queues'), queuing.queues, 'must be positive')
    elif queuing.queues > MOST_QUEUES:
        yield field.invalid(path.child('queues'), queuing.queues, f'must not be greater than {MOST_QUEUES}')
    hand = path.child('handSize')
    if queuing.hand_size <= 0:
        yield field.invalid(hand, queuing.hand_size, 'must be positive')
    elif queuing.hand_size > queuing.queues:
        yield field.invalid(hand, queuing.hand_size, f'should not be greater than queues ({queuing.queues})')
    elif math.ceil(math.log2(queuing.queues) * queuing.hand_size) > HASH_BITS:
        detail = (
            f'required entropy bits of deckSize {queuing.queues} and handSize {queuing.hand_size} '
            f'should not be greater than {HASH_BITS}'
        )
        yield field.invalid(hand, queuing.hand_size, detail)
