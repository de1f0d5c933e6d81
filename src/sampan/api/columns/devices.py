"""Device classes, claims for devices, slices, taints, what is left in pools. Cells are the same in all versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sampan.api.columns.base import NONE, Cell, Columns, age, column, name_column, since
from sampan.api.generated import meta_v1, resource_v1alpha3


def _named(found: Any, now: datetime) -> list[Cell]:
    return [found.metadata.name, age(found, now)]


def _claim(claim: Any, now: datetime) -> list[Cell]:
    return [claim.metadata.name, _state(claim), age(claim, now)]


def _state(claim: Any) -> str:
    deleted = claim.metadata.deletion_timestamp is not None
    states = ['deleted'] if deleted else []
    if claim.status.allocation is None:
        if not deleted:
            states.append('pending')
    else:
        states.append('allocated')
        if claim.status.reserved_for:
            states.append('reserved')
    return ','.join(states)


def _slice(found: Any, now: datetime) -> list[Cell]:
    spec = found.spec
    return [found.metadata.name, spec.node_name or '', spec.driver, spec.pool.name, age(found, now)]


def _taint(rule: Any, now: datetime) -> list[Cell]:
    taint = rule.spec.taint
    added = since(taint.time_added, now) if taint.time_added is not None else ''
    return [rule.metadata.name, taint.key, taint.value, taint.effect, added, age(rule, now)]


def _pool_status(request: resource_v1alpha3.ResourcePoolStatusRequest, now: datetime) -> list[Cell]:
    status = request.status
    word, completed, pools = 'Pending', NONE, 0
    counts: list[Cell] = ['-'] * 5
    if status is not None:
        end = _end(status.conditions)
        pools = status.pool_count or 0
        if end is not None:
            word = end.type
        if end is not None and end.type == 'Complete':
            completed = since(end.last_transition_time, now)
            if pools > len(status.pools):
                word = f'Complete ({len(status.pools)}/{pools} pools)'
        if word != 'Failed':
            counts = _counts(status.pools)
    return [request.metadata.name, request.spec.driver, *counts, pools, word, completed]


def _end(conditions: list[meta_v1.Condition]) -> meta_v1.Condition | None:
    return next((each for each in conditions if each.type in ('Complete', 'Failed') and each.status == 'True'), None)


def _counts(pools: list[resource_v1alpha3.PoolStatus]) -> list[Cell]:
    """Devices in all, available, allocated, unavailable; pools that are wrong."""
    return [
        sum(pool.total_devices or 0 for pool in pools),
        sum(pool.available_devices or 0 for pool in pools),
        sum(pool.allocated_devices or 0 for pool in pools),
        sum(pool.unavailable_devices or 0 for pool in pools),
        sum(pool.validation_error is not None for pool in pools),
    ]


NAMED: Columns[Any] = Columns([name_column(), column('Age')], _named)
CLAIMS: Columns[Any] = Columns([name_column(), column('State'), column('Age')], _claim)
SLICES: Columns[Any] = Columns([name_column(), column('Node'), column('Driver'), column('Pool'), column('Age')], _slice)
TAINT_RULES: Columns[Any] = Columns(
    [name_column(), column('Key'), column('Value'), column('Effect'), column('TimeAdded'), column('Age')], _taint
)
POOL_STATUS_REQUESTS = Columns(
    [
        name_column(),
        column('Driver'),
        column('Total'),
        column('Available'),
        column('Allocated'),
        column('Unavailable'),
        column('Errors'),
        column('Pools', 'integer'),
        column('Status'),
        column('Completed'),
    ],
    _pool_status,
)
