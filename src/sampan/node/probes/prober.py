"""One attempt at a container (upstream: pkg/probe, pkg/kubelet/prober/prober.go).

Commands go through the runtime; everything that needs a connection through `Prober`, which has a real
and a hollow side.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from sampan.api.generated import core_v1 as core
from sampan.node.probes.results import FAILURE, SUCCESS, Result
from sampan.node.runtime.base import Runtime, RuntimeFailure
from sampan.node.runtime.hollow import HollowRuntime

EXEC_SLACK = 1.0  # the runtime counts the seconds itself; this is for one that does not answer
MAX_OUTPUT = 10 << 10


class ProbeError(Exception):
    """The attempt itself could not be made: no result. It is made again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    result: Result
    output: str = ''
    warning: bool = False  # a success worth a ProbeWarning event


@dataclass(frozen=True, slots=True)
class Target:
    """The container to probe, and where its pod is."""

    container: str  # runtime id
    spec: core.Container
    pod_ip: str


class Prober(Protocol):
    async def probe(self, probe: core.Probe, target: Target) -> Outcome:
        """One HTTP, TCP or gRPC attempt, within the probe's timeout. Raises ProbeError."""
        ...

    async def http_get(self, action: core.HTTPGetAction, target: Target) -> None:
        """A hook's request. Raises ProbeError when it fails."""
        ...


async def attempt(probe: core.Probe, target: Target, runtime: Runtime, prober: Prober) -> Outcome:
    """One attempt of whichever kind. Raises ProbeError."""
    if probe.exec is None:
        return await prober.probe(probe, target)
    seconds = float(probe.timeout_seconds or 1)
    late = f'command timed out: "{" ".join(probe.exec.command)}" timed out after {seconds:g}s'
    try:
        async with asyncio.timeout(seconds + EXEC_SLACK):
            result = await runtime.exec_sync(target.container, probe.exec.command, seconds)
    except TimeoutError:
        return Outcome(FAILURE, late)
    except RuntimeFailure as e:
        if 'timed out' in e.message or 'deadline' in e.message.lower():
            return Outcome(FAILURE, late)
        raise ProbeError(e.message) from e
    output = (result.stdout + result.stderr)[:MAX_OUTPUT].decode(errors='replace')
    return Outcome(SUCCESS if result.exit_code == 0 else FAILURE, output)


class HollowProber:
    """Asks the hollow container's script."""

    def __init__(self, runtime: HollowRuntime) -> None:
        self._runtime = runtime
        self.requests: list[tuple[str, str]] = []  # (container id, path) of hooks, for tests

    async def probe(self, probe: core.Probe, target: Target) -> Outcome:
        if self._runtime.passes_probes(target.container):
            return Outcome(SUCCESS)
        return Outcome(FAILURE, 'hollow container is not ready')

    async def http_get(self, action: core.HTTPGetAction, target: Target) -> None:
        self.requests.append((target.container, action.path))


def port_number(port: int | str, container: core.Container) -> int:
    """A number, a number in a string, or a name of one of the container's ports. Raises ProbeError."""
    if isinstance(port, int):
        number = port
    else:
        named = next((p.container_port for p in container.ports if p.name == port), None)
        if named is None and not port.isdigit():
            raise ProbeError(f'strconv.Atoi: parsing "{port}": invalid syntax')
        number = named if named is not None else int(port)
    if not 0 < number < 65536:
        raise ProbeError(f'invalid port number: {number}')
    return number
