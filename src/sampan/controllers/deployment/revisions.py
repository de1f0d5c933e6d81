"""Finding, numbering and copying annotations to the ReplicaSets of a Deployment.

Upstream: pkg/controller/deployment/util. The new ReplicaSet is the oldest whose template equals the Deployment's (the
hash label aside); all others are old. Revisions are decimal numbers in annotations; rolling back gives an old
ReplicaSet the next number and remembers its former ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sampan.api.codec import clone, encode
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.controllers.deployment.rolling import Limits
from sampan.controllers.ownership import controller_reference
from sampan.machinery import hash as hashing

REVISION = 'deployment.kubernetes.io/revision'
REVISION_HISTORY = 'deployment.kubernetes.io/revision-history'
DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas'
MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas'
HASH_LABEL = 'pod-template-hash'
HISTORY_CHARACTERS = 2000
NO_LIMIT = 2**31 - 1
_NOT_COPIED = frozenset(
    (
        'kubectl.kubernetes.io/last-applied-configuration',
        REVISION,
        REVISION_HISTORY,
        DESIRED_REPLICAS,
        MAX_REPLICAS,
        'deprecated.deployment.rollback.to',
    )
)


def same_template(one: core.PodTemplateSpec, other: core.PodTemplateSpec) -> bool:
    """Whether two templates are equal, the hash label aside (upstream: EqualIgnoreHash)."""
    if _without_hash(one.metadata.labels) != _without_hash(other.metadata.labels):
        return False
    first, second = clone(one), clone(other)
    first.metadata.labels = second.metadata.labels = {}
    return first == second


def _without_hash(labels: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in labels.items() if name != HASH_LABEL}


def by_creation(replica_sets: Iterable[apps.ReplicaSet]) -> list[apps.ReplicaSet]:
    """Oldest first, by name among the equally old."""
    return sorted(replica_sets, key=_created)


def _created(replica_set: apps.ReplicaSet) -> tuple[float, str]:
    created = replica_set.metadata.creation_timestamp
    return (created.timestamp() if created else 0.0, replica_set.metadata.name)


def find_new(deployment: apps.Deployment, replica_sets: Iterable[apps.ReplicaSet]) -> apps.ReplicaSet | None:
    """The ReplicaSet of the Deployment's present template, if there is one."""
    for replica_set in by_creation(replica_sets):
        if same_template(replica_set.spec.template, deployment.spec.template):
            return replica_set
    return None


def find_old(new: apps.ReplicaSet | None, replica_sets: Iterable[apps.ReplicaSet]) -> list[apps.ReplicaSet]:
    """All but the new one."""
    return [each for each in replica_sets if new is None or each.metadata.uid != new.metadata.uid]


def revision_of(replica_set: apps.ReplicaSet) -> int:
    """The revision number; 0 without one. ValueError when it is no number."""
    return int(replica_set.metadata.annotations.get(REVISION) or 0)


def highest_revision(replica_sets: Iterable[apps.ReplicaSet]) -> int:
    """The highest readable revision number; unreadable ones do not count."""
    return max((_readable_revision(each) for each in replica_sets), default=0)


def _readable_revision(replica_set: apps.ReplicaSet) -> int:
    try:
        return revision_of(replica_set)
    except ValueError:
        return 0


def number_annotation(replica_set: apps.ReplicaSet, name: str) -> int | None:
    """An annotation that holds a number; None when it is absent or unreadable."""
    text = replica_set.metadata.annotations.get(name, '')
    try:
        return int(text)
    except ValueError:
        return None


def annotations_for(
    deployment: apps.Deployment, present: dict[str, str], revision: int, limits: Limits | None
) -> dict[str, str]:
    """The annotations the new ReplicaSet should have. `limits` are given when it is about to be created."""
    wanted = dict(present)
    wanted.update({k: v for k, v in deployment.metadata.annotations.items() if k not in _NOT_COPIED})
    try:
        before = int(present.get(REVISION) or 0)
    except ValueError:
        return wanted  # somebody wrote nonsense there; it is not ours to overwrite
    if before < revision:
        wanted[REVISION] = str(revision)
        if REVISION in present:
            _remember(wanted, present[REVISION])
    if limits is not None:
        wanted.update(replica_annotations(limits))
    return wanted


def _remember(annotations: dict[str, str], revision: str) -> None:
    """Append a former revision to the history, dropping the oldest when it gets too long."""
    history = annotations.get(REVISION_HISTORY, '')
    if not history:
        annotations[REVISION_HISTORY] = revision
        return
    revisions = [*history.split(','), revision]
    while len(revisions) > 1 and len(','.join(revisions)) > HISTORY_CHARACTERS:
        del revisions[0]
    annotations[REVISION_HISTORY] = ','.join(revisions)


def replica_annotations(limits: Limits) -> dict[str, str]:
    """What every scaled ReplicaSet carries, to recognise a scaling of the Deployment by."""
    return {DESIRED_REPLICAS: str(limits.replicas), MAX_REPLICAS: str(limits.most)}


def template_hash(deployment: apps.Deployment) -> str:
    """The pod-template-hash of the present template and collision count."""
    return hashing.compute(encode(deployment.spec.template), deployment.status.collision_count)


def make_new(deployment: apps.Deployment, revision: int, limits: Limits) -> apps.ReplicaSet:
    """The ReplicaSet for the present template, yet without replicas."""
    fingerprint = template_hash(deployment)
    template = clone(deployment.spec.template)
    template.metadata.labels = {**template.metadata.labels, HASH_LABEL: fingerprint}
    selector = clone(deployment.spec.selector) if deployment.spec.selector else meta.LabelSelector()
    selector.match_labels = {**selector.match_labels, HASH_LABEL: fingerprint}
    return apps.ReplicaSet(
        metadata=meta.ObjectMeta(
            name=replica_set_name(deployment.metadata.name, fingerprint),
            namespace=deployment.metadata.namespace,
            owner_references=[controller_reference(deployment)],
            labels=dict(template.metadata.labels),
            annotations=annotations_for(deployment, {}, revision, limits),
        ),
        spec=apps.ReplicaSetSpec(
            replicas=0, min_ready_seconds=deployment.spec.min_ready_seconds, selector=selector, template=template
        ),
    )


def replica_set_name(deployment: str, fingerprint: str) -> str:
    """Deployment and hash joined, the former cut so that the whole is a valid name."""
    return f'{deployment[: 253 - len(fingerprint) - 1]}-{fingerprint}'


def to_clean_up(deployment: apps.Deployment, old: Sequence[apps.ReplicaSet]) -> list[apps.ReplicaSet]:
    """The old ReplicaSets beyond the history limit, lowest revisions first, that are empty and at rest."""
    limit = deployment.spec.revision_history_limit
    if limit is None or limit == NO_LIMIT:
        return []
    alive = [each for each in old if each.metadata.deletion_timestamp is None]
    surplus = max(0, len(alive) - limit)
    ordered = sorted(by_creation(alive), key=_readable_revision)
    return [each for each in ordered[:surplus] if _at_rest(each)]


def _at_rest(replica_set: apps.ReplicaSet) -> bool:
    return (
        replica_set.status.replicas == 0
        and replica_set.spec.replicas == 0
        and replica_set.metadata.generation <= replica_set.status.observed_generation
    )
