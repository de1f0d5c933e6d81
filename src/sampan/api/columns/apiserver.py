"""APIServices, flow schemas and priority levels."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import NONE, Cell, Columns, age, column, name_column
from sampan.api.generated import apiregistration_v1 as apiregistration
from sampan.api.generated import flowcontrol_v1 as flowcontrol


def _api_service(found: apiregistration.APIService, now: datetime) -> list[Cell]:
    service = found.spec.service
    where = 'Local' if service is None else f'{service.namespace}/{service.name}'
    return [found.metadata.name, where, _available(found), age(found, now)]


def _available(found: apiregistration.APIService) -> str:
    condition = next((each for each in found.status.conditions if each.type == 'Available'), None)
    if condition is None:
        return 'Unknown'
    if condition.status == 'True' or not condition.reason:
        return condition.status
    return f'{condition.status} ({condition.reason})'


def _flow_schema(found: flowcontrol.FlowSchema, now: datetime) -> list[Cell]:
    spec = found.spec
    method = NONE if spec.distinguisher_method is None else spec.distinguisher_method.type
    dangling = next((each.status for each in found.status.conditions if each.type == 'Dangling'), '?')
    level = spec.priority_level_configuration.name
    return [found.metadata.name, level, spec.matching_precedence, method, age(found, now), dangling]


def _priority_level(found: flowcontrol.PriorityLevelConfiguration, now: datetime) -> list[Cell]:
    limited = found.spec.limited
    shares: Cell = NONE
    queues: list[Cell] = [NONE, NONE, NONE]
    if limited is not None:
        shares = NONE if limited.nominal_concurrency_shares is None else limited.nominal_concurrency_shares
        queuing = limited.limit_response.queuing
        if queuing is not None:
            queues = [queuing.queues, queuing.hand_size, queuing.queue_length_limit]
    return [found.metadata.name, found.spec.type, shares, *queues, age(found, now)]


def by_precedence(found: flowcontrol.FlowSchema) -> tuple[int, str]:
    """The order in which schemas are tried."""
    return found.spec.matching_precedence, found.metadata.name


API_SERVICES = Columns([name_column(), column('Service'), column('Available'), column('Age')], _api_service)
FLOW_SCHEMAS = Columns(
    [
        name_column(),
        column('PriorityLevel'),
        column('MatchingPrecedence'),
        column('DistinguisherMethod'),
        column('Age'),
        column('MissingPL'),
    ],
    _flow_schema,
    order=by_precedence,
)
PRIORITY_LEVELS = Columns(
    [
        name_column(),
        column('Type'),
        column('NominalConcurrencyShares'),
        column('Queues'),
        column('HandSize'),
        column('QueueLengthLimit'),
        column('Age'),
    ],
    _priority_level,
)
