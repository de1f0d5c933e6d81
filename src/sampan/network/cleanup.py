"""Removing what the node's network made in the kernel and on disk, also after it was killed."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator

from sampan.network import cni, links, sysctls
from sampan.network.config import NetworkConfig
from sampan.network.proxy.nft import NftFailed, connect


async def remove(config: NetworkConfig) -> list[str]:
    """Remove it all; returns what there was. Safe to repeat.

    The names are the machine's, so another cluster's network looks the same; only a node that has prepared one has
    the folder.
    """
    if not config.state_dir.exists():
        return []
    removed = await _table(config)
    removed += await asyncio.to_thread(links.remove, (config.bridge, config.dns_link))
    removed += await asyncio.to_thread(sysctls.restore, config.state_dir)
    return [*removed, *_files(config)]


async def _table(config: NetworkConfig) -> list[str]:
    """Without nftables on the machine there can be no table of ours."""
    nft = connect()
    try:
        present = f'table ip {config.table}\n' in await nft.run('list tables ip\n')
    except NftFailed:
        return []
    if not present:
        return []
    await nft.run(f'delete table ip {config.table}\n')
    return [f'nftables table {config.table}']


def _files(config: NetworkConfig) -> Iterator[str]:
    conflist = config.cni_conf_dir / cni.FILE
    if conflist.exists():
        conflist.unlink()
        yield f'file {conflist}'
    if config.state_dir.exists():
        shutil.rmtree(config.state_dir)
        yield f'folder {config.state_dir}'
