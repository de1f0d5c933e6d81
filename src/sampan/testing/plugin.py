"""The pytest plugin: a `sampan_cluster` fixture in every project that has Sampan installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sampan.testing.cluster import Cluster


@pytest.fixture
def sampan_cluster() -> Iterator[Cluster]:
    """A fresh cluster with one hollow node, on virtual time."""
    from sampan.testing.cluster import Cluster

    with Cluster() as cluster:
        yield cluster
