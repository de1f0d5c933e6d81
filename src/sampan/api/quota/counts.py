"""Resources of which only the number counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sampan.api.quota.amounts import ONE, Amounts
from sampan.api.quota.evaluator import Evaluator, count_name


class CountEvaluator(Evaluator):
    """One for each object, under `count/...` and perhaps an older name."""

    def __init__(self, group: str, plural: str, alias: str = '') -> None:
        self.group = group
        self.plural = plural
        self._names = tuple(filter(None, (count_name(group, plural), alias)))

    def matching(self, names: Iterable[str]) -> list[str]:
        return sorted(set(self._names).intersection(names))

    def usage(self, obj: Any, now: datetime) -> Amounts:
        return dict.fromkeys(self._names, ONE)
