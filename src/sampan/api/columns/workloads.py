"""What makes pods of a template and keeps them; controller revisions."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import (
    NONE,
    Cell,
    Columns,
    age,
    column,
    container_cells,
    format_labels,
    name_column,
    selector_text,
)
from sampan.api.generated import apps_v1, autoscaling_v1, core_v1

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


def _stateful_set(stateful_set: apps_v1.StatefulSet, now: datetime) -> list[Cell]:
    return [
        stateful_set.metadata.name,
        f'{stateful_set.status.ready_replicas}/{stateful_set.spec.replicas or 0}',
        age(stateful_set, now),
        *container_cells(stateful_set.spec.template.spec.containers),
    ]


def _daemon_set(daemon_set: apps_v1.DaemonSet, now: datetime) -> list[Cell]:
    status, template = daemon_set.status, daemon_set.spec.template
    try:
        selector = selector_text(daemon_set.spec.selector) or NONE
    except ValueError:
        selector = '<error>'
    return [
        daemon_set.metadata.name,
        status.desired_number_scheduled,
        status.current_number_scheduled,
        status.number_ready,
        status.updated_number_scheduled,
        status.number_available,
        format_labels(template.spec.node_selector),
        age(daemon_set, now),
        *container_cells(template.spec.containers),
        selector,
    ]


def _replication_controller(controller: core_v1.ReplicationController, now: datetime) -> list[Cell]:
    template = controller.spec.template
    return [
        controller.metadata.name,
        controller.spec.replicas or 0,
        controller.status.replicas,
        controller.status.ready_replicas,
        age(controller, now),
        *container_cells(template.spec.containers if template is not None else ()),
        format_labels(controller.spec.selector),
    ]


def _pod_template(template: core_v1.PodTemplate, now: datetime) -> list[Cell]:
    pod = template.template
    return [template.metadata.name, *container_cells(pod.spec.containers), format_labels(pod.metadata.labels)]


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
_COUNTED = [
    name_column(),
    column('Desired', 'integer'),
    column('Current', 'integer'),
    column('Ready', 'integer'),
    column('Age'),
    *_TEMPLATE,
]
REPLICA_SETS = Columns(_COUNTED, _replica_set)
REPLICATION_CONTROLLERS = Columns(_COUNTED, _replication_controller)
STATEFUL_SETS = Columns([name_column(), column('Ready'), column('Age'), *_TEMPLATE[:2]], _stateful_set)
DAEMON_SETS = Columns(
    [
        name_column(),
        column('Desired', 'integer'),
        column('Current', 'integer'),
        column('Ready', 'integer'),
        column('Up-to-date', 'integer'),
        column('Available', 'integer'),
        column('Node Selector'),
        column('Age'),
        *_TEMPLATE,
    ],
    _daemon_set,
)
POD_TEMPLATES = Columns([name_column(), column('Containers'), column('Images'), column('Pod Labels')], _pod_template)
CONTROLLER_REVISIONS = Columns(
    [name_column(), column('Controller'), column('Revision'), column('Age')], _controller_revision
)
SCALES = Columns([column('Name'), column('Desired', 'integer'), column('Available', 'integer'), column('Age')], _scale)
