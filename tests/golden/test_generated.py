"""The committed modules are what the generator writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.reference import REFERENCE

CHECKOUT = Path(__file__).resolve().parents[2]
COMMITTED = CHECKOUT / 'src' / 'sampan' / 'api' / 'generated'


def test_generated_modules_are_up_to_date(tmp_path: Path) -> None:
    tool = [sys.executable, str(CHECKOUT / 'tools' / 'generate_api.py')]
    paths = [
        '--facts',
        str(CHECKOUT / 'tools' / 'api_facts.json'),
        '--reference',
        str(REFERENCE),
        '--out',
        str(tmp_path),
    ]
    done = subprocess.run([*tool, *paths], check=True, capture_output=True, text=True)
    assert done.stdout == ''  # it prints where Go tags and published field numbers disagree
    written = {path.relative_to(tmp_path): path.read_text() for path in tmp_path.rglob('*.py')}
    committed = {path.relative_to(COMMITTED): path.read_text() for path in COMMITTED.rglob('*.py')}
    assert written.keys() == committed.keys()
    assert [str(path) for path in written if written[path] != committed[path]] == []
