"""Warnings about jobs, stateful sets, volumes and claims."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from sampan.api import codec
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import batch_v1 as batch
from sampan.api.generated import core_v1 as core
from sampan.api.warnings import warnings

T = TypeVar('T')


def make(kind: type[T], **document: Any) -> T:
    return codec.decode(kind, json.dumps(document).encode())


def test_a_schedule_with_a_zone_is_not_official() -> None:
    cron_job = make(batch.CronJob, metadata={'name': 'a'}, spec={'schedule': 'TZ=UTC 0 0 * * *'})
    (told,) = warnings(cron_job)
    assert told.startswith('CRON_TZ or TZ used in spec.schedule is not officially supported')
    assert warnings(cron_job, cron_job) == [told]  # at every write


def test_jobs_are_told_about_their_names_and_their_size() -> None:
    spec = {'completionMode': 'Indexed', 'completions': 100_001, 'parallelism': 10_001}
    job = make(batch.Job, metadata={'name': 'a.b'}, spec=spec)
    name, size = warnings(job)
    assert name.startswith('metadata.name: this is used in Pod names and hostnames')
    assert size.startswith('In Indexed Jobs with a number of completions higher than 10^5')
    assert warnings(job, job) == []


def test_stateful_sets_are_told_about_their_claims_and_their_history() -> None:
    claim = {'metadata': {'name': 'd'}, 'spec': {'resources': {'requests': {'storage': '1500m'}}}}
    spec = {'volumeClaimTemplates': [claim], 'revisionHistoryLimit': -1}
    assert warnings(make(apps.StatefulSet, metadata={'name': 'a'}, spec=spec)) == [
        'spec.volumeClaimTemplates[0].resources.requests[storage]: fractional byte value "1500m" is invalid, '
        'must be an integer',
        'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
    ]


def test_volumes_are_told_what_is_old() -> None:
    annotations = {'volume.beta.kubernetes.io/storage-class': 'fast'}
    spec = {'persistentVolumeReclaimPolicy': 'Recycle', 'cephfs': {'monitors': ['m']}, 'capacity': {'storage': '100m'}}
    told = warnings(make(core.PersistentVolume, metadata={'name': 'v', 'annotations': annotations}, spec=spec))
    assert told == [
        'metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; '
        'use "storageClassName" attribute instead',
        'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended '
        'approach is to use dynamic provisioning.',
        'spec.capacity[storage]: fractional byte value "100m" is invalid, must be an integer',
        'spec.cephfs: deprecated in v1.28, non-functional in v1.31+',
    ]
