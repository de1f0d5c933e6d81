"""The labels by which a job knows its pods: those of today, and the names they had before 1.27.

Upstream: k8s.io/api/batch/v1 (ControllerUidLabel, JobNameLabel).
"""

from __future__ import annotations

CONTROLLER_UID, JOB_NAME = 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'
LEGACY_CONTROLLER_UID, LEGACY_JOB_NAME = 'controller-uid', 'job-name'
