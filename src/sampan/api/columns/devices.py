"""Device classes, claims for devices, slices. Cells are the same in all versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sampan.api.columns.base import Cell, Columns, age, column, name_column


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


NAMED: Columns[Any] = Columns([name_column(), column('Age')], _named)
CLAIMS: Columns[Any] = Columns([name_column(), column('State'), column('Age')], _claim)
SLICES: Columns[Any] = Columns([name_column(), column('Node'), column('Driver'), column('Pool'), column('Age')], _slice)
