"""A whole cluster on this machine, made by the `sampan` command as a user would."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sampan.node.images import layout
from support import images
from support.kubectl import Kubectl

COMMAND = (sys.executable, '-m', 'sampan.cli')
PATIENCE = 120.0  # seconds to take a cluster down


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port: int = probe.getsockname()[1]
        return port


class Reaper:
    """A process that outlives us by the time it takes to run a command, if we end while something runs."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None

    def say(self, word: str) -> None:
        """`up` before something is started, `down` when it is gone."""
        if self._process is None:
            script = Path(__file__).with_name('reaper.py')
            self._process = subprocess.Popen(
                [sys.executable, str(script), str(PATIENCE), *self._command],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
        assert self._process.stdin is not None
        self._process.stdin.write(f'{word}\n')
        self._process.stdin.flush()


class Machine:
    """State and run folders of its own, so that a cluster of the user's is not touched.

    A cluster that runs when the test run ends, in whatever way, is taken down.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state, self.run = folder / 'state', folder / 'run'
        self.ports = ('--api-port', str(free_port()), '--kubelet-port', str(free_port()))
        self.kubectl = Kubectl(self.state / 'admin.kubeconfig')
        self._environment = {**os.environ, 'SAMPAN_STATE_DIR': str(self.state), 'SAMPAN_RUN_DIR': str(self.run)}
        self._reaper = Reaper([*COMMAND, 'down'], self._environment)

    def sampan(self, *arguments: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        """Run the installed command; the caller looks at the exit code."""
        if arguments[0] == 'up':
            self._reaper.say('up')
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if arguments[0] in ('down', 'delete') and done.returncode == 0:
            self._reaper.say('down')
        return done

    def must(self, *arguments: str) -> str:
        done = self.sampan(*arguments)
        assert done.returncode == 0, f'sampan {" ".join(arguments)}:\n{done.stdout}\n{done.stderr}\n{self.logs()}'
        return done.stdout

    def up(self, *arguments: str) -> str:
        return self.must('up', *self.ports, *arguments)

    def down(self) -> str:
        return self.must('down')

    def load(self, named: Sequence[layout.NamedImage]) -> str:
        """Put images into the node by the command users have for it."""
        archive = self.folder / 'images.tar'
        layout.write(named, archive)
        return self.must('image', 'load', str(archive))

    def load_busybox(self) -> str:
        """The image the examples use, under its public name."""
        return self.load([images.busybox('docker.io/library/busybox:1.36')])

    def logs(self) -> str:
        return self.sampan('logs', '-n', '60').stdout
