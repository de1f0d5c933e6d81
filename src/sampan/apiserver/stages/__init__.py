"""The pipeline: what every request passes, one file per stage, in upstream's order.

    recovery        an exception becomes a Status; a bug becomes a 500 and a log entry
    request_info    what the path and method mean
    response_headers  Audit-ID, Cache-Control, Warning
    metrics         counts and latencies
    deadline        60 s for everything that is not a watch, log or connection
    authentication  who asks; 401
    audit           what is written down, if a policy says so; it sees who asks, before any decision
    impersonation   its place; `Impersonate-*` headers are refused until it exists
    fairness        priority and fairness: who goes at once, who waits; 429
    in_flight       two plain limits instead, if priority and fairness is switched off
    authorization   whether they may; 403
    → routes        discovery, health, metrics, OpenAPI, then the registry (admission is inside it)

Upstream: DefaultBuildHandlerChain in pkg/server/config.go. `compose` makes one Handler of the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sampan.apiserver.request import Handler, Stage


def compose(stages: Sequence[Stage], last: Handler) -> Handler:
    """One handler: the first stage is the outermost."""
    return reduce(wrap, reversed(stages), last)


def wrap(proceed: Handler, stage: Stage) -> Handler:
    return lambda request: stage(request, proceed)
