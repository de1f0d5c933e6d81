"""The door probes and hooks go through: one attempt at a container (upstream: pkg/probe)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sampan.api.generated import core_v1 as core
from sampan.node.probes.results import FAILURE, SUCCESS, Result
from sampan.node.runtime.hollow import HollowRuntime


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
        """One attempt, within the probe's timeout. Raises ProbeError."""
        ...

    async def http_get(self, action: core.HTTPGetAction, target: Target) -> None:
        """A hook's request. Raises ProbeError when it fails."""
        ...


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
            raise ProbeError(f"couldn't find port: {port!r}".replace("'", '"'))
        number = named if named is not None else int(port)
    if not 0 < number < 65536:
        raise ProbeError(f'invalid port number: {number}')
    return number
