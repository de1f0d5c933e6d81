"""Label selectors: the text form of `kubectl -l` and URLs, and the form inside objects.

A selector is a conjunction of requirements, kept sorted by key. Upstream: k8s.io/apimachinery/pkg/labels.

- `requirements`: one condition, and what can be wrong with it.
- `selector`: conditions together; `from_object` for what stands inside objects.
- `text`: `parse`.
"""

from __future__ import annotations

from sampan.machinery.labels.requirements import (
    Operator,
    Requirement,
    SelectorError,
    parse_int64,
    requirement,
    requirement_errors,
)
from sampan.machinery.labels.selector import (
    EVERYTHING,
    NOTHING,
    LabelSelector,
    MatchExpression,
    Selector,
    from_label_selector,
    from_object,
    from_set,
)
from sampan.machinery.labels.text import parse

__all__ = [
    'EVERYTHING',
    'NOTHING',
    'LabelSelector',
    'MatchExpression',
    'Operator',
    'Requirement',
    'Selector',
    'SelectorError',
    'from_label_selector',
    'from_object',
    'from_set',
    'parse',
    'parse_int64',
    'requirement',
    'requirement_errors',
]
