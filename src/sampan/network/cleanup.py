"""Removing what the node's network made in the kernel, also after it was killed."""

from __future__ import annotations

import asyncio

from sampan.network.config import NetworkConfig


async def remove(config: NetworkConfig) -> list[str]:
    """Remove it all; returns what there was."""
    process = await asyncio.create_subprocess_exec(
        'ip', 'link', 'delete', config.bridge, stderr=asyncio.subprocess.DEVNULL
    )
    return [f'interface {config.bridge}'] if await process.wait() == 0 else []
