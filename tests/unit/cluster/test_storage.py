"""Which store a cluster is told to use."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sampan.cluster import storage
from sampan.cluster.errors import ClusterError


@pytest.mark.parametrize('location', ['mysql://x', 'etcd://a,https://b', 'http://'])
def test_a_store_that_makes_no_sense_is_refused_with_an_example(location: str) -> None:
    with pytest.raises(ClusterError) as caught:
        storage.check(location)
    assert '--store etcd://' in caught.value.remedy


def test_without_a_location_it_is_a_file_of_this_machine(tmp_path: Path) -> None:
    async def main() -> None:
        store = await storage.open_store(tmp_path / 'state.db')
        assert not store.shared
        await store.close()

    asyncio.run(main())
    assert (tmp_path / 'state.db').exists()
