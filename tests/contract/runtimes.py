"""The runtimes under contract, and how a test gets one with containers that behave as it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from sampan.node.runtime.base import ContainerConfig, ExecResult, Runtime, SandboxConfig
from sampan.node.runtime.hollow import HollowRuntime, Script
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld
from support.containerd import IMAGE, Node, on_node, shell

BACKENDS = [pytest.param('containerd', marks=pytest.mark.root), 'hollow']

# What the containers of these tests do, for both kinds of runtime.
SHELL = {
    'polite': 'trap "exit 0" TERM; while true; do sleep 1 & wait $!; done',
    'deaf': 'trap "" TERM; while true; do sleep 1; done',
    'fails': 'sleep 0.2; exit 3',
    'succeeds': 'exit 0',
}
SCRIPTS = {
    'polite': Script(exec_results={('sh', '-c', 'echo out; exit 4'): ExecResult(b'out\n', b'', 4)}),
    'deaf': Script(stop_seconds=1e9),
    'fails': Script(run_seconds=0.2, exit_code=3),
    'succeeds': Script(run_seconds=0.0),
    'unstartable': Script(start_error='exec: "/missing": stat /missing: no such file or directory: unknown'),
    'unpullable': Script(pull_error='rpc error: code = Unknown desc = failed to pull and unpack image', present=False),
}


@dataclass
class Subject:
    """A runtime and the ways to make things in it."""

    runtime: Runtime
    container: Callable[[str], ContainerConfig]
    sandbox: Callable[[str], SandboxConfig]
    image: str  # one that is there
    unpullable: str


def run(backend: str, body: Callable[[Subject], Awaitable[None]]) -> None:
    """Run a test on a new runtime: a real one in real time, a hollow one in virtual time."""
    if backend == 'hollow':
        run_virtual(_hollow(body))
    else:
        on_node(lambda node: _real(node, body))


async def _real(node: Node, body: Callable[[Subject], Awaitable[None]]) -> None:
    def container(kind: str) -> ContainerConfig:
        if kind == 'unstartable':
            return ContainerConfig(name=kind, attempt=0, image=IMAGE, command=('/missing',), labels=_labels('pod'))
        return shell(SHELL[kind], kind, labels=_labels('pod'))

    await body(Subject(node.runtime, container, node.sandbox_config, IMAGE, 'localhost:1/no:such'))


async def _hollow(body: Callable[[Subject], Awaitable[None]]) -> None:
    runtime = HollowRuntime(world=SimulatedWorld(), scripts=SCRIPTS)

    def container(kind: str) -> ContainerConfig:
        return ContainerConfig(name=kind, attempt=0, image=kind, labels=_labels('pod'), log_path=f'{kind}/0.log')

    def sandbox(name: str = 'pod', **more: Any) -> SandboxConfig:
        return SandboxConfig(
            name=name, namespace='default', uid=f'uid-{name}', hostname=name, log_directory=f'/logs/{name}', **more
        )

    try:
        await body(Subject(runtime, container, sandbox, 'polite', 'unpullable'))
    finally:
        await runtime.close()


def _labels(pod: str) -> dict[str, str]:
    return {'io.kubernetes.pod.uid': f'uid-{pod}', 'io.kubernetes.container.name': 'main'}
