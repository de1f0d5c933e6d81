"""The order of version names: stable before beta before alpha, newer before older, all others after, by name.

Upstream: apimachinery/pkg/version (CompareKubeAwareVersionStrings).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_VERSION = re.compile(r'^v([0-9]+)(?:(alpha|beta)([0-9]+))?$')
_STAGES = {'alpha': 0, 'beta': 1, None: 2}


def _rank(name: str) -> tuple[int, int, int]:
    found = _VERSION.match(name)
    if found is None:
        return (-1, 0, 0)
    return (_STAGES[found[2]], int(found[1]), int(found[3] or 0))


def newest_first(names: Iterable[str]) -> list[str]:
    """The preferred version first."""
    every = list(names)
    known = sorted((name for name in every if _VERSION.match(name)), key=_rank, reverse=True)
    return known + sorted(name for name in every if not _VERSION.match(name))
