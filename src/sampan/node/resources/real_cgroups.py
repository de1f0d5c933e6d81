"""Cgroups of quality classes and pods in the kernel: version 1 hierarchies, or version 2 (cgroupfs driver).

Layout as upstream's: ROOT/kubepods, kubepods/burstable, kubepods/besteffort, and one cgroup per pod
below its class. ROOT is Sampan's own, so that taking the node down can remove everything.
Limits of containers are the runtime's business; here are the pods' and the classes'.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

from sampan.api.generated import core_v1 as core
from sampan.api.qos import pod_qos
from sampan.node.resources.amounts import milli, whole
from sampan.node.resources.cgroups import pod_path
from sampan.node.resources.limits import MIN_SHARES, PERIOD, cpu_quota, cpu_shares

MOUNT = Path('/sys/fs/cgroup')
CONTROLLERS = ('cpu', 'memory', 'pids')
CLASSES = ('', '/burstable', '/besteffort')


class PodLimits:
    """What a pod's cgroup enforces (upstream: cm ResourceConfigForPod). 0: no limit."""

    def __init__(self, pod: core.Pod) -> None:
        containers = [*pod.spec.containers, *(c for c in pod.spec.init_containers if c.restart_policy == 'Always')]
        limits = [c.resources.limits for c in containers]
        self.milli_cpu = sum(milli(c.resources.requests or c.resources.limits, 'cpu') for c in containers)
        self.shares = cpu_shares(self.milli_cpu)
        limited = all(milli(each, 'cpu') for each in limits)
        self.quota = cpu_quota(sum(milli(each, 'cpu') for each in limits)) if limited else 0
        self.memory = sum(whole(each, 'memory') for each in limits) if all('memory' in each for each in limits) else 0


class RealCgroups:
    """Raises OSError. `mount` is where cgroups are mounted, for tests."""

    def __init__(self, root: str = 'sampan', mount: Path = MOUNT) -> None:
        self._root = root.strip('/')
        self._mount = mount
        self._unified = (mount / 'cgroup.controllers').exists()
        self._burstable: dict[str, int] = {}  # pod uid: requested thousandths of a CPU

    def set_up(self) -> None:
        for name in CLASSES:
            self._make(f'/{self._root}/kubepods{name}')
        self._set_shares(f'/{self._root}/kubepods/besteffort', MIN_SHARES)
        self._weigh_burstable()

    def create(self, pod: core.Pod) -> str:
        path = pod_path(self._root, pod)
        limits = PodLimits(pod)
        self._make(path)
        self._set_shares(path, limits.shares)
        self._set_quota(path, limits.quota)
        self._set_memory(path, limits.memory)
        if pod_qos(pod) == 'Burstable':
            self._burstable[pod.metadata.uid] = limits.milli_cpu
            self._weigh_burstable()
        return path

    def remove(self, uid: str) -> None:
        for hierarchy in self._hierarchies():
            for name in CLASSES:
                _remove(hierarchy / self._root / f'kubepods{name}' / f'pod{uid}')
        if self._burstable.pop(uid, None) is not None:
            self._weigh_burstable()

    def pods(self) -> list[str]:
        found: dict[str, None] = {}
        for hierarchy in self._hierarchies():
            for name in CLASSES:
                folder = hierarchy / self._root / f'kubepods{name}'
                for each in folder.glob('pod*') if folder.is_dir() else ():
                    found[each.name.removeprefix('pod')] = None
        return list(found)

    # --- values -------------------------------------------------------------------------------

    def _weigh_burstable(self) -> None:
        self._set_shares(f'/{self._root}/kubepods/burstable', cpu_shares(sum(self._burstable.values())))

    def _set_shares(self, path: str, shares: int) -> None:
        if self._unified:
            weight = 1 + (shares - MIN_SHARES) * 9999 // 262_142
            self._write(self._mount, path, 'cpu.weight', str(weight))
        else:
            self._write(self._mount / 'cpu', path, 'cpu.shares', str(shares))

    def _set_quota(self, path: str, quota: int) -> None:
        if self._unified:
            self._write(self._mount, path, 'cpu.max', f'{quota or "max"} {PERIOD}')
        else:
            self._write(self._mount / 'cpu', path, 'cpu.cfs_quota_us', str(quota or -1))

    def _set_memory(self, path: str, memory: int) -> None:
        if self._unified:
            self._write(self._mount, path, 'memory.max', str(memory or 'max'))
        elif memory:
            self._write(self._mount / 'memory', path, 'memory.limit_in_bytes', str(memory))

    def _write(self, hierarchy: Path, path: str, file: str, value: str) -> None:
        place = hierarchy / path.strip('/') / file
        if place.exists():
            place.write_text(value)

    # --- folders ------------------------------------------------------------------------------

    def _hierarchies(self) -> Iterator[Path]:
        if self._unified:
            yield self._mount
            return
        for each in sorted(self._mount.iterdir()):
            if each.is_dir() and not each.is_symlink() and (each / 'cgroup.procs').exists():
                yield each

    def _make(self, path: str) -> None:
        if self._unified:
            self._make_unified(path)
            return
        for controller in CONTROLLERS:
            hierarchy = self._mount / controller
            if hierarchy.is_dir():
                (hierarchy / path.strip('/')).mkdir(parents=True, exist_ok=True)

    def _make_unified(self, path: str) -> None:
        """Controllers must be handed down from parent to child."""
        folder = self._mount
        available = set((folder / 'cgroup.controllers').read_text().split())
        for part in path.strip('/').split('/'):
            for controller in ('cpuset', 'cpu', 'io', 'memory', 'hugetlb', 'pids'):
                if controller in available:
                    (folder / 'cgroup.subtree_control').write_text(f'+{controller}')
            folder = folder / part
            folder.mkdir(exist_ok=True)


def _remove(folder: Path) -> None:
    """With everything below it; processes that are left are killed."""
    if not folder.is_dir():
        return
    for each in sorted([p for p in folder.rglob('*') if p.is_dir()] + [folder], key=lambda p: -len(p.parts)):
        for pid in (each / 'cgroup.procs').read_text().split():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                continue
        each.rmdir()
