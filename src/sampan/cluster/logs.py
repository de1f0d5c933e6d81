"""`sampan logs [COMPONENT] [-f]`."""

from __future__ import annotations

import sys
from pathlib import Path

from sampan.cluster import control
from sampan.cluster.config import ClusterConfig, load
from sampan.cluster.errors import ClusterError
from sampan.cluster.logfile import tail
from sampan.cluster.supervisor import CHILDREN

COMPONENTS = ('supervisor', *CHILDREN, 'containerd')


async def logs(state_dir: Path, component: str | None, *, follow: bool, lines: int) -> int:
    """Print the last lines of one component's log, or of all; then, with `follow`, what is written from now on."""
    config = load(state_dir)
    if config is None:
        raise ClusterError(f'there is no cluster in {state_dir}', 'start one with `sampan up`')
    if follow and component not in CHILDREN:
        raise ClusterError(
            f'only {" and ".join(CHILDREN)} can be followed', f'for example: sampan logs {CHILDREN[0]} -f'
        )
    for name in [component] if component else COMPONENTS:
        _print_tail(config, name, lines, titled=component is None)
    if follow and component:
        try:
            async for text in control.logs(config.supervisor_socket, component):
                sys.stdout.write(text)
                sys.stdout.flush()
        except control.NotRunning:
            print('(the cluster is stopped)', file=sys.stderr)
    return 0


def _print_tail(config: ClusterConfig, name: str, lines: int, *, titled: bool) -> None:
    path = config.log_dir / f'{name}.log'
    if titled:
        print(f'==> {path} <==')
    if path.exists():
        sys.stdout.writelines(line.decode(errors='replace') for line in tail(path, lines))
