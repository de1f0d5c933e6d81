"""How fast a cluster starts and what it costs when nothing happens.

    python bench/up.py [--hollow] [--seconds 30]      real containers need root

Makes a cluster of its own in a temporary folder and deletes it. Printed: `sampan up` three times, to the node being
Ready and to the command's end; the control plane alone, from exec to its API answering; then memory and CPU of each
process over so many idle seconds. Floors beside them: a Python that does nothing, and containerd alone.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'tests'))

from sampan.cluster.config import load
from sampan.cluster.machine import containerd_config
from sampan.cluster.notify import ENVIRONMENT
from sampan.node.runtime.containerd import Containerd
from support.machine import Machine

TICKS = os.sysconf('SC_CLK_TCK')
SETTLE = 10.0  # seconds after the start that are not idle yet
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--hollow', action='store_true', help='no real containers: needs no root')
    parser.add_argument('--seconds', type=float, default=30.0, help='how long to watch the idle cluster (default: 30)')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='sampan-bench-') as folder:
        machine = Machine(Path(folder))
        try:
            measure(machine, ['--hollow'] if options.hollow else [], options.seconds)
        finally:
            machine.sampan('delete', '--yes')


def measure(machine: Machine, arguments: list[str], seconds: float) -> None:
    show('bare Python', best(bare_python))
    for which in ('first up', 'second up', 'third up'):
        ready, whole = up(machine, arguments)
        show(f'{which}: node Ready', ready)
        show(f'{which}: command ended', whole)
        if which != 'third up':
            machine.down()
    time.sleep(SETTLE)
    print(f'idle, over {seconds:.0f} s:')
    before = {name: cpu(pid) for name, pid in processes(machine)}
    time.sleep(seconds)
    for name, pid in processes(machine):
        share = (cpu(pid) - before[name]) / seconds * 100
        print(f'  {name:<32}{memory(pid):7.1f} MB  {share:5.2f} % of a core')
    machine.down()
    show('API alone answers after exec', best(lambda: api_alone(machine)))
    if not arguments:
        show('containerd alone ready', asyncio.run(containerd_alone(machine)))


def show(what: str, seconds: float) -> None:
    print(f'  {what:<32}{seconds * 1000:7.0f} ms', flush=True)


def best(once) -> float:  # type: ignore[no-untyped-def]
    return min(once() for _ in range(ROUNDS))


def bare_python() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, '-c', ''], check=True)
    return time.perf_counter() - started


def up(machine: Machine, arguments: list[str]) -> tuple[float, float]:
    """Seconds until the node was Ready, by the command's own clock, and until the command ended."""
    started = time.perf_counter()
    said = machine.up(*arguments)
    whole = time.perf_counter() - started
    found = re.search(r'([\d.]+) s  node \S+ is Ready', said)
    assert found, said
    return float(found[1]), whole


def api_alone(machine: Machine) -> float:
    """From the exec of the control plane to the notice that its API answers."""
    read_end, write_end = os.pipe()
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, '-m', 'sampan.cluster.control_plane', str(machine.state)],
        pass_fds=(write_end,),
        env={**os.environ, ENVIRONMENT: str(write_end)},
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end, 'rb') as notices:
            notice = json.loads(notices.readline())
            assert notice['kind'] == 'step', notice
            return time.perf_counter() - started
    finally:
        process.terminate()
        process.wait()


async def containerd_alone(machine: Machine) -> float:
    config = load(machine.state)
    assert config is not None
    containerd = Containerd(containerd_config(config))
    started = time.perf_counter()
    try:
        await containerd.start()
        return time.perf_counter() - started
    finally:
        await containerd.clean()


def processes(machine: Machine) -> Iterator[tuple[str, int]]:
    """The cluster's own processes, and containerd."""
    for line in machine.must('status').splitlines():
        words = line.split()
        if len(words) > 2 and words[0] in ('supervisor', 'control-plane', 'node') and words[2].isdigit():
            yield words[0], int(words[2])
    for folder in Path('/proc').glob('[0-9]*'):
        with contextlib.suppress(OSError):
            command = (folder / 'cmdline').read_text().split('\0')
            if '--config' in command and str(machine.run) in command[command.index('--config') + 1]:
                yield 'containerd', int(folder.name)


def cpu(pid: int) -> float:
    """Seconds of CPU used so far."""
    fields = Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> float:
    """Resident memory, in megabytes."""
    status = Path(f'/proc/{pid}/status').read_text()
    found = re.search(r'VmRSS:\s+(\d+) kB', status)
    assert found
    return int(found[1]) / 1000


if __name__ == '__main__':
    main()
