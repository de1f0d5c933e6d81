"""Where the cluster's state is: a file of this machine, or an etcd cluster."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sampan.cluster.errors import ClusterError
from sampan.store.base import Store, StoreUnavailable


def check(location: str) -> None:
    """Whether `--store` makes sense. Raises ClusterError."""
    if not location:
        return
    from sampan.store.etcd.config import EtcdConfig

    try:
        EtcdConfig.from_urls(location.split(','))
    except ValueError as error:
        raise ClusterError(str(error), 'for example --store etcd://10.0.0.1:2379,etcd://10.0.0.2:2379') from error


async def open_store(database: Path, location: str = '', tls: Sequence[Path | None] = (None, None, None)) -> Store:
    """The store at `location`: comma-separated etcd URLs, or SQLite in `database` when it is empty.

    `tls` is etcd's authority, our certificate and its key. Raises ClusterError, which says what to do.
    """
    check(location)
    try:
        if not location:
            from sampan.store.sqlite import SqliteConfig, SqliteStore

            return await SqliteStore.open(SqliteConfig(database))
        from sampan.store.etcd import EtcdConfig, EtcdStore

        ca, certificate, key = tls
        return await EtcdStore.open(EtcdConfig.from_urls(location.split(','), ca=ca, certificate=certificate, key=key))
    except StoreUnavailable as error:
        raise ClusterError(str(error)) from error
    except OSError as error:
        raise ClusterError(f'etcd cannot be reached: {error}', 'check the certificate files') from error
