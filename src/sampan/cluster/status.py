"""`sampan status`: components, nodes, versions, what is wrong and what to do."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from sampan import __version__
from sampan.api.errors import ApiError
from sampan.api.generated import core_v1
from sampan.client.base import Client
from sampan.cluster import control, leftovers
from sampan.cluster.child import ChildState, Phase
from sampan.cluster.config import ClusterConfig, load
from sampan.cluster.preflight import ASKED_FOR
from sampan.cluster.supervisor import State
from sampan.machinery.duration import human
from sampan.machinery.world import SystemWorld


async def status(state_dir: Path) -> int:
    """Print it. Exit code 0: all is well; 1: something is wrong; 3: not running (LSB's code for that)."""
    config = load(state_dir)
    if config is None:
        print(f'There is no cluster in {state_dir}. Start one with `sampan up`.')
        return 3
    try:
        state = await control.status(config.supervisor_socket)
    except control.NotRunning:
        _print_stopped(config)
        return 3
    problems = _print_components(state)
    if all(child.phase is Phase.READY for child in state.children if child.name == 'control-plane'):
        problems += await _print_api(config)
    for problem, remedy in problems:
        print(f'! {problem}' + (f'\n  → {remedy}' if remedy else ''))
    return 1 if problems else 0


def _print_stopped(config: ClusterConfig) -> None:
    if left := leftovers.processes(config):
        print(f'The cluster in {config.state_dir} has lost its supervisor; still running: {", ".join(map(str, left))}.')
        print('  → `sampan up` brings it back, `sampan down` removes what is left of it')
    else:
        print(f'The cluster in {config.state_dir} is stopped. Start it with `sampan up`.')


def _print_components(state: State) -> list[tuple[str, str]]:
    now = SystemWorld().now()
    rows = [('COMPONENT', 'STATE', 'PID', 'RESTARTS', 'SINCE', 'LAST EXIT')]
    rows.append(('supervisor', 'stopping' if state.stopping else 'ready', str(state.pid), '0', '', ''))
    for child in state.children:
        pid, restarts = str(child.pid or ''), str(child.restarts)
        rows.append((child.name, child.phase.value, pid, restarts, _since(child, now), child.last_exit))
    widths = [max(len(row[column]) for row in rows) + 2 for column in range(len(rows[0]))]
    for row in rows:
        print(''.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    problems = [problem for child in state.children if (problem := _problem(child))]
    if state.hollow:
        print(f'the node is hollow, its containers are simulated: {state.hollow}')
        if state.hollow != ASKED_FOR:
            problems.append(('real containers cannot run', 'change that, then `sampan down` and `sampan up`'))
    return problems


def _problem(child: ChildState) -> tuple[str, str] | None:
    if child.problem:
        return f'{child.name}: {child.problem}', child.remedy
    if child.phase is not Phase.READY:
        return f'{child.name} is {child.phase.value}' + (f', last step: {child.step}' if child.step else ''), ''
    return None


def _since(child: ChildState, now: datetime) -> str:
    return human((now - child.since).total_seconds()) if child.since else ''


async def _print_api(config: ClusterConfig) -> list[tuple[str, str]]:
    from sampan.client import kubeconfig
    from sampan.client.http import HttpClient

    client: Client = HttpClient(kubeconfig.load(config.admin_kubeconfig).http_config())
    try:
        version = json.loads(await client.raw('GET', '/version'))
        print(f'\nKubernetes {version["gitVersion"]}, Sampan {__version__}, API at {config.api_url}')
        nodes = (await client.list(core_v1.Node)).items
    except (ApiError, OSError) as error:
        return [(f'the API server does not answer: {error}', 'look at `sampan logs control-plane`')]
    finally:
        await client.close()
    return [problem for node in nodes if (problem := _print_node(node))]


def _print_node(node: core_v1.Node) -> tuple[str, str] | None:
    ready = next((c for c in node.status.conditions if c.type == 'Ready'), None)
    well = ready is not None and ready.status == 'True'
    runtime = node.status.node_info.container_runtime_version if node.status.node_info else ''
    print(f'node {node.metadata.name}: {"Ready" if well else "NotReady"}, {runtime}')
    if well:
        return None
    return f'node {node.metadata.name} is not ready: {ready.message if ready else "it has not reported yet"}', (
        'look at `sampan logs node`'
    )
