"""A test run that is killed leaves no cluster behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from support import kernel

RUN = """
import sys, time
from pathlib import Path
from support.machine import Machine

Machine(Path(sys.argv[1])).up('--hollow')
print('up', flush=True)
time.sleep(600)
"""


def test_the_cluster_of_a_killed_run_is_taken_down(tmp_path):
    run = subprocess.Popen(
        [sys.executable, '-c', RUN, str(tmp_path)],
        env={**os.environ, 'PYTHONPATH': str(Path(__file__).parents[1])},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert run.stdout.readline() == 'up\n'
        assert kernel.processes(str(tmp_path / 'state'))
    finally:
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
    deadline = time.monotonic() + 60
    while kernel.processes(str(tmp_path / 'state')):
        assert time.monotonic() < deadline, 'the cluster still runs'
        time.sleep(0.05)
    assert not (tmp_path / 'run' / 'supervisor.sock').exists()
