"""The targets of `guided.py`, each for a bounded number of inputs from a fixed start.

SAMPAN_FUZZ_SECONDS=N: as many inputs as fit into N seconds for each target, from a random start.
A finding is shown as the bytes that led to it, base64, with the traceback.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name('guided.py')
# Read, not imported: importing the script would instrument this process.
TARGETS = re.findall(r"^    '([a-z-]+)': ", SCRIPT.read_text().partition('TARGETS: ')[2], re.MULTILINE)
SECONDS = os.environ.get('SAMPAN_FUZZ_SECONDS')
AMOUNT = (f'-max_total_time={SECONDS}',) if SECONDS else ('-runs=20000', '-seed=1')


def test_every_target_is_known():
    assert {'cel', 'http', 'json-patch', 'protobuf', 'yaml'} <= set(TARGETS)


@pytest.mark.parametrize('target', TARGETS)
@pytest.mark.timeout(float(SECONDS or 0) + 120)
def test_target(target, tmp_path):
    limits = ('-max_len=512', '-timeout=20', '-rss_limit_mb=2048')
    done = subprocess.run(
        [sys.executable, SCRIPT, target, *AMOUNT, *limits], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert 'Done ' in done.stderr
