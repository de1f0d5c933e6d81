"""Flow schemas and priority levels. Upstream: pkg/apis/flowcontrol/v1/defaults.go."""

from __future__ import annotations

from sampan.api.generated import flowcontrol_v1 as flowcontrol

PRECEDENCE = 1000
SHARES = 30
QUEUES, HAND_SIZE, QUEUE_LENGTH_LIMIT = 64, 8, 50


def flow_schema(obj: flowcontrol.FlowSchema) -> None:
    obj.spec.matching_precedence = obj.spec.matching_precedence or PRECEDENCE


def priority_level(obj: flowcontrol.PriorityLevelConfiguration) -> None:
    exempt, limited = obj.spec.exempt, obj.spec.limited
    if exempt is not None:
        exempt.nominal_concurrency_shares = exempt.nominal_concurrency_shares or 0
        exempt.lendable_percent = exempt.lendable_percent or 0
    if limited is None:
        return
    if limited.nominal_concurrency_shares is None:
        limited.nominal_concurrency_shares = SHARES
    limited.lendable_percent = limited.lendable_percent or 0
    queuing = limited.limit_response.queuing
    if queuing is not None:
        queuing.hand_size = queuing.hand_size or HAND_SIZE
        queuing.queues = queuing.queues or QUEUES
        queuing.queue_length_limit = queuing.queue_length_limit or QUEUE_LENGTH_LIMIT
