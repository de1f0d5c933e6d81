"""`sampan up --runtime-config`: checked before anything is written, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from sampan.cluster.config import load
from sampan.cluster.errors import ClusterError
from sampan.cluster.up import UpOptions, prepare


def test_a_wrong_value_changes_nothing(tmp_path: Path) -> None:
    options = UpOptions(state_dir=tmp_path / 'state', run_dir=tmp_path / 'run', runtime_config='nowhere/v1=true')
    with pytest.raises(ClusterError, match='--runtime-config: unknown api groups nowhere/v1'):
        prepare(options)
    assert not (tmp_path / 'state').exists()


def test_the_choice_is_kept(tmp_path: Path) -> None:
    first = UpOptions(state_dir=tmp_path / 'state', run_dir=tmp_path / 'run', runtime_config='api/beta=true')
    assert prepare(first).runtime_config == 'api/beta=true'
    later = UpOptions(state_dir=tmp_path / 'state', run_dir=tmp_path / 'run')
    assert prepare(later).runtime_config == 'api/beta=true'
    kept = load(tmp_path / 'state')
    assert kept is not None and kept.runtime_config == 'api/beta=true'
