"""A pod's volumes: prepared before its containers, kept current, removed after them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sampan.api.generated import core_v1 as core
from sampan.node.config import KubeletConfig
from sampan.node.pods.expand import expand
from sampan.node.pods.fields import PodFacts
from sampan.node.runtime.base import Mount
from sampan.node.volumes.host import HostError, VolumeHost
from sampan.node.volumes.sources import Payload, Sources, VolumeFailure

PLUGINS = {
    'config_map': 'kubernetes.io~configmap',
    'secret': 'kubernetes.io~secret',
    'downward_api': 'kubernetes.io~downward-api',
    'projected': 'kubernetes.io~projected',
    'empty_dir': 'kubernetes.io~empty-dir',
}
NOT_RECURSIVE = (
    'failed to resolve recursive read-only mode: '
    'volume "{}" requested recursive read-only mode, but it is not supported by the runtime'
)
PROPAGATION = {None: 'None', 'None': 'None', 'HostToContainer': 'HostToContainer', 'Bidirectional': 'Bidirectional'}
CHECKS = {
    'Directory': 'a directory',
    'File': 'a file',
    'Socket': 'a socket file',
    'CharDevice': 'a character device',
    'BlockDevice': 'a block device',
}


@dataclass(slots=True)
class _Pod:
    paths: dict[str, Path] = field(default_factory=dict)  # volume name: where it is on the node
    renew: datetime | None = None
    dirty: bool = False


class VolumeManager:
    """All pods' volumes of one node."""

    def __init__(self, *, host: VolumeHost, sources: Sources, config: KubeletConfig) -> None:
        self._host = host
        self._sources = sources
        self._config = config
        self._pods: dict[str, _Pod] = {}

    async def prepare(self, pod: core.Pod, facts: PodFacts) -> None:
        """Set up every volume that is not yet. Raises VolumeFailure naming the first that cannot be."""
        state = self._pods.setdefault(pod.metadata.uid, _Pod())
        for volume in pod.spec.volumes:
            if volume.name not in state.paths:
                state.paths[volume.name] = await self._set_up(pod, volume, facts, state)

    async def refresh(self, pod: core.Pod, facts: PodFacts) -> None:
        """Write volumes made from API objects again. Raises VolumeFailure; what is there stays."""
        state = self._pods.get(pod.metadata.uid)
        if state is None:
            return
        state.dirty, state.renew = False, None
        for volume in pod.spec.volumes:
            path = state.paths.get(volume.name)
            payload = await self._payload(pod, volume, facts) if path is not None else None
            if path is not None and payload is not None:
                self._write(pod, path, payload, state)

    def mark_dirty(self, uid: str) -> None:
        """Something the pod's volumes are made from has changed."""
        if uid in self._pods:
            self._pods[uid].dirty = True

    def refresh_at(self, uid: str, now: datetime) -> datetime | None:
        """When `refresh` is due: now, later, or not at all."""
        state = self._pods.get(uid)
        if state is None or not state.paths:
            return None
        return now if state.dirty else state.renew

    def retry_refresh(self, uid: str, at: datetime) -> None:
        if uid in self._pods:
            self._pods[uid].renew = at

    def mounts(self, pod: core.Pod, container: core.Container, variables: dict[str, str]) -> list[Mount]:
        """What one container gets. Raises VolumeFailure (a subPath that leaves its volume, for one)."""
        state = self._pods.get(pod.metadata.uid, _Pod())
        mounts = []
        for index, mount in enumerate(container.volume_mounts):
            path = state.paths.get(mount.name)
            if path is None:
                raise VolumeFailure(f'cannot find volume "{mount.name}" to mount into container "{container.name}"')
            if mount.recursive_read_only == 'Enabled':
                raise VolumeFailure(NOT_RECURSIVE.format(mount.name))
            source = self._subpath(pod, container, mount, index, path, variables)
            mounts.append(
                Mount(
                    container_path=mount.mount_path if mount.mount_path.startswith('/') else f'/{mount.mount_path}',
                    host_path=str(source),
                    read_only=mount.read_only or self._always_read_only(pod, mount.name),
                    propagation=PROPAGATION.get(mount.mount_propagation, 'None'),
                )
            )
        return mounts

    def teardown(self, uid: str) -> None:
        """Unmount and delete the pod's volumes; its other files stay. Raises VolumeFailure."""
        try:
            for folder in ('volume-subpaths', 'volumes'):
                self._host.remove(self._config.pod_dir(uid) / folder)
        except HostError as e:
            raise VolumeFailure(str(e)) from e
        self._pods.pop(uid, None)

    # --- setting up ---------------------------------------------------------------------------

    async def _set_up(self, pod: core.Pod, volume: core.Volume, facts: PodFacts, state: _Pod) -> Path:
        try:
            if volume.host_path is not None:
                return self._host_path(volume.host_path)
            if volume.empty_dir is not None:
                return self._empty_dir(pod, volume.name, volume.empty_dir)
            payload = await self._payload(pod, volume, facts)
            if payload is None:
                raise VolumeFailure(f'MountVolume.SetUp failed for volume "{volume.name}" : no volume plugin matched')
            path = self._path(pod, volume)
            self._host.make_dir(path)
            if volume.config_map is None:
                self._host.mount_tmpfs(path, 0)  # secrets and tokens never reach a disk
            self._write(pod, path, payload, state)
            return path
        except HostError as e:
            raise VolumeFailure(f'MountVolume.SetUp failed for volume "{volume.name}" : {e}') from e

    async def _payload(self, pod: core.Pod, volume: core.Volume, facts: PodFacts) -> Payload | None:
        try:
            return await self._sources.payload(pod, volume, facts)
        except VolumeFailure as e:
            raise VolumeFailure(f'MountVolume.SetUp failed for volume "{volume.name}" : {e}') from e

    def _write(self, pod: core.Pod, path: Path, payload: Payload, state: _Pod) -> None:
        self._host.write_payload(path, payload.files, _fs_group(pod))
        if payload.renew is not None:
            state.renew = payload.renew if state.renew is None else min(state.renew, payload.renew)

    def _path(self, pod: core.Pod, volume: core.Volume) -> Path:
        plugin = next(p for attribute, p in PLUGINS.items() if getattr(volume, attribute) is not None)
        return self._config.pod_dir(pod.metadata.uid) / 'volumes' / plugin / volume.name

    def _empty_dir(self, pod: core.Pod, name: str, source: core.EmptyDirVolumeSource) -> Path:
        path = self._config.pod_dir(pod.metadata.uid) / 'volumes' / PLUGINS['empty_dir'] / name
        if source.medium not in ('', 'Memory'):
            raise HostError(f'unknown storage medium "{source.medium}"')
        self._host.make_dir(path, 0o777)
        if source.medium == 'Memory':
            limit = source.size_limit.value() if source.size_limit is not None else 0
            self._host.mount_tmpfs(path, limit)
        group = _fs_group(pod)
        if group is not None:
            self._host.set_group(path, group)
        return path

    def _host_path(self, source: core.HostPathVolumeSource) -> Path:
        path = Path(source.path)
        wanted = source.type or ''
        if not wanted:
            return path
        kind = self._host.kind(path)
        if wanted == 'DirectoryOrCreate' and not kind:
            self._host.make_dir(path)
            return path
        if wanted == 'FileOrCreate' and not kind:
            self._host.write_file(path, b'')
            return path
        base = wanted.removesuffix('OrCreate')
        if kind != base:
            raise HostError(f'hostPath type check failed: {path} is not {CHECKS.get(base, wanted)}')
        return path

    # --- mounts -------------------------------------------------------------------------------

    def _subpath(
        self,
        pod: core.Pod,
        container: core.Container,
        mount: core.VolumeMount,
        index: int,
        volume: Path,
        variables: dict[str, str],
    ) -> Path:
        subpath = mount.sub_path or expand(mount.sub_path_expr, variables)
        if not subpath:
            return volume
        if subpath.startswith('/') or '..' in Path(subpath).parts:
            raise VolumeFailure(
                f'failed to prepare subPath for volumeMount "{mount.name}" of container "{container.name}"'
            )
        target = self._config.pod_dir(pod.metadata.uid) / 'volume-subpaths' / mount.name / container.name / str(index)
        try:
            return self._host.bind_subpath(volume, subpath, target)
        except HostError as e:
            raise VolumeFailure(
                f'failed to prepare subPath for volumeMount "{mount.name}" of container "{container.name}"'
            ) from e

    def _always_read_only(self, pod: core.Pod, name: str) -> bool:
        """Volumes made from API objects are read-only whatever the mount says."""
        volume = next(v for v in pod.spec.volumes if v.name == name)
        return any(v is not None for v in (volume.config_map, volume.secret, volume.downward_api, volume.projected))


def _fs_group(pod: core.Pod) -> int | None:
    context = pod.spec.security_context
    return context.fs_group if context is not None else None
