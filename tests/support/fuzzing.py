"""How much fuzzing: bounded and repeatable in CI; SAMPAN_FUZZ_EXAMPLES=N asks for N random examples of each test."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EXAMPLES = os.environ.get('SAMPAN_FUZZ_EXAMPLES')

FUZZ = settings(
    max_examples=int(EXAMPLES or 100),
    derandomize=EXAMPLES is None,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
