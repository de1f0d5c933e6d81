"""What the node and its containers use: /stats/summary and /metrics/resource.

Containers' figures are the runtime's; the node's own are the kernel's (/proc). Rates (usageNanoCores) need two looks:
they appear from the second look on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sampan.api.generated import core_v1 as core
from sampan.machinery.world import World
from sampan.node.runtime.base import ContainerStats, Runtime
from sampan.node.server.containers import runtime_id

TICKS = 100  # USER_HZ, which Linux has fixed for /proc
NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """A look at something: processor time used so far, memory in use now."""

    at: datetime
    cpu_nanoseconds: int
    memory_working_set: int


@dataclass(frozen=True, slots=True)
class ContainerUsage:
    name: str
    started: datetime | None
    usage: Usage


class Stats:
    """Looks at usage, remembering the last look of each for rates."""

    def __init__(self, *, node_name: str, runtime: Runtime, world: World, proc: Path = Path('/proc')) -> None:
        self._node_name = node_name
        self._runtime = runtime
        self._world = world
        self._proc = proc
        self._last: dict[str, Usage] = {}

    async def summary(self, pods: Sequence[core.Pod]) -> dict[str, Any]:
        """The document of /stats/summary (upstream: kubelet stats v1alpha1 Summary), as far as figures are known."""
        node, used = node_usage(self._proc, self._world.now()), await self._containers()
        seen: dict[str, Usage] = {'': node}
        described = [self._pod(pod, used, seen) for pod in pods]
        document = {'node': {'nodeName': self._node_name, **self._figures('', node)}, 'pods': described}
        self._last = seen
        return document

    def _pod(self, pod: core.Pod, used: Mapping[str, ContainerStats], seen: dict[str, Usage]) -> dict[str, Any]:
        containers = list(_of_pod(pod, used, self._world.now()))
        for identifier, container in containers:
            seen[identifier] = container.usage
        total = _sum((container.usage for _, container in containers), self._world.now())
        seen[pod.metadata.uid] = total
        meta = pod.metadata
        return {
            'podRef': {'name': meta.name, 'namespace': meta.namespace, 'uid': meta.uid},
            'startTime': str(pod.status.start_time) if pod.status.start_time else None,
            'containers': [
                {
                    'name': container.name,
                    'startTime': _rfc3339(container.started),
                    **self._figures(identifier, container.usage),
                }
                for identifier, container in containers
            ],
            **self._figures(meta.uid, total),
        }

    def _figures(self, key: str, usage: Usage) -> dict[str, Any]:
        cpu: dict[str, Any] = {'time': _rfc3339(usage.at)}
        last = self._last.get(key)
        if last and usage.at > last.at:
            seconds = (usage.at - last.at).total_seconds()
            cpu['usageNanoCores'] = max(0, round((usage.cpu_nanoseconds - last.cpu_nanoseconds) / seconds))
        cpu['usageCoreNanoSeconds'] = usage.cpu_nanoseconds
        return {'cpu': cpu, 'memory': {'time': _rfc3339(usage.at), 'workingSetBytes': usage.memory_working_set}}

    async def _containers(self) -> dict[str, ContainerStats]:
        return {stats.container: stats for stats in await self._runtime.container_stats()}

    async def resource_metrics(self, pods: Sequence[core.Pod]) -> bytes:
        """The text of /metrics/resource, in the exposition format metrics-server reads."""
        node, used = node_usage(self._proc, self._world.now()), await self._containers()
        samples: defaultdict[str, list[str]] = defaultdict(list)
        _sample(samples, 'node', {}, node)
        for pod in pods:
            where = {'pod': pod.metadata.name, 'namespace': pod.metadata.namespace}
            containers = [container for _, container in _of_pod(pod, used, node.at)]
            for container in containers:
                labels = {'container': container.name, **where}
                _sample(samples, 'container', labels, container.usage)
                if container.started:
                    started = f'container_start_time_seconds{_labels(labels)} {container.started.timestamp()}'
                    samples['container_start_time_seconds'].append(started)
            if containers:
                _sample(samples, 'pod', where, _sum((container.usage for container in containers), node.at))
        samples['resource_scrape_error'].append('resource_scrape_error 0')
        lines = (line for name in sorted(samples) for line in (*_heading(name), *samples[name]))
        return ('\n'.join(lines) + '\n').encode()


def _of_pod(pod: core.Pod, used: Mapping[str, ContainerStats], now: datetime) -> Iterable[tuple[str, ContainerUsage]]:
    status = pod.status
    for container in (*status.container_statuses, *status.init_container_statuses):
        identifier = runtime_id(container.container_id)
        running = container.state.running if container.state else None
        if running and identifier in used:
            stats = used[identifier]
            usage = Usage(now, stats.cpu_nanoseconds, stats.memory_working_set)
            yield identifier, ContainerUsage(container.name, running.started_at, usage)


def _sum(usages: Iterable[Usage], now: datetime) -> Usage:
    every = list(usages)
    return Usage(now, sum(item.cpu_nanoseconds for item in every), sum(item.memory_working_set for item in every))


def node_usage(proc: Path, now: datetime) -> Usage:
    """The whole machine's: busy time of all processors, and memory that cannot be had back for the asking."""
    fields = [int(text) for text in (proc / 'stat').read_text().split('\n', 1)[0].split()[1:]]
    idle = fields[3] + fields[4]
    busy = sum(fields[:8]) - idle
    memory = {}
    for line in (proc / 'meminfo').read_text().splitlines():
        name, _, rest = line.partition(':')
        memory[name] = int(rest.split()[0]) * 1024
    working_set = memory['MemTotal'] - memory['MemFree'] - memory.get('Inactive(file)', 0)
    return Usage(now, busy * NANOSECONDS // TICKS, working_set)


def _rfc3339(moment: datetime | None) -> str | None:
    return moment.strftime('%Y-%m-%dT%H:%M:%SZ') if moment else None


HELP = {
    'container_cpu_usage_seconds_total': ('counter', 'Processor time the container has used, in core-seconds'),
    'container_memory_working_set_bytes': ('gauge', 'Working set of the container, in bytes'),
    'container_start_time_seconds': ('gauge', 'When the container started, in seconds since 1970'),
    'node_cpu_usage_seconds_total': ('counter', 'Processor time the node has used, in core-seconds'),
    'node_memory_working_set_bytes': ('gauge', 'Working set of the node, in bytes'),
    'pod_cpu_usage_seconds_total': ('counter', 'Processor time the pod has used, in core-seconds'),
    'pod_memory_working_set_bytes': ('gauge', 'Working set of the pod, in bytes'),
    'resource_scrape_error': ('gauge', '1 when the figures could not be had, else 0'),
}


def _heading(name: str) -> tuple[str, str]:
    kind, text = HELP[name]
    return f'# HELP {name} [STABLE] {text}', f'# TYPE {name} {kind}'


def _sample(samples: defaultdict[str, list[str]], what: str, labels: Mapping[str, str], usage: Usage) -> None:
    milliseconds = int(usage.at.timestamp() * 1000)
    cpu, memory = f'{what}_cpu_usage_seconds_total', f'{what}_memory_working_set_bytes'
    samples[cpu].append(f'{cpu}{_labels(labels)} {usage.cpu_nanoseconds / NANOSECONDS} {milliseconds}')
    samples[memory].append(f'{memory}{_labels(labels)} {usage.memory_working_set} {milliseconds}')


def _labels(labels: Mapping[str, str]) -> str:
    # Names of pods, containers and namespaces have no character that would need escaping.
    return '{' + ','.join(f'{name}="{value}"' for name, value in sorted(labels.items())) + '}' if labels else ''
