"""`sampan snapshot` and `sampan rewind`: the state as a file, and the state as it was.

A rewind writes what was then as one new change, so nothing that happened since is lost: it can be rewound itself. Both
stop the control plane for the moment they need; containers run on.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sampan.cluster import control
from sampan.cluster.child import Phase
from sampan.cluster.config import ClusterConfig, load
from sampan.cluster.down import alone
from sampan.cluster.errors import ClusterError
from sampan.cluster.progress import Progress
from sampan.machinery import duration
from sampan.machinery.world import SystemWorld
from sampan.store.base import Compacted, FutureRevision, StoreUnavailable
from sampan.store.rewind import PRESENT
from sampan.store.rewind import rewind as go_back
from sampan.store.sqlite import SqliteConfig, SqliteStore, snapshot


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, or a revision."""

    instant: datetime | None = None
    revision: int = 0


def moment(text: str, now: datetime) -> Moment:
    """`10m` (ago), `2026-11-21T10:00:00Z`, or `@1234` for a revision. Raises ValueError with what can be said."""
    if text.startswith('@') and text[1:].isascii() and text[1:].isdigit():
        return Moment(revision=int(text[1:]))
    try:
        ago = duration.parse(text)
    except duration.DurationError:
        ago = -1
    if ago >= 0:
        return Moment(instant=now - timedelta(microseconds=ago / 1000))
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f'{text!r} is no moment: write how long ago (10m), a time (2026-01-31T10:00:00Z) or a revision (@1234)'
        ) from None
    return Moment(instant=instant if instant.tzinfo else instant.astimezone(UTC))


async def save(state_dir: Path, target: Path) -> int:
    """Copy the state to a new file; the cluster may run."""
    config = _local(state_dir)
    try:
        found = await asyncio.to_thread(snapshot.save, SqliteConfig(config.database), target)
    except StoreUnavailable as error:
        raise ClusterError(str(error)) from error
    except FileExistsError as error:
        raise ClusterError(str(error), 'choose another name, or remove it first') from error
    except OSError as error:
        raise ClusterError(f'{target} cannot be written: {error.strerror}', 'choose another folder') from error
    print(f'Saved {found.keys} objects at revision {found.revision} to {target}.')
    print('It holds the secrets of the cluster: keep it where nobody else can read it.')
    return 0


async def restore(state_dir: Path, source: Path) -> int:
    """Make the state what the snapshot holds."""
    config, progress = _local(state_dir), Progress()
    try:
        snapshot.summary(source)  # before anything is stopped for it
    except StoreUnavailable as error:
        raise ClusterError(str(error), 'nothing was changed') from error
    async with alone(state_dir, 'restore', progress), _without_control_plane(config, progress):
        try:
            aside = snapshot.restore(SqliteConfig(config.database), source)
        except StoreUnavailable as error:
            raise ClusterError(str(error), 'nothing was changed') from error
        except OSError as error:
            raise ClusterError(f'{source} cannot be restored: {error.strerror}', 'nothing was changed') from error
        progress.step(f'the state before is kept in {aside}')
    print(f'Restored {source}.')
    return 0


async def rewind(state_dir: Path, to: str) -> int:
    """Make the state what it was."""
    config, progress = _local(state_dir), Progress()
    try:
        wanted = moment(to, SystemWorld().now())
    except ValueError as error:
        raise ClusterError(str(error)) from error
    async with alone(state_dir, 'rewind', progress), _without_control_plane(config, progress):
        revision, reached = await _rewind(config, wanted)
    print(f'Everything is as it was at revision {revision}. To undo this: sampan rewind @{reached - 1}')
    return 0


async def _rewind(config: ClusterConfig, wanted: Moment) -> tuple[int, int]:
    """The revision gone back to, and that of the change that does it."""
    try:
        store = await SqliteStore.open(SqliteConfig(config.database))
    except StoreUnavailable as error:
        raise ClusterError(str(error)) from error
    try:
        revision = wanted.revision if wanted.instant is None else await store.revision_at(wanted.instant)
        return revision, await go_back(store, revision, keep=PRESENT)
    except Compacted as error:
        raise ClusterError(
            f'history reaches back to revision {error.oldest} only', f'the oldest moment is @{error.oldest}'
        ) from error
    except FutureRevision as error:
        raise ClusterError(f'the newest revision is {error.current}', 'choose an earlier one') from error
    finally:
        await store.close()


@asynccontextmanager
async def _without_control_plane(config: ClusterConfig, progress: Progress) -> AsyncIterator[None]:
    """Hold a running control plane, and see it come back, whatever happened; a stopped cluster stays stopped."""
    async with contextlib.AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(control.hold(config.supervisor_socket))
        except control.NotRunning:
            yield
            return
        progress.step('the control plane is on hold')
        try:
            yield
        finally:
            await stack.aclose()
            await _running_again(config, progress)


async def _running_again(config: ClusterConfig, progress: Progress) -> None:
    async for state in control.follow(config.supervisor_socket):
        child = state.children[0]
        progress.step(child.step)
        if child.phase is Phase.READY:
            progress.step('the control plane runs again')
            return
        if child.problem:
            raise ClusterError(child.problem, child.remedy or 'look at `sampan logs control-plane`')


def _local(state_dir: Path) -> ClusterConfig:
    """The configuration of a cluster whose state is a file here."""
    config = load(state_dir)
    if config is None:
        raise ClusterError(f'{state_dir} holds no cluster', 'start one with `sampan up`')
    if config.store:
        raise ClusterError(
            f'the state of this cluster is in etcd ({config.store})',
            'use etcdctl snapshot save and etcdutl snapshot restore',
        )
    return config
