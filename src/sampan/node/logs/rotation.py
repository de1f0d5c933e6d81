"""Keeping container logs small (upstream: pkg/kubelet/logs/container_log_manager.go).

A file that has grown beyond the limit gets the present time for a suffix, and the runtime starts a new one. Older ones
are compressed; beyond the number of files, the oldest are removed. `0.log` is then followed by `0.log.20260102-150405`
and `0.log.20260102-150000.gz`.
"""

from __future__ import annotations

import asyncio
import gzip
import logging
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from sampan.machinery.world import World
from sampan.node.runtime.base import Runtime, RuntimeFailure, State

log = logging.getLogger(__name__)

TIME_FORMAT = '%Y%m%d-%H%M%S'
COMPRESSED, TEMPORARY = '.gz', '.tmp'
_ROTATED = re.compile(r'\.\d{8}-\d{6}(\.gz)?')


@dataclass(frozen=True, slots=True)
class RotationConfig:
    """Upstream's containerLogMaxSize, containerLogMaxFiles, containerLogMonitorInterval."""

    max_size: int = 10 << 20  # bytes
    max_files: int = 5  # with the one being written
    period: float = 10.0  # seconds between looks at the sizes


class LogRotation:
    """Looks at the log files of running containers and rotates those that are too large."""

    def __init__(self, *, runtime: Runtime, world: World, config: RotationConfig | None = None) -> None:
        self._runtime = runtime
        self._world = world
        self._config = config or RotationConfig()
        self._paths: dict[str, Path] = {}  # of running containers

    async def run(self) -> None:
        """Until cancelled. Sizes are looked at periodically: a file has no event for having grown by so much."""
        while True:
            try:
                await self.sweep()
            except (RuntimeFailure, OSError) as error:
                log.warning('log rotation: %s', error)
            await asyncio.sleep(self._config.period)

    async def sweep(self) -> None:
        """One look at all running containers."""
        for container, path in (await self._running()).items():
            try:
                if path.stat().st_size >= self._config.max_size:
                    await self.rotate(container, path)
            except FileNotFoundError:
                continue  # nothing written yet, or the container is gone
            except (RuntimeFailure, OSError) as error:
                log.error('cannot rotate the log of container %s: %s', container, error)

    async def _running(self) -> dict[str, Path]:
        """Containers and their log files; the runtime is asked about each only once."""
        listed = [item.id for item in await self._runtime.containers() if item.state is State.RUNNING]
        self._paths = {container: path for container, path in self._paths.items() if container in listed}
        for container in listed:
            if container not in self._paths:
                try:
                    status = await self._runtime.container_status(container)
                except RuntimeFailure as error:
                    log.debug('container %s: %s', container, error)  # it ended between the two calls
                    continue
                if status.log_path:
                    self._paths[container] = Path(status.log_path)
        return self._paths

    async def rotate(self, container: str, path: Path) -> None:
        """Rotate one file now, and let the runtime write to a new one."""
        rotated = await asyncio.to_thread(_make_room, path, self._config.max_files)
        log.debug('rotated logs of %s: %s', container, rotated)
        target = path.with_name(f'{path.name}.{self._world.now().strftime(TIME_FORMAT)}')
        path.rename(target)
        try:
            await self._runtime.reopen_log(container)
        except RuntimeFailure:
            target.rename(path)  # the runtime goes on writing to it
            raise


def _make_room(path: Path, max_files: int) -> list[Path]:
    """Compress the rotated files and remove the oldest, so that one more fits. Returns what is left."""
    for leftover in path.parent.glob(f'{path.name}.*{TEMPORARY}'):
        leftover.unlink()  # of a compression that was interrupted
    rotated = sorted(file for file in path.parent.glob(f'{path.name}.*') if _is_rotated(path, file))
    keep = max(0, max_files - 2)  # beside the one being written and the one about to be rotated
    surplus, kept = rotated[: len(rotated) - keep], rotated[len(rotated) - keep :]
    for file in surplus:
        file.unlink()
    return [_compress(file) for file in kept]


def _is_rotated(path: Path, file: Path) -> bool:
    return _ROTATED.fullmatch(file.name.removeprefix(path.name)) is not None


def _compress(file: Path) -> Path:
    if file.suffix == COMPRESSED:
        return file
    target, temporary = file.with_name(file.name + COMPRESSED), file.with_name(file.name + TEMPORARY)
    with file.open('rb') as source, gzip.open(temporary, 'wb') as packed:
        shutil.copyfileobj(source, packed)
    temporary.rename(target)
    file.unlink()
    return target
