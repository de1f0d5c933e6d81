"""Storage versions, their migration, candidates of leader election.

Upstream: pkg/registry/{apiserverinternal,storagemigration,coordination/leasecandidate}.
"""

from __future__ import annotations

from typing import Any

from sampan.api.generated import apiserverinternal_v1alpha1 as internal
from sampan.api.generated import storagemigration_v1beta1 as migration
from sampan.apiserver.registry.metadata import reset_for_status
from sampan.apiserver.registry.strategies.base import Strategy


class StorageVersionStrategy(Strategy[internal.StorageVersion]):
    allow_unconditional_update = False

    def reset_status_metadata(self, new: internal.StorageVersion, old: internal.StorageVersion) -> None:
        reset_for_status(new.metadata, old.metadata)


class StorageVersionMigrationStrategy(Strategy[migration.StorageVersionMigration]):
    allow_unconditional_update = False

    def reset_status_metadata(
        self, new: migration.StorageVersionMigration, old: migration.StorageVersionMigration
    ) -> None:
        reset_for_status(new.metadata, old.metadata)


class LeaseCandidateStrategy(Strategy[Any]):
    """Of both versions."""

    allow_create_on_update = True
    allow_unconditional_update = False
