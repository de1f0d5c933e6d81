"""version: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f


class Info(Struct, kw_only=True, omit_defaults=True, gc=False):
    major: str = _f(default_factory=str)
    minor: str = _f(default_factory=str)
    emulation_major: str = _f(name='emulationMajor', default='')
    emulation_minor: str = _f(name='emulationMinor', default='')
    min_compatibility_major: str = _f(name='minCompatibilityMajor', default='')
    min_compatibility_minor: str = _f(name='minCompatibilityMinor', default='')
    git_version: str = _f(name='gitVersion', default_factory=str)
    git_commit: str = _f(name='gitCommit', default_factory=str)
    git_tree_state: str = _f(name='gitTreeState', default_factory=str)
    build_date: str = _f(name='buildDate', default_factory=str)
    go_version: str = _f(name='goVersion', default_factory=str)
    compiler: str = _f(default_factory=str)
    platform: str = _f(default_factory=str)
