"""Installing Debian packages, without starting the services they bring along."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from sampan.cluster.errors import ClusterError

POLICY = Path('/usr/sbin/policy-rc.d')
# Debian's hook to forbid starting services: exit status 101 (policy-rc.d's interface specification).
FORBID_SERVICES = '#!/bin/sh\nexit 101\n'


async def install(packages: Sequence[str]) -> None:
    """apt-get install; raises ClusterError with apt's own words."""
    if await _apt('install', *packages) != (0, ''):
        await _checked('update')
        await _checked('install', *packages)


async def _checked(*arguments: str) -> None:
    code, output = await _apt(*arguments)
    if code != 0:
        raise ClusterError(
            f'apt-get {" ".join(arguments)} failed: {output}',
            'install the packages by hand, or start with `sampan up --hollow`',
        )


async def _apt(*arguments: str) -> tuple[int, str]:
    """Exit code, and what apt complained about (empty on success)."""
    ours = not POLICY.exists()
    try:
        if ours:
            POLICY.write_text(FORBID_SERVICES)
            POLICY.chmod(0o755)
        process = await asyncio.create_subprocess_exec(
            'apt-get',
            '-qq',
            '-y',
            '--no-install-recommends',
            '-o',
            'Dpkg::Use-Pty=0',
            '-o',
            'DPkg::Lock::Timeout=120',
            *arguments,
            env={**os.environ, 'DEBIAN_FRONTEND': 'noninteractive'},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,  # a Ctrl-C at the terminal is ours to handle, not dpkg's
        )
        output = await _ended(process)
    except OSError as error:
        return 1, str(error)
    finally:
        if ours:
            POLICY.unlink(missing_ok=True)
    if process.returncode == 0:
        return 0, ''
    return process.returncode or 1, ' '.join(output.decode(errors='replace').split()[-60:])


async def _ended(process: asyncio.subprocess.Process) -> bytes:
    """Its output, when it has ended. Packages are never left half installed: who gives up waits for apt, too."""
    communicating = asyncio.ensure_future(process.communicate())
    try:
        output, _ = await asyncio.shield(communicating)
    except asyncio.CancelledError:
        await communicating
        raise
    return output
