"""Resources with a strategy of their own, by (group, plural)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sampan.apiserver.registry.strategies.base import Strategy

STRATEGIES: Mapping[tuple[str, str], type[Strategy[Any]]] = {}
