"""Deployments, replica sets, controller revisions."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import NONE, Cell, Columns, age, column, container_cells, name_column, selector_text
from sampan.api.generated import apps_v1, autoscaling_v1

_TEMPLATE = [column('Containers', wide=True), column('Images', wide=True), column('Selector', wide=True)]


def _deployment(deployment: apps_v1.Deployment, now: datetime) -> list[Cell]:
    status = deployment.status
    try:
        selector = selector_text(deployment.spec.selector)
    except ValueError:
        selector = '<invalid>'
    return [
        deployment.metadata.name,
        f'{status.ready_replicas}/{deployment.spec.replicas or 0}',
        status.updated_replicas,
        status.available_replicas,
        age(deployment, now),
        *container_cells(deployment.spec.template.spec.containers),
        selector,
    ]


def _replica_set(replica_set: apps_v1.ReplicaSet, now: datetime) -> list[Cell]:
    try:
        selector = selector_text(replica_set.spec.selector) or NONE
    except ValueError:
        selector = '<error>'
    return [
        replica_set.metadata.name,
        replica_set.spec.replicas or 0,
        replica_set.status.replicas,
        replica_set.status.ready_replicas,
        age(replica_set, now),
        *container_cells(replica_set.spec.template.spec.containers),
        selector,
    ]


def _controller_revision(revision: apps_v1.ControllerRevision, now: datetime) -> list[Cell]:
    owner = next((item for item in revision.metadata.owner_references if item.controller), None)
    controller = NONE
    if owner:
        group = owner.api_version.rpartition('/')[0]
        kind = f'{owner.kind}.{group}' if group else owner.kind
        controller = f'{kind.lower()}/{owner.name}'
    return [revision.metadata.name, controller, revision.revision, age(revision, now)]


def _scale(scale: autoscaling_v1.Scale, now: datetime) -> list[Cell]:
    return [scale.metadata.name, scale.spec.replicas, scale.status.replicas, age(scale, now)]


DEPLOYMENTS = Columns(
    [name_column(), column('Ready'), column('Up-to-date'), column('Available'), column('Age'), *_TEMPLATE],
    _deployment,
)
REPLICA_SETS = Columns(
    [
        name_column(),
        column('Desired', 'integer'),
        column('Current', 'integer'),
        column('Ready', 'integer'),
        column('Age'),
        *_TEMPLATE,
    ],
    _replica_set,
)
CONTROLLER_REVISIONS = Columns(
    [name_column(), column('Controller'), column('Revision'), column('Age')], _controller_revision
)
SCALES = Columns([column('Name'), column('Desired', 'integer'), column('Available', 'integer'), column('Age')], _scale)
