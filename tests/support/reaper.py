"""Takes a test's cluster down when the test run is killed.

    python reaper.py SECONDS COMMAND...

Whoever starts this holds the other end of its standard input. A line `up` there says that something may be running, a
line `down` that nothing is any more. When the other end closes, which the kernel sees to whatever became of its holder,
and the last word was `up`, the command is run. The process is in a session of its own, so that a signal to the test
run's group does not reach it.
"""

from __future__ import annotations

import subprocess
import sys


def main(seconds: str, *command: str) -> int:
    last = 'down'
    for line in sys.stdin:
        last = line.strip()
    if last != 'up':
        return 0
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=float(seconds))
    return done.returncode


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
