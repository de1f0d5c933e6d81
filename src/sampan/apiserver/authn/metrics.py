"""What is counted about authentication, under upstream's names (upstream: endpoints/filters/metrics.go)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sampan.apiserver.measures import Counts, Histograms, exponential

SUCCESS, FAILURE, ERROR = 'success', 'failure', 'error'
BOUNDS = exponential(0.001, 2, 15)
KNOWN = frozenset({'admin', 'client', 'kube_proxy', 'kubelet', 'system:serviceaccount:kube-system:default'})


class AuthenticationMetrics:
    """`done` once for each request."""

    def __init__(self) -> None:
        self._users = Counts('authenticated_user_requests', 'Requests by kind of user.', ['username'])
        self._attempts = Counts('authentication_attempts', 'Attempts by their result.', ['result'])
        durations = Histograms(
            'authentication_duration_seconds', 'Time to know who asks, in seconds.', ['result'], BOUNDS
        )
        self._durations = durations
        self._of = {result: durations.of(result) for result in (SUCCESS, FAILURE, ERROR)}

    def done(self, result: str, seconds: float, user: str = '') -> None:
        self._attempts.add(result)
        self._of[result].observe(seconds)
        if result is SUCCESS:
            self._users.add(compressed(user))

    def collect(self) -> Iterator[Any]:
        for each in (self._users, self._attempts, self._durations):
            yield from each.collect()


def compressed(user: str) -> str:
    """Names of users are not shown, and there are too many of them."""
    if user in KNOWN:
        return user
    return 'email_id' if '@' in user else 'other'
